"""A replayable story, as it stands in a YAML file."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import field

from wxsim.world import Switches

ServerCall = Literal["login", "profile", "phone", "me"]


class WeChatFault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """WeChat answers the next calls of a path with an errcode."""

    path: str
    errcode: int
    times: int = 1


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that is done. Exactly one of the first five says what.

    Attributes:
        wx: the program calls this wx API.
        server: the program calls its own server, as the mapping says.
        clock: WeChat's clock moves on, by ``5m`` or ``3d``.
        wechat: WeChat will misbehave.
        consent: the person allows and refuses, by scope.
        with_: the options of a wx call; variables for a server call.
        save: variables to keep, each from a place of the answer.
        expect: by place of the answer, a value or a matcher. Without a word
            about it, a wx call is expected to end in ``:ok`` and a server call
            to succeed.
        says: what happens, in a sentence.
        why: why WeChat behaves so, shown when an expectation fails.
    """

    wx: str | None = None
    server: ServerCall | None = None
    clock: str | None = None
    wechat: WeChatFault | None = None
    consent: dict[str, bool] | None = None
    with_: dict[str, Any] = field(name="with", default_factory=dict)
    save: dict[str, str] = {}
    expect: dict[str, Any] = {}
    says: str = ""
    why: str = ""

    @property
    def action(self) -> str:
        """Which of the five this is."""
        return next(name for name in ACTIONS if getattr(self, name) is not None)


ACTIONS = ("wx", "server", "clock", "wechat", "consent")


class Scenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A story.

    Attributes:
        title: what happens, in a line.
        about: what it teaches.
        person: who plays it.
        switches: how the app differs from the defaults.
        consent: what the person has answered before, by scope.
    """

    title: str
    steps: list[Step]
    about: str = ""
    person: str = "alice"
    switches: Switches | None = None
    consent: dict[str, bool] = {}

    @property
    def needs_control_of_wechat(self) -> bool:
        """Whether it moves the clock or makes WeChat misbehave."""
        return any(step.action in ("clock", "wechat") for step in self.steps)
