"""The Server API inside a Flask application."""

from __future__ import annotations

from flask import Flask, Response, request

from wxsim.server_api.dispatch import ServerApi
from wxsim.server_api.routes import ROUTES, longest_body
from wxsim.serving.delivery import deliver
from wxsim.serving.fast_lane import read_body

# WeChat judges methods itself, so Flask lets every common one through.
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def mount(app: Flask, api: ServerApi) -> None:
    """Give every path of the table to ``api``. What no rule takes is :func:`answer`'s too."""

    def view() -> Response:
        return answer(api)

    for route in ROUTES:
        app.add_url_rule(
            route.path,
            endpoint=route.path,
            view_func=view,
            methods=_METHODS,
            provide_automatic_options=False,
        )


def answer(api: ServerApi) -> Response:
    """Answer Flask's current request as WeChat does."""
    # Not Flask's own way to read it: that has one limit for all paths.
    body = read_body(request.environ, longest_body(request.path))

    def header(name: str) -> str:
        return str(request.headers.get(name, ""))

    written = api.answer(
        method=request.method,
        path=request.path,
        query_string=request.query_string,
        body=body,
        client_ip=request.remote_addr or "",
        header=header,
        content_type=header("Content-Type"),
        client_port=str(request.environ.get("REMOTE_PORT", "")),
        user_agent=header("User-Agent"),
    )
    if written.delivery is not None:
        written = deliver(written, written.delivery, request.environ)
    # A list, for of a plain body Flask would set the length, and some bodies break off.
    return Response([written.body], status=written.status, headers=written.headers)
