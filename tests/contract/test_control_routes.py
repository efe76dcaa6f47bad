"""The control door as its OpenAPI document describes it, and nothing besides."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.test import TestResponse

from wxsim.control.routes import ROUTES

APPID = "wx0123456789abcdef"
ACCOUNT = "wx00000000000000a0"
COMPONENT = "wx00000000000000c0"

# A good request of every route: method, path, body.
GOOD: list[tuple[str, str, object]] = [
    ("GET", "/", None),
    ("GET", "/apps", None),
    ("POST", "/apps", {"name": "mine"}),
    ("GET", f"/apps/{APPID}", None),
    ("PATCH", f"/apps/{APPID}", {"kind": "official_account", "redirect_domains": ["a.example"]}),
    ("PATCH", f"/apps/{APPID}/switches", {"token_overlap": 0, "tourist_mode": None}),
    ("POST", "/oauth/codes", {"app": ACCOUNT, "scope": "snsapi_base"}),
    ("GET", "/oauth/visitor", None),
    ("PUT", "/oauth/visitor", {"person": "bob"}),
    ("PUT", f"/components/{COMPONENT}/apps/{APPID}", None),
    ("POST", f"/components/{COMPONENT}/ticket", None),
    ("GET", f"/components/{COMPONENT}", None),
    ("DELETE", f"/components/{COMPONENT}/apps/{APPID}", None),
    ("GET", "/switches", None),
    ("GET", "/people", None),
    ("POST", "/people", {"name": "zoe"}),
    ("GET", "/people/alice", None),
    ("PATCH", "/people/alice", {"risk_rank": 4}),
    ("PUT", "/consent", {"scope": "scope.werun", "granted": True}),
    ("GET", "/clock", None),
    ("POST", "/clock/advance", {"by": "5m"}),
    ("POST", "/clock/freeze", {"at": "2026-01-31T12:00:00Z"}),
    ("POST", "/clock/resume", {}),
    ("POST", "/clock/set", {"at": 1_800_000_000, "app": APPID}),
    ("POST", "/clock/reset", {"app": APPID}),
    ("GET", "/faults", None),
    ("POST", "/faults", {"errcode": 45011, "path": "/sns/*", "times": 2}),
    ("DELETE", f"/faults?app={APPID}", None),
    ("DELETE", "/faults/1", None),
    ("GET", "/sessions?person=alice", None),
    ("POST", "/sessions/renew", {"person": "alice"}),
    ("POST", "/sessions/expire", {"person": "alice"}),
    ("POST", "/tokens/revoke", {"space": "token"}),
    ("GET", "/journal?path=/sns/*&limit=5", None),
    ("GET", "/journal.har?errcode=0", None),
    ("GET", "/ledger?after=1", None),
    ("GET", "/why?about=alice", None),
    ("GET", "/errcodes", None),
    ("GET", "/errcodes/40163", None),
    ("POST", "/marks", None),
    ("GET", "/calls?path=/sns/*&since=0", None),
    ("POST", "/assertions", {"path": "/sns/*", "times": 0}),
    ("PUT", "/snapshots/one", None),
    ("GET", "/snapshots", None),
    ("POST", "/snapshots/one/restore", None),
    ("DELETE", "/snapshots/one", None),
    ("POST", "/reset", None),
]
BAD: list[tuple[str, str, object, int, str]] = [
    ("GET", "/apps/wx1", None, 404, f"{APPID}, wx"),
    ("PATCH", f"/apps/{APPID}", {"kind": "shop"}, 400, "the fields are kind, redirect_domains"),
    ("PATCH", f"/apps/{APPID}", {"redirect_domains": ["http://a"]}, 400, "the host alone"),
    ("PATCH", "/apps/wx1", {}, 404, f"{APPID}, wx"),
    ("POST", "/oauth/codes", {"app": APPID}, 400, "register it as one of official_account"),
    ("POST", "/oauth/codes", {"person": "nobody"}, 404, "there is alice"),
    ("PUT", "/oauth/visitor", {"person": "nobody"}, 404, "there is alice"),
    ("GET", f"/components/{APPID}", None, 400, "with the kind component"),
    ("POST", f"/components/{APPID}/ticket", None, 400, "with the kind component"),
    ("PUT", f"/components/{APPID}/apps/{APPID}", None, 400, "with the kind component"),
    ("DELETE", f"/components/{APPID}/apps/wx1", None, 404, f"{APPID}, wx"),
    ("PATCH", f"/apps/{APPID}/switches", {"nope": 1}, 400, "there is profile_era, "),
    ("PATCH", f"/apps/{APPID}/switches", {"profile_era": "old"}, 400, "classic, current"),
    ("PATCH", f"/apps/{APPID}/switches", {"token_overlap": -1}, 400, "a number from 0"),
    ("PATCH", f"/apps/{APPID}/switches", {"devtools_codes": "nobody"}, 404, "there is alice"),
    ("PATCH", "/people/nobody", {"risk_rank": 1}, 404, "there is alice, bob"),
    ("PATCH", "/people/alice", {"risk_rank": 9}, 400, "ranks run from 0 to 4"),
    ("PATCH", "/people/alice", {"name": "eve"}, 400, "the fields are nickname"),
    ("POST", "/clock/advance", {}, 400, "the fields are by, app"),
    ("POST", "/clock/advance", {"by": "5 minutes"}, 400, "write 90s, 5m, 2h, 3d or 1h30m"),
    ("POST", "/clock/advance", {"by": -5}, 400, "give 0 seconds or more"),
    ("POST", "/clock/advance", {"by": "36000d"}, 400, "between 2001 and 2106"),
    ("POST", "/clock/advance", {"by": 1, "app": "wx1"}, 404, f"{APPID}, wx"),
    ("POST", "/clock/set", {"at": "tomorrow"}, 400, "write 2026-01-31T12:00:00Z"),
    ("POST", "/clock/freeze", {"at": 5}, 400, "between 2001 and 2106"),
    ("POST", "/faults", {}, 400, "give one of errcode, http, delay, hang"),
    ("POST", "/faults", {"hang": True, "drop": True}, 400, "give one of errcode, http"),
    ("POST", "/faults", {"explode": True}, 400, "the fields are path, app, person"),
    ("POST", "/faults", {"errcode": 1}, 400, "there is -1, 40001"),
    ("POST", "/faults", {"errcode": 0}, 400, "there is -1, 40001"),
    ("POST", "/faults", {"http": 200}, 400, "a status from 400 to 599"),
    ("POST", "/faults", {"hang": True, "times": 1, "rate": 0.5}, 400, "give one of times, rate"),
    ("POST", "/faults", {"hang": True, "rate": 1.5}, 400, "more than 0, and 1 at most"),
    ("POST", "/faults", {"hang": True, "times": 0}, 400, "give 1 or more"),
    ("POST", "/faults", {"hang": True, "for": "ever"}, 400, "write 90s"),
    ("POST", "/faults", {"delay": "-3s"}, 400, "write 90s"),
    ("POST", "/faults", {"hang": True, "app": "wx1"}, 404, f"{APPID}, wx"),
    ("POST", "/faults", {"hang": True, "person": "eve"}, 404, "there is alice"),
    ("DELETE", "/faults/9", None, 404, "there is 1"),
    ("DELETE", "/faults/x", None, 400, "GET /_wxsim/faults has them"),
    ("POST", "/sessions/expire", {"person": "carol"}, 400, "log in first"),
    ("POST", "/tokens/revoke", {"space": "old"}, 400, "there is token and stable_token"),
    ("GET", "/journal?after=x", None, 400, "give a whole number"),
    ("GET", "/journal?limit=-1", None, 400, "give a whole number"),
    ("GET", "/journal?app=wx1", None, 404, f"{APPID}, wx"),
    ("GET", "/why?about=no-such-thing", None, 404, ""),
    ("GET", "/errcodes/1", None, 404, "there is -1"),
    ("GET", "/errcodes/x", None, 400, "40163"),
    ("POST", "/assertions", {"times": 1, "at_most": 2}, 400, ""),
    ("PUT", "/snapshots/a b", None, 400, "letters, digits"),
    ("POST", "/snapshots/none/restore", None, 404, "no snapshot has been added yet"),
    ("DELETE", "/snapshots/none", None, 404, "no snapshot has been added yet"),
    ("POST", "/clock/resume", "[1]", 400, ""),
    ("GET", "/nowhere", None, 404, "/_wxsim/openapi.json"),
    ("DELETE", f"/faults?appid={APPID}", None, 400, "there is app"),
    ("POST", f"/reset?app={APPID}", None, 400, "this request takes none"),
    ("GET", "/calls?person=alice", None, 400, "there is app, path"),
    ("DELETE", f"/faults/{'9' * 5000}", None, 400, "GET /_wxsim/faults has them"),
    ("GET", f"/errcodes/{'9' * 5000}", None, 400, "40163"),
    ("POST", "/clock/advance", {"by": f"{'9' * 5000}s"}, 400, "write 90s, 5m, 2h, 3d or 1h30m"),
    ("POST", "/assertions", {"app": "wx1", "times": 0}, 404, f"{APPID}, wx"),
]


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    document: dict[str, Any] = client.get("/_wxsim/openapi.json").json
    return document


@pytest.fixture
def lived_in(client: FlaskClient) -> FlaskClient:
    """A world in which something has happened."""
    client.post("/_wxsim/device/login", json={"person": "alice"})
    client.post("/_wxsim/apps", json={"appid": COMPONENT, "kind": "component"})
    client.post("/_wxsim/apps", json={"appid": ACCOUNT, "kind": "official_account"})
    client.get("/sns/jscode2session?appid=x")
    client.post("/_wxsim/faults", json={"hang": True, "path": "/never", "times": 3})
    return client


def send(client: FlaskClient, method: str, path: str, body: object) -> TestResponse:
    data = body if isinstance(body, str) else None if body is None else json.dumps(body)
    return client.open(f"/_wxsim{path}", method=method, data=data)


def operation_of(document: dict[str, Any], method: str, path: str) -> dict[str, Any]:
    for template, operations in document["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if (
            re.fullmatch(pattern, f"/_wxsim{path.partition('?')[0]}")
            and method.lower() in operations
        ):
            found: dict[str, Any] = operations[method.lower()]
            return found
    raise AssertionError(f"{method} {path} is not in the document")


def complaints(
    document: dict[str, Any], operation: dict[str, Any], response: TestResponse
) -> list[str]:
    answers = operation["responses"]
    assert str(response.status_code) in answers, f"{response.status_code} is not described"
    schema = answers[str(response.status_code)]["content"]["application/json"]["schema"]
    whole = {**schema, "components": document["components"]}
    return [error.message for error in Draft202012Validator(whole).iter_errors(response.json)]


def test_the_document_is_openapi_3_1(document: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1")


def test_the_document_has_every_live_route_and_no_other(
    app: Flask, document: dict[str, Any]
) -> None:
    described = {
        (method.upper(), path)
        for path, operations in document["paths"].items()
        for method in operations
    }
    live = {
        (method, re.sub(r"<(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/_wxsim/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    assert described == live


def test_every_route_is_tried_below() -> None:
    tried = {(method, re.sub(r"\?.*", "", path)) for method, path, _ in GOOD}

    for route in ROUTES:
        pattern = re.sub(r"\{\w+\}", "[^/]+", route.path)
        assert any(
            method == route.method and re.fullmatch(pattern, path) for method, path in tried
        ), route


@pytest.mark.parametrize(("method", "path", "body"), GOOD, ids=lambda value: str(value)[:40])
def test_a_good_request_is_answered_as_the_document_says(
    lived_in: FlaskClient, document: dict[str, Any], method: str, path: str, body: object
) -> None:
    if "/snapshots/" in path and method != "PUT":
        send(lived_in, "PUT", "/snapshots/one", None)
    operation = operation_of(document, method, path)

    response = send(lived_in, method, path, body)

    assert response.status_code < 300, response.text
    assert complaints(document, operation, response) == []


@pytest.mark.parametrize("case", BAD, ids=lambda one: f"{one[0]} {one[1][:40]}")
def test_a_bad_request_says_what_would_be_right_and_changes_nothing(
    lived_in: FlaskClient, case: tuple[str, str, object, int, str]
) -> None:
    method, path, body, status, hint = case

    def everything() -> list[object]:
        shown = ["apps", "people", "clock", "faults", "snapshots", "sessions", "ledger"]
        return [lived_in.get(f"/_wxsim/{name}").json for name in shown]

    before = everything()
    response = send(lived_in, method, path, body)

    assert response.status_code == status, response.text
    assert set(response.json) == {"error", "hint"}
    assert hint in response.json["hint"]
    assert everything() == before


def test_a_body_is_described_so_that_what_is_sent_here_fits(document: dict[str, Any]) -> None:
    for method, path, body in GOOD:
        operation = operation_of(document, method, path)
        if body is not None and "requestBody" in operation:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            whole = {**schema, "components": document["components"]}
            assert list(Draft202012Validator(whole).iter_errors(body)) == [], path
