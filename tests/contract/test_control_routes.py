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
from wxsim.server_api.call import MAX_BODY_BYTES
from wxsim.world import StoreError, World
from wxsim_fixtures import vectors

APPID = "wx0123456789abcdef"
PUBLIC_KEY = vectors()["api_signing_request_official"]["public_key"]
TEMPLATE = "demo-order-shipped-0123456789abcdefghijklmn"
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
    ("GET", f"/apps/{APPID}/keys", None),
    ("PUT", f"/apps/{APPID}/keys/symmetric", {"algorithm": "SM4_GCM"}),
    ("PUT", f"/apps/{APPID}/keys/public", {"public_key": PUBLIC_KEY, "sn": "0" * 32}),
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
    ("GET", f"/apps/{APPID}/templates", None),
    ("POST", f"/apps/{APPID}/templates", {"title": "a", "content": "b:{{thing1.DATA}}"}),
    ("PATCH", f"/apps/{APPID}/templates/{TEMPLATE}", {"banned": True}),
    ("DELETE", f"/apps/{APPID}/templates/{TEMPLATE}", None),
    ("GET", f"/people/alice/messages?app={APPID}", None),
    ("GET", f"/people/alice/subscriptions?app={APPID}", None),
    ("GET", f"/outbox?app={APPID}", None),
    ("PUT", "/consent", {"scope": "scope.werun", "granted": True}),
    ("POST", "/payments", {"person": "alice", "out_trade_no": "1"}),
    ("GET", f"/apps/{APPID}/push", None),
    ("PATCH", f"/apps/{APPID}/push", {"url": "http://127.0.0.1:9/", "mode": "safe"}),
    ("GET", "/push/events", None),
    ("POST", "/push", {"event": "text", "to": "http://127.0.0.1:9/", "fields": {"Content": "a"}}),
    ("POST", "/push/due", None),
    ("POST", "/push/verify", {"to": "http://127.0.0.1:9/"}),
    ("GET", "/pushes?after=0", None),
    ("GET", "/pushes/1", None),
    ("POST", "/pushes/1/resend", None),
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
    ("GET", "/server-api/openapi.json", None),
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
    ("PATCH", f"/apps/{APPID}/switches", {"ip_whitelist": ["here"]}, 400, "203.0.113.7"),
    ("PATCH", f"/apps/{APPID}/switches", {"source_ips": ["10.0.0.0/8"]}, 400, "203.0.113.7"),
    ("PATCH", f"/apps/{APPID}/switches", {"source_ips": ["::0:1"]}, 400, "write ::1"),
    ("POST", "/apps", {"switches": {"ip_whitelist": [""]}}, 400, "203.0.113.7"),
    ("PATCH", f"/apps/{APPID}/switches", {"token_overlap": -1}, 400, "a number from 0"),
    ("PATCH", f"/apps/{APPID}/switches", {"devtools_codes": "nobody"}, 404, "there is alice"),
    ("GET", "/apps/wx1/keys", None, 404, f"{APPID}, wx"),
    ("PUT", f"/apps/{APPID}/keys/symmetric", {"key": "AAAA"}, 400, "has 32 bytes"),
    ("PUT", f"/apps/{APPID}/keys/symmetric", {"algorithm": "DES"}, 400, "algorithm, key, sn"),
    ("PUT", f"/apps/{APPID}/keys/public", {"public_key": "x"}, 400, "BEGIN PUBLIC KEY"),
    ("POST", "/payments", {"person": "eve"}, 404, "there is alice"),
    ("PATCH", "/people/nobody", {"risk_rank": 1}, 404, "there is alice, bob"),
    ("PATCH", "/people/alice", {"risk_rank": 9}, 400, "ranks run from 0 to 4"),
    ("PATCH", "/people/alice", {"name": "eve"}, 400, "the fields are nickname"),
    ("POST", f"/apps/{APPID}/templates", {"title": "a", "content": "b"}, 400, "of the kinds thing"),
    ("POST", f"/apps/{APPID}/templates", {"title": "", "content": "{{thing1.DATA}}"}, 400, "say"),
    (
        "POST",
        f"/apps/{APPID}/templates",
        {"title": "a", "content": "{{thing1.DATA}}", "template_id": TEMPLATE},
        400,
        "choose another id",
    ),
    (
        "POST",
        f"/apps/{APPID}/templates",
        {"title": "a", "content": "{{thing1.DATA}}", "template_id": "a b"},
        400,
        "up to 64 letters",
    ),
    ("PATCH", f"/apps/{APPID}/templates/none", {"banned": True}, 404, f"there is {TEMPLATE}"),
    ("DELETE", "/apps/wx0/templates/none", None, 404, f"{APPID}, wx"),
    ("GET", "/people/nobody/messages", None, 404, "there is alice"),
    ("GET", "/people/alice/subscriptions?app=wx0", None, 404, f"{APPID}, wx"),
    ("GET", "/outbox?app=wx0", None, 404, f"{APPID}, wx"),
    (
        "PATCH",
        f"/apps/{APPID}/push",
        {"url": "127.0.0.1:3000"},
        400,
        "http://127.0.0.1:3000/wechat",
    ),
    ("PATCH", f"/apps/{APPID}/push", {"token": "a-b"}, 400, "3 to 32 letters and digits"),
    ("PATCH", f"/apps/{APPID}/push", {"encoding_aes_key": "A" * 44}, 400, "copy all 43 of it"),
    ("PATCH", f"/apps/{APPID}/push", {"mode": "secret"}, 400, "the fields are url, token"),
    ("POST", "/push", {"event": "debug_demo"}, 400, "wxsim app push"),
    ("POST", "/push", {"event": "birthday", "to": "http://127.0.0.1:9/"}, 404, "debug_demo"),
    ("POST", "/push", {"event": "text", "to": "nowhere"}, 400, "give one like http://"),
    (
        "POST",
        "/push",
        {"event": "text", "to": "http://127.0.0.1:9/", "fields": {"content": "a"}},
        400,
        "there is Content",
    ),
    ("POST", "/push/verify", {}, 400, "wxsim app push"),
    ("GET", "/pushes/x", None, 400, "GET /_wxsim/pushes has them"),
    ("GET", "/pushes/99", None, 404, "there is 1"),
    ("POST", "/pushes/99/resend", None, 404, "there is 1"),
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
    ("POST", "/faults", {"errcode": 2}, 400, "there is -1, 1, "),
    ("POST", "/faults", {"errcode": 0}, 400, "there is -1, 1, "),
    ("POST", "/faults", {"http": 200}, 400, "a status from 400 to 599"),
    ("POST", "/faults", {"hang": True, "times": 1, "rate": 0.5}, 400, "give one of times, rate"),
    ("POST", "/faults", {"hang": True, "rate": 1.5}, 400, "more than 0, and 1 at most"),
    ("POST", "/faults", {"hang": True, "times": 0}, 400, "give 1 or more"),
    ("POST", "/faults", {"hang": True, "for": "ever"}, 400, "write 90s"),
    ("POST", "/faults", {"delay": "-3s"}, 400, "write 90s"),
    ("POST", "/faults", {"hang": True, "for": "0s"}, 400, "give 1s or more"),
    ("POST", "/faults", {"hang": True, "for": 0}, 400, "give 1s or more"),
    ("POST", "/faults", {"hang": True, "path": ""}, 400, "begin it with a slash"),
    ("POST", "/faults", {"hang": True, "path": "sns/*"}, 400, "begin it with a slash"),
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
    ("GET", "/errcodes/2", None, 404, "there is -1"),
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

