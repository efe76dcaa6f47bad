"""The OpenAPI 3.1 document of everything below ``/_wxsim``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from wxsim.control.route import Route
from wxsim.control.routes import ROUTES
from wxsim.device.apis import APIS
from wxsim.version import __version__

_VARIABLE = re.compile(r"\{(\w+)\}")
# Whoever asks, and whatever for.
_NO_ACCESS = ("401", "403")
_ERRORS = {
    "400": "The request makes no sense; the hint says what would.",
    "401": "A control token is set, and the request does not bear it.",
    "403": "Not from this machine, or not from the simulator's own pages.",
    "404": "Nothing of that name is there; the hint says what is.",
    "413": "The body is too long.",
    "503": "The store cannot be reached.",
}


class Error(msgspec.Struct, frozen=True, kw_only=True):
    """What every refusal of the control door says.

    Attributes:
        error: what was wrong.
        hint: what would be right.
    """

    error: str
    hint: str


def openapi() -> dict[str, Any]:
    """Return the document as plain data."""
    types = [Error, *(route.answer for route in ROUTES)]
    types += [route.body for route in ROUTES if route.body is not None]
    schemas, components = msgspec.json.schema_components(
        types, ref_template="#/components/schemas/{name}"
    )
    by_type = dict(zip(map(repr, types), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        operation = _operation(route, by_type)
        paths.setdefault(f"/_wxsim{route.path}", {})[route.method.lower()] = operation
    paths["/_wxsim/openapi.json"] = {"get": _document()}
    paths["/_wxsim/device/{api}"] = {"post": _device()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "wxsim: the control door and the device door",
            "version": __version__,
            "description": "What only a simulator can do, and what a phone does.",
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        # None at all where no control token is set.
        "security": [{}, {"token": []}],
    }


def _operation(route: Route, schemas: dict[str, Any]) -> dict[str, Any]:
    name = re.sub(r"\W+", "_", f"{route.method}{route.path}").strip("_").lower()
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": route.summary,
        "parameters": [
            *(
                {"name": variable, "in": "path", "required": True, "schema": {"type": "string"}}
                for variable in _VARIABLE.findall(route.path)
            ),
            *(
                {
                    "name": parameter.name,
                    "in": "query",
                    "description": parameter.about,
                    "schema": {"type": parameter.kind},
                }
                for parameter in route.query
            ),
        ],
        "responses": _responses(str(route.status), schemas[repr(route.answer)], _errors_of(route)),
    }
    if route.body is not None:
        operation["requestBody"] = {
            "description": "A JSON object; none is an empty one.",
            "content": {"application/json": {"schema": schemas[repr(route.body)]}},
        }
    return operation


def _errors_of(route: Route) -> list[str]:
    # A parameter that there is not is refused everywhere.
    errors = ["400", *_NO_ACCESS]
    errors += ["404"] * route.finds
    errors += ["413"] * (route.body is not None)
    return errors + ["503"] * route.stored


def _responses(
    status: str, schema: dict[str, Any], errors: Iterable[str] = tuple(_ERRORS)
) -> dict[str, Any]:
    error = {"$ref": "#/components/schemas/Error"}
    return {
        status: {"description": "Done.", "content": {"application/json": {"schema": schema}}},
        **{
            code: {
                "description": _ERRORS[code],
                "content": {"application/json": {"schema": error}},
            }
            for code in errors
        },
    }


def _document() -> dict[str, Any]:
    return {
        "operationId": "get_openapi_json",
        "summary": "this document",
        "responses": _responses("200", {"type": "object"}, _NO_ACCESS),
    }


def _device() -> dict[str, Any]:
    """Describe the device door: one path for every wx call."""
    options = {
        "type": "object",
        "properties": {
            "appid": {"type": "string", "description": "the first app when left out"},
            "person": {"type": "string", "description": "the first person when left out"},
            "tap": {"enum": ["allow", "refuse"], "description": "what is done with a dialog"},
        },
        "additionalProperties": True,
    }
    result = {
        "type": "object",
        "properties": {"errMsg": {"type": "string"}, "errno": {"type": "integer"}},
        "required": ["errMsg"],
    }
    return {
        "operationId": "post_device_api",
        "summary": "makes a wx call on a person's phone",
        "parameters": [
            {"name": "api", "in": "path", "required": True, "schema": {"enum": sorted(APIS)}}
        ],
        "requestBody": {"content": {"application/json": {"schema": options}}},
        "responses": _responses("200", result),
    }
