"""The journal from the command line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import requests

from commands import Wxsim, done, refused

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
    assert "give one of" in refused(wxsim("called", "/x", "--times", "1", "--at-most", "1"))
