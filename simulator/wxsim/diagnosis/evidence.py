"""All that is remembered and bears on a question, and how to say it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import msgspec

from wxsim.diagnosis.sent import code_sent, query_sent
from wxsim.diagnosis.story import difference, request
from wxsim.server_api.errors import ERROR_CODES
from wxsim.server_api.exchange import Exchange
from wxsim.server_api.journal import Journal
from wxsim.world import User, World
from wxsim.world.entry import Entry
from wxsim.world.faults import UNDONE
from wxsim.world.profile import visible_profile
from wxsim.world.records import AccessToken, LoginCode, TokenGrants
from wxsim.world.tables import Table

_ERAS: tuple[Literal["current", "classic"], ...] = ("current", "classic")

# Faults whose answer the caller cannot have read.
_UNREAD = ("hang", "drop", "truncate", "garbage", "lost-answer")


@dataclass
class Chapter:
    """What one thing's part in a story comes to.

    Attributes:
        title: the outcome in one line.
        advice: what to do about it.
        errcode: what it was last refused with, or would be; 0 if nothing.
    """

    title: str
    advice: list[str] = field(default_factory=list)
    errcode: int = 0


class Evidence:
    """The world's tables, the journal and the ledger, as they are now.

    Args:
        world: what is asked about.
        journal: of its Server API.
    """

    def __init__(self, world: World, journal: Journal) -> None:
        self.world = world
        self.exchanges = journal.exchanges()
        self.entries = world.ledger.entries()
        self._by_rid = {exchange.rid: exchange for exchange in self.exchanges}
        self._places = self._places_of_exchanges()

    def exchange(self, rid: str | None) -> Exchange | None:
        """Return the exchange of a rid, if the journal still has it."""
        return self._by_rid.get(rid or "")

    def place(self, rid: str | None) -> float:
        """Return where in the ledger a request took place; 0 where that is forgotten."""
        return self._places.get(rid or "", 0.0)

    def made_at_place(self, user: User, generation: int) -> float:
        """Return where in the ledger a session_key was made; 0 where that is forgotten."""
        start = f"session_key {generation} of {user.person} in {user.appid},"
        numbers = [
            entry.number
            for entry in self.entries
            if entry.event == "session_key made" and entry.story.startswith(start)
        ]
        return numbers[-1] if numbers else 0.0

    def of_request(self, rid: str) -> list[Entry]:
        """Return what the ledger has of a request."""
        return [entry for entry in self.entries if entry.rid == rid]

    def with_code(self, code: str) -> list[Exchange]:
        """Return the exchanges that carried a js_code or a phone code, oldest first."""
        return [exchange for exchange in self.exchanges if code_sent(exchange) == code]

    def with_parameter(self, name: str, value: str) -> list[Exchange]:
        """Return the exchanges whose query had this parameter, oldest first."""
        return [one for one in self.exchanges if query_sent(one).get(name) == value]

    def users(self) -> list[User]:
        """Return everybody who ever logged in anywhere."""
        return Table(self.world.store, "users", User).all()

    def login_codes(self) -> list[LoginCode]:
        """Return every js_code that is remembered."""
        return Table(self.world.store, "login_codes", LoginCode).all()

    def grants_of(self, token: AccessToken) -> TokenGrants | None:
        """Return what decides whether a token works, if it is among the latest two."""
        table = Table(self.world.store, "token_grants", TokenGrants)
        return next((one for one in table.all() if token in (one.current, one.previous)), None)

    def raw_data_of(self, user: User) -> list[str]:
        """Return the rawData that a user's phone delivers, in each profile era."""
        person = self.world.people.get(user.person)
        return [msgspec.json.encode(visible_profile(person, era)).decode() for era in _ERAS]

    def named(self, rid: str | None) -> str:
        """Name a request by its rid: with its sender, if the journal still has it."""
        exchange = self.exchange(rid)
        if exchange is not None:
            return request(exchange)
        return f"request {rid}, which the journal no longer has" if rid else "a request unknown"

    def _places_of_exchanges(self) -> dict[str, float]:
        own = {entry.rid: float(entry.number) for entry in self.entries if entry.rid}
        latest = 0.0
        places = dict(own)
        for exchange in self.exchanges:
            # A call that left nothing in the ledger came after the one before it.
            latest = places[exchange.rid] = own.get(exchange.rid, latest)
        return places

    def compared(self, first: Exchange, second: Exchange) -> str:
        """Say how one request was sent differently from an earlier one."""
        return f"request {second.rid} came {difference(first, second)}"


def outcome(exchange: Exchange) -> str:
    """Tell a request and its answer in one sentence."""
    if exchange.errcode:
        row = ERROR_CODES.get(exchange.errcode)
        short = "" if row is None else f" {row.errmsg.partition(',')[0]}"
        answer = f"was refused with {exchange.errcode}{short}, because {exchange.why}"
    elif unread(exchange):
        answer = (
            "was never dealt with"
            if any(f": {kind}" in exchange.fault for kind in UNDONE)
            else "was done, but its answer did not arrive"
        )
    else:
        answer = "was answered well"
    fault = f"; on purpose: {exchange.fault}" if exchange.fault else ""
    return f"{request(exchange)}, {answer}{fault}"


def unread(exchange: Exchange) -> bool:
    """Tell whether a fault kept the answer from the caller."""
    return exchange.status != 200 or exchange.fault.endswith(_UNREAD)


def same_sender(one: Exchange, other: Exchange) -> bool:
    """Tell whether two requests came from one address and User-Agent."""
    return (one.client_ip, one.user_agent) == (other.client_ip, other.user_agent)
