"""JSON in and out of the simulator's own doors, the device's and the control's."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from flask import Flask, Response, request

from wxsim.access import no_access
from wxsim.world import InvalidValue, StoreError, Unknown, WorldError

T = TypeVar("T")


def json_answer(data: object, status: int = 200) -> Response:
    """Return ``data`` as one line of UTF-8 JSON."""
    return Response(msgspec.json.encode(data) + b"\n", status, mimetype="application/json")


def json_request_of(kind: type[T]) -> T:
    """Return the request's body as a ``kind``; no body is an empty object.

    Raises:
        InvalidValue: it is not JSON, or has missing, unknown or wrong fields.
    """
    try:
        return msgspec.json.decode(request.get_data() or b"{}", type=kind)
    except msgspec.ValidationError as error:
        raise InvalidValue(f"the body does not fit: {error}", _form_of(kind)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidValue(f"the body is not JSON: {error}", "send a JSON object") from error


def guard_own_doors(app: Flask, control_token: str | None) -> None:
    """Refuse requests below ``/_wxsim`` that have no access; see :func:`no_access`.

    Args:
        app: what serves them.
        control_token: what they must bear; None lets this machine alone in.
    """

    @app.before_request
    def guard() -> Response | None:
        if not request.path.startswith("/_wxsim"):
            return None
        refused = no_access(
            token=control_token,
            authorization=request.headers.get("Authorization", ""),
            host=request.headers.get("Host", ""),
            origin=request.headers.get("Origin", ""),
            client_ip=request.remote_addr or "",
        )
        if refused is None:
            return None
        return json_answer({"error": refused.error, "hint": refused.hint}, refused.status)


def handle_world_errors(app: Flask) -> None:
    """Let what the world raises in any view become a JSON answer that says what would be right."""

    @app.errorhandler(WorldError)
    def explain(error: WorldError) -> Response:
        status = 404 if isinstance(error, Unknown) else 400
        return json_answer({"error": error.message, "hint": error.hint}, status)

    @app.errorhandler(StoreError)
    def unavailable(error: StoreError) -> Response:
        hint = "once that is put right, the next request finds the store again"
        return json_answer({"error": f"the store failed: {error}", "hint": hint}, 503)


def _form_of(kind: object) -> str:
    """Tell which fields there are, those of nested objects too."""
    if not isinstance(kind, type) or not issubclass(kind, msgspec.Struct):
        return "send a JSON object"
    fields = msgspec.structs.fields(kind)
    form = f"the fields are {', '.join(field.encode_name for field in fields)}"
    for field in fields:
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            inner = msgspec.structs.fields(field.type)
            form += (
                f"; those of {field.encode_name} are {', '.join(one.encode_name for one in inner)}"
            )
    return form
