"""The Server API without Flask's contexts, for those who load-test against it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from wxsim.server_api.dispatch import ServerApi
from wxsim.server_api.routes import ROUTES_BY_PATH, longest_body
from wxsim.serving.delivery import deliver

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_STATUS = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


class FastLane:
    """A WSGI layer that answers the paths of the table itself and passes on the rest.

    It asks the same :class:`ServerApi` as Flask does, so the two answer alike
    to the byte; a property test holds them to it.

    Args:
        rest: what answers everything else.
        api: what answers the table.

    Attributes:
        api: as it was given.
    """

    def __init__(self, rest: WSGIApplication, api: ServerApi) -> None:
        self._rest = rest
        self.api = api

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request, as PEP 3333 has it."""
        path = environ.get("PATH_INFO", "")
        if path not in ROUTES_BY_PATH:
            return self._rest(environ, start_response)
        method = environ["REQUEST_METHOD"].upper()
        answer = self.api.answer(
            method=method,
            path=path,
            query_string=environ.get("QUERY_STRING", "").encode("latin-1"),
            body=read_body(environ, longest_body(path)),
            client_ip=environ.get("REMOTE_ADDR", ""),
            header=partial(_header, environ),
            content_type=environ.get("CONTENT_TYPE", ""),
            client_port=str(environ.get("REMOTE_PORT", "")),
            user_agent=environ.get("HTTP_USER_AGENT", ""),
        )
        if answer.delivery is not None:
            answer = deliver(answer, answer.delivery, environ)
        start_response(_STATUS.get(answer.status) or f"{answer.status} Error", list(answer.headers))
        return [] if method == "HEAD" else [answer.body]


def _header(environ: WSGIEnvironment, name: str) -> str:
    return str(environ.get("HTTP_" + name.upper().replace("-", "_"), ""))


def read_body(environ: WSGIEnvironment, longest: int) -> bytes | None:
    """Return a request's body, or None where it has more than ``longest`` bytes."""
    # Most requests have no body, and asking for none of it is free.
    if environ.get("CONTENT_LENGTH", "") in ("", "0") and not environ.get("HTTP_TRANSFER_ENCODING"):
        return b""
    # Werkzeug takes 50 ms to import, and a server should answer before that.
    from werkzeug.exceptions import RequestEntityTooLarge  # noqa: PLC0415  # see above
    from werkzeug.wsgi import get_input_stream  # noqa: PLC0415  # see above

    try:
        return get_input_stream(environ, max_content_length=longest).read()
    except RequestEntityTooLarge:
        return None
