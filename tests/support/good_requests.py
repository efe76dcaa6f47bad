"""A good request for every path of the Server API, which tests then spoil.

A family that is new adds a function per path, and its rows at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from wxsim.world import App, World


class Asker(Protocol):
    """A developer's server and its app's phones: the `Backend` of the fixtures."""

    world: World
    app: App

    def code(self, person: str) -> str: ...
    def login(self, person: str) -> dict[str, Any]: ...
    def signed(self, session: dict[str, Any]) -> dict[str, str]: ...
    def wx(self, api: str, person: str, **options: Any) -> dict[str, Any]: ...


@dataclass
class Good:
    """What to send; the access_token is added where the path needs one.

    Attributes:
        body: to be sent as JSON, where there is one.
    """

    method: str
    query: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None


def _credentials(backend: Asker, grant_type: str) -> dict[str, str]:
    app = backend.app
    return {"appid": app.appid, "secret": app.secret, "grant_type": grant_type}


def _code_to_session(backend: Asker, person: str) -> Good:
    query = _credentials(backend, "authorization_code")
    return Good("GET", {**query, "js_code": backend.code(person)})


def _session(backend: Asker, person: str) -> Good:
    return Good("GET", backend.signed(backend.login(person)))


def _token(backend: Asker, person: str) -> Good:
    return Good("GET", _credentials(backend, "client_credential"))


def _stable_token(backend: Asker, person: str) -> Good:
    return Good("POST", body={**_credentials(backend, "client_credential")})


def _phone_number(backend: Asker, person: str) -> Good:
    return Good("POST", body={"code": backend.wx("getPhoneNumber", person)["code"]})


GOOD_REQUESTS: dict[str, Callable[[Asker, str], Good]] = {
    "/sns/jscode2session": _code_to_session,
    "/wxa/checksession": _session,
    "/wxa/resetusersessionkey": _session,
    "/cgi-bin/token": _token,
    "/cgi-bin/stable_token": _stable_token,
    "/wxa/business/getuserphonenumber": _phone_number,
}
