"""One person's phone, with one Mini Program open on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from wxsim import opendata
from wxsim.device.messages import NOT_LOGGED_IN, Failure
from wxsim.world import App, Person, World
from wxsim.world.records import SessionKey, User


class WxFailed(Exception):
    """A wx call failed, as wx calls do."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.text)
        self.failure = failure


@dataclass(frozen=True)
class Phone:
    """What a wx call works with.

    Attributes:
        options: the wx options as the program gave them.
        taps_allow: what the person does with a dialog that opens now.
    """

    world: World
    app: App
    person: Person
    options: dict[str, Any]
    taps_allow: bool

    @property
    def user(self) -> User:
        """The person as the app knows them."""
        return self.world.users.of(self.app, self.person)

    def session_key(self) -> SessionKey | None:
        """Return the live session_key, or None."""
        return self.world.sessions.alive(self.user)

    def allows(self, scope: str) -> bool:
        """Tell whether the person allows ``scope``, opening a dialog if it is the first time.

        The dialog's answer is kept, so that a refused scope fails without a
        dialog from then on (documented: authorization guide).
        """
        answered = self.world.consents.answers(self.app.appid, self.person.name)
        if scope in answered:
            return answered[scope]
        self.world.consents.set(self.app.appid, self.person.name, scope, granted=self.taps_allow)
        return self.taps_allow

    def refused(self, scope: str) -> bool:
        """Tell whether the person has refused ``scope`` before."""
        answered = self.world.consents.answers(self.app.appid, self.person.name)
        return answered.get(scope) is False

    def seal(self, key: SessionKey, data: dict[str, Any]) -> dict[str, str]:
        """Encrypt open data with a session_key.

        Returns:
            ``encryptedData`` and ``iv``.
        """
        plaintext = msgspec.json.encode(data).decode()
        iv = self.world.identifiers.iv(key.value, plaintext)
        return {"encryptedData": opendata.encrypt(plaintext, key.value, iv), "iv": iv}

    def open_data(self, api: str, data: dict[str, Any]) -> dict[str, str]:
        """Encrypt what a wx call gives, with its watermark and the current session_key.

        Returns:
            ``encryptedData`` and ``iv``.

        Raises:
            WxFailed: no session lives (assumed: fails).
        """
        key = self.session_key()
        if key is None:
            raise WxFailed(NOT_LOGGED_IN)
        sealed = self.seal(key, {**data, "watermark": self.watermark()})
        self.note(
            "open data encrypted",
            f"{api} of {self.person.name} in {self.app.appid} encrypted with "
            f"session_key {key.generation}",
            {"openid": self.user.openid, "generation": str(key.generation), "iv": sealed["iv"]},
        )
        return sealed

    def note(self, event: str, story: str, facts: dict[str, str] | None = None) -> None:
        """Write to the ledger what happened on this phone."""
        self.world.ledger.write(
            event, story, appid=self.app.appid, person=self.person.name, facts=facts
        )

    def watermark(self) -> dict[str, Any]:
        """Return the watermark of data made now."""
        return {"timestamp": int(self.world.clock.now(self.app.appid)), "appid": self.app.appid}
