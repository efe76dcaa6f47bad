"""The JSON body that most paths want."""

from __future__ import annotations

from typing import Any

from wxsim.server_api.call import Call
from wxsim.world import Refused


def json_body(call: Call, *, empty: int = 47001) -> dict[str, Any]:
    """Return the body of a call.

    Args:
        call: the request.
        empty: the errcode where nothing was sent at all.

    Raises:
        Refused: ``empty``, or 47001 the body is no JSON object.
    """
    if call.body == b"":
        raise Refused(empty, "nothing was sent as the body")
    body = call.json_object()
    if body is None:
        raise Refused(47001, call.why_no_object)
    return body
