"""What comes to its end, or goes out, while a clock is moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from wxsim.world.components import ComponentToken
from wxsim.world.ground import Ground
from wxsim.world.outbox import Delivery
from wxsim.world.push_log import Waiting
from wxsim.world.records import (
    AccessToken,
    LoginCode,
    OneTimeCode,
    PhoneCode,
    PluginCode,
    User,
)
from wxsim.world.tables import Table
from wxsim.world.tickets import Ticket
from wxsim.world.web_codes import WebCode
from wxsim.world.web_grants import WebGrant

EXPIRED = "expired"
FELL_DUE = "fell due"


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """Something whose time came while the clock was moved past it.

    Attributes:
        at: when, in Unix seconds by the app's clock.
        story: what, in a sentence.
        event: ``expired``, or ``fell due`` of a push, which now goes out.
    """

    at: float
    appid: str
    person: str
    story: str
    event: str = EXPIRED


class FallingDue:
    """Everything in a world that has its time, by the tables it stands in."""

    def __init__(self, ground: Ground) -> None:
        store = ground.store
        self._codes: list[tuple[str, Table[OneTimeCode]]] = [
            ("js_code", Table(store, "login_codes", LoginCode)),
            ("phone code", Table(store, "phone_codes", PhoneCode)),
            ("plugin code", Table(store, "plugin_codes", PluginCode)),
            ("web code", Table(store, "web_codes", WebCode)),
        ]
        self._users = Table(store, "users", User)
        self._tokens = Table(store, "access_tokens", AccessToken)
        self._component_tokens = Table(store, "component_tokens", ComponentToken)
        self._grants = Table(store, "web_grants", WebGrant)
        self._tickets = Table(store, "tickets", Ticket)
        self._outbox = Table(store, "outbox", Delivery)
        self._pushes = Table(store, "push_queue", Waiting)

    def between(self, before: float, after: float, concerns: Callable[[str], bool]) -> list[Due]:
        """Return what came due after ``before`` and at ``after`` at the latest, in order.

        Args:
            before: Unix seconds.
            after: likewise; nothing comes due where it is the earlier one.
            concerns: tells whether an app's clock was moved.
        """
        if after <= before:
            return []
        found = [one for one in self._all() if before < one.at <= after and concerns(one.appid)]
        return sorted(found, key=lambda one: (one.at, one.story))

    def _all(self) -> Iterator[Due]:
        yield from self._codes_and_keys()
        yield from self._tokens_and_tickets()
        yield from self._deliveries()

    def _codes_and_keys(self) -> Iterator[Due]:
        for kind, table in self._codes:
            for code in table.all():
                state = "unused" if code.spent_at is None else "used"
                yield Due(
                    at=code.expires_at,
                    appid=code.appid,
                    person=code.person,
                    story=f"the {kind} …{code.code[-6:]} of {code.person} expired, {state}",
                )
        for user in self._users.all():
            if user.session_key is not None:
                yield Due(
                    at=user.session_key.expires_at,
                    appid=user.appid,
                    person=user.person,
                    story=f"session_key {user.session_key.generation} of {user.person} in "
                    f"{user.appid} expired",
                )

    def _tokens_and_tickets(self) -> Iterator[Due]:
        for token in self._tokens.all():
            what = f"access_token {token.number} of /cgi-bin/{token.space} of {token.appid}"
            yield _of_app(token.expires_at, token.appid, what)
        for component in self._component_tokens.all():
            what = f"a component_access_token of {component.component}"
            yield _of_app(component.expires_at, component.component, what)
        for key, ticket in self._tickets.items():
            appid, _, kind = key.partition("/")
            what = f"the {kind} ticket {ticket.number} of {appid}"
            yield _of_app(ticket.expires_at, appid, what)
        for grant in self._grants.all():
            for at, what in ((grant.access_until, "access"), (grant.ends_at, "refresh")):
                yield Due(
                    at=at,
                    appid=grant.appid,
                    person=grant.person,
                    story=f"the web {what}_token of {grant.person} in {grant.appid} expired",
                )

    def _deliveries(self) -> Iterator[Due]:
        for delivery in self._outbox.all():
            yield _push(delivery.due, delivery.appid, delivery.number)
        for waiting in self._pushes.all():
            yield _push(waiting.due, waiting.appid, waiting.number)


def _of_app(at: float, appid: str, what: str) -> Due:
    return Due(at=at, appid=appid, person="", story=f"{what} expired")


def _push(at: float, appid: str, number: int) -> Due:
    story = f"push {number} to the server of {appid} fell due"
    return Due(at=at, appid=appid, person="", story=story, event=FELL_DUE)
