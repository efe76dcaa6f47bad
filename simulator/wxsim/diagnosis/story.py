"""What an explanation looks like, and how times and senders are put into words."""

from __future__ import annotations

import msgspec

from wxsim.server_api.call import KEPT_OF_AGENT
from wxsim.server_api.exchange import Exchange
from wxsim.times import iso
from wxsim.world.records import Sender

# Up to here seconds are told as such: they compare with what lives 300 of them.
_TOLD_IN_SECONDS = 600


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


def span(seconds: float) -> str:
    """Return a time as ``0.2 s`` or ``42 s``, or a long one roughly, as ``13 h 5 min``."""
    if abs(seconds) < _TOLD_IN_SECONDS:
        return f"{seconds:.3f}".rstrip("0").rstrip(".") + " s"
    minutes, _ = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [(days, "d"), (hours, "h"), (minutes, "min")]
    told = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(told[:2])


def sender_of(exchange: Exchange) -> Sender:
    """Return where a request came from and what sent it."""
    agent = exchange.user_agent[:KEPT_OF_AGENT]
    return Sender(ip=exchange.client_ip, port=exchange.client_port, user_agent=agent)


def sender_in_words(sender: Sender) -> str:
    """Say where a request came from and what sent it."""
    port = f":{sender.port}" if sender.port else ""
    ip = f"[{sender.ip}]" if port and ":" in sender.ip else sender.ip
    return f"{ip}{port} ({sender.user_agent or 'no User-Agent'})"


def request(exchange: Exchange) -> str:
    """Name a request so that it can be told from every other."""
    sender = sender_in_words(sender_of(exchange))
    return f"{exchange.method} {exchange.path}, request {exchange.rid}, from {sender}"


def tail(value: str) -> str:
    """Return the end of a long value, by which people recognise it."""
    return value if len(value) <= 8 else f"…{value[-6:]}"


def difference(first: Sender, second: Sender, seconds: float) -> str:
    """Say how the sender of a request, so many seconds later, differs from that of another."""
    later = f"{span(seconds)} later"
    differs = []
    if first.ip != second.ip:
        differs.append(f"another address ({second.ip} instead of {first.ip})")
    if first.user_agent != second.user_agent:
        differs.append(
            f"another User-Agent ({second.user_agent or 'none'} instead of "
            f"{first.user_agent or 'none'})"
        )
    if differs:
        return f"{later}, from {' and '.join(differs)}"
    if first.port != second.port:
        return (
            f"{later}, from the same address and User-Agent over another connection: a retry, "
            "or another worker on that machine"
        )
    if first.port:
        return f"{later}, over the same connection: the same sender tried again"
    return f"{later}, from the same address and User-Agent: the same sender tried again"


def same_program(one: Sender, other: Sender) -> bool:
    """Tell whether two requests came from one address and User-Agent."""
    return (one.ip, one.user_agent) == (other.ip, other.user_agent)


def _distance(before: float) -> str:
    if round(before, 3) == 0:
        return "then"
    return f"{span(before)} before" if before > 0 else f"{span(-before)} after"
