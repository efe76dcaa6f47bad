"""The OpenAPI 3.1 document of the Server API, from the route table."""

from __future__ import annotations

from typing import Any

from wxsim.server_api.parameters import Parameter
from wxsim.server_api.route import Route
from wxsim.server_api.routes import ROUTES
from wxsim.version import __version__

_BODY_TYPES = {"json": "application/json", "form": "multipart/form-data"}

_REFUSAL = {
    "type": "object",
    "properties": {"errcode": {"type": "integer"}, "errmsg": {"type": "string"}},
}


def openapi() -> dict[str, Any]:
    """Return the document as plain data.

    WeChat answers HTTP 200 whatever it says, below ``/sns/`` with JSON that it
    calls plain text, and with pictures where pictures are asked for. What a good
    answer holds is left open: WeChat's pages say it.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "api.weixin.qq.com, as far as wxsim answers for it",
            "version": __version__,
            "description": "Generated from the route table of wxsim.",
        },
        "paths": {route.path: _operations(route) for route in ROUTES},
    }


def _operations(route: Route) -> dict[str, Any]:
    return {method.lower(): _operation(route, method) for method in route.methods}


def _operation(route: Route, method: str) -> dict[str, Any]:
    summary = (route.handler.__doc__ or "").partition("\n")[0]
    operation: dict[str, Any] = {
        "operationId": f"{method.lower()}{route.path.replace('/', '_')}",
        "summary": summary.partition(": ``")[0].rstrip("."),
        "externalDocs": {"url": route.documentation},
        "parameters": [
            {
                "name": parameter.name,
                "in": "query",
                "required": parameter.required,
                "schema": _schema(parameter),
            }
            for parameter in (*_TOKEN[: route.needs_token], *route.parameters)
            if parameter.where == "query"
        ],
        "responses": {"200": _answer(route)},
    }
    for where, media_type in _BODY_TYPES.items():
        fields = [parameter for parameter in route.parameters if parameter.where == where]
        if fields and method != "GET":
            operation["requestBody"] = {"content": {media_type: {"schema": _object(fields)}}}
    return operation


_TOKEN = (Parameter(name="access_token"),)


def _object(fields: list[Parameter]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {field.name: _schema(field) for field in fields},
        "required": [field.name for field in fields if field.required],
    }


def _schema(parameter: Parameter) -> dict[str, Any]:
    if parameter.kind == "file":
        return {"type": "string", "format": "binary"}
    return {"type": parameter.kind}


_PICTURE = {"schema": {"type": "string", "format": "binary"}}


def _answer(route: Route) -> dict[str, Any]:
    errcodes = ", ".join(map(str, sorted(route.errcodes)))
    media_type = "text/plain" if route.path.startswith("/sns/") else "application/json"
    return {
        "description": f"What was asked for, or a refusal with one of the errcodes {errcodes}.",
        "content": {
            media_type: {"schema": _REFUSAL},
            **dict.fromkeys(("image/jpeg", "image/png"), _PICTURE),
        },
    }
