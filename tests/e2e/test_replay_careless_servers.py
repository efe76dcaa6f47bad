"""Every story about trouble fails against the login server that it is about."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from flask import Flask, request

from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.replay import Casting, ScenarioTrace, article_server, read_scenario, replay
from wxsim.serving.local_server import LocalServer
from wxsim_fixtures import scenario_files

APPID, SECRET = "wx0123456789abcdef", "0123456789abcdef" * 2


class Careless:
    """A login server as it is found in tutorials.

    Args:
        wechat: where WeChat is.
        fault: which of its faults it has, of those below.
    """

    def __init__(self, wechat: str, fault: str) -> None:
        self.wechat = wechat
        self.fault = fault
        self.token = ""
        self.sessions: dict[str, dict[str, Any]] = {}
        self.app = Flask("careless")
        self.app.post("/Login")(self.login)
        self.app.post("/UserInfoUpdate")(self.profile)
        self.app.post("/PhoneUpdate")(self.phone)
        self.app.get("/Me")(self.me)

    def login(self) -> dict[str, Any]:
        got = self.exchange(request.form["code"])
        tries = 5 if self.fault == "hammers" else 1
        while "openid" not in got and tries > 1:
            got, tries = self.exchange(request.form["code"]), tries - 1
        if "openid" not in got and self.fault != "lets everybody in":
            return {"Code": 401, "Msg": "refused", "Data": {}}
        session = uuid.uuid4().hex
        self.sessions[session] = {"userId": got.get("openid", "mock"), "nickName": ""}
        return {"Code": 0, "Msg": "", "Data": {"third_Session": session}}

    def exchange(self, code: str) -> dict[str, Any]:
        credentials = {"appid": APPID, "secret": SECRET, "grant_type": "authorization_code"}
        return self.ask("GET", "/sns/jscode2session", {**credentials, "js_code": code})

    def profile(self) -> dict[str, Any]:
        # Whatever the program says of the person is taken.
        sent = request.get_json()
        self.sessions[sent["third_Session"]]["nickName"] = sent["nickName"]
        return {"Code": 0, "Msg": "", "Data": {"nickName": sent["nickName"]}}

    def phone(self) -> dict[str, Any]:
        if not self.token:
            query = {"appid": APPID, "secret": SECRET, "grant_type": "client_credential"}
            self.token = self.ask("GET", "/cgi-bin/token", query)["access_token"]
        path, body = "/wxa/business/getuserphonenumber", {"code": request.get_json()["code"]}
        got = self.ask("POST", path, {"access_token": self.token}, body)
        if "phone_info" not in got:
            return {"Code": 503, "Msg": "", "Data": {}}
        return {"Code": 0, "Msg": "", "Data": got["phone_info"]}

    def me(self) -> dict[str, Any]:
        return {"Code": 0, "Msg": "", "Data": self.sessions[request.args["third_Session"]]}

    def ask(
        self, method: str, path: str, query: dict[str, str], body: object = None
    ) -> dict[str, Any]:
        try:
            response = requests.request(
                method, self.wechat + path, params=query, json=body, timeout=0.5
            )
            return dict(response.json())
        except requests.RequestException:
            return {}


@pytest.fixture(scope="module")
def wechat() -> Iterator[str]:
    with LocalServer(create_app(demo_world())) as server:
        yield server.url


def played(wechat: str, name: str, fault: str) -> ScenarioTrace:
    with LocalServer(Careless(wechat, fault).app) as server:
        casting = Casting(platform_url=wechat, server=article_server(server.url))
        return replay(name, read_scenario(scenario_files()[name]), casting)


@pytest.mark.parametrize(
    ("name", "fault", "step"),
    [
        ("key-renewed-mid-flow", "believes every profile", 7),
        ("lost-answer", "lets everybody in", 3),
        ("wechat-hangs", "lets everybody in", 3),
        ("rate-limited", "lets everybody in", 3),
        ("rate-limited", "hammers", 4),
        ("blocked-user", "lets everybody in", 3),
        ("blocked-user", "hammers", 4),
        ("two-workers-one-token", "keeps a dead token", 11),
    ],
)
def test_a_careless_server_fails_the_story_about_it(
    wechat: str, name: str, fault: str, step: int
) -> None:
    trace = played(wechat, name, fault)

    assert (trace.outcome, trace.reason) == ("failed", f"step {step} did not end as expected")


@pytest.mark.parametrize("name", ["lost-answer", "wechat-hangs", "rate-limited", "blocked-user"])
def test_the_same_server_without_the_fault_passes(wechat: str, name: str) -> None:
    trace = played(wechat, name, "")

    assert (trace.outcome, trace.reason) == ("passed", "")


def test_a_server_that_tries_a_lost_code_again_passes_if_it_answers_cleanly(wechat: str) -> None:
    assert played(wechat, "lost-answer", "hammers").outcome == "passed"
