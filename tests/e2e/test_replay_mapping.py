"""``wxsim replay --server FILE``: against a login server with an interface of its own."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests
from flask import Flask, Response, jsonify, request

from replays import free_port, run
from wxsim.serving.local_server import LocalServer
from wxsim_fixtures import scenario_files

SHIPPED = scenario_files()
APPID = "wx0123456789abcdef"
SECRET = "0123456789abcdef0123456789abcdef"

MAPPING = """\
base_url: {url}
ok: {{status: {{between: [200, 299]}}, body.meta.success: true}}
calls:
  login:
    path: /api/v2/sessions
    json: {{grant: {{js_code: "${{code}}"}}}}
    gives: {{session: {session}}}
  profile:
    method: PUT
    path: /api/v2/me
    headers: {{Authorization: "Bearer ${{session}}"}}
    json:
      proof: {{raw: "${{rawData}}", signature: "${{signature}}"}}
      plain: {{nick: "${{userInfo.nickName}}"}}
    gives: {{nickName: body.payload.person.nick}}
  phone:
    path: /api/v2/me/phone
    headers: {{Authorization: "Bearer ${{session}}"}}
    json: {{button: "${{phoneCode}}"}}
    gives: {{phoneNumber: body.payload.person.phone}}
  me:
    method: GET
    path: /api/v2/me
    headers: {{Authorization: "Bearer ${{session}}"}}
    gives:
      userId: body.payload.person.id
      nickName: body.payload.person.nick
      phoneNumber: body.payload.person.phone
"""


class OurServer:
    """A login server with an interface of its own, and a memory.

    Attributes:
        says_yes: it calls every refusal a success.
        chatty: it tells every secret it knows, in every way there is.
        known: those secrets.
    """

    def __init__(self, wechat: str) -> None:
        self.says_yes = False
        self.chatty = False
        self.known: set[str] = {SECRET}
        self._wechat = wechat
        self._people: dict[str, dict[str, Any]] = {}
        self._sessions: dict[str, tuple[str, str]] = {}
        self.app = Flask("our server")
        self.app.post("/api/v2/sessions")(self.login)
        self.app.put("/api/v2/me")(self.profile)
        self.app.post("/api/v2/me/phone")(self.phone)
        self.app.get("/api/v2/me")(self.me)

    def login(self) -> Response:
        query = {
            "appid": APPID,
            "secret": SECRET,
            "js_code": request.json["grant"]["js_code"],
            "grant_type": "authorization_code",
        }
        session = self.ask("GET", "/sns/jscode2session", params=query)
        if "openid" not in session:
            return self.refuse(401, session["errmsg"])
        token = secrets.token_urlsafe(24)
        self.known |= {token, session["session_key"]}
        self._sessions[token] = session["openid"], session["session_key"]
        number = len(self._people) + 1
        self._people.setdefault(session["openid"], {"id": number, "nick": None, "phone": None})
        answer = self.answer(200, {"auth": json.dumps({"token": token})})
        answer.headers["X-Session"] = token
        return answer

    def profile(self) -> Response:
        session = self.session()
        if session is None:
            return self.refuse(401, "log in")
        openid, key = session
        proof, nick = request.json["proof"], request.json["plain"].get("nick")
        if "raw" in proof:
            if hashlib.sha1((proof["raw"] + key).encode()).hexdigest() != proof["signature"]:
                return self.refuse(403, "not signed by WeChat")
            nick = json.loads(proof["raw"])["nickName"]
        self._people[openid]["nick"] = nick
        return self.answer(200, {"person": self._people[openid]})

    def phone(self) -> Response:
        session = self.session()
        if session is None:
            return self.refuse(401, "log in")
        body = {"grant_type": "client_credential", "appid": APPID, "secret": SECRET}
        token = self.ask("POST", "/cgi-bin/stable_token", json=body)["access_token"]
        self.known.add(token)
        found = self.ask(
            "POST",
            "/wxa/business/getuserphonenumber",
            params={"access_token": token},
            json={"code": request.json["button"]},
        )
        if found["errcode"]:
            return self.refuse(400, found["errmsg"])
        person = self._people[session[0]]
        person["phone"] = found["phone_info"]["phoneNumber"]
        return self.answer(200, {"person": person})

    def me(self) -> Response:
        session = self.session()
        if session is None:
            return self.refuse(401, "log in")
        return self.answer(200, {"person": self._people[session[0]]})

    def ask(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        """Ask WeChat, and once more where it is busy."""
        with requests.Session() as http:
            http.trust_env = False
            for _ in range(2):
                response = http.request(method, self._wechat + path, timeout=1, **options)
                answer: dict[str, Any] = response.json()
                if answer.get("errcode") != -1:
                    break
        return answer

    def session(self) -> tuple[str, str] | None:
        return self._sessions.get(request.headers.get("Authorization", "").removeprefix("Bearer "))

    def refuse(self, status: int, reason: str) -> Response:
        return self.answer(200 if self.says_yes else status, {"reason": reason})

    def answer(self, status: int, payload: dict[str, Any]) -> Response:
        success = status < 300
        response = jsonify({"meta": {"success": success}, "payload": payload, **self.gossip()})
        response.status_code = status
        if self.chatty:
            response.headers["X-Debug"] = " ".join(self.known)
            response.headers["Set-Cookie"] = "; ".join(self.known)
        return response

    def gossip(self) -> dict[str, Any]:
        if not self.chatty:
            return {}
        known = sorted(self.known)
        return {
            "list": known,
            "slashes": json.dumps(json.dumps(known).replace("/", "\\/")),
            "python": repr({"session_key": known}),
            "link": "/?" + "&".join(quote(one, safe="") for one in known),
            "html": "".join(f"<li>{one}</li>" for one in known),
        }


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def our_server(port: int) -> OurServer:
    return OurServer(f"http://127.0.0.1:{port}")


@pytest.fixture
def ours(our_server: OurServer) -> Iterator[LocalServer]:
    with LocalServer(our_server.app) as server:
        yield server


@pytest.fixture
def mapping(ours: LocalServer, tmp_path: Path) -> Path:
    file = tmp_path / "ours.yaml"
    session = "body.payload.auth.token"
    file.write_text(MAPPING.format(url=ours.url, session=session), "utf-8")
    return file


OTHER_PATHS = (
    "its program calls the paths of the article's server, and the login server's mapping has others"
)


def test_every_scenario_passes_with_a_server_that_a_mapping_describes(
    mapping: Path, port: int
) -> None:
    done = run("--all", "--server", mapping, "--port", str(port))

    # One has a program of its own, which calls the article's paths.
    assert f"{len(SHIPPED) - 1} passed, 0 failed, 1 skipped" in done.output
    assert OTHER_PATHS in done.output
    assert done.exit_code == 0
    assert "/api/v2/sessions" in done.output


def test_the_session_may_come_in_a_header(ours: LocalServer, tmp_path: Path, port: int) -> None:
    file = tmp_path / "header.yaml"
    file.write_text(MAPPING.format(url=ours.url, session="header.x-session"), "utf-8")

    done = run("first-login", "--server", file, "--port", str(port))

    assert done.exit_code == 0, done.output


def test_a_scenario_that_needs_a_call_which_the_mapping_lacks_is_skipped(
    mapping: Path, port: int
) -> None:
    text = mapping.read_text("utf-8")
    before, after = text.split("  phone:\n")
    mapping.write_text(before + after[after.index("  me:\n") :], "utf-8")
    where = ("--server", mapping, "--port", str(port))
    reason = "the login server's mapping has no call 'phone'"

    every, alone = run("--all", *where, "--format", "json"), run("phone", *where)

    document = json.loads(every.stdout)
    assert every.exit_code == 0
    assert {one["name"]: one["reason"] for one in document["scenarios"] if one["reason"]} == {
        "phone": reason,
        "seed-javascript": OTHER_PATHS,
        "two-workers-one-token": reason,
    }
    assert document["summary"] == f"{len(SHIPPED) - 3} passed, 0 failed, 3 skipped"
    assert alone.exit_code == 2
    assert f"Error: phone cannot be played: {reason}\n" in alone.output
    assert "wx.login" not in alone.output


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("  login:\n", "  me2:\n", ":4: Invalid enum value 'me2'; there is login, me, phone, pro"),
        ("session: body", "token: body", ":4: calls must have login, and login must give session"),
        (
            "    json: {button",
            "    form: {a: b}\n    json: {button",
            ":16: phone sends form or json, not both",
        ),
    ],
)
def test_a_mapping_that_could_not_work_ends_with_2_and_its_line(
    mapping: Path, old: str, new: str, told: str
) -> None:
    text = mapping.read_text("utf-8")
    assert text.count(old) == 1
    mapping.write_text(text.replace(old, new), "utf-8")

    done = run("--server", mapping)

    assert done.exit_code == 2
    assert done.output.startswith(f"Error: {mapping}{told}")


def test_a_server_that_does_wrong_fails_with_what_it_should_have_said(
    mapping: Path, our_server: OurServer, port: int
) -> None:
    our_server.says_yes = True

    done = run("code-reused", "--server", mapping, "--port", str(port))

    assert done.exit_code == 1
    assert "      expected ok: false\n           got ok: true\n" in done.output
    assert "why WeChat does so: 40163 code been used." in done.output


@pytest.mark.parametrize("form", ["text", "json", "mermaid"])
def test_no_secret_shows_however_chatty_the_server_is(
    mapping: Path, our_server: OurServer, port: int, tmp_path: Path, form: str
) -> None:
    our_server.chatty = True
    story = tmp_path / "leak.yaml"
    story.write_text(
        """\
