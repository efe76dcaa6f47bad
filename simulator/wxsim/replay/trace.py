"""What happened when a scenario ran."""

from __future__ import annotations

from typing import Literal

import msgspec

from wxsim.replay.expectations import Mismatch

Speaker = Literal["wx", "server", "WeChat", "world"]


class Spoken(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that one party said.

    Attributes:
        at: milliseconds since the scenario began. What the server and WeChat
            say to each other is heard when the server has answered the program.
        speaker: the program on the phone, its own server, WeChat, or the world
            around them.
        to: who was spoken to.
        kind: a question or the answer to one.
        text: one line, secrets masked.
        headers, body: in full, secrets masked.
        why: why WeChat answered so, where it refused.
    """

    at: float
    speaker: Speaker
    to: Speaker
    kind: Literal["question", "answer"]
    text: str
    headers: dict[str, str] = {}
    body: str = ""
    why: str = ""


class StepTrace(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One step as it went.

    Attributes:
        does: the step's action and what it names, such as ``wx login``.
        why: why WeChat behaves so, as the scenario explains it.
    """

    number: int
    does: str
    says: str = ""
    spoken: list[Spoken] = []
    mismatches: list[Mismatch] = []
    why: str = ""
    milliseconds: float = 0.0


class ScenarioTrace(msgspec.Struct, kw_only=True):
    """A scenario as it went.

    Attributes:
        outcome: ``skipped`` where it could not be played at all; the reason
            says why.
    """

    name: str
    title: str
    seed: str
    appid: str = ""
    person: str = ""
    outcome: Literal["passed", "failed", "skipped"] = "passed"
    reason: str = ""
    steps: list[StepTrace] = []
    milliseconds: float = 0.0
