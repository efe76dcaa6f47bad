"""Login servers that bear WeChat's troubles badly."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from flask import Response, request

from broken_servers.checked import TROUBLE
from broken_servers.reference import Faults, Reference, crash
from wxsim.loginserver.answers import success
from wxsim.loginserver.wechat_http import WeChatUnavailableError

FAULTS = Faults()


@FAULTS.add("crashes-with-wechat", "answers 500 whenever WeChat fails", *TROUBLE)
def crashes_with_wechat(server: Reference) -> None:
    @server.app.after_request
    def crashed(response: Response) -> Response:
        return (
            crash() if response.status_code in (403, 503) and request.path == "/Login" else response
        )


@FAULTS.add(
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


@FAULTS.add(
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


@FAULTS.add("no-timeout", "waits for WeChat for ever", "trouble.hang")
def no_timeout(server: Reference) -> None:
    server.parts.wechat._http._timeout = 60


@FAULTS.add(
    "sends-codes-again", "sends a code again when the answer was lost", "trouble.lost-answer"
)
def sends_codes_again(server: Reference) -> None:
    def exchange(original: Callable[[str], Any], code: str) -> Any:
        try:
            return original(code)
        except WeChatUnavailableError:
            return original(code)

    server.exchange(exchange)
