"""Login servers whose sessions are wrong."""

from __future__ import annotations

import time

from flask import Response, request

from broken_servers.reference import Faults, Reference, crash, parameter
from wxsim.loginserver.answers import success
from wxsim.loginserver.wechat import WeChatSession

FAULTS = Faults()


@FAULTS.add(
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


@FAULTS.add(
    "compares-half-a-token", "looks at the first half of a session token", "sessions.altered"
)
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


@FAULTS.add("sessions-never-end", "keeps sessions for ever", "sessions.expired")
def sessions_never_end(server: Reference) -> None:
    server.parts.sessions._lifetime = 10**9


@FAULTS.add(
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


@FAULTS.add(
    "empty-is-somebody", "takes an empty session token for the first session", "sessions.empty"
)
def empty_is_somebody(server: Reference) -> None:
    server.before(
        "/Me",
        lambda: None if (parameter("third_Session") or "").strip() else success({"userId": 7}),
    )


@FAULTS.add("reads-the-user-id", "shows the account whose userId is asked for", "sessions.own-data")
def reads_the_user_id(server: Reference) -> None:
    server.answers(
        "/Me",
        lambda data: data.update(userId=int(request.args.get("userId", data["userId"]))),
    )


@FAULTS.add(
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


@FAULTS.add(
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
