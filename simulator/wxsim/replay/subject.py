"""How to speak to a login server: the mapping."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import field

from wxsim.miniprogram.domains import host_of
from wxsim.miniprogram.javascript import encode_component, to_text
from wxsim.replay.reading import bad_expectations
from wxsim.replay.scenario import ServerCall
from wxsim.replay.values import filled, variables_in
from wxsim.replay.yamlfile import BadFile, line_of, read_yaml


class Mapped(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One call of a login server.

    Its texts may hold ``${code}``, ``${session}``, ``${userInfo.nickName}``,
    ``${rawData}``, ``${signature}``, ``${encryptedData}`` and ``${iv}``; a
    parameter whose variable has no value is left out.

    Attributes:
        method: wx.request can send no PATCH (documented: wx.request).
        query, form, json_: where the parameters go; form or json, not both.
        gives: names for places of the answer: the login call gives ``session``,
            the others any part of the profile. A place is dotted, begins with
            ``status``, ``header`` (names in small letters) or ``body``, and
            goes on through JSON inside JSON.
    """

    path: str
    method: Literal["GET", "POST", "PUT", "DELETE"] = "POST"
    query: dict[str, Any] = {}
    form: dict[str, Any] | None = None
    json_: dict[str, Any] | None = field(name="json", default=None)
    headers: dict[str, str] = {}
    gives: dict[str, str] = {}


