"""What an explanation looks like, and how times and senders are put into words."""

from __future__ import annotations

import msgspec

from wxsim.server_api.exchange import Exchange
from wxsim.times import iso


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened.

    Attributes:
        at: Unix seconds by the app's clock.
        when: the same in words: ISO 8601 in UTC, and how long before or after
            the moment that the story is about.
        text: a plain sentence.
    """

    at: float
    when: str
    text: str


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to something, and why.

    Attributes:
        about: the key that was asked for.
        kind: what sort of key it is.
        title: the outcome in one line.
        facts: in the order in which they happened.
        advice: what to do about it.
        errcode: of the refusal that the story is about; 0 where it is about none.
    """

    about: str
    kind: str
    title: str
    facts: list[Fact]
    advice: list[str]
    errcode: int = 0


class Facts:
    """Collects what happened around one moment.

    Args:
        moment: Unix seconds; times are told as so long before or after it.
    """

    def __init__(self, moment: float) -> None:
        self._moment = moment
        self._facts: dict[tuple[float, str], float] = {}
        self._place = 0.0

    def add(self, at: float, text: str, place: float | None = None) -> None:
        """Add a fact, unless it has been told already.

        Args:
            at: Unix seconds.
            text: a plain sentence.
            place: tells what came first of one time, which where the clock is
                frozen is everything: a number in the ledger. None is the place
                of the fact that was added before this one.
        """
        self._place = self._place if place is None else place
        self._facts.setdefault((at, text), self._place)

    def in_order(self) -> list[Fact]:
        """Return what was added, oldest first."""
        ordered = sorted(self._facts.items(), key=lambda fact: (fact[0][0], fact[1]))
        return [
            Fact(at=at, when=f"{iso(at, digits=None)}, {_distance(self._moment - at)}", text=text)
            for (at, text), _ in ordered
        ]


def seconds(count: float) -> str:
    """Return a number of seconds as ``42 s`` or ``0.2 s``."""
    return f"{count:.3f}".rstrip("0").rstrip(".") + " s"


def sender(exchange: Exchange) -> str:
    """Say where a request came from and what sent it."""
    agent = exchange.user_agent or "no User-Agent"
    return f"{_address(exchange)} ({agent})"


def request(exchange: Exchange) -> str:
    """Name a request so that it can be told from every other."""
    return f"{exchange.method} {exchange.path}, request {exchange.rid}, from {sender(exchange)}"


def tail(value: str) -> str:
    """Return the end of a long value, by which people recognise it."""
    return value if len(value) <= 8 else f"…{value[-6:]}"


def difference(first: Exchange, second: Exchange) -> str:
    """Say how the sender of ``second`` differs from that of ``first``."""
    later = f"{seconds(second.at - first.at)} later"
    differs = []
    if first.client_ip != second.client_ip:
        differs.append(f"another address ({second.client_ip} instead of {first.client_ip})")
    if first.user_agent != second.user_agent:
        differs.append(
            f"another User-Agent ({second.user_agent or 'none'} instead of "
            f"{first.user_agent or 'none'})"
        )
    if differs:
        return f"{later}, from {' and '.join(differs)}"
    if first.client_port != second.client_port:
        return (
            f"{later}, from the same address and User-Agent over another connection: a retry, "
            "or another worker on that machine"
        )
    if first.client_port:
        return f"{later}, over the same connection: the same sender tried again"
    return f"{later}, from the same address and User-Agent: the same sender tried again"


def _address(exchange: Exchange) -> str:
    port = f":{exchange.client_port}" if exchange.client_port else ""
    ip = f"[{exchange.client_ip}]" if port and ":" in exchange.client_ip else exchange.client_ip
    return f"{ip}{port}"


def _distance(before: float) -> str:
    if round(before, 3) == 0:
        return "then"
    return f"{seconds(before)} before" if before > 0 else f"{seconds(-before)} after"
