"""The one shape that every answer of this server has.

``{"Code":0,"Msg":"ok","Data":"…"}``, where Data is a JSON text inside the
JSON: Mini Programs written after the well-known tutorial read it with
``JSON.parse(res.data.Data)``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Response


class RefusalError(Exception):
    """The request is answered with a failure.

    Attributes:
        status: the HTTP status, which is also the Code of the answer.
        message: the Msg: what was wrong and what to do next. The person's
            client reads it, so it holds nothing secret.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def success(data: Mapping[str, object]) -> Response:
    """Return the answer to a request that was carried out."""
    return _answer(200, code=0, message="ok", data=_json(data))


def failure(status: int, message: str) -> Response:
    """Return the answer to a request that was not."""
    return _answer(status, code=status, message=message, data="")


def _answer(status: int, *, code: int, message: str, data: str) -> Response:
    body = _json({"Code": code, "Msg": message, "Data": data})
    response = Response(body, status=status, mimetype="application/json")
    # A GET may be kept by any cache on the way, and this one holds somebody's login.
    response.headers["Cache-Control"] = "no-store"
    return response


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
