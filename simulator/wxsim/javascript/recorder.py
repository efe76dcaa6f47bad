"""Writes the story of a run, out of what the mailbox brings."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import msgspec

from wxsim.javascript.hints import hint_for_error, hint_for_pending
from wxsim.javascript.limits import MEMORY_SPENT
from wxsim.javascript.places import Page
from wxsim.javascript.project import Project
from wxsim.javascript.story import ApiCall, Entry, Event, Problem, Said, Story
from wxsim.miniprogram.exchange import HttpExchange
from wxsim.miniprogram.outcome import Outcome

Message = dict[str, Any]

_MEMORY = "out of memory"
_TASK_HINT = (
    "wx.{api} returns a task, not a promise: await gives it back at once, before the answer. "
    "Wrap it: new Promise((resolve, reject) => wx.{api}({{..., success: resolve, fail: reject}}))"
)

# Documented: "promise style: not supported", though the typings give one.
_NO_PROMISE = ("getUserInfo", "login")
_NO_PROMISE_HINT = (
    "wx.{api} is documented to give no promise, and gives one in recent base libraries only; "
    "with success and fail it works in all"
)
_SESSION_KEY = "session_key"
_LEAKED_HINT = (
    "the server's answer has a session_key in it; it must stay on the server, or anybody can "
    "forge what WeChat signs"
)


class Recorder:
    """Keeps the story in order.

    A call stands where it was made; its outcome is filled in when it comes.

    Args:
        project: whose program runs.
        page: which line is whose.
        observe: called with each entry once it is complete.
        sent: called with each HTTP request that a call has sent.
    """

    def __init__(
        self,
        project: Project,
        page: Page,
        observe: Callable[[Entry], object],
        sent: Callable[[HttpExchange], object],
    ) -> None:
        self.story = Story()
        self._project = project
        self._page = page
        self._observe = observe
        self._sent = sent
        self._open: dict[int, tuple[int, ApiCall, float]] = {}
        self._count = 0
        self._hinted: set[str] = set()
        self._waiting_for: list[str] = []
        self.returned: Message | None = None
        self._handlers: dict[str, Callable[[Message], None]] = {
            "sync": self._sync,
            "problem": self._problem,
            "console": self._console,
            "storage": self._storage,
            "note": lambda message: self.event(message["text"], message["stack"]),
            "data": lambda _message: None,
            "awaited": self._awaited,
            "returned": self._returned,
        }

    def hear(self, message: Message) -> None:
        """Write down one message of the program's."""
        self._handlers[message["op"]](message)

    def event(self, text: str, stack: str = "") -> None:
        """Write down a remark."""
        self._add(Event(text=text, place=self._at(stack)))

    def limit(self, text: str, stack: str = "") -> None:
        """Write down that the program was stopped."""
        self._add(
            Problem(kind="limit", message=text, place=self._at(stack), stack=self._frames(stack))
        )

    def missing(self, text: str, hint: str) -> None:
        """Write down that something was asked for that the program does not have."""
        self._add(Problem(kind="missing", message=text, hint=hint))

    def hint(self, text: str, place: str = "") -> None:
        """Give a hint, once."""
        if text not in self._hinted:
            self._hinted.add(text)
            self.story.hints.append(Event(text=text, place=place))

    def call(self, message: Message) -> None:
        """Write down a call whose outcome is still to come."""
        self._count += 1
        call = ApiCall(
            number=self._count,
            api=message["api"],
            options=message["options"],
            place=self._at(message["stack"]),
            heard=message["heard"],
            result={},
        )
        self._open[message["id"]] = (len(self.story.entries), call, time.perf_counter())
        self.story.entries.append(call)

    def ended(self, number: int, outcome: Outcome) -> None:
        """Write down how a call ended."""
        index, call, begun = self._open.pop(number)
        call = msgspec.structs.replace(
            call,
            result=_shown(outcome.result),
            sent=[f"{one.method} {one.url} → {one.status or 'no answer'}" for one in outcome.http],
            hint=outcome.hint,
            milliseconds=round((time.perf_counter() - begun) * 1000, 1),
        )
        self.story.entries[index] = call
        for exchange in outcome.http:
            self._sent(exchange)
        self._observe(call)
        self._look_at(call)
        if call.failed and call.heard in ("nobody", "empty"):
            self._silence(call)

    def tell_returned(self, what: str) -> None:
        """Write down how a function that was called ended."""
        if self.returned is None:
            return
        state = self.returned["state"]
        if state == "pending":
            self.event(f"{what} returned a promise that is still pending")
            self._waiting_for.append(what)
            return
        value = self.returned.get("value")
        shown = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
        self.event(f"{what} {state} {shown}")

    def tell_pending(self) -> None:
        """Write down the functions whose promise never settled, unless the reason stands there."""
        if not any(problem.kind == "pending" for problem in self.story.problems):
            for what in self._waiting_for:
                self._add(
                    Problem(
                        kind="pending",
                        message=f"the promise that {what} returned was never resolved or rejected",
                        hint=hint_for_pending(),
                    )
                )

    def leave_open(self) -> None:
        """Let the observer have the calls that no answer came to."""
        for _, call, _ in self._open.values():
            self._observe(call)
        self._open.clear()

    def _look_at(self, call: ApiCall) -> None:
        if call.api in _NO_PROMISE and call.heard == "promise":
            self.hint(_NO_PROMISE_HINT.format(api=call.api), call.place)
        if call.api == "request" and _SESSION_KEY in json.dumps(call.result.get("data")):
            self.hint(_LEAKED_HINT, call.place)

    def _silence(self, call: ApiCall) -> None:
        unheard = call.heard == "nobody"
        what = "has no fail callback" if unheard else "has a fail callback that does nothing"
        self._add(
            Problem(
                kind="unheard" if unheard else "swallowed",
                message=f"{call.outcome}: wx.{call.api} {what}, so the program stops here silently",
                place=call.place,
                hint=call.hint,
            )
        )

    def _sync(self, message: Message) -> None:
        self._count += 1
        result = {"errMsg": message["errMsg"]}
        if message["result"] is not None:
            result["data"] = message["result"]
        call = ApiCall(
            number=self._count,
            api=message["api"],
            options=message.get("options"),
            place=self._at(message["stack"]),
            heard="caller",
            result=result,
        )
        self._add(call)

    def _problem(self, message: Message) -> None:
        kind, text = message["kind"], message["message"]
        if kind == "pending":
            text = "a promise that somebody waits for was never resolved or rejected"
        elif message["name"]:
            text = f"{message['name']}: {text}"
        if _MEMORY in text:
            self.limit(MEMORY_SPENT, message["stack"])
            return
        hint = hint_for_pending() if kind == "pending" else hint_for_error(text, self._project)
        self._add(
            Problem(
                kind=kind,
                message=text,
                place=self._at(message["stack"]),
                where=message.get("where", ""),
                stack=self._frames(message["stack"]),
                hint=hint,
            )
        )

    def _console(self, message: Message) -> None:
        self._add(
            Said(level=message["level"], text=message["text"], place=self._at(message["stack"]))
        )

    def _storage(self, message: Message) -> None:
        key, text = message["key"], message["text"]
        if key is None:
            self.story.storage.clear()
        elif text is None:
            self.story.storage.pop(key, None)
        else:
            self.story.storage[key] = text

    def _awaited(self, message: Message) -> None:
        self.hint(_TASK_HINT.format(api=message["api"]), self._at(message["stack"]))

    def _returned(self, message: Message) -> None:
        self.returned = message

    def _at(self, stack: str) -> str:
        place = self._page.first(stack)
        return "" if place is None else str(place)

    def _frames(self, stack: str) -> list[str]:
        return [str(place) for place in self._page.places(stack)]

    def _add(self, entry: Entry) -> None:
        self.story.entries.append(entry)
        self._observe(entry)


def _shown(result: dict[str, Any]) -> dict[str, Any]:
    """Return a result in which bytes are named rather than spelt out."""
    return {
        name: f"{len(value)} bytes" if isinstance(value, bytes) else value
        for name, value in result.items()
    }
