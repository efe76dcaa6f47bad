"""How to speak to a login server: the mapping."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

import msgspec
from msgspec import field

from wxsim.replay.reading import BadFile, line_of, read_yaml
from wxsim.replay.scenario import ServerCall
from wxsim.replay.values import filled


class Mapped(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One call of a login server.

    Its texts may hold ``${code}``, ``${session}``, ``${userInfo.nickName}``,
    ``${rawData}``, ``${signature}``, ``${encryptedData}`` and ``${iv}``; a
    parameter whose variable has no value is left out.

    Attributes:
        query, form, json_: where the parameters go; form or json, not both.
        gives: names for places of the answer: the login call gives ``session``,
            the others any part of the profile. A place is dotted, and goes on
            through JSON inside JSON.
    """

    path: str
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "POST"
    query: dict[str, Any] = {}
    form: dict[str, Any] | None = None
    json_: dict[str, Any] | None = field(name="json", default=None)
    headers: dict[str, str] = {}
    gives: dict[str, str] = {}


class Subject(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A login server and how to speak to it.

    Attributes:
        base_url: where it is; ``--server URL`` says it for the article's interface.
        ok: how a good answer looks: by place (``status``, ``body.…``) a value
            or a matcher.
        calls: what it can do. login must be among them.
    """

    base_url: str = ""
    ok: dict[str, Any] = field(default_factory=lambda: {"status": {"between": [200, 299]}})
    calls: dict[ServerCall, Mapped]


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
    query = filled(call.query, variables)
    if query:
        url += ("&" if "?" in url else "?") + urlencode(query)
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


def read_subject(path: Path) -> Subject:
    """Read a mapping file.

    Raises:
        BadFile: it cannot be read, does not fit, or lacks what every login
            server has.
    """
    node, subject = read_yaml(path, Subject)
    if not subject.base_url.startswith(("http://", "https://")):
        raise BadFile(path, line_of(node, ["base_url"]), "base_url must say where the server is")
    login = subject.calls.get("login")
    if login is None or "session" not in login.gives:
        raise BadFile(
            path, line_of(node, ["calls"]), "calls must have login, and login must give session"
        )
    for name, call in subject.calls.items():
        if call.form is not None and call.json_ is not None:
            raise BadFile(
                path, line_of(node, ["calls", name]), f"{name} sends form or json, not both"
            )
    return subject