title: What a server tells is compared, and shown where it is not as expected
steps:
  - {wx: login, save: {code: code}}
  - {server: login, with: {code: "${code}"}, save: {session: session}}
  - {wx: getPhoneNumber, save: {phoneCode: code}}
  - server: phone
    save: {told: body.list, more: body}
  - {wx: setStorage, with: {key: "${session}", data: ["${told}", "${more}"]}}
  - {wx: getStorage, with: {key: "${session}"}}
  - server: me
    expect:
      body.slashes: [x, "${more.slashes}", "${session}"]
      body.python: {starts: "${told}"}
      body: {one_of: ["${session}", "${more}"]}
      body.list.0: ""
      body.list.1: ""
      body.list.2: ""
      body.list.3: ""
""",
        "utf-8",
    )

    masked, shown = (
        run(story, "--server", mapping, "--port", str(port), "--format", form, "-v", *options)
        for options in ((), ("--show-secrets",))
    )

    assert (masked.exit_code, shown.exit_code) == (1, 1)
    # Two runs, each with a session, a session_key and a token of its own.
    assert len(our_server.known) == 7
    assert "list.3" in masked.output
    for secret in our_server.known:
        spellings = {secret, secret.replace("/", r"\/"), quote(secret, safe=""), quote(secret)}
        assert not [one for one in spellings if one in masked.output]
        # Not even most of it.
        assert secret[6:20] not in masked.output
    if form != "mermaid":
        shown_ones = [secret for secret in our_server.known if secret in shown.output]
        assert len(shown_ones) >= 4
