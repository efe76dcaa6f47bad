"""The journal from the command line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import requests

from commands import Wxsim, done, refused
from served import serving
from wxsim.app import make_app
from wxsim.demo import demo_world
from wxsim.server_api import Journal, ServerApi
from wxsim.serving.local_server import LocalServer

SECRET = "0123456789abcdef0123456789abcdef"


def call(code: str) -> None:
    with requests.Session() as session:
        session.trust_env = False
        session.get(
            os.environ["WXSIM_URL"] + "/sns/jscode2session",
            params={
                "appid": "wx0123456789abcdef",
                "secret": SECRET,
                "grant_type": "authorization_code",
                "js_code": code,
            },
            timeout=10,
        )


def test_the_journal_shows_both_sides_without_secrets(wxsim: Wxsim) -> None:
    call(done(wxsim("code")).strip())
    shown = done(wxsim("journal"))
    assert "--> GET /sns/jscode2session?" in shown
    assert "<-- 200 " in shown
    assert SECRET not in shown
    assert SECRET in done(wxsim("journal", "--show-secrets"))
    (exchange,) = json.loads(done(wxsim("journal", "--format", "json", "--show-secrets")))
    key = json.loads(exchange["answer"])["session_key"]
    assert key not in shown


@pytest.mark.parametrize(
    ("fault", "shown"),
    [
        ("--lost-answer", '<-- nothing arrived; kept back: 200 {"errcode":40029'),
        ("--drop", "<-- nothing arrived"),
        ("--truncate", "<-- 200 {"),
    ],
)
def test_the_journal_shows_which_answer_was_not_sent(wxsim: Wxsim, fault: str, shown: str) -> None:
    done(wxsim("fault", "add", fault))
    with pytest.raises(requests.RequestException):
        call("wrong")

    assert shown in done(wxsim("journal"))


def test_an_archive_is_written_without_secrets(wxsim: Wxsim, tmp_path: Path) -> None:
    call("wrong")
    done(wxsim("journal", "--har", str(tmp_path / "calls.har")))
    text = (tmp_path / "calls.har").read_text(encoding="utf-8")
    assert len(json.loads(text)["log"]["entries"]) == 1
    assert SECRET not in text


def test_called_holds_the_journal_against_what_was_expected(wxsim: Wxsim) -> None:
    call("wrong")
    mark = done(wxsim("mark")).strip()
    assert "as expected" in done(wxsim("called", "/sns/*", "--times", "1", "--errcode", "40029"))
    assert "near misses" in refused(wxsim("called", "/sns/*", "--errcode", "0"), 1)
    refused(wxsim("called", "/sns/*", "--since", mark), 1)
    done(wxsim("called", "/sns/jscode2session", "--query", "js_code=wrong"))
    assert "NAME=VALUE" in refused(wxsim("called", "/sns/*", "--query", "js_code"))
    assert "NAME=VALUE" in refused(wxsim("called", "/sns/*", "--body", "js_code"))
    assert "give one of" in refused(wxsim("called", "/x", "--times", "1", "--at-most", "1"))


@pytest.mark.parametrize(
    "words", [("journal",), ("mark",), ("called", "/sns/*", "--times", "0"), ("why", "nonsense!")]
)
def test_one_of_several_workers_says_that_it_saw_a_part(
    wxsim: Wxsim, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    assert "several workers" not in wxsim(*words).stderr
    api = ServerApi(demo_world(), Journal(whole=False))
    with LocalServer(make_app(api)) as worker:
        monkeypatch.setenv("WXSIM_URL", worker.url)
        assert "note: this is what one of several workers has seen" in wxsim(*words).stderr
        assert wxsim("clock", "show").stderr == ""


@pytest.mark.parametrize(("workers", "noted"), [("1", False), ("2", True)])
def test_only_where_there_are_several_workers_the_journal_says_so(
    redis_url: str, workers: str, noted: bool
) -> None:
    with (
        serving("--store", redis_url, "--workers", workers) as simulator,
        requests.Session() as session,
    ):
        session.trust_env = False
        answer = session.get(f"{simulator.url}/_wxsim/journal", timeout=10)

    assert ("Wxsim-Note" in answer.headers) is noted


def test_called_checks_the_order_of_calls_and_what_their_bodies_said(wxsim: Wxsim) -> None:
    call("wrong")
    body = {"force_refresh": True, "appid": "wx1", "n": 1}
    requests.post(os.environ["WXSIM_URL"] + "/cgi-bin/stable_token", json=body, timeout=10)
    ordered = ("called", "/sns/*", "--then", "/cgi-bin/*")

    assert done(wxsim(*ordered)) == (
        "/sns/*, then /cgi-bin/* were called in that order, as expected\n"
    )
    assert "was not called then" in refused(wxsim(*ordered, "--then", "/sns/*"), 1)
    right = ("called", "/cgi-bin/stable_token", "--body", "force_refresh=true")
    done(wxsim(*right, "--body", "appid=wx1", "--body", "n=1"))
    assert "appid wx1 instead of wx2" in refused(wxsim(*right, "--body", "appid=wx2"), 1)
