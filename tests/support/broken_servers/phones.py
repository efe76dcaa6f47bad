"""Login servers that are wrong about phone numbers and tokens."""

from __future__ import annotations

import contextlib
from typing import Any

from flask import Response, request

from broken_servers.reference import Faults, Reference, crash
from wxsim.loginserver import wechat
from wxsim.loginserver.answers import failure
from wxsim.loginserver.wechat import CodeRefusedError, PhoneNumber

FAULTS = Faults()


@FAULTS.add(
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


@FAULTS.add("keeps-phone-codes", "accepts a phone code again", "phone.code-once")
def keeps_phone_codes(server: Reference) -> None:
    known: dict[str, PhoneNumber] = {}
    original = server.parts.wechat.phone_number

    def number(code: str, openid: str) -> PhoneNumber:
        if code not in known:
            known[code] = original(code, openid)
        return known[code]

    server.parts.wechat.phone_number = number


@FAULTS.add(
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


@FAULTS.add(
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


@FAULTS.add(
    "keeps-dead-tokens",
    "never fetches another access_token",
    "phone.token-renewed",
    "phone.token-expired",
    "phone.two-workers",
)
def keeps_dead_tokens(server: Reference) -> None:
    server.parts.wechat._token.instead_of = lambda refused: refused


@FAULTS.add("knows-no-42001", "fetches another token at 40001 only", "phone.token-expired")
def knows_no_42001(server: Reference) -> None:
    server.patch(wechat, "_TOKEN_REFUSED", {40001})


@FAULTS.add("knows-no-40001", "fetches another token at 42001 only", "phone.token-renewed")
def knows_no_40001(server: Reference) -> None:
    server.patch(wechat, "_TOKEN_REFUSED", {42001})


@FAULTS.add(
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


@FAULTS.add(
    "no-number-is-an-outage",
    "answers 500 where WeChat gives no phone number",
    "phone.wechat-in-trouble",
)
def no_number_is_an_outage(server: Reference) -> None:
    @server.app.after_request
    def crashed(response: Response) -> Response:
        down = response.status_code == 503 and request.path == "/PhoneUpdate"
        return crash() if down else response


@FAULTS.add(
    "fights-over-tokens", "fetches plain tokens, each worker for itself", "phone.two-workers"
)
def fights_over_tokens(server: Reference) -> None:
    http = server.parts.wechat._http
    original = http.call

    def call(method: str, path: str, **more: Any) -> Any:
        if path == "/cgi-bin/stable_token":
            return original("GET", "/cgi-bin/token", query=more["body"])
        return original(method, path, **more)

    http.call = call
