"""A replayable story, as it stands in a YAML file."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, field

from wxsim.world import Switches
from wxsim.world.risk import BLOCKED_RANK, HARMLESS_RANK

ServerCall = Literal["login", "profile", "phone", "me"]


class Misbehaviour(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """WeChat misbehaves: exactly one of the eight kinds.

    Attributes:
        path: of which calls; ``*`` and ``?`` as in a shell.
        person: on whose behalf; everybody's when left out.
        errcode: it refuses.
        http: it answers an error page with this status.
        delay: it answers so much later: ``2s``, or seconds.
        hang: it never answers, and keeps the connection.
        drop: it closes the connection, and has done nothing.
        truncate: it breaks off in the middle of its answer.
        garbage: it answers with something that is no JSON.
        lost_answer: it does what it is asked, and the answer never arrives.
        times: how often; once when neither this nor one of the next two is given.
        rate: with which probability.
        for_: until WeChat's clock has moved on by so much: ``2m``, or seconds.
    """

    path: str = "*"
    person: str | None = None
    errcode: int | None = None
    http: Annotated[int, Meta(ge=400, le=599)] | None = None
    delay: str | float | None = None
    hang: bool | None = None
    drop: bool | None = None
    truncate: bool | None = None
    garbage: bool | None = None
    lost_answer: bool | None = None
    times: Annotated[int, Meta(ge=1)] | None = None
    rate: Annotated[float, Meta(gt=0, le=1)] | None = None
    for_: str | float | None = field(name="for", default=None)


class PersonChange(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What changes about the person who plays; a risk_rank of 4 blocks them (40226)."""

    risk_rank: Annotated[int, Meta(ge=HARMLESS_RANK, le=BLOCKED_RANK)] | None = None
    nickname: str | None = None
    gender: Annotated[int, Meta(ge=0, le=2)] | None = None
    language: str | None = None
    city: str | None = None
    province: str | None = None
    country: str | None = None
    avatar_url: str | None = None
    phone: Annotated[str, Meta(pattern=r"^[0-9]+\Z")] | None = None


class WorkerCall(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another worker of the login server calls WeChat, with ``${appid}`` and ``${secret}``."""

    path: str
    method: Literal["GET", "POST"] = "GET"
    query: dict[str, str] = {}
    json_: dict[str, Any] | None = field(name="json", default=None)


class Counted(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """How often WeChat was called since the scenario began.

    Attributes:
        path: ``*`` and ``?`` as in a shell.
        times, at_least, at_most: one of them; ``at_least: 1`` when left out.
        errcode: only calls that were answered so; 0 is a good answer.
        query, body: only calls that carried these.
    """

    path: str = "*"
    times: Annotated[int, Meta(ge=0)] | None = None
    at_least: Annotated[int, Meta(ge=0)] | None = None
    at_most: Annotated[int, Meta(ge=0)] | None = None
    errcode: int | None = None
    query: dict[str, str] = {}
    body: dict[str, Any] = {}


class JavaScript(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """The client half in its own JavaScript.

    Attributes:
        path: a Mini Program's folder or one of its modules, seen from the scenario's file.
        pages: which pages open, one on top of the other; the first when left out.
        calls: functions to call, as ``module.js#function``.
        taps: methods of the page on top that the person sets off.
        fail: by wx API, the errMsg with which it fails.
        interface: ``article`` where the program calls the paths of the article's
            server, so that no other server can play with it.
    """

    path: str
    pages: list[str] = []
    calls: list[str] = []
    taps: list[str] = []
    fail: dict[str, str] = {}
    interface: Literal["article"] | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that is done. Exactly one of the first eleven says what.

    Attributes:
        wx: the program calls this wx API.
        server: the program calls its own server, as the mapping says.
        clock: WeChat's clock moves on by ``5m`` or ``3d``, stands still
            (``freeze``), runs on (``resume``), or is set to a time.
        fault: WeChat will misbehave.
        policy: switches of the app change; null goes back to the default.
        session: the session_key ends, or is replaced by a new one.
        person: something about the person changes.
        consent: the person allows and refuses, by scope.
        worker: another worker of the server calls WeChat.
        assert_: WeChat was called so often.
        javascript: the program's own JavaScript runs.
        with_: the options of a wx call; variables for a server call.
        save: variables to keep, each from a place of the answer.
        expect: by place of the answer, a value or a matcher. Without a word
            about it, a wx call is expected to end in ``:ok``, and a server's
            or worker's call to succeed.
        says: what happens, in a sentence.
        why: why WeChat behaves so, shown when an expectation fails.
    """

    wx: str | None = None
    server: ServerCall | None = None
    clock: str | None = None
    fault: Misbehaviour | None = None
    policy: dict[str, Any] | None = None
    session: Literal["expire", "renew"] | None = None
    person: PersonChange | None = None
    consent: dict[str, bool] | None = None
    worker: WorkerCall | None = None
    assert_: Counted | None = field(name="assert", default=None)
    javascript: JavaScript | None = None
    with_: dict[str, Any] = field(name="with", default_factory=dict)
    save: dict[str, str] = {}
    expect: dict[str, Any] = {}
    says: str = ""
    why: str = ""

    @property
    def actions(self) -> list[str]:
        """Which of the eleven it names; one, in a scenario that makes sense."""
        return [name for name in ACTIONS if self.what(name) is not None]

    @property
    def action(self) -> str:
        """Which of the eleven this is."""
        return self.actions[0]

    def what(self, action: str) -> Any:
        """Return what stands behind the name of an action, or None."""
        return getattr(self, "assert_" if action == "assert" else action)


ACTIONS = (
    *("wx", "server", "clock", "fault", "policy"),
    *("session", "person", "consent", "worker", "assert"),
    "javascript",
)


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
    def keeps_the_server_waiting(self) -> bool:
        """Whether WeChat hangs somewhere in it."""
        return any(step.fault is not None and step.fault.hang for step in self.steps)


def is_duration(clock: str) -> bool:
    """Tell whether a clock is moved on by this, and not set to it."""
    return clock.endswith(("s", "m", "h", "d"))
