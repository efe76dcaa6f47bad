"""The checks can fail: for each, a login server that does just that wrong."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import hashlib
import itertools
import json
import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
import pytest
import urllib3
from flask import Flask, Response, request

from wxsim import opendata
from wxsim.app import make_app
from wxsim.check.check import Check
from wxsim.check.instances import REFERENCE
from wxsim.check.page import checks_page, write_page
from wxsim.check.running import run_checks
from wxsim.check.server import LoginServer
from wxsim.check.table import CHECKS
from wxsim.demo import demo_world
from wxsim.loginserver import LoginServerConfig, create_login_server, openuserdata, wechat
from wxsim.loginserver.answers import failure, success
from wxsim.loginserver.views import EXTENSION
from wxsim.loginserver.wechat import CodeRefusedError, PhoneNumber, WeChatSession
from wxsim.loginserver.wechat_http import WeChatUnavailableError
from wxsim.replay.subject import Subject
from wxsim.server_api import Journal, ServerApi
from wxsim.serving.local_server import LocalServer

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"

IDS = {check.id for check in CHECKS}
TROUBLE = {one for one in IDS if one.startswith("trouble.")}


class Reference:
    """The reference login server, to be spoiled before it is served."""

    def __init__(self, config: LoginServerConfig, patches: ExitStack) -> None:
        self.config = config
        self.app: Flask = create_login_server(config)
        self._patches = patches

    @property
    def parts(self) -> Any:
        return self.app.extensions[EXTENSION]

    def replace(self, **parts: Any) -> None:
        self.app.extensions[EXTENSION] = dataclasses.replace(self.parts, **parts)

    def patch(self, target: object, name: str, value: object) -> None:
        self._patches.enter_context(patch.object(target, name, value))

    def exchange(self, broken: Callable[[Callable[[str], Any], str], Any]) -> None:
        """Let ``broken(original, code)`` stand in for the exchange of a code."""
        original = self.parts.wechat.code_to_session
        self.parts.wechat.code_to_session = lambda code: broken(original, code)

    def answers(self, path: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Change the Data of every good answer of a path."""

        @self.app.after_request
        def changed(response: Response) -> Response:
            if request.path == path and response.status_code == 200:
                body = json.loads(response.data)
                data = json.loads(body["Data"])
                change(data)
                body["Data"] = json.dumps(data)
                response.data = json.dumps(body)
            return response

    def before(self, path: str, answer: Callable[[], Response | None]) -> None:
        """Let ``answer`` answer a path, where it does, in place of the view."""

        @self.app.before_request
        def early() -> Response | None:
            return answer() if request.path == path else None


def parameter(name: str) -> Any:
    body = request.get_json(silent=True)
    sent = body if isinstance(body, dict) else {}
    return request.values.get(name) or sent.get(name)


def crash() -> Response:
    return failure(500, "something went wrong")


Break = Callable[[Reference], None]
BROKEN: dict[str, tuple[str, set[str], Break]] = {}


def broken(name: str, about: str, *fails: str) -> Callable[[Break], Break]:
    """Name a way to break the reference server, and the checks that must notice."""

    def named(spoil: Break) -> Break:
        BROKEN[name] = (about, set(fails), spoil)
        return spoil

    return named


# Logging in.


@broken(
    "nobody-logs-in",
    "refuses every login",
    *(
        one.id
        for one in CHECKS
        if one.id
        not in {
            "login.code-missing",
            "login.code-empty",
            "login.code-unknown",
            "login.code-expired",
            "login.code-of-other-app",
            "login.no-retry-when-used",
            "login.certificate",
            "secrets.openid-not-believed",
            "robustness.code-of-another-kind",
            "robustness.long-code",
        }
        and one.id not in TROUBLE
    ),
    *TROUBLE,
    "secrets.openid-not-believed",
)
def nobody_logs_in(server: Reference) -> None:
    server.before("/Login", lambda: failure(401, "no"))


@broken(
    "crashes-without-code",
    "answers 500 where there is no code",
    "login.code-missing",
    "login.code-empty",
    "robustness.big-body",
    "robustness.wrong-content-type",
    "robustness.deep-json",
)
def crashes_without_code(server: Reference) -> None:
    server.before("/Login", lambda: None if parameter("code") else crash())


