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
        file: to be sent as the part ``media`` of a form, where there is one.
    """

    method: str
    query: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    file: bytes | None = None


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
    return Good("POST", file=b"\x89PNG\r\n\x1a\n")


GOOD_REQUESTS: dict[str, Callable[[Asker, str], Good]] = {
    "/sns/jscode2session": _code_to_session,
    "/wxa/checksession": _session,
    "/wxa/resetusersessionkey": _session,
    "/cgi-bin/token": _token,
    "/cgi-bin/stable_token": _stable_token,
    "/wxa/business/getuserphonenumber": _phone_number,
    "/cgi-bin/message/subscribe/send": _subscribe_message,
    "/wxaapi/newtmpl/gettemplate": _templates,
    "/cgi-bin/message/custom/send": _customer_message,
    "/cgi-bin/message/custom/business/typing": _typing,
    "/cgi-bin/message/custom/typing": _typing,
    "/wxa/msg_sec_check": _text_check,
    "/wxa/media_check_async": _media_check,
    "/wxa/img_sec_check": _picture_check,
}
