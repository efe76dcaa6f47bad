"""All that is remembered and bears on a question, and how to say it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import msgspec

from wxsim.diagnosis.sent import code_sent, query_sent
from wxsim.diagnosis.story import request, sender_in_words
from wxsim.server_api.errors import ERROR_CODES
from wxsim.server_api.exchange import Exchange
from wxsim.server_api.journal import Journal
from wxsim.world import User, World
from wxsim.world.apps import POLICY_RESET, POLICY_SET
from wxsim.world.entry import Entry
from wxsim.world.faults import UNDONE
from wxsim.world.profile import visible_profile
from wxsim.world.records import AccessToken, LoginCode, OneTimeCode, PhoneCode, Sender, TokenGrants
from wxsim.world.sessions import SESSION_KEY_ENDED
from wxsim.world.tables import Table
from wxsim.world.web_codes import WebCode

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
        self._whole = journal.whole
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

    def ended_on_purpose(self, session_key: str) -> Entry | None:
        """Return what the ledger has of somebody's ending a session_key, named as it names it."""
        for entry in reversed(self.entries):
            if entry.event == SESSION_KEY_ENDED and entry.story.startswith(f"{session_key} "):
                return entry
        return None

    def of_request(self, rid: str) -> list[Entry]:
        """Return what the ledger has of a request."""
        return [entry for entry in self.entries if entry.rid == rid]

    def policies_at(self, exchange: Exchange) -> list[Entry]:
        """Return how the app's switches came not to be as by default, when it was asked."""
        latest = {
            entry.facts["switch"]: entry
            for entry in self.entries
            if entry.event in (POLICY_SET, POLICY_RESET)
            and entry.facts is not None
            and (entry.appid == exchange.appid and entry.at <= exchange.at)
        }
        return [entry for entry in latest.values() if entry.event == POLICY_SET]

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

    def codes(self) -> list[OneTimeCode]:
        """Return every code that somebody may have exchanged and asks about."""
        store = self.world.store
        return [
            *self.login_codes(),
            *Table(store, "phone_codes", PhoneCode).all(),
            *Table(store, "web_codes", WebCode).all(),
        ]

    def tokens(self) -> list[AccessToken]:
        """Return every access_token that is remembered."""
        return Table(self.world.store, "access_tokens", AccessToken).all()

    def grants_of(self, token: AccessToken) -> TokenGrants | None:
        """Return what decides whether a token works, if it is among the latest two."""
        table = Table(self.world.store, "token_grants", TokenGrants)
        return next((one for one in table.all() if token in (one.current, one.previous)), None)

    def raw_data_of(self, user: User) -> list[str]:
        """Return the rawData that a user's phone delivers, in each profile era."""
        person = self.world.people.get(user.person)
        return [msgspec.json.encode(visible_profile(person, era)).decode() for era in _ERAS]

    def named(self, rid: str | None, sender: Sender | None = None) -> str:
        """Name a request by its rid, with its sender where that is remembered.

        Args:
            rid: of the request.
            sender: as the world remembers it, for where the journal does not.
        """
        exchange = self.exchange(rid)
        if exchange is not None:
            return request(exchange)
        if not rid:
            return "a request unknown"
        told = "" if sender is None else f" from {sender_in_words(sender)}"
        missing = (
            "which the journal no longer has"
            if self._whole
            else "which the journal of this worker does not have"
        )
        return f"request {rid}{told}, {missing}"

    def _places_of_exchanges(self) -> dict[str, float]:
        own = {entry.rid: float(entry.number) for entry in self.entries if entry.rid}
        latest = 0.0
        places = dict(own)
        for exchange in self.exchanges:
            # A call that left nothing in the ledger came after the one before it.
            latest = places[exchange.rid] = own.get(exchange.rid, latest)
        return places


def outcome(exchange: Exchange) -> str:
    """Tell a request and its answer in one sentence."""
    if exchange.errcode:
        row = ERROR_CODES.get(exchange.errcode)
        text = "" if row is None else f" {row.errmsg.partition(',')[0]}"
        short = text.replace("{ip}", exchange.client_ip)
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
