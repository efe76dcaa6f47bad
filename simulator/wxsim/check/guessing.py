"""Finding out how a login server wants to be spoken to, by trying."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import requests

from wxsim.app import create_app
from wxsim.replay.values import look_up
from wxsim.serving.local_server import LocalServer
from wxsim.world import World

Where = Literal["json", "form", "query"]

# Where back ends answer logins, the commonest first.
_PATHS = (
    *("/login", "/api/login", "/Login", "/api/wx/login", "/wx/login", "/api/auth/login"),
    *("/auth/login", "/api/user/login", "/user/login", "/api/v1/login", "/wxlogin"),
    *("/api/wxlogin", "/weapp/login", "/session", "/api/session", "/api/sessions"),
)
_PARAMETERS = ("code", "js_code", "jsCode", "jscode")
_SHAPES: tuple[tuple[str, Where], ...] = (
    ("POST", "json"),
    ("POST", "form"),
    ("GET", "query"),
)
_WRAPPINGS = ("body", "body.data", "body.Data", "body.result")
_NAMES = (
    *("token", "session", "access_token", "accessToken", "third_session", "third_Session"),
    *("thirdSession", "3rd_session", "sessionId", "session_id", "skey", "jwt"),
)
_PORT = 8700
_SECONDS = 5


@dataclass(frozen=True)
class Guess:
    """A login that gave a session.

    Attributes:
        where: where the code goes.
        session: the place of the token in the answer.
    """

    method: str
    path: str
    where: Where
    parameter: str
    session: str


def guess(url: str, world: World) -> Guess | None:
    """Try common shapes of a login, each with a fresh code, and return the first that works.

    Args:
        url: where the server is; it must call WeChat at port 8700.
        world: what that WeChat is made of.

    Raises:
        PortTaken: something else listens at port 8700.
    """
    with LocalServer(create_app(world), port=_PORT), requests.Session() as http:
        http.trust_env = False
        for path in _PATHS:
            for (method, where), parameter in itertools.product(_SHAPES, _PARAMETERS):
                code = world.codes.issue(world.apps.get(None), world.people.get(None)).code
                try:
                    response = http.request(
                        method,
                        url.rstrip("/") + path,
                        timeout=_SECONDS,
                        allow_redirects=False,
                        **{_ARGUMENT[where]: {parameter: code}},  # type: ignore[arg-type]  # one of three
                    )
                except requests.RequestException:
                    continue
                if response.status_code == 404:  # a path that is not there is not tried again
                    break
                if response.ok:
                    for place in _sessions(response):
                        return Guess(method, path, where, parameter, place)
    return None


_ARGUMENT: dict[Where, str] = {"json": "json", "form": "data", "query": "params"}


def _sessions(response: requests.Response) -> Iterator[str]:
    """Yield the places of an answer where a session token stands."""
    try:
        body = response.json()
    except ValueError:
        body = response.text
    answer: dict[str, Any] = {
        "body": body,
        "header": {name.lower(): value for name, value in response.headers.items()},
    }
    for wrapping, name in itertools.product(_WRAPPINGS, _NAMES):
        value = look_up(answer, f"{wrapping}.{name}")
        if isinstance(value, str) and value:
            yield f"{wrapping}.{name}"
    for name in response.cookies.keys():  # noqa: SIM118  # a jar's iterator gives cookies, not names
        yield f"cookie.{name}"