@broken(
    "guest-without-code",
    "logs a guest in where there is no code",
    "login.code-missing",
    "login.code-empty",
    "robustness.big-body",
    "robustness.wrong-content-type",
    "robustness.deep-json",
    "secrets.openid-not-believed",
    "secrets.openid-in-header",
)
def guest_without_code(server: Reference) -> None:
    server.before(
        "/Login",
        lambda: None if parameter("code") else success({"third_Session": "g" * 43}),
    )


@broken(
    "believes-unknown-codes",
    "logs in whoever sends a code that WeChat refuses",
    "login.code-unknown",
    "login.code-expired",
    "login.code-used",
    "login.code-of-other-app",
    "robustness.code-of-another-kind",
)
def believes_unknown_codes(server: Reference) -> None:
    def exchange(original: Callable[[str], Any], code: str) -> Any:
        try:
            return original(code)
        except CodeRefusedError:
            return WeChatSession("mock_" + code, "AAAAAAAAAAAAAAAAAAAAAA==")

    server.exchange(exchange)


@broken("keeps-codes", "remembers what a code gave and accepts it again", "login.code-used")
def keeps_codes(server: Reference) -> None:
    known: dict[str, Any] = {}

    def exchange(original: Callable[[str], Any], code: str) -> Any:
        if code not in known:
            known[code] = original(code)
        return known[code]

    server.exchange(exchange)


@broken(
    "expired-is-an-outage",
    "answers 500 where WeChat refuses a code",
    "login.code-unknown",
    "login.code-expired",
    "login.code-used",
    "login.code-of-other-app",
    "phone.code-once",
    "phone.login-code",
    "robustness.code-of-another-kind",
)
def expired_is_an_outage(server: Reference) -> None:
    refusal = server.app.after_request

    @refusal
    def crashed(response: Response) -> Response:
        return crash() if response.status_code == 401 and parameter("code") else response


@broken(
    "exchanges-twice",
    "exchanges every code twice",
    "login.code-once",
    "login.no-retry-when-used",
    "trouble.lost-answer",
)
def exchanges_twice(server: Reference) -> None:
    def exchange(original: Callable[[str], Any], code: str) -> Any:
        try:
            return original(code)
        finally:
            with contextlib.suppress(Exception):
                original(code)

    server.exchange(exchange)


@broken("retries-used-codes", "tries a code again that WeChat refused", "login.no-retry-when-used")
def retries_used_codes(server: Reference) -> None:
    def exchange(original: Callable[[str], Any], code: str) -> Any:
        try:
            return original(code)
        except CodeRefusedError:
            return original(code)

    server.exchange(exchange)


@broken(
    "mock-mode",
    "logs everybody in without asking WeChat",
    *{"login.address-from-settings", "login.parameters", "login.code-once", "login.certificate"},
    *{"login.code-unknown", "login.code-expired", "login.code-used", "login.code-of-other-app"},
    *{"login.same-person", "login.fifty-at-once", "robustness.code-of-another-kind"},
    *{"sessions.key-renewed", "sessions.login-again", "profile.genuine", "profile.nicknames"},
    *{"profile.anonymous", "phone.number", "phone.wechat-in-trouble", "phone.token-renewed"},
    *{"phone.token-expired", "phone.two-workers"},
    *TROUBLE,
)
def mock_mode(server: Reference) -> None:
    def mocked(_: Callable[[str], Any], code: str) -> WeChatSession:
        return WeChatSession("mock_" + code, "AAAAAAAAAAAAAAAAAAAAAA==")

    server.exchange(mocked)


@broken(
    "believes-any-certificate",
    "talks to whoever says to be WeChat over https",
    "login.certificate",
)
def believes_any_certificate(server: Reference) -> None:
    urllib3.disable_warnings()
    server.parts.wechat._http._http.verify = False


@broken("posts-the-exchange", "sends the exchange as POST", "login.parameters")
def posts_the_exchange(server: Reference) -> None:
    http = server.parts.wechat._http
    original = http.call
    http.call = lambda method, *args, **kwargs: original(
        "POST" if method == "GET" else method, *args, **kwargs
    )


@broken(
    "new-account-each-time",
    "makes a new account at every login",
    "login.same-person",
    "login.fifty-at-once",
)
def new_account_each_time(server: Reference) -> None:
    server.answers("/Me", lambda data: data.update(userId=secrets.randbelow(10**15)))


