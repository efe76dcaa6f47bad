"""What was pushed, how often it was tried, and what waits to be tried again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from wxsim.world.counting import Counting
from wxsim.world.errors import Unknown
from wxsim.world.ground import Ground
from wxsim.world.outbox import Delivery
from wxsim.world.records import Counter, Record
from wxsim.world.tables import Table

# Documented: three tries in all, each given up after five seconds without an answer.
TRIES = 3
TRY_SECONDS = 5

# How long a push can be looked up and sent again.
_REMEMBERED = 86_400

# One process has this long for its try before another takes over: longer than
# a try can last, and an answer to be read.
_LEASE = 2 * TRY_SECONDS

Outcome = Literal["accepted", "answered", "timeout", "unreachable", "error"]
State = Literal["waiting", "delivered", "given up", "nowhere to send"]


class Attempt(Record, frozen=True, kw_only=True):
    """One try.

    Attributes:
        at: Unix seconds by the app's clock.
        request: the query and body as they went out.
        status: of HTTP; 0 without an answer.
        ms: how long the answer took, on the machine's clock.
        outcome: ``accepted`` (an empty answer, or ``success``), ``answered``
            (anything else, with status 200), ``timeout``, ``unreachable``, or
            ``error`` (another status).
        reply: what was answered, decrypted.
        problem: what is wrong with the answer, in plain words.
    """

    at: float
    url: str
    request: str
    status: int = 0
    ms: int = 0
    outcome: Outcome
    reply: str = ""
    problem: str = ""


class Push(Record, frozen=True, kw_only=True):
    """One message or event on its way to an app's server.

    Attributes:
        number: counts from 1, across all apps; one that waited in the outbox
            keeps the number it had there.
        openid: of the user it is about, or the empty text.
        name: its Event, or the MsgType of a message.
        event: the whole of it, as its JSON form has it.
        dedupe: what tells it from others and is the same in each try: the MsgId
            of a message, FromUserName and CreateTime of an event (documented).
        to: where it goes in place of the app's own address.
        resend_of: the push that it repeats.
    """

    number: int
    appid: str
    openid: str
    name: str
    event: dict[str, Any]
    dedupe: str
    to: str = ""
    resend_of: int | None = None
    made_at: float
    state: State = "waiting"
    attempts: tuple[Attempt, ...] = ()


class Waiting(Record, frozen=True, kw_only=True):
    """A push of which a try is due, by the app's clock."""

    number: int
    appid: str
    due: float


