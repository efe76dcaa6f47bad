"""A property: whatever its description lets one send, the Server API answers as WeChat would."""

from __future__ import annotations

import json

import schemathesis
from hypothesis import HealthCheck, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode

from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.server_api.errors import ERROR_CODES
from wxsim.server_api.openapi import openapi
from wxsim.server_api.routes import ROUTES
from wxsim.world import Clock

WORLD = demo_world(clock=Clock(lambda: 1_763_845_200.0))
APP = WORLD.apps.get(None)
SCHEMA = schemathesis.openapi.from_wsgi("/_wxsim/server-api/openapi.json", create_app(WORLD))
# What is described is sent right and wrong.
SCHEMA.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])

# A code whose ground is left out (is_hyaline) is no JPEG: those have no transparency.
PICTURES = {"image/jpeg": b"\xff\xd8", "image/png": b"\x89PNG"}


@SCHEMA.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_described_request_with_a_token_gets_one_line_of_json_or_a_picture(case):
    if isinstance(case.query, dict):
        case.query["access_token"] = WORLD.tokens.fetch_stable(APP, "").value

    is_one_line_of_json_or_a_picture(case.call())


@SCHEMA.parametrize()
# Nearly all of them end at the token: it takes few to see every way in which they do.
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_described_request_with_any_token_gets_one_line_of_json_or_a_picture(case):
    is_one_line_of_json_or_a_picture(case.call())


def is_one_line_of_json_or_a_picture(response):
    assert response.status_code == 200
    [content_type] = response.headers["content-type"]
    if content_type in PICTURES:
        assert response.content.startswith(PICTURES[content_type])
        return
    assert b"\n" not in response.content
    answer = json.loads(response.content)
    assert isinstance(answer, dict)
    errcode = answer.get("errcode", 0)
    assert errcode != -1, "the simulator itself failed"
    assert errcode == 0 or errcode in ERROR_CODES


def test_the_description_is_a_good_one_of_every_path():
    document = openapi()

    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    paths = document["paths"].items()
    described = {(path, method.upper()) for path, methods in paths for method in methods}
    assert described == {(route.path, method) for route in ROUTES for method in route.methods}
    operations = [one for _, methods in paths for one in methods.values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    assert all(one["summary"] for one in operations)


def test_the_description_says_what_a_request_sends():
    stable = openapi()["paths"]["/cgi-bin/stable_token"]["post"]
    schema = stable["requestBody"]["content"]["application/json"]["schema"]
    assert schema["required"] == ["grant_type", "appid", "secret"]
    assert schema["properties"]["force_refresh"] == {"type": "boolean"}
    assert stable["summary"] == "Return the stable token"

    session = openapi()["paths"]["/wxa/checksession"]["get"]["parameters"]
    assert [one["name"] for one in session] == ["access_token", "openid", "signature", "sig_method"]