@broken(
    "one-account-for-all",
    "has one account for everybody",
    "login.two-people",
    "secrets.openid-not-believed",
    "sessions.own-data",
    "secrets.openid-in-header",
)
def one_account_for_all(server: Reference) -> None:
    server.answers("/Me", lambda data: data.update(userId=1))


@broken("mixes-people-up", "keeps the login under way in a global variable", "login.fifty-at-once")
def mixes_people_up(server: Reference) -> None:
    current: list[Any] = [None]

    def exchange(original: Callable[[str], Any], code: str) -> Any:
        current[0] = original(code)
        time.sleep(0.02)
        return current[0]

    server.exchange(exchange)


# Secrets.


@broken("leaks-session-key", "sends the session_key to the client", "secrets.session-key")
def leaks_session_key(server: Reference) -> None:
    keys: dict[int, str] = {}

    def exchange(original: Callable[[str], Any], code: str) -> Any:
        session = original(code)
        keys[threading.get_ident()] = session.session_key
        return session

    server.exchange(exchange)
    server.answers("/Login", lambda data: data.update(session_key=keys[threading.get_ident()]))


@broken(
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


@broken("leaks-into-a-jwt", "puts the session_key into a JWT", "secrets.session-key")
def leaks_into_a_jwt(server: Reference) -> None:
    def jwt(data: dict[str, Any]) -> None:
        claims = json.dumps({"key": data.pop("session_key")}).encode()
        parts = (b'{"alg":"HS256"}', claims, b"signature")
        encoded = (base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
        data["jwt"] = b".".join(encoded).decode()

    server.answers("/Login", jwt)
    leaks_session_key(server)


@broken("openid-in-a-cookie", "sets a cookie with the openid", "secrets.openid")
def openid_in_a_cookie(server: Reference) -> None:
    _header(server, "Set-Cookie", lambda openid: f"uid={openid}; HttpOnly")


@broken(
    "openid-in-a-redirect", "sends the client on to an address with the openid", "secrets.openid"
)
def openid_in_a_redirect(server: Reference) -> None:
    _header(server, "Location", lambda openid: f"/welcome?who={openid}")


@broken(
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


@broken("leaks-app-secret", "shows the URL it called when WeChat fails", "secrets.app-secret")
def leaks_app_secret(server: Reference) -> None:
    server.app.register_error_handler(
        WeChatUnavailableError,
        lambda _: failure(502, f"GET https://api.weixin.qq.com/?secret={server.config.secret}"),
    )


@broken("leaks-access-token", "sends the access_token to the client", "secrets.access-token")
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


@broken("short-token", "has session tokens of eight characters", "secrets.token-long")
def short_token(server: Reference) -> None:
    _sessions_named(server, lambda _: secrets.token_hex(4))


@broken("same-token", "gives a person the same session token every time", "secrets.token-fresh")
def same_token(server: Reference) -> None:
    tokens: dict[str, str] = {}
    _sessions_named(server, lambda who: tokens.setdefault(who.openid, secrets.token_urlsafe(32)))


@broken(
    "token-is-the-openid",
    "uses the openid as the session token",
    "secrets.token-fresh",
    "secrets.token-not-derived",
    "secrets.openid",
)
def token_is_the_openid(server: Reference) -> None:
    _sessions_named(server, lambda who: who.openid)


@broken(
    "token-is-a-hash",
    "uses a hash of the openid as the session token",
    "secrets.token-fresh",
    "secrets.token-not-derived",
)
def token_is_a_hash(server: Reference) -> None:
    _sessions_named(server, lambda who: hashlib.sha1(who.openid.encode()).hexdigest())


@broken(
    "believes-the-openid", "takes the openid that the client sends", "secrets.openid-not-believed"
)
def believes_the_openid(server: Reference) -> None:
    def exchange(original: Callable[[str], Any], code: str) -> Any:
        session = original(code)
        return WeChatSession(parameter("openid") or session.openid, session.session_key)

    server.exchange(exchange)


@broken("believes-a-header", "takes the openid from X-WX-OPENID", "secrets.openid-in-header")
def believes_a_header(server: Reference) -> None:
    def exchange(original: Callable[[str], Any], code: str) -> Any:
        session = original(code)
        return WeChatSession(
            request.headers.get("X-WX-OPENID", session.openid), session.session_key
        )

    server.exchange(exchange)


@broken("believes-a-cookie", "logs in whose openid is in a cookie", "secrets.openid-in-header")
def believes_a_cookie(server: Reference) -> None:
    server.before(
        "/Login",
        lambda: (
            success({"third_Session": "c" * 43})
            if "openid" in request.cookies and not parameter("code")
            else None
        ),
    )


# WeChat misbehaving.


@broken("crashes-with-wechat", "answers 500 whenever WeChat fails", *TROUBLE)
def crashes_with_wechat(server: Reference) -> None:
    @server.app.after_request
    def crashed(response: Response) -> Response:
        return (
            crash() if response.status_code in (403, 503) and request.path == "/Login" else response
        )


@broken(
    "shows-stack-traces",
    "shows a stack trace when WeChat's answer is no JSON",
    "trouble.no-json",
    "trouble.half-an-answer",
    "trouble.http-500",
    "trouble.hang",
    "trouble.dropped",
    "trouble.lost-answer",
    "trouble.busy",
    "trouble.wrong-secret",
    "phone.wechat-in-trouble",
)
def shows_stack_traces(server: Reference) -> None:
    server.app.register_error_handler(
        WeChatUnavailableError,
        lambda _: Response("Traceback (most recent call last):\n  File …", 502),
    )


@broken(
    "half-made-sessions",
    "gives a session although WeChat failed",
    *TROUBLE,
    "login.certificate",
)
def half_made_sessions(server: Reference) -> None:
    @server.app.after_request
    def anyway(response: Response) -> Response:
        if request.path == "/Login" and response.status_code in (403, 503):
            return success({"third_Session": secrets.token_urlsafe(32)})
        return response


@broken("no-timeout", "waits for WeChat for ever", "trouble.hang")
def no_timeout(server: Reference) -> None:
    server.parts.wechat._http._timeout = 60


@broken("sends-codes-again", "sends a code again when the answer was lost", "trouble.lost-answer")
def sends_codes_again(server: Reference) -> None:
    def exchange(original: Callable[[str], Any], code: str) -> Any:
        try:
            return original(code)
        except WeChatUnavailableError:
            return original(code)

    server.exchange(exchange)


# Sessions.


@broken(
    "any-session-will-do",
    "takes any text for a session token",
    "sessions.made-up",
    "sessions.altered",
    "sessions.empty",
    "sessions.expired",
    "sessions.login-again",
)
def any_session_will_do(server: Reference) -> None:
    sessions = server.parts.sessions
    find, last = sessions.find, []
    start = sessions.start

    def started(wechat_session: WeChatSession) -> str:
        last.append(wechat_session)
        return str(start(wechat_session))

    sessions.start = started
    sessions.find = lambda token: find(token) or last[-1]


@broken("compares-half-a-token", "looks at the first half of a session token", "sessions.altered")
def compares_half_a_token(server: Reference) -> None:
    real: dict[str, str] = {}
    sessions = server.parts.sessions
    start, find = sessions.start, sessions.find

    def started(wechat_session: WeChatSession) -> str:
        token = str(start(wechat_session))
        real[token[:20]] = token
        return token

    sessions.start = started
    sessions.find = lambda token: find(real.get(token[:20], token))


@broken("sessions-never-end", "keeps sessions for ever", "sessions.expired")
def sessions_never_end(server: Reference) -> None:
    server.parts.sessions._lifetime = 10**9


@broken(
    "keeps-old-sessions",
    "keeps the old session at a new login, and states that it ends",
    "sessions.login-again",
)
def keeps_old_sessions(server: Reference) -> None:
    kept: dict[str, tuple[WeChatSession, float]] = {}
    sessions = server.parts.sessions
    start, find = sessions.start, sessions.find

    def started(wechat_session: WeChatSession) -> str:
        token = str(start(wechat_session))
        kept[token] = wechat_session, time.monotonic() + server.config.session_lifetime
        return token

    def found(token: str) -> WeChatSession | None:
        session, until = kept.get(token, (None, 0.0))
        return session if time.monotonic() < until else find(token)

    sessions.start, sessions.find = started, found


@broken("empty-is-somebody", "takes an empty session token for the first session", "sessions.empty")
def empty_is_somebody(server: Reference) -> None:
    server.before(
        "/Me",
        lambda: None if (parameter("third_Session") or "").strip() else success({"userId": 7}),
    )


@broken("reads-the-user-id", "shows the account whose userId is asked for", "sessions.own-data")
def reads_the_user_id(server: Reference) -> None:
    server.answers(
        "/Me",
        lambda data: data.update(userId=int(request.args.get("userId", data["userId"]))),
    )


@broken(
    "a-renewed-key-is-an-outage",
    "answers 500 where a signature does not fit",
    "sessions.key-renewed",
    "profile.tampered-raw-data",
    "profile.tampered-signature",
    "profile.wrong-iv",
    "profile.foreign-watermark",
    "profile.old-data",
    "profile.no-json",
)
def a_renewed_key_is_an_outage(server: Reference) -> None:
    @server.app.after_request
    def crashed(response: Response) -> Response:
        return crash() if response.status_code == 403 and request.path != "/Login" else response


@broken(
    "logged-out-by-logging-in",
    "answers 500 for a session that a new login ended",
    "sessions.login-again",
    "sessions.made-up",
    "sessions.altered",
    "sessions.empty",
    "sessions.expired",
)
def logged_out_by_logging_in(server: Reference) -> None:
    @server.app.after_request
    def crashed(response: Response) -> Response:
        return crash() if response.status_code == 401 and request.path == "/Me" else response


# Profiles.


def _unsigned(raw_data: str, _signature: str, _session: WeChatSession) -> dict[str, object]:
    return dict(json.loads(raw_data))


@broken(
    "no-signature-check",
    "stores rawData without looking at the signature",
    "profile.tampered-raw-data",
    "profile.tampered-signature",
)
def no_signature_check(server: Reference) -> None:
    server.patch(openuserdata, "read_raw_data", _unsigned)


def _opened(*missing: str) -> Callable[..., dict[str, object]]:
    """Return an opener of encryptedData that leaves some checks out."""
    original = openuserdata.read_encrypted_data

    def opened(
        encrypted_data: str, iv: str, session: WeChatSession, *, appid: str, max_age: float
    ) -> dict[str, object]:
        if "watermark" in missing:
            text = opendata.decrypt(encrypted_data, session.session_key, iv)
            appid = json.loads(text)["watermark"]["appid"]
        if "age" in missing:
            max_age = 10**10
        if "iv" in missing:
            try:
                return original(encrypted_data, iv, session, appid=appid, max_age=max_age)
            except openuserdata.UntrustedDataError as error:
                if "open" in str(error):
                    return {"nickName": "whoever"}
                raise
        return original(encrypted_data, iv, session, appid=appid, max_age=max_age)

    return opened


@broken(
    "no-watermark-check",
    "takes data of other apps, and crashes on no JSON",
    "profile.foreign-watermark",
    "profile.no-json",
    "profile.wrong-iv",
)
def no_watermark_check(server: Reference) -> None:
    server.patch(openuserdata, "read_encrypted_data", _opened("watermark"))


@broken("no-age-check", "takes data of any age", "profile.old-data")
def no_age_check(server: Reference) -> None:
    server.patch(openuserdata, "read_encrypted_data", _opened("age"))


@broken("ignores-what-does-not-open", "takes data that does not decrypt", "profile.wrong-iv")
def ignores_what_does_not_open(server: Reference) -> None:
    server.patch(openuserdata, "read_encrypted_data", _opened("iv"))


@broken("latin-1-nicknames", "loses what a three-byte column cannot hold", "profile.nicknames")
def latin_1_nicknames(server: Reference) -> None:
    server.answers(
        "/UserInfoUpdate",
        lambda data: data.update(
            nickName=(data["nickName"] or "").encode("latin-1", "replace").decode("latin-1")
        ),
    )


@broken(
    "wants-a-city",
    "refuses a profile without a city",
    "profile.anonymous",
    "profile.genuine",
    "sessions.key-renewed",
    "profile.nicknames",
)
def wants_a_city(server: Reference) -> None:
    server.before(
        "/UserInfoUpdate", lambda: None if parameter("city") else failure(400, "city is empty")
    )


# Phone numbers and tokens.


@broken(
    "no-phone-numbers",
    "cannot read phone numbers",
    "phone.number",
    "phone.token-renewed",
    "phone.token-expired",
    "phone.two-workers",
    "phone.wechat-in-trouble",
)
def no_phone_numbers(server: Reference) -> None:
    server.before("/PhoneUpdate", lambda: failure(400, "not today"))


@broken("keeps-phone-codes", "accepts a phone code again", "phone.code-once")
def keeps_phone_codes(server: Reference) -> None:
    known: dict[str, PhoneNumber] = {}
    original = server.parts.wechat.phone_number

    def number(code: str, openid: str) -> PhoneNumber:
        if code not in known:
            known[code] = original(code, openid)
        return known[code]

    server.parts.wechat.phone_number = number


@broken(
    "any-phone-code",
    "makes a number up where WeChat refuses the code",
    "phone.code-once",
    "phone.login-code",
)
def any_phone_code(server: Reference) -> None:
    original = server.parts.wechat.phone_number

    def number(code: str, openid: str) -> PhoneNumber:
        try:
            found: PhoneNumber = original(code, openid)
        except CodeRefusedError:
            return PhoneNumber("17000000000", "17000000000", "86")
        return found

    server.parts.wechat.phone_number = number


@broken(
    "caches-no-token",
    "fetches an access_token for every call",
    "phone.token-reused",
    "phone.token-renewed",
    "phone.two-workers",
)
def caches_no_token(server: Reference) -> None:
    token = server.parts.wechat._token
    original = token.current

    def current() -> str:
        token._token = ""
        return str(original())

    token.current = current


@broken(
    "keeps-dead-tokens",
    "never fetches another access_token",
    "phone.token-renewed",
    "phone.token-expired",
    "phone.two-workers",
)
def keeps_dead_tokens(server: Reference) -> None:
    server.parts.wechat._token.instead_of = lambda refused: refused


@broken("knows-no-42001", "fetches another token at 40001 only", "phone.token-expired")
def knows_no_42001(server: Reference) -> None:
    server.patch(wechat, "_TOKEN_REFUSED", {40001})


@broken("knows-no-40001", "fetches another token at 42001 only", "phone.token-renewed")
def knows_no_40001(server: Reference) -> None:
    server.patch(wechat, "_TOKEN_REFUSED", {42001})


@broken(
    "calls-three-times",
    "repeats a call twice when the token was refused",
    "phone.token-renewed",
    "phone.token-expired",
)
def calls_three_times(server: Reference) -> None:
    token = server.parts.wechat._token
    original = token.instead_of

    def instead_of(refused: str) -> str:
        with contextlib.suppress(Exception):
            server.parts.wechat._http.call(
                "POST",
                "/wxa/business/getuserphonenumber",
                query={"access_token": refused},
                body={"code": "x"},
            )
        return str(original(refused))

    token.instead_of = instead_of


@broken(
    "no-number-is-an-outage",
    "answers 500 where WeChat gives no phone number",
    "phone.wechat-in-trouble",
)
def no_number_is_an_outage(server: Reference) -> None:
    @server.app.after_request
    def crashed(response: Response) -> Response:
        down = response.status_code == 503 and request.path == "/PhoneUpdate"
        return crash() if down else response


@broken("fights-over-tokens", "fetches plain tokens, each worker for itself", "phone.two-workers")
def fights_over_tokens(server: Reference) -> None:
    http = server.parts.wechat._http
    original = http.call

    def call(method: str, path: str, **more: Any) -> Any:
        if path == "/cgi-bin/stable_token":
            return original("GET", "/cgi-bin/token", query=more["body"])
        return original(method, path, **more)

    http.call = call


# Robustness.


def _crash_on(condition: Callable[[], bool]) -> Callable[[], Response | None]:
    return lambda: crash() if condition() else None


@broken("crashes-on-big-bodies", "answers 500 to a large body", "robustness.big-body")
def crashes_on_big_bodies(server: Reference) -> None:
    server.before("/Login", _crash_on(lambda: (request.content_length or 0) > 500_000))


@broken(
    "crashes-on-other-types", "answers 500 to another content type", "robustness.wrong-content-type"
)
def crashes_on_other_types(server: Reference) -> None:
    server.before("/Login", _crash_on(lambda: (request.content_type or "").startswith("image/")))


@broken("crashes-on-deep-json", "answers 500 to deeply nested JSON", "robustness.deep-json")
def crashes_on_deep_json(server: Reference) -> None:
    server.before("/Login", _crash_on(lambda: request.get_data(cache=True)[:9] == b"[" * 9))


@broken("any-method", "logs in by any method", "robustness.wrong-method")
def any_method(server: Reference) -> None:
    @server.app.route("/Login", methods=["DELETE"])
    def login() -> Response:
        return success({"third_Session": "x" * 43})


@broken(
    "any-kind-of-code", "logs in with a code that is no text", "robustness.code-of-another-kind"
)
def any_kind_of_code(server: Reference) -> None:
    odd = {"a", "$gt", "12345", "True", "true"}
    server.before(
        "/Login",
        lambda: (
            success({"third_Session": "x" * 43}) if str(request.values.get("code")) in odd else None
        ),
    )


@broken("joins-codes", "puts two codes into one", "robustness.code-twice")
def joins_codes(server: Reference) -> None:
    def joined() -> Response | None:
        codes = request.values.getlist("code")
        if len(codes) > 1:
            with contextlib.suppress(Exception):
                server.parts.wechat.code_to_session(",".join(codes))
            return failure(401, "no")
        return None

    server.before("/Login", joined)


@broken("crashes-on-two-codes", "answers 500 to a code that is sent twice", "robustness.code-twice")
def crashes_on_two_codes(server: Reference) -> None:
    server.before("/Login", _crash_on(lambda: len(request.values.getlist("code")) > 1))


@broken("chokes-on-long-codes", "answers 500 to a long code", "robustness.long-code")
def chokes_on_long_codes(server: Reference) -> None:
    server.before("/Login", _crash_on(lambda: len(request.values.get("code", "")) > 1_000))


@dataclass
class Found:
    """What a run found: the ids of the checks that failed, with the reasons."""

    failed: dict[str, str]
    skipped: set[str]


@contextmanager
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def check(spoil: Break, checks: tuple[Check, ...] = CHECKS) -> Found:
    """Run checks against the reference server, spoiled."""
    world = demo_world()
    app = world.apps.get(None)
    api = ServerApi(world, Journal())
    with ExitStack() as stack:
        stack.enter_context(_quiet())
        platform = stack.enter_context(LocalServer(make_app(api)))
        config = LoginServerConfig(
            appid=app.appid,
            secret=app.secret,
            wechat_base_url=platform.url,
            database=":memory:",
            wechat_timeout=0.8,
        )

        @contextmanager
        def another(env: Mapping[str, str], address: str) -> Iterator[Subject]:
            lifetime = float(env.get("LOGIN_SESSION_LIFETIME", config.session_lifetime))
            changed = dataclasses.replace(
                config, wechat_base_url=address, session_lifetime=lifetime
            )
            with ExitStack() as patches:
                spoiled = Reference(changed, patches)
                spoil(spoiled)
                with LocalServer(spoiled.app) as running:
                    yield msgspec.structs.replace(REFERENCE, base_url=running.url)

        first, second = (stack.enter_context(another({}, platform.url)) for _ in range(2))
        subject = msgspec.structs.replace(first, workers=[second.base_url])
        results = list(
            run_checks(
                checks,
                world=world,
                journal=api.journal,
                app=app,
                server=LoginServer(subject, 2.5, platform.url),
                another=another,
            )
        )
    return Found(
        {one.check.id: one.reason for one in results if one.state == "failed"},
        {one.check.id for one in results if one.state == "skipped"},
    )


def test_the_reference_login_server_passes_every_check() -> None:
    assert check(lambda _: None) == Found({}, set())


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_server_fails_the_checks_that_its_fault_touches_and_no_others(name: str) -> None:
    _, fails, spoil = BROKEN[name]

    found = check(spoil)

    assert set(found.failed) == fails, found.failed


FAULTS = {name: (about, fails) for name, (about, fails, _) in BROKEN.items()}


def test_the_page_about_the_checks_says_what_the_tables_say() -> None:
    assert PAGE.read_text("utf-8") == checks_page(FAULTS)


def test_every_check_is_failed_by_a_server_that_does_little_else_wrong() -> None:
    assert set(itertools.chain.from_iterable(fails for _, fails, _ in BROKEN.values())) == IDS


if __name__ == "__main__":
    write_page(FAULTS)