class PushLog:
    """The pushes of the last day, and the queue of those that are not done."""

    def __init__(self, ground: Ground) -> None:
        self._pushes = Table(ground.store, "pushes", Push)
        self._queue = Table(ground.store, "push_queue", Waiting)
        self._counters = Table(ground.store, "counters", Counter)
        self._counting = Counting(ground)
        self._clock = ground.clock
        self._identifiers = ground.identifiers

    @property
    def made(self) -> int:
        """How many pushes and outbox deliveries were ever made: unchanged, nothing is new."""
        counter = self._counters.get("deliveries")
        return 0 if counter is None else counter.count

    def message_id(self, appid: str) -> int:
        """Return the MsgId of the next message of a person to an app."""
        return self._identifiers.message_id(appid, self._counting.next("customer messages"))

    def add(
        self,
        appid: str,
        openid: str,
        event: dict[str, Any],
        *,
        to: str = "",
        resend_of: int | None = None,
    ) -> Push:
        """Enter a push that is to be tried at once by whoever claims it.

        Args:
            appid: whose.
            openid: of the user it is about; may be empty.
            event: as its JSON form has it.
            to: where to, in place of the app's own address.
            resend_of: the push that it repeats.
        """
        return self._enter(
            self._counting.next("deliveries"), appid, openid, event, to=to, resend_of=resend_of
        )

    def accept(self, delivery: Delivery) -> None:
        """Enter what waited in the outbox; nothing changes where somebody has done so."""
        self._enter(
            delivery.number, delivery.appid, delivery.openid, delivery.event, due=delivery.due
        )

    def waiting(self) -> list[Waiting]:
        """Return what waits for a try, in the order in which it falls due."""
        return sorted(self._queue.all(), key=lambda one: (one.due, one.number))

    def claim(self, number: int) -> Push | None:
        """Take the next try of a push, if it is due and nobody else has taken it.

        Whoever takes it and ends before telling leaves it to others: they find
        it due again a little later.
        """
        waiting = self._queue.get(_key(number))
        if waiting is None:
            return None
        now = self._clock.now(waiting.appid)
        taken = msgspec.structs.replace(waiting, due=now + _LEASE)
        if waiting.due > now or not self._queue.replace(_key(number), waiting, taken):
            return None
        return self._pushes.get(_key(number))

    def tried(self, push: Push, attempt: Attempt) -> Push:
        """Write down how a try went, and let the next one wait where there is one.

        It is due five seconds after this one began: at once after a time-out
        (documented), and as late after any other failure (assumed).
        """
        good = attempt.outcome in ("accepted", "answered")

        def changed(old: Push) -> Push:
            attempts = (*old.attempts, attempt)
            state: State = (
                "delivered" if good else "given up" if len(attempts) >= TRIES else "waiting"
            )
            return msgspec.structs.replace(old, attempts=attempts, state=state)

        after = self._change(push, changed)
        if after.state == "waiting":
            self._wait(push.number, attempt.at + TRY_SECONDS)
        else:
            self._queue.delete(_key(push.number))
        return after

    def leave(self, push: Push) -> Push:
        """Note that the app has no address to send a push to."""
        self._queue.delete(_key(push.number))
        return self._change(push, lambda old: msgspec.structs.replace(old, state="nowhere to send"))

    def get(self, number: int) -> Push:
        """Return a push.

        Raises:
            Unknown: none of that number is remembered.
        """
        push = self._pushes.get(_key(number))
        if push is None:
            raise Unknown("push", str(number), [str(one.number) for one in self.list()])
        return push

    def list(self, appid: str | None = None) -> list[Push]:
        """Return the pushes of an app, or all, oldest first."""
        found = [one for one in self._pushes.all() if appid in (None, one.appid)]
        return sorted(found, key=lambda one: one.number)

    def _change(self, push: Push, step: Callable[[Push], Push]) -> Push:
        """Take a push one step further, if it is still there: a reset forgets it on its way."""
        while (old := self._pushes.get(_key(push.number))) is not None:
            new = step(old)
            if self._pushes.replace(_key(push.number), old, new):
                return new
        return step(push)

    def _wait(self, number: int, due: float) -> None:
        while (old := self._queue.get(_key(number))) is not None:
            if self._queue.replace(_key(number), old, msgspec.structs.replace(old, due=due)):
                return

    def _enter(
        self,
        number: int,
        appid: str,
        openid: str,
        event: dict[str, Any],
        *,
        to: str = "",
        resend_of: int | None = None,
        due: float | None = None,
    ) -> Push:
        now = self._clock.now(appid)
        push = Push(
            number=number,
            appid=appid,
            openid=openid,
            name=str(event.get("Event", event.get("MsgType", ""))),
            event=event,
            dedupe=_dedupe(event),
            to=to,
            resend_of=resend_of,
            made_at=now,
        )
        if self._pushes.add(_key(number), push, ttl=_REMEMBERED):
            waiting = Waiting(number=number, appid=appid, due=now if due is None else due)
            self._queue.add(_key(number), waiting, ttl=_REMEMBERED)
        return push


def _dedupe(event: dict[str, Any]) -> str:
    if "MsgId" in event:
        return str(event["MsgId"])
    return f"{event.get('FromUserName', '')}{event.get('CreateTime', '')}"


def _key(number: int) -> str:
    return f"{number:012d}"
