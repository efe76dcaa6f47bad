"""Login servers that tell or believe what they should not."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable
from typing import Any

from flask import Response, request

from broken_servers.reference import Faults, Reference, parameter
from wxsim.loginserver.answers import failure, success
from wxsim.loginserver.wechat import WeChatSession
from wxsim.loginserver.wechat_http import WeChatUnavailableError

FAULTS = Faults()


@FAULTS.add("leaks-session-key", "sends the session_key to the client", "secrets.session-key")
def leaks_session_key(server: Reference) -> None:
    keys: dict[int, str] = {}

    def exchange(original: Callable[[str], Any], code: str) -> Any:
        session = original(code)
        keys[threading.get_ident()] = session.session_key
        return session

    server.exchange(exchange)
    server.answers("/Login", lambda data: data.update(session_key=keys[threading.get_ident()]))


@FAULTS.add(
    "leaks-far-down",
    "sends the session_key to the client, after 30 KB of other things",
    "secrets.session-key",
)
def leaks_far_down(server: Reference) -> None:
    leaks_session_key(server)
    server.answers("/Login", lambda data: data.update(_padding="x" * 30_000))


def _header(server: Reference, name: str, value: Callable[[str], str]) -> None:
    """Send a header with every good login, made of the session's openid."""
    openids: dict[int, str] = {}
    original = server.parts.sessions.start

    def start(wechat_session: WeChatSession) -> str:
        openids[threading.get_ident()] = wechat_session.openid
        return str(original(wechat_session))

    server.parts.sessions.start = start

    @server.app.after_request
    def with_header(response: Response) -> Response:
        if request.path == "/Login" and response.status_code == 200:
            response.headers[name] = value(openids[threading.get_ident()])
        return response


@FAULTS.add("leaks-into-a-jwt", "puts the session_key into a JWT", "secrets.session-key")
def leaks_into_a_jwt(server: Reference) -> None:
    def jwt(data: dict[str, Any]) -> None:
        claims = json.dumps({"key": data.pop("session_key")}).encode()
        parts = (b'{"alg":"HS256"}', claims, b"signature")
        encoded = (base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
        data["jwt"] = b".".join(encoded).decode()

    server.answers("/Login", jwt)
    leaks_session_key(server)


@FAULTS.add("openid-in-a-cookie", "sets a cookie with the openid", "secrets.openid")
def openid_in_a_cookie(server: Reference) -> None:
    _header(server, "Set-Cookie", lambda openid: f"uid={openid}; HttpOnly")


@FAULTS.add(
    "openid-in-a-redirect", "sends the client on to an address with the openid", "secrets.openid"
)
def openid_in_a_redirect(server: Reference) -> None:
    _header(server, "Location", lambda openid: f"/welcome?who={openid}")


@FAULTS.add(
    "app-secret-in-a-redirect",
    "sends the client on to WeChat, AppSecret and all, when WeChat fails",
    "secrets.app-secret",
)
def app_secret_in_a_redirect(server: Reference) -> None:
    def redirect(_: Exception) -> Response:
        response = failure(502, "try there")
        response.headers["Location"] = f"{server.config.wechat_base_url}/?s={server.config.secret}"
        return response

    server.app.register_error_handler(WeChatUnavailableError, redirect)


@FAULTS.add("leaks-app-secret", "shows the URL it called when WeChat fails", "secrets.app-secret")
def leaks_app_secret(server: Reference) -> None:
    server.app.register_error_handler(
        WeChatUnavailableError,
        lambda _: failure(502, f"GET https://api.weixin.qq.com/?secret={server.config.secret}"),
    )


@FAULTS.add("leaks-access-token", "sends the access_token to the client", "secrets.access-token")
def leaks_access_token(server: Reference) -> None:
    token = server.parts.wechat._token
    server.answers("/PhoneUpdate", lambda data: data.update(debug=token.current()))


def _sessions_named(server: Reference, name: Callable[[WeChatSession], str]) -> None:
    """Give out other session tokens, and take them back."""
    real: dict[str, str] = {}
    sessions = server.parts.sessions
    start, find = sessions.start, sessions.find

    def start_named(wechat_session: WeChatSession) -> str:
        token = name(wechat_session)
        real[token] = start(wechat_session)
        return token

    sessions.start = start_named
    sessions.find = lambda token: find(real.get(token, "no such token"))


@FAULTS.add("short-token", "has session tokens of eight characters", "secrets.token-long")
def short_token(server: Reference) -> None:
    _sessions_named(server, lambda _: secrets.token_hex(4))


@FAULTS.add("same-token", "gives a person the same session token every time", "secrets.token-fresh")
def same_token(server: Reference) -> None:
    tokens: dict[str, str] = {}
    _sessions_named(server, lambda who: tokens.setdefault(who.openid, secrets.token_urlsafe(32)))


@FAULTS.add(
    "token-is-the-openid",
    "uses the openid as the session token",
    "secrets.token-fresh",
    "secrets.token-not-derived",
    "secrets.openid",
)
def token_is_the_openid(server: Reference) -> None:
    _sessions_named(server, lambda who: who.openid)


@FAULTS.add(
    "token-is-a-hash",
    "uses a hash of the openid as the session token",
    "secrets.token-fresh",
    "secrets.token-not-derived",
)
def token_is_a_hash(server: Reference) -> None:
    _sessions_named(server, lambda who: hashlib.sha1(who.openid.encode()).hexdigest())


@FAULTS.add(
    "believes-the-openid", "takes the openid that the client sends", "secrets.openid-not-believed"
)
def believes_the_openid(server: Reference) -> None:
    def exchange(original: Callable[[str], Any], code: str) -> Any:
        session = original(code)
        return WeChatSession(parameter("openid") or session.openid, session.session_key)

    server.exchange(exchange)


@FAULTS.add("believes-a-header", "takes the openid from X-WX-OPENID", "secrets.openid-in-header")
def believes_a_header(server: Reference) -> None:
    def exchange(original: Callable[[str], Any], code: str) -> Any:
        session = original(code)
        return WeChatSession(
            request.headers.get("X-WX-OPENID", session.openid), session.session_key
        )

    server.exchange(exchange)


@FAULTS.add("believes-a-cookie", "logs in whose openid is in a cookie", "secrets.openid-in-header")
def believes_a_cookie(server: Reference) -> None:
    server.before(
        "/Login",
        lambda: (
            success({"third_Session": "c" * 43})
            if "openid" in request.cookies and not parameter("code")
            else None
        ),
    )
