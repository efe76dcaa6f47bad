"""Asking why from the command line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests

from commands import Wxsim, done, refused
from served import serving


def test_why_tells_the_story_of_a_code(wxsim: Wxsim) -> None:
    code = done(wxsim("code")).strip()
    assert "alice" in done(wxsim("why", code))


def test_why_of_something_unknown_names_what_can_be_asked(wxsim: Wxsim) -> None:
    assert "js_code" in refused(wxsim("why", "nonsense!"))


def test_explain_needs_no_simulator(wxsim: Wxsim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WXSIM_URL", "http://127.0.0.1:9")
    assert "code been used" in done(wxsim("explain", "40163"))
    assert "-1" in done(wxsim("explain", "-1"))
    assert "40163" in done(wxsim("explain", "list"))
    assert "there is no errcode '7'; there is -1" in refused(wxsim("explain", "7"))
    assert "is no errcode" in refused(wxsim("explain", "seven"))


SECRET = "0123456789abcdef" * 2
CREDENTIALS = {"appid": "wx0123456789abcdef", "secret": SECRET}


def ask(path: str, **query: str) -> Any:
    return requests.get(os.environ["WXSIM_URL"] + path, query, timeout=10).json()


def test_a_secret_that_is_asked_about_is_masked_in_its_story(wxsim: Wxsim) -> None:
    token = ask("/cgi-bin/token", grant_type="client_credential", **CREDENTIALS)["access_token"]

    told = done(wxsim("why", token))

    assert told
    assert token not in told
    assert token in done(wxsim("why", token, "--show-secrets", "--format", "json"))


def test_why_without_a_key_tells_of_the_last_refusal_and_what_to_do(wxsim: Wxsim) -> None:
    ask("/sns/jscode2session", js_code="x", grant_type="authorization_code", **CREDENTIALS)

    told = done(wxsim("why"))

    assert "40029" in told.splitlines()[0]
    assert "What to do:" in told


@contextmanager
def following(url: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "wxsim_cli", "journal", "--follow", "--url", url]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def until(process: subprocess.Popen[str], text: str) -> str:
    """Read lines until one has a text; the time-out of the test run ends it otherwise."""
    assert process.stdout is not None
    for line in process.stdout:
        if text in line:
            return line
    raise AssertionError(f"it ended without {text!r}")


def test_a_followed_journal_shows_calls_as_they_come_and_survives_a_reset() -> None:
    with serving() as server, following(server.url) as process:
        url = server.url
        for turn in range(3):
            requests.get(f"{url}/sns/turn-{turn}", timeout=10)
            assert "-->" in until(process, f"/sns/turn-{turn}")
            assert "<--" in until(process, "40066")
            if turn == 1:
                requests.post(f"{url}/_wxsim/reset", timeout=10)
                time.sleep(1.2)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=10)
        assert (process.returncode, "Traceback" in error) == (130, False)


def test_a_followed_journal_ends_with_a_word_when_the_simulator_is_gone() -> None:
    with serving() as server, following(server.url) as process:
        url = server.url
        requests.get(f"{url}/sns/first", timeout=10)
        until(process, "/sns/first")
        server.process.terminate()
        server.process.wait()
        _, error = process.communicate(timeout=20)

    assert process.returncode == 3
    assert url in error
