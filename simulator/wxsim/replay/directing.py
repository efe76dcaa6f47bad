"""What a scenario does to WeChat from outside: through the control door, to its own app."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from wxsim.replay.listening import Listener
from wxsim.replay.scenario import Step, is_duration
from wxsim.replay.stage import Stage, consent
from wxsim.replay.values import filled, one_line
from wxsim.times import parse_moment


class Director:
    """Moves the clock, lets WeChat misbehave, and changes the app and the person.

    Args:
        stage: whose app and person.
        listener: is told what happens.
    """

    def __init__(self, stage: Stage, listener: Listener) -> None:
        self._stage = stage
        self._listener = listener
        self._ask = stage.platform.ask
        self._app = {"app": stage.appid}

    def clock(self, step: Step) -> None:
        """Move the app's time, and tell what ended on the way."""
        text = step.clock or ""
        body: dict[str, Any] = {}
        if text == "freeze":
            does, path = "stands still", "freeze"
        elif text == "resume":
            does, path = "runs on", "resume"
        elif is_duration(text):
            does, path, body = f"moves on by {text}", "advance", {"by": text}
        else:
            does, path, body = f"is set to {text}", "set", {"at": parse_moment(text)}
        moved = self._ask("POST", f"/clock/{path}", {**body, **self._app})
        self._listener.event(f"WeChat's clock {does}")
        for due in moved["due"]:
            if due["person"] in ("", self._stage.person):
                self._listener.event(due["story"])

    def fault(self, step: Step, variables: Mapping[str, Any]) -> None:
        """Let WeChat misbehave towards the app."""
        fault = filled(msgspec.to_builtins(step.fault), variables)
        self._ask("POST", "/faults", {**fault, **self._app})
        self._listener.event(", ".join(_in_words(fault)))

    def policy(self, step: Step, variables: Mapping[str, Any]) -> None:
        """Change switches of the app."""
        switches = filled(step.policy, variables)
        appid = quote(self._stage.appid, safe="")
        self._ask("PATCH", f"/apps/{appid}/switches", switches)
        for name, value in switches.items():
            told = "goes back to its default" if value is None else f"is {one_line(value)} now"
            self._listener.event(f"{name} {told}")

    def session(self, step: Step) -> dict[str, Any]:
        """End or replace the person's session_key, and return what the door tells of it."""
        told = self._ask(
            "POST", f"/sessions/{step.session}", {**self._app, "person": self._stage.person}
        )
        does = "ends" if step.session == "expire" else "is replaced by a new one"
        self._listener.event(f"the session_key of {self._stage.person} {does}")
        return dict(told)

    def person(self, step: Step, variables: Mapping[str, Any]) -> None:
        """Change something about the person."""
        name = self._stage.person
        changes = filled(msgspec.to_builtins(step.person), variables)
        self._ask("PATCH", f"/people/{quote(name, safe='')}", changes)
        for field, value in changes.items():
            self._listener.event(f"{field} of {name} is {one_line(value)} now")

    def consent(self, step: Step) -> None:
        """Let the person allow and refuse."""
        for scope, granted in (step.consent or {}).items():
            consent(self._stage, scope, granted=granted)
            does = "allows" if granted else "refuses"
            self._listener.event(f"{self._stage.person} {does} {scope}")


def _in_words(fault: Mapping[str, Any]) -> Iterator[str]:
    """Yield the words that say what a fault does, whom it strikes, and how long."""
    path = fault.get("path", "*")
    calls = "every call" if path == "*" else path
    deeds = {
        "errcode": "answer {} with errcode {}",
        "http": "answer {} with the HTTP error {}",
        "delay": "answer {} {} late",
        "hang": "let {} hang",
        "drop": "drop {}",
        "truncate": "break off in its answer to {}",
        "garbage": "answer {} with garbage",
        "lost_answer": "do what {} asks, and the answer will be lost",
    }
    for kind, deed in deeds.items():
        if kind in fault:
            how = _lasting(fault[kind]) if kind == "delay" else fault[kind]
            yield f"WeChat will {deed.format(calls, how)}"
    if "person" in fault:
        yield f"for {fault['person']}"
    if "for" in fault:
        yield f"for {_lasting(fault['for'])}"
    elif "rate" in fault:
        yield f"with probability {fault['rate']:g}"
    else:
        times = fault.get("times", 1)
        yield "once" if times == 1 else f"{times} times"


def _lasting(duration: str | float) -> str:
    return duration if isinstance(duration, str) else f"{duration:g}s"
