"""Login servers that log in wrongly."""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Callable
from typing import Any

import urllib3
from flask import Response

from broken_servers.checked import TROUBLE
from broken_servers.reference import Faults, Reference, crash, parameter
from wxsim.check.table import CHECKS
from wxsim.loginserver.answers import failure, success
from wxsim.loginserver.wechat import CodeRefusedError, WeChatSession

FAULTS = Faults()


@FAULTS.add(
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


@FAULTS.add(
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


@FAULTS.add(
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


@FAULTS.add(
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


@FAULTS.add("keeps-codes", "remembers what a code gave and accepts it again", "login.code-used")
def keeps_codes(server: Reference) -> None:
    known: dict[str, Any] = {}

    def exchange(original: Callable[[str], Any], code: str) -> Any:
        if code not in known:
            known[code] = original(code)
        return known[code]

    server.exchange(exchange)


@FAULTS.add(
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


@FAULTS.add(
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


@FAULTS.add(
    "retries-used-codes", "tries a code again that WeChat refused", "login.no-retry-when-used"
)
def retries_used_codes(server: Reference) -> None:
    def exchange(original: Callable[[str], Any], code: str) -> Any:
        try:
            return original(code)
        except CodeRefusedError:
            return original(code)

    server.exchange(exchange)


@FAULTS.add(
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


@FAULTS.add(
    "believes-any-certificate",
    "talks to whoever says to be WeChat over https",
    "login.certificate",
)
def believes_any_certificate(server: Reference) -> None:
    urllib3.disable_warnings()
    server.parts.wechat._http._http.verify = False


@FAULTS.add("posts-the-exchange", "sends the exchange as POST", "login.parameters")
def posts_the_exchange(server: Reference) -> None:
    http = server.parts.wechat._http
    original = http.call
    http.call = lambda method, *args, **kwargs: original(
        "POST" if method == "GET" else method, *args, **kwargs
    )


@FAULTS.add(
    "new-account-each-time",
    "makes a new account at every login",
    "login.same-person",
    "login.fifty-at-once",
)
def new_account_each_time(server: Reference) -> None:
    server.answers("/Me", lambda data: data.update(userId=secrets.randbelow(10**15)))


@FAULTS.add(
    "one-account-for-all",
    "has one account for everybody",
    "login.two-people",
    "secrets.openid-not-believed",
    "sessions.own-data",
    "secrets.openid-in-header",
)
def one_account_for_all(server: Reference) -> None:
    server.answers("/Me", lambda data: data.update(userId=1))


@FAULTS.add(
    "mixes-people-up", "keeps the login under way in a global variable", "login.fifty-at-once"
)
def mixes_people_up(server: Reference) -> None:
    current: list[Any] = [None]

    def exchange(original: Callable[[str], Any], code: str) -> Any:
        current[0] = original(code)
        time.sleep(0.02)
        return current[0]

    server.exchange(exchange)
