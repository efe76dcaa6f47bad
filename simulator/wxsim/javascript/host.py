"""The host's side of the mailbox: fetches what the program wants and answers it."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from wxsim.javascript.apis import PHONE_APIS
from wxsim.javascript.engine import Engine, LimitReached, Limits, ScriptFailed
from wxsim.javascript.limits import explained
from wxsim.javascript.recorder import Recorder
from wxsim.javascript.traffic import TRAFFIC_APIS, Traffic
from wxsim.javascript.wire import from_script, read_messages, to_script
from wxsim.javascript.world_clock import ProgramClock
from wxsim.miniprogram.device import DeviceDoor
from wxsim.miniprogram.outcome import Outcome

Message = dict[str, Any]


class RunOver(Exception):
    """The program was stopped at a limit, which the recorder knows."""


class Host:
    """Lets a program in an engine run, until it has nothing left to do.

    Args:
        engine: with the prelude and the program's sources in it.
        phone: performs what needs WeChat.
        traffic: performs what needs the network.
        clock: the program's time.
        recorder: writes down what happens.
        limits: how far the program may go.
        timeouts: of requests that name none, in milliseconds, by API.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        phone: DeviceDoor,
        traffic: Traffic,
        clock: ProgramClock,
        recorder: Recorder,
        limits: Limits,
        timeouts: dict[str, float],
    ) -> None:
        self._engine = engine
        self._phone = phone
        self._traffic = traffic
        self._clock = clock
        self._recorder = recorder
        self._limits = limits
        self._timeouts = timeouts
        self._ready: deque[tuple[int, Outcome]] = deque()
        self._over_at = time.monotonic() + limits.run
        self._fired = 0
        self._told_of_timers = False
        self._handlers: dict[str, Callable[[Message], None]] = {
            "call": self._call,
            "abort": self._abort,
        }

    def enter(self, expression: str) -> str:
        """Run one piece of JavaScript in the program, with all that its promises then do.

        Args:
            expression: what to call of the prelude's host object.

        Raises:
            RunOver: a limit was reached.
        """
        try:
            value = self._engine.evaluate(f"__wxsim.{expression}")
            self._engine.run_jobs()
            self._collect()
        except LimitReached as reached:
            self._hear_last_words()
            self._recorder.limit(explained(reached, self._limits), reached.stack)
            raise RunOver from None
        except ScriptFailed as failed:
            # The prelude catches what a program throws: this is the engine, out of room.
            self._recorder.limit(f"the engine gave up: {failed}", failed.stack)
            raise RunOver from None
        return value

    def settle(self) -> None:
        """Answer calls and fire timers until nothing is left.

        Raises:
            RunOver: a limit was reached.
        """
        while True:
            self._require_time()
            if self._ready:
                self._answer(*self._ready.popleft())
                continue
            timer = json.loads(self.enter("nextTimer()"))
            if self._ready:
                continue
            if self._traffic.busy:
                self._wait(timer)
                continue
            if timer is None or not self._may_fire(timer):
                return
            self._clock.move(timer["wait"])
            self._fire()

    def _wait(self, timer: Message | None) -> None:
        """Wait for the network, though no longer than until the next timer is due."""
        left = self._over_at - time.monotonic()
        due = left if timer is None or self._spent else timer["wait"] / 1000
        arrived = self._traffic.wait(min(due, left))
        if arrived is not None:
            self._ready.append((arrived.id, arrived.outcome))
        elif due < left:
            self._fire()

    @property
    def _spent(self) -> bool:
        return self._fired >= self._limits.timers

    def _may_fire(self, timer: Message) -> bool:
        if not self._spent:
            return True
        if not self._told_of_timers:
            self._told_of_timers = True
            what = "timers are" if timer["once"] else "intervals are"
            self._recorder.event(
                f"{what} still running after {self._fired} firings; no more were waited for"
            )
        return False

    def _fire(self) -> None:
        self._fired += 1
        self.enter(f"setAhead({self._clock.ahead!r})")
        self.enter("fireTimer()")

    def _answer(self, number: int, outcome: Outcome) -> None:
        self._recorder.ended(number, outcome)
        self.enter(f"settle({number}, {to_script(outcome.result)})")

    def _require_time(self) -> None:
        if time.monotonic() > self._over_at:
            self._recorder.limit(f"the run took longer than {self._limits.run:g} s")
            raise RunOver

    def _collect(self) -> None:
        for message in read_messages(self._engine.evaluate("__wxsim.drain()")):
            handler = self._handlers.get(message["op"], self._recorder.hear)
            handler(message)

    def _hear_last_words(self) -> None:
        """Write down what the program had still asked for; nothing of it is done any more."""
        with suppress(LimitReached, ScriptFailed):
            for message in read_messages(self._engine.evaluate("__wxsim.drain()")):
                if message["op"] == "call":
                    self._recorder.call(message)
                elif message["op"] not in self._handlers:
                    self._recorder.hear(message)

    def _call(self, message: Message) -> None:
        number, api = message["id"], message["api"]
        options = from_script(message["options"])
        self._recorder.call(message)
        given = message.get("result")
        if given is not None:
            self._ready.append((number, Outcome(given)))
        elif api in PHONE_APIS:
            self._ready.append((number, self._phone.call(api, options)))
        elif api in TRAFFIC_APIS:
            if message["function"]:
                options["data"] = _a_function
            if api in self._timeouts:
                options.setdefault("timeout", self._timeouts[api])
            self._traffic.send(number, api, options)

    def _abort(self, message: Message) -> None:
        outcome = self._traffic.abort(message["id"])
        if outcome is not None:
            self._ready.append((message["id"], outcome))


def _a_function() -> None:
    """Stand for a function that the program passed as data, which WeChat refuses."""
