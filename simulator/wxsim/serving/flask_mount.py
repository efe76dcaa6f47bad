"""The Server API inside a Flask application."""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from wxsim.server_api.dispatch import ServerApi
from wxsim.server_api.routes import ROUTES
from wxsim.serving.delivery import deliver

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
    try:
        body: bytes | None = request.get_data(cache=False)
    except RequestEntityTooLarge:
        body = None
    written = api.answer(
        method=request.method,
        path=request.path,
        query_string=request.query_string,
        body=body,
        client_ip=request.remote_addr or "",
        content_type=request.headers.get("Content-Type", ""),
        client_port=str(request.environ.get("REMOTE_PORT", "")),
        user_agent=request.headers.get("User-Agent", ""),
    )
    if written.delivery is not None:
        written = deliver(written, written.delivery, request.environ)
    # A list, for of a plain body Flask would set the length, and some bodies break off.
    return Response([written.body], status=written.status, headers=written.headers)
