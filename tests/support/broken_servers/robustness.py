"""Login servers that odd requests overturn."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from flask import Response, request

from broken_servers.reference import Faults, Reference, crash
from wxsim.loginserver.answers import failure, success

FAULTS = Faults()


def _crash_on(condition: Callable[[], bool]) -> Callable[[], Response | None]:
    return lambda: crash() if condition() else None


@FAULTS.add("crashes-on-big-bodies", "answers 500 to a large body", "robustness.big-body")
def crashes_on_big_bodies(server: Reference) -> None:
    server.before("/Login", _crash_on(lambda: (request.content_length or 0) > 500_000))


@FAULTS.add(
    "crashes-on-other-types", "answers 500 to another content type", "robustness.wrong-content-type"
)
def crashes_on_other_types(server: Reference) -> None:
    server.before("/Login", _crash_on(lambda: (request.content_type or "").startswith("image/")))


@FAULTS.add("crashes-on-deep-json", "answers 500 to deeply nested JSON", "robustness.deep-json")
def crashes_on_deep_json(server: Reference) -> None:
    server.before("/Login", _crash_on(lambda: request.get_data(cache=True)[:9] == b"[" * 9))


@FAULTS.add("any-method", "logs in by any method", "robustness.wrong-method")
def any_method(server: Reference) -> None:
    @server.app.route("/Login", methods=["DELETE"])
    def login() -> Response:
        return success({"third_Session": "x" * 43})


@FAULTS.add(
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


@FAULTS.add("joins-codes", "puts two codes into one", "robustness.code-twice")
def joins_codes(server: Reference) -> None:
    def joined() -> Response | None:
        codes = request.values.getlist("code")
        if len(codes) > 1:
            with contextlib.suppress(Exception):
                server.parts.wechat.code_to_session(",".join(codes))
            return failure(401, "no")
        return None

    server.before("/Login", joined)


@FAULTS.add(
    "crashes-on-two-codes", "answers 500 to a code that is sent twice", "robustness.code-twice"
)
def crashes_on_two_codes(server: Reference) -> None:
    server.before("/Login", _crash_on(lambda: len(request.values.getlist("code")) > 1))


@FAULTS.add("chokes-on-long-codes", "answers 500 to a long code", "robustness.long-code")
def chokes_on_long_codes(server: Reference) -> None:
    server.before("/Login", _crash_on(lambda: len(request.values.get("code", "")) > 1_000))