class Start(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a login server is started.

    Its texts may hold ``${wechat}``, the address of the WeChat that plays
    behind it, ``${appid}``, ``${secret}`` and ``${port}``, a free port. What
    else the shell's environment holds, the server inherits.

    Attributes:
        command: the program and its arguments; a text is split as a shell does.
        env: environment variables.
        cwd: where it runs; relative to the file this stands in.
        ready: a path that answers, whatever it says, once the server is up.
        within: seconds it may take.
    """

    command: str | list[str]
    env: dict[str, str] = {}
    cwd: str = "."
    ready: str = "/"
    within: float = 30.0


class Sessions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a login server states about its sessions.

    Attributes:
        seconds: how long one lives, when started with ``env``.
        env: environment variables, besides those of ``start``, that make
            sessions short; a check starts one more server with them.
        login_again: what a new login does to the person's old session.
    """

    seconds: float | None = None
    env: dict[str, str] = {}
    login_again: Literal["ends", "keeps"] | None = None


class Subject(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A login server and how to speak to it.

    Attributes:
        base_url: where it is; ``--server URL`` says it for the article's interface.
        ok: how a good answer looks: by place, as in ``gives``, a value or a
            matcher.
        calls: what it can do. login must be among them.
        workers: where further workers of the same server listen, for checks of
            what they share.
        sessions: what it states about its sessions, for checks that hold it to it.
        start: how it is started; without it, it must be running.
    """

    base_url: str = ""
    ok: dict[str, Any] = field(default_factory=lambda: {"status": {"between": [200, 299]}})
    calls: dict[ServerCall, Mapped]
    workers: list[str] = []
    start: Start | None = None
    sessions: Sessions = Sessions()


# Where an answer has something to give, and what a server can be started with.
_PLACES = ("status", "header", "cookie", "body")
_START_VARIABLES = frozenset({"wechat", "appid", "secret", "port"})

_SESSION = {"third_Session": "${session}"}
_PLAIN = {
    name: f"${{userInfo.{name}}}"
    for name in ("nickName", "avatarUrl", "gender", "province", "city", "country")
}
_SIGNED = {name: f"${{{name}}}" for name in ("rawData", "signature", "encryptedData", "iv")}

# The seed article's interface, which the reference login server has.
ARTICLE = Subject(
    ok={"status": 200, "body.Code": 0},
    calls={
        "login": Mapped(
            path="/Login",
            form={"code": "${code}"},
            gives={"session": "body.Data.third_Session"},
        ),
        "profile": Mapped(
            path="/UserInfoUpdate",
            json_={**_SESSION, **_PLAIN, **_SIGNED},
            gives={"nickName": "body.Data.nickName"},
        ),
        "phone": Mapped(
            path="/PhoneUpdate",
            json_={**_SESSION, "code": "${phoneCode}"},
            gives={"phoneNumber": "body.Data.phoneNumber"},
        ),
        "me": Mapped(
            method="GET",
            path="/Me",
            query=_SESSION,
            gives={
                "userId": "body.Data.userId",
                "nickName": "body.Data.nickName",
                "phoneNumber": "body.Data.phoneNumber",
            },
        ),
    },
)


def request_for(call: Mapped, base_url: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of the ``wx.request`` that makes a mapped call.

    Args:
        call: what the mapping says of it.
        base_url: where the login server is.
        variables: what its ``${…}`` stand for.
    """
    url = base_url.rstrip("/") + filled(call.path, variables)
    query = "&".join(
        f"{encode_component(name)}={encode_component(to_text(value))}"
        for name, value in filled(call.query, variables).items()
    )
    if query:
        url += ("&" if "?" in url else "?") + query
    options: dict[str, Any] = {
        "url": url,
        "method": call.method,
        "header": filled(call.headers, variables),
    }
    if call.form is not None:
        options["header"]["content-type"] = "application/x-www-form-urlencoded"
    if call.form is not None or call.json_ is not None:
        options["data"] = filled(call.form if call.json_ is None else call.json_, variables)
    return options


def article_server(base_url: str) -> Subject:
    """Return a login server that has the article's interface.

    Raises:
        ValueError: that is no HTTP address.
    """
    host_of(base_url)
    return msgspec.structs.replace(ARTICLE, base_url=base_url)


def read_subject(path: Path) -> Subject:
    """Read a mapping file.

    Raises:
        BadFile: it cannot be read, does not fit, or lacks what every login
            server has.
    """
    node, subject = read_yaml(path, Subject)
    for place, reason in _nonsense(subject):
        raise BadFile(path, line_of(node, place), reason)
    if subject.start is None:
        return subject
    here = str(path.parent / subject.start.cwd)
    if not Path(here).is_dir():
        raise BadFile(path, line_of(node, ["start", "cwd"]), f"there is no folder {here}")
    return msgspec.structs.replace(subject, start=msgspec.structs.replace(subject.start, cwd=here))


def _nonsense(subject: Subject) -> Iterator[tuple[list[str], str]]:
    """Yield what fits the schema and still makes no sense, with its place."""
    try:
        # The port of a server that is yet to be started is not known here.
        known = {} if subject.start is None else {"port": "1"}
        host_of(str(filled(subject.base_url, known)))
    except ValueError:
        yield ["base_url"], "base_url must say where the server is, like http://127.0.0.1:3000"
    yield from bad_expectations(["ok"], subject.ok)
    if subject.start is not None:
        yield from _bad_start(subject.start)
    for number, worker in enumerate(subject.workers):
        try:
            host_of(worker)
        except ValueError:
            yield ["workers", str(number)], f"{worker!r} is no address of a worker"
    login = subject.calls.get("login")
    if login is None or "session" not in login.gives:
        yield ["calls", "login"], "calls must have login, and login must give session"
    elif "code" not in _sent(login):
        yield ["calls", "login"], "login must send ${code} somewhere: it is what wx.login gave"
    if subject.sessions.seconds is not None and not subject.sessions.seconds > 0:
        yield ["sessions", "seconds"], "a session lives for more than 0 seconds"
    if subject.sessions.env and (subject.start is None or subject.sessions.seconds is None):
        yield ["sessions", "env"], "sessions.env needs start, and sessions.seconds beside it"
    yield from _bad_calls(subject.calls)


def _bad_calls(calls: Mapping[ServerCall, Mapped]) -> Iterator[tuple[list[str], str]]:
    for name, call in calls.items():
        if not call.path.startswith("/"):
            yield ["calls", name, "path"], f"the path of {name} must begin with a slash"
        for given, place in call.gives.items():
            if place.partition(".")[0] not in _PLACES:
                reason = f"{place!r} is no place of an answer; begin with {', '.join(_PLACES)}"
                yield ["calls", name, "gives", given], reason
        if call.form is not None and call.json_ is not None:
            yield ["calls", name], f"{name} sends form or json, not both"


def _sent(call: Mapped) -> set[str]:
    places = (call.path, call.query, call.form or {}, call.json_ or {}, call.headers)
    return set().union(*map(variables_in, places))


def _bad_start(start: Start) -> Iterator[tuple[list[str], str]]:
    try:
        words = shlex.split(start.command) if isinstance(start.command, str) else start.command
    except ValueError as error:
        yield ["start", "command"], f"the command cannot be split into words: {error}"
        return
    if not words:
        yield ["start", "command"], "the command is empty"
    for text in (*words, *start.env.values()):
        for name in variables_in(text) - _START_VARIABLES:
            known = ", ".join(f"${{{one}}}" for one in sorted(_START_VARIABLES))
            yield ["start"], f"there is no ${{{name}}} to start a server with; there is {known}"
        if "\0" in text:
            yield ["start"], "no program can be given a NUL character"
    for name in start.env:
        if not name or "=" in name or "\0" in name:
            yield ["start", "env", name], f"{name!r} is no name of an environment variable"
    if not start.ready.startswith("/"):
        yield ["start", "ready"], "ready must be a path and begin with a slash"
    if not start.within > 0:
        yield ["start", "within"], "a server needs more than 0 seconds to start"
