"""HAR export: valid by the 1.2 specification, and complete."""

from __future__ import annotations

import io
import json

import jsonschema
from hypothesis import given, strategies as st

from wxsim.diagnosis import har
from wxsim.server_api.exchange import Exchange
from wxsim.version import __version__
from wxsim.world import Fault


def _object(required, **optional):
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **optional},
        "additionalProperties": False,
    }


TEXT = {"type": "string"}
SIZE = {"type": "integer", "minimum": -1}
TIME = {"type": "number", "minimum": 0}
PAIRS = {"type": "array", "items": _object({"name": TEXT, "value": TEXT}, comment=TEXT)}
POSTED = _object({"mimeType": TEXT, "params": PAIRS, "text": TEXT}, comment=TEXT)
REQUEST = _object(
    {
        "method": {"type": "string", "minLength": 1},
        "url": {"type": "string", "pattern": r"^https://[!-~]+$"},
        "httpVersion": TEXT,
        "cookies": PAIRS,
        "headers": PAIRS,
        "queryString": PAIRS,
        "headersSize": SIZE,
        "bodySize": SIZE,
    },
    postData=POSTED,
)
RESPONSE = _object(
    {
        "status": {"type": "integer"},
        "statusText": TEXT,
        "httpVersion": TEXT,
        "cookies": PAIRS,
        "headers": PAIRS,
        "content": _object(
            {"size": SIZE, "mimeType": TEXT}, text=TEXT, encoding=TEXT, comment=TEXT
        ),
        "redirectURL": TEXT,
        "headersSize": SIZE,
        "bodySize": SIZE,
    }
)
ENTRY = _object(
    {
        "startedDateTime": {
            "type": "string",
            "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$",
        },
        "time": TIME,
        "request": REQUEST,
        "response": RESPONSE,
        "cache": {"type": "object"},
        "timings": _object({"send": TIME, "wait": TIME, "receive": TIME}),
    },
    connection=TEXT,
    serverIPAddress=TEXT,
    comment=TEXT,
)
# HAR 1.2, section by section; nothing else is allowed, for there are no custom fields.
HAR = _object(
    {
        "log": _object(
            {
                "version": {"const": "1.2"},
                "creator": _object({"name": TEXT, "version": TEXT}),
                "entries": {"type": "array", "items": ENTRY},
            }
        )
    }
)


def journal_of(app):
    return app.wsgi_app.api.journal


def test_an_exchange_is_exported_whole(app, backend, world):
    world.clock.advance(0.25)
    backend.exchange("a b&c", grant_type="authorization_code")
    sent = journal_of(app).exchanges()[0]

    log = har([sent])["log"]

    jsonschema.validate({"log": log}, HAR)
    assert log["creator"] == {"name": "wxsim", "version": __version__}
    entry = log["entries"][0]
    assert entry["startedDateTime"] == "2025-11-22T21:00:00.250Z"
    assert entry["comment"] == sent.why != ""
    assert entry["request"]["method"] == "GET"
    assert entry["request"]["url"] == (f"https://api.weixin.qq.com/sns/jscode2session?{sent.query}")
    assert {"name": "js_code", "value": "a b&c"} in entry["request"]["queryString"]
    assert entry["request"]["headers"] == [{"name": "User-Agent", "value": sent.user_agent}]
    assert entry["response"]["status"] == 200
    assert entry["response"]["statusText"] == "OK"
    assert entry["response"]["content"] == {
        "size": len(sent.answer),
        "mimeType": "text/plain",
        "text": sent.answer,
    }


def test_a_body_is_exported_with_its_size_in_bytes(app, client):
    client.post("/cgi-bin/stable_token", data='{"appid":"微信"}')
    client.post("/cgi-bin/stable_token", data="appid=wx")

    first, second = (one["request"] for one in har(journal_of(app).exchanges())["log"]["entries"])

    assert first["postData"] == {
        "mimeType": "application/json",
        "params": [],
        "text": '{"appid":"微信"}',
    }
    assert first["bodySize"] == 18
    assert second["postData"]["mimeType"] == "text/plain"


def test_an_answer_that_never_arrived_has_no_status(app, client, world):
    world.faults.add(Fault(kind="lost-answer"))
    client.get("/cgi-bin/token", environ_base={"REMOTE_PORT": "50000"})

    entry = har(journal_of(app).exchanges())["log"]["entries"][0]

    assert entry["response"]["status"] == 0
    assert entry["comment"].endswith("fault 1: lost-answer")
    assert entry["connection"] == "50000"


exchanges = st.builds(
    Exchange,
    number=st.integers(1),
    at=st.floats(allow_nan=False, allow_infinity=False),
    rid=st.text(),
    method=st.text(min_size=1),
    path=st.text(max_size=20).map("/".__add__),
    query=st.text(),
    body=st.text(),
    client_ip=st.text(),
    client_port=st.text(),
    user_agent=st.text(),
    appid=st.text(),
    status=st.integers(100, 999),
    headers=st.lists(st.tuples(st.text(), st.text())),
    answer=st.text(),
    errcode=st.integers(),
    why=st.text(),
    fault=st.text(),
)


@given(st.lists(exchanges, max_size=3))
def test_whatever_was_asked_the_archive_is_valid(asked):
    archive = json.loads(json.dumps(har(asked)))

    jsonschema.validate(archive, HAR)
    assert len(archive["log"]["entries"]) == len(asked)


def test_a_form_with_files_is_exported_by_its_type_and_size(app, client):
    client.post("/cgi-bin/media/upload", data={"media": (io.BytesIO(b"x" * 500), "cat.jpg")})

    request = har(journal_of(app).exchanges())["log"]["entries"][0]["request"]

    assert request["postData"]["mimeType"] == "multipart/form-data"
    assert request["postData"]["text"] == ""
    size = request["bodySize"]
    assert size > 500
    assert request["postData"]["comment"] == f"<{size} bytes of multipart/form-data>"