# Requests that name something which is not there, in places that BAD has none of.
UNKNOWN: list[tuple[str, str, object]] = [
    *((method, path, body) for method, path, body, status, _ in BAD if status == 404),
    ("GET", "/people/eve", None),
    ("PUT", "/apps/wx1/keys/symmetric", {}),
    ("PUT", "/apps/wx1/keys/public", {"public_key": PUBLIC_KEY}),
    ("GET", "/apps/wx1/templates", None),
    ("GET", "/apps/wx1/push", None),
    ("GET", "/components/wx1", None),
    ("POST", "/components/wx1/ticket", None),
    ("PUT", f"/components/wx1/apps/{APPID}", None),
    ("PATCH", "/apps/wx1/push", {}),
    ("POST", "/apps/wx1/templates", {"title": "a", "content": "b:{{thing1.DATA}}"}),
    ("PUT", "/consent", {"person": "eve", "scope": "scope.werun", "granted": True}),
    ("POST", "/clock/freeze", {"app": "wx1"}),
    ("POST", "/clock/resume", {"app": "wx1"}),
    ("POST", "/clock/set", {"at": 1_800_000_000, "app": "wx1"}),
    ("POST", "/clock/reset", {"app": "wx1"}),
    ("DELETE", "/faults?app=wx1", None),
    ("GET", "/sessions?person=eve", None),
    ("POST", "/sessions/expire", {"person": "eve"}),
    ("POST", "/sessions/renew", {"person": "eve"}),
    ("POST", "/tokens/revoke", {"app": "wx1"}),
    ("GET", "/journal.har?app=wx1", None),
    ("GET", "/calls?app=wx1", None),
    ("GET", "/pushes?app=wx1", None),
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
    client.post("/_wxsim/push", json={"event": "debug_demo", "to": "http://127.0.0.1:9/"})
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
        shown = ["apps", "people", "clock", "faults", "snapshots", "sessions", "ledger", "pushes"]
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


def test_a_404_is_described_where_there_is_one_and_nowhere_else(
    client: FlaskClient, document: dict[str, Any]
) -> None:
    missing = [one for one in UNKNOWN if one[1] != "/nowhere"]
    for method, path, body in missing:
        response = send(client, method, path, body)
        assert response.status_code == 404, path
        assert complaints(document, operation_of(document, method, path), response) == []
    found = [operation_of(document, method, path)["operationId"] for method, path, _ in missing]
    described = {
        operation["operationId"]
        for operations in document["paths"].values()
        for operation in operations.values()
        if "404" in operation["responses"]
    }

    assert described == {*found, "post_device_api"}


@pytest.mark.parametrize("good", GOOD, ids=lambda one: f"{one[0]} {one[1][:40]}")
def test_what_every_route_may_answer_is_described(
    client: FlaskClient,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    document: dict[str, Any],
    good: tuple[str, str, object],
) -> None:
    method, path, body = good
    operation = operation_of(document, method, path)

    def status(response: TestResponse) -> int:
        assert complaints(document, operation, response) == []
        return response.status_code

    def broken(*_: object, **__: object) -> None:
        raise StoreError("it is gone")

    assert status(send(client, method, f"{path.partition('?')[0]}?nonsense=1", body)) == 400
    if "413" in operation["responses"]:
        assert status(send(client, method, path, '"' + "x" * MAX_BODY_BYTES + '"')) == 413
    for name in ("get", "put", "add", "compare_and_set", "delete", "scan", "dump", "restore"):
        monkeypatch.setattr(world.store, name, broken)
    # Only of a store that others change too does the clock read what time it is.
    monkeypatch.setattr(world.store, "shared", True)
    # A filter or an expectation asks the store only for the app that it names.
    if path.startswith(("/journal", "/calls")):
        path = f"{path.partition('?')[0]}?app={APPID}"
    if path == "/assertions":
        body = {"app": APPID, "times": 0}
    assert (status(send(client, method, path, body)) == 503) == ("503" in operation["responses"])
