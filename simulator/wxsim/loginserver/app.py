"""Putting the login server together."""

from __future__ import annotations

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from wxsim.loginserver.accounts import Accounts
from wxsim.loginserver.answers import RefusalError, failure
from wxsim.loginserver.config import LoginServerConfig
from wxsim.loginserver.database import Database
from wxsim.loginserver.logs import hide_queries_in_logs
from wxsim.loginserver.sessions import Sessions
from wxsim.loginserver.views import EXTENSION, Parts, views
from wxsim.loginserver.wechat import PersonBlockedError, WeChatBusyError, WeChatClient
from wxsim.loginserver.wechat_http import WeChatUnavailableError

_MAX_REQUEST_BYTES = 1024 * 1024

# Failures that read the same whatever was asked for.
_FAILURES: dict[type[Exception], tuple[int, str]] = {
    PersonBlockedError: (403, "WeChat has blocked this person for now; try again another day"),
    WeChatBusyError: (503, "too many people at once; retry in a minute"),
    WeChatUnavailableError: (503, "WeChat cannot be asked just now; retry soon, with a new code"),
}
_HTTP_MESSAGES = {
    404: "there is nothing here; the paths are /Login, /UserInfoUpdate, /PhoneUpdate and /Me",
    405: "use GET or POST",
    413: "the request is too large; send less than 1 MB",
    500: "something went wrong on our side; try again later",
}


def create_login_server(config: LoginServerConfig) -> Flask:
    """Make the login server.

    ``create_login_server(LoginServerConfig.from_environment(os.environ))`` is a
    WSGI application: run it under waitress, gunicorn or the like, over HTTPS.

    Args:
        config: its settings.

    Returns:
        A Flask application with ``/Login``, ``/UserInfoUpdate``,
        ``/PhoneUpdate`` and ``/Me``.

    Raises:
        ValueError: the database cannot be opened.
    """
    hide_queries_in_logs()
    database = Database(config.database)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _MAX_REQUEST_BYTES
    app.extensions[EXTENSION] = Parts(
        config=config,
        wechat=WeChatClient(config),
        accounts=Accounts(database),
        sessions=Sessions(database, config.session_lifetime),
    )
    app.register_blueprint(views)
    app.register_error_handler(RefusalError, _answer_refusal)
    app.register_error_handler(HTTPException, _answer_http_error)
    for kind in _FAILURES:
        app.register_error_handler(kind, _answer_failure)
    return app


def _answer_refusal(error: RefusalError) -> Response:
    return failure(error.status, error.message)


def _answer_failure(error: Exception) -> Response:
    return failure(*_FAILURES[type(error)])


def _answer_http_error(error: HTTPException) -> Response:
    """Answer in JSON what Flask would answer with a page; a 500 is logged by Flask."""
    status = error.code or 500
    response = failure(status, _HTTP_MESSAGES.get(status, error.name))
    if status == 405:
        response.headers["Allow"] = "GET, POST"
    return response
