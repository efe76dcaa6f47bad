"""A good request for every path of the Server API, which tests then spoil.

A family that is new adds a function per path, and its rows at the end.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from flask.testing import FlaskClient

from wxsim.world import App, World
from wxsim.world.link_texts import LinkKind, link_text
from wxsim.world.records import AppKind
from wxsim.world.web_grants import WebGrant


class Asker(Protocol):
    """A developer's server and its app's phones: the `Backend` of the fixtures."""

    world: World
    app: App
    client: FlaskClient

    def template(self, **changes: Any) -> str: ...
    def code(self, person: str) -> str: ...
    def login(self, person: str) -> dict[str, Any]: ...
    def openid(self, person: str) -> str: ...
    def signed(self, session: dict[str, Any]) -> dict[str, str]: ...
    def wx(self, api: str, person: str, **options: Any) -> dict[str, Any]: ...


@dataclass
class Good:
    """What to send; the access_token is added where the path needs one.

    Attributes:
        body: to be sent as JSON, where there is one.
        files: to be sent as a form, where there are some: name, then file name and bytes.
    """

    method: str
    query: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)


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


def _sent(**body: Any) -> Callable[[Asker, str], Good]:
    return lambda _backend, _person: Good("POST", body=dict(body))


def _link(backend: Asker, kind: LinkKind) -> str:
    made = backend.world.links.make(
        backend.app, kind, path="", query="id=1", env_version="release", lifetime=86_400
    )
    return link_text(kind, made.ticket)


def _query_scheme(backend: Asker, person: str) -> Good:
    return Good("POST", body={"scheme": _link(backend, "scheme")})


def _query_url_link(backend: Asker, person: str) -> Good:
    return Good("POST", body={"url_link": _link(backend, "url_link")})


def _media_upload(backend: Asker, person: str) -> Good:
    return Good("POST", {"type": "image"}, files={"media": ("cat.jpg", b"\xff\xd8\xff a cat")})


def _media_get(backend: Asker, person: str) -> Good:
    media = backend.world.media.add(
        backend.app, "image", filename="cat.jpg", content_type="image/jpeg", data=b"a cat"
    )
    return Good("GET", {"media_id": media.media_id})


# The world of the tests stands at 2025-11-23 in Beijing.
_DAY = _sent(begin_date="20251122", end_date="20251122")
_WEEK = _sent(begin_date="20251110", end_date="20251116")
_MONTH = _sent(begin_date="20251001", end_date="20251031")
_DATACUBE = {
    **dict.fromkeys(("dailysummarytrend", "dailyvisittrend", "dailyretaininfo"), _DAY),
    **dict.fromkeys(("weeklyvisittrend", "weeklyretaininfo"), _WEEK),
    **dict.fromkeys(("monthlyvisittrend", "monthlyretaininfo"), _MONTH),
    **dict.fromkeys(("userportrait", "visitdistribution", "visitpage"), _DAY),
}


def _paid_unionid(backend: Asker, person: str) -> Good:
    openid = backend.login(person)["openid"]
    user = backend.world.users.find(openid)
    assert user is not None
    payment = backend.world.payments.pay(backend.app, user)
    return Good("GET", {"openid": openid, "transaction_id": payment.transaction_id})


def _plugin_openpid(backend: Asker, person: str) -> Good:
    return Good("POST", body={"code": backend.wx("pluginLogin", person)["code"]})


def _encrypted_message(backend: Asker, person: str) -> Good:
    backend.login(person)
    encrypted = backend.wx("getPhoneNumber", person)["encryptedData"]
    digest = hashlib.sha256(encrypted.encode()).hexdigest()
    return Good("POST", body={"encrypted_msg_hash": digest})


def _encrypt_key(backend: Asker, person: str) -> Good:
    session = backend.login(person)
    backend.wx("getLatestUserKey", person)
    return Good("GET", backend.signed(session))


def _risk_rank(backend: Asker, person: str) -> Good:
    about = {"appid": backend.app.appid, "openid": backend.login(person)["openid"]}
    return Good("POST", body={**about, "scene": 0, "client_ip": "127.0.0.1"})


def _clear_quota(backend: Asker, person: str) -> Good:
    return Good("POST", body={"appid": backend.app.appid})


def _clear_quota_by_secret(backend: Asker, person: str) -> Good:
    return Good("POST", {"appid": backend.app.appid, "appsecret": backend.app.secret})


def _path(backend: Asker, person: str) -> Good:
    return Good("POST", body={"cgi_path": "/wxa/getuserriskrank"})


def _rid(backend: Asker, person: str) -> Good:
    query = {"access_token": backend.world.tokens.fetch(backend.app, "").value}
    refused = backend.client.get("/wxa/checksession", query_string=query).json
    return Good("POST", body={"rid": refused["errmsg"].rpartition(" ")[2]})


def _nothing(backend: Asker, person: str) -> Good:
    return Good("GET")


def _callback(backend: Asker, person: str) -> Good:
    return Good("POST", body={"action": "all", "check_operator": "DEFAULT"})


def _subscribe_message(backend: Asker, person: str) -> Good:
    template_id = backend.template()
    backend.login(person)
    backend.wx("requestSubscribeMessage", person, tmplIds=[template_id])
    body = {"touser": backend.openid(person), "template_id": template_id}
    return Good("POST", body={**body, "data": {"thing1": {"value": "高山乌龙"}}})


def _templates(backend: Asker, _person: str) -> Good:
    backend.template()
    return Good("GET")


def _customer_message(backend: Asker, person: str) -> Good:
    backend.wx("sendCustomerMessage", person, content="在吗")
    body = {"touser": backend.openid(person), "msgtype": "text"}
    return Good("POST", body={**body, "text": {"content": "在的"}})


def _typing(backend: Asker, person: str) -> Good:
    backend.wx("sendCustomerMessage", person, content="在吗")
    return Good("POST", body={"touser": backend.openid(person), "command": "Typing"})


def _about_a_visitor(backend: Asker, person: str) -> dict[str, Any]:
    return {"openid": backend.login(person)["openid"], "scene": 2, "version": 2}


def _text_check(backend: Asker, person: str) -> Good:
    return Good("POST", body={**_about_a_visitor(backend, person), "content": "你好"})


def _media_check(backend: Asker, person: str) -> Good:
    media = {"media_url": "https://example.com/cat.png", "media_type": 2}
    return Good("POST", body={**_about_a_visitor(backend, person), **media})


def _picture_check(_backend: Asker, _person: str) -> Good:
    return Good("POST", files={"media": ("picture.png", b"\x89PNG\r\n\x1a\n")})


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
    "/wxa/getwxacode": _sent(path="pages/index/index?id=1"),
    "/wxa/getwxacodeunlimit": _sent(scene="id=1", page="pages/index/index"),
    "/cgi-bin/wxaapp/createwxaqrcode": _sent(path="pages/index/index?id=1"),
    "/wxa/generatescheme": _sent(jump_wxa={"path": "/pages/index/index", "query": "id=1"}),
    "/wxa/generate_urllink": _sent(path="/pages/index/index", query="id=1"),
    "/wxa/genwxashortlink": _sent(page_url="pages/index/index?id=1", page_title="首页"),
    "/wxa/queryscheme": _query_scheme,
    "/wxa/query_urllink": _query_url_link,
    "/cgi-bin/media/upload": _media_upload,
    "/cgi-bin/media/get": _media_get,
    **{f"/datacube/getweanalysisappid{name}": good for name, good in _DATACUBE.items()},
    "/wxa/getpaidunionid": _paid_unionid,
    "/wxa/getpluginopenpid": _plugin_openpid,
    "/wxa/business/checkencryptedmsg": _encrypted_message,
    "/wxa/business/getuserencryptkey": _encrypt_key,
    "/wxa/getuserriskrank": _risk_rank,
    "/cgi-bin/clear_quota": _clear_quota,
    "/cgi-bin/clear_quota/v2": _clear_quota_by_secret,
    "/cgi-bin/openapi/quota/get": _path,
    "/cgi-bin/openapi/quota/clear": _path,
    "/cgi-bin/openapi/rid/get": _rid,
    "/cgi-bin/get_api_domain_ip": _nothing,
    "/cgi-bin/getcallbackip": _nothing,
    "/cgi-bin/callback/check": _callback,
    "/cgi-bin/message/subscribe/send": _subscribe_message,
    "/wxaapi/newtmpl/gettemplate": _templates,
    "/cgi-bin/message/custom/send": _customer_message,
    "/cgi-bin/message/custom/business/typing": _typing,
    "/cgi-bin/message/custom/typing": _typing,
    "/wxa/msg_sec_check": _text_check,
    "/wxa/media_check_async": _media_check,
    "/wxa/img_sec_check": _picture_check,
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
