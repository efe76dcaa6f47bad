"""WeChat users and what they allow."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from wxsim.world.counting import Counting
from wxsim.world.errors import AlreadyThere, InvalidValue, Unknown
from wxsim.world.ground import Ground
from wxsim.world.records import Consent, Person
from wxsim.world.risk import BLOCKED_RANK, HARMLESS_RANK
from wxsim.world.tables import Table

_NAME = re.compile(r"[\w.-]{1,64}")

# The scopes of wx.authorize (documented: authorization guide), the withdrawn
# scope.userInfo, and "phoneNumber" for the dialog of the phone-number button,
# which has no scope name of its own.
SCOPES = (
    "scope.userInfo",
    "scope.userLocation",
    "scope.userFuzzyLocation",
    "scope.userLocationBackground",
    "scope.werun",
    "scope.record",
    "scope.writePhotosAlbum",
    "scope.camera",
    "scope.bluetooth",
    "scope.addPhoneContact",
    "scope.addPhoneCalendar",
)
PHONE_NUMBER = "phoneNumber"


class People:
    """The people who have WeChat."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "people", Person, kept=1_000)
        self._counting = Counting(ground)
        self._identifiers = ground.identifiers

    def add(self, person: Person) -> Person:
        """Add a person, giving them a place in the list and, without one, a phone number.

        Raises:
            InvalidValue: the name, the gender or the risk rank are out of range.
            AlreadyThere: the name is taken.
        """
        if not _NAME.fullmatch(person.name) or not person.name.strip("."):
            raise InvalidValue(
                f"{person.name!r} is no name for a person",
                "use 1 to 64 letters, digits, '_', '-' or '.', and not dots alone",
            )
        _require_sense(person)
        person = msgspec.structs.replace(
            person,
            number=self._counting.next("people"),
            phone=person.phone or self._identifiers.phone(person.name),
        )
        if not self._table.add(person.name, person):
            raise AlreadyThere(f"the person {person.name} exists already", "choose another name")
        return person

    def change(self, name: str, **fields: Any) -> Person:
        """Give a person other properties, from the next request on.

        Args:
            name: who.
            fields: fields of :class:`Person` other than ``name`` and ``number``.

        Raises:
            Unknown: there is no such person.
            InvalidValue: the gender or the risk rank are out of range.
        """
        person = self.get(name)
        _require_sense(msgspec.structs.replace(person, **fields))
        return self._table.change(
            name, person, lambda person: msgspec.structs.replace(person, **fields)
        )

    def list(self) -> list[Person]:
        """Return everybody, oldest first."""
        return sorted(self._table.all(), key=lambda person: (person.number, person.name))

    def get(self, name: str | None) -> Person:
        """Return a person, or the oldest one where none is named.

        Raises:
            Unknown: there is no such person.
        """
        if name is None:
            for person in self.list():
                return person
        else:
            found = self._table.get(name)
            if found is not None:
                return found
        raise Unknown("person", name or "", self._table.keys())


class Consents:
    """What people have allowed and refused, per app and scope."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "consents", Consent)

    def answers(self, appid: str, person: str) -> dict[str, bool]:
        """Return what a person has answered in an app, by scope."""
        consent = self._table.get(f"{appid}/{person}")
        return {} if consent is None else consent.answers

    def set(self, appid: str, person: str, scope: str, *, granted: bool | None) -> None:
        """Record an answer, or forget it where ``granted`` is None.

        Raises:
            InvalidValue: WeChat has no such scope.
        """
        require_scope(scope, (*SCOPES, PHONE_NUMBER))

        def answered(consent: Consent) -> Consent:
            rest = {name: given for name, given in consent.answers.items() if name != scope}
            return Consent(answers=rest if granted is None else {**rest, scope: granted})

        self._table.change(f"{appid}/{person}", Consent(), answered)


def require_scope(scope: str, known: tuple[str, ...] = SCOPES) -> None:
    """Raise InvalidValue unless ``scope`` is one of ``known``."""
    if scope not in known:
        raise InvalidValue(f"there is no scope {scope!r}", f"there is {', '.join(known)}")


def _require_sense(person: Person) -> None:
    if person.gender not in (0, 1, 2):
        raise InvalidValue(
            f"gender {person.gender} is unknown", "WeChat knows 0 unknown, 1 male, 2 female"
        )
    if not HARMLESS_RANK <= person.risk_rank <= BLOCKED_RANK:
        raise InvalidValue(
            f"risk rank {person.risk_rank} is unknown",
            f"ranks run from {HARMLESS_RANK} to {BLOCKED_RANK}",
        )
