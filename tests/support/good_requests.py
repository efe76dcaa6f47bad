"""A good request for every path of the Server API, which tests then spoil.

A family that is new adds a function per path, and its rows at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from wxsim.world import App, World
from wxsim.world.records import AppKind
from wxsim.world.web_grants import WebGrant


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


def _as(backend: Asker, kind: AppKind) -> App:
    """Let the backend's app be of another kind from now on."""
    appid = backend.app.appid
    return backend.world.apps.register_as(appid, kind, ("example.com",))


def _web_code(backend: Asker, person: str, scope: str = "snsapi_userinfo") -> str:
    app = _as(backend, "official_account")
    return backend.world.web_codes.issue(app, backend.world.people.get(person), scope).code


def _web_grant(backend: Asker, person: str) -> WebGrant:
    world, value = backend.world, _web_code(backend, person)
    code = world.web_codes.exchange(backend.app, None, value, "test")
    return world.web_grants.begin(world.apps.get(backend.app.appid), code, "test")


def _exchange_web_code(backend: Asker, person: str) -> Good:
    query = _credentials(backend, "authorization_code")
    return Good("GET", {**query, "code": _web_code(backend, person)})


def _refresh_web_token(backend: Asker, person: str) -> Good:
    grant = _web_grant(backend, person)
    query = {"appid": grant.appid, "grant_type": "refresh_token"}
    return Good("GET", {**query, "refresh_token": grant.refresh_token})


def _use_web_token(backend: Asker, person: str) -> Good:
    grant = _web_grant(backend, person)
    return Good("GET", {"access_token": grant.access_token, "openid": grant.openid})


def _ticket(backend: Asker, person: str) -> Good:
    return Good("GET", {"type": "jsapi"})


def _component_token(backend: Asker, person: str) -> Good:
    component = _as(backend, "component")
    body = {"component_appid": component.appid, "component_appsecret": component.secret}
    ticket = backend.world.components.verify_ticket(component).verify_ticket
    return Good("POST", body={**body, "component_verify_ticket": ticket})


def _token_of(world: World, component: App) -> str:
    ticket = world.components.verify_ticket(component).verify_ticket
    return world.components.fetch_token(component, component.secret, ticket, "test").value


def _pre_auth_code(backend: Asker, person: str) -> Good:
    component = _as(backend, "component")
    query = {"component_access_token": _token_of(backend.world, component)}
    return Good("POST", query, {"component_appid": component.appid})


def _acting(backend: Asker) -> dict[str, str]:
    """Return what a third-party platform sends of itself when it acts for the backend's app."""
    world = backend.world
    component = world.apps.add(kind="component")
    world.components.set_authorised(component, backend.app, authorised=True)
    token = _token_of(world, component)
    return {"component_appid": component.appid, "component_access_token": token}


def _component_code_to_session(backend: Asker, person: str) -> Good:
    query = {"appid": backend.app.appid, "grant_type": "authorization_code"}
    return Good("GET", {**query, "js_code": backend.code(person), **_acting(backend)})


def _component_web_code(backend: Asker, person: str) -> Good:
    query = {**_exchange_web_code(backend, person).query, **_acting(backend)}
    del query["secret"]
    return Good("GET", query)


def _component_refresh(backend: Asker, person: str) -> Good:
    query = _refresh_web_token(backend, person).query
    return Good("GET", {**query, **_acting(backend)})


GOOD_REQUESTS: dict[str, Callable[[Asker, str], Good]] = {
    "/sns/jscode2session": _code_to_session,
    "/wxa/checksession": _session,
    "/wxa/resetusersessionkey": _session,
    "/cgi-bin/token": _token,
    "/cgi-bin/stable_token": _stable_token,
    "/wxa/business/getuserphonenumber": _phone_number,
    "/sns/oauth2/access_token": _exchange_web_code,
    "/sns/oauth2/refresh_token": _refresh_web_token,
    "/sns/userinfo": _use_web_token,
    "/sns/auth": _use_web_token,
    "/cgi-bin/ticket/getticket": _ticket,
    "/cgi-bin/component/api_component_token": _component_token,
    "/cgi-bin/component/api_create_preauthcode": _pre_auth_code,
    "/sns/component/jscode2session": _component_code_to_session,
    "/sns/oauth2/component/access_token": _component_web_code,
    "/sns/oauth2/component/refresh_token": _component_refresh,
}
