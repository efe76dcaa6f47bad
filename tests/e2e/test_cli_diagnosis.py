"""Asking why from the command line."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
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
def following(url: str, *options: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "wxsim_cli", "journal", "--follow", "--url", url, *options]
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


def test_a_followed_journal_waits_for_a_simulator_that_goes_and_comes_back() -> None:
    with serving() as server, following(server.url) as process:
        url = server.url
        requests.get(f"{url}/sns/first", timeout=10)
        until(process, "/sns/first")
        server.process.terminate()
        server.process.wait()
        assert process.stderr is not None
        assert url in process.stderr.readline()
        assert "waiting for it to come back" in process.stderr.readline()
        with serving("--port", url.rpartition(":")[2]):
            assert "answers again" in process.stderr.readline()
            requests.get(f"{url}/sns/second", timeout=10)
            assert "-->" in until(process, "/sns/second")
            process.send_signal(signal.SIGINT)
            _, error = process.communicate(timeout=10)

    assert (process.returncode, "Traceback" in error) == (130, False)


def test_a_journal_that_cannot_be_followed_at_all_says_so(wxsim: Wxsim) -> None:
    assert "no simulator answers" in refused(
        wxsim("journal", "--follow", "--url", "http://127.0.0.1:9"), 3
    )


def test_a_followed_journal_as_json_is_one_object_a_line() -> None:
    with serving() as server, following(server.url, "--format", "json") as process:
        url = server.url
        for turn in range(2):
            requests.get(f"{url}/sns/turn-{turn}", timeout=10)
            shown = json.loads(until(process, f"/sns/turn-{turn}"))
            assert (shown["number"], shown["errcode"]) == (turn + 1, 40066)


def test_who_spent_a_code_is_known_after_a_restart(wxsim: Wxsim, tmp_path: Path) -> None:
    def exchange(url: str, worker: str) -> Any:
        query = {**CREDENTIALS, "js_code": code, "grant_type": "authorization_code"}
        headers = {"User-Agent": worker}
        return requests.get(f"{url}/sns/jscode2session", query, headers=headers, timeout=10).json()

    with serving("--data", tmp_path) as server:
        url = server.url
        code = done(wxsim("code", "--url", url)).strip()
        assert "session_key" in exchange(url, "worker-1")
        (first,) = json.loads(done(wxsim("journal", "--format", "json", "--url", url)))
        server.process.terminate()
        server.process.wait()
    with serving("--data", tmp_path) as server:
        url = server.url
        second = exchange(url, "worker-2")
        told = done(wxsim("why", second["errmsg"], "--url", url))
        of_the_first = done(wxsim("why", first["rid"], "--url", url))

    assert f"request {first['rid']} from 127.0.0.1:{first['client_port']} (worker-1)" in told
    assert "from another User-Agent (worker-2 instead of worker-1)" in told
    assert f"it spent js_code …{code[-6:]} of alice" in of_the_first


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("code been used", "40163"),
        ("invalid code, rid: 6b03e77c-6dab1d72-7f2eb464", "40029"),
        ('{"errcode":-1,"errmsg":"system error"}', "give up cleanly"),
    ],
)
def test_an_errcode_is_explained_by_its_text(wxsim: Wxsim, text: str, told: str) -> None:
    assert told in done(wxsim("explain", text))


def test_an_errcode_that_is_not_told_apart_or_not_known_says_what_to_do(wxsim: Wxsim) -> None:
    assert "give one of 40001, 40002" in refused(wxsim("explain", "invalid"))
    assert "all of WeChat's own are at https://developers.weixin.qq.com" in refused(
        wxsim("explain", "99999")
    )


def test_every_errcode_is_explained_with_cause_fix_and_link(wxsim: Wxsim) -> None:
    every = json.loads(done(wxsim("explain", "list", "--format", "json")))

    assert len(every) > 100
    for one in every:
        assert json.loads(done(wxsim("explain", str(one["errcode"]), "--format", "json"))) == one
        assert one["cause"].endswith(".")
        assert one["fix"].endswith(".")
        assert one["documentation"].startswith("https://developers.weixin.qq.com/")
        assert one["paths"]


def test_an_answer_that_was_lost_is_not_shown_as_one_that_came(wxsim: Wxsim) -> None:
    done(wxsim("fault", "add", "--path", "/sns/*", "--lost-answer"))
    with pytest.raises(requests.ConnectionError):
        ask("/sns/jscode2session", js_code="x", grant_type="authorization_code", **CREDENTIALS)

    shown = done(wxsim("journal"))

    assert '  <-- nothing arrived; kept back: 200 {"errcode":40029' in shown
    assert "lost-answer" in shown


def test_a_journal_has_colours_on_a_terminal_alone_and_not_where_nobody_wants_them() -> None:
    with serving() as server:
        url = server.url
        requests.get(f"{url}/sns/first", timeout=10)
        for wishes, colours in (({}, True), ({"NO_COLOR": "1"}, False)):
            ours, theirs = pty.openpty()
            command = [sys.executable, "-m", "wxsim_cli", "journal", "--url", url]
            environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
            subprocess.run(command, stdout=theirs, env={**environment, **wishes}, check=True)
            os.close(theirs)
            shown = os.read(ours, 10_000).decode()
            os.close(ours)
            assert "<-- 200" in shown
            assert ("\x1b[" in shown) is colours
