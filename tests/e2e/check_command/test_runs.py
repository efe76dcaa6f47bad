"""``wxsim check``: what it checks, and how it starts and ends servers."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from check_runs import BROKEN, BROKEN_SUBJECT, STARTED, URL, check
from wxsim.check.table import CHECKS


def test_without_an_argument_the_reference_login_server_passes_everything(folder: Path) -> None:
    ran = check(folder)

    assert ran.returncode == 0, ran.stdout
    lines = ran.stdout.splitlines()
    assert lines[0] == "ok    login.fresh-code  a fresh code gives a session"
    assert lines[-1] == f"{len(CHECKS)} passed, 0 failed, 0 skipped"
    assert "seed 1" in ran.stderr


def test_a_server_that_the_subject_starts_is_checked_and_stopped(folder: Path) -> None:
    ran = check(folder, "started.yaml", "--only", "login")

    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.splitlines()[-1] == "12 passed, 0 failed, 3 skipped"
    assert "(the server has no me call)" in ran.stdout
    port = re.search(r"127\.0\.0\.1:(\d+)", ran.stderr)
    assert port
    assert check(folder, f"http://127.0.0.1:{port[1]}", "--port", "0").returncode == 3


def test_sessions_that_the_subject_shortens_are_seen_to_end(folder: Path) -> None:
    me = """\
  me:
    method: GET
    path: /Me
    query: {third_Session: "${session}"}
    gives: {userId: body.Data.userId}
sessions: {seconds: 1, env: {LOGIN_SESSION_LIFETIME: "1"}, login_again: STATED}
"""
    for stated in ("ends", "keeps"):
        text = STARTED + me.replace("STATED", stated)
        (folder / f"{stated}.yaml").write_text(text, "utf-8")
    two = ("--only", "sessions.expired", "--only", "sessions.login-again")

    ends, keeps = (check(folder, f"{stated}.yaml", *two) for stated in ("ends", "keeps"))

    assert ends.stdout.splitlines()[-1] == "2 passed, 0 failed, 0 skipped"
    assert "a new login ends the old session" in keeps.stdout
    assert keeps.returncode == 1


def test_a_token_goes_into_a_header_whatever_it_is_made_of(folder: Path) -> None:
    for name, token in {"number": "1234567890", "odd": '"\u96e8 \\n x"'}.items():
        program = BROKEN.replace("secrets.token_hex(16)", token)
        (folder / f"{name}.py").write_text(program, "utf-8")
        me = '  me: {path: /me, headers: {Token: "${session}"}, gives: {userId: body.token}}\n'
        text = (folder / "broken.yaml").read_text("utf-8").replace("broken.py", f"{name}.py")
        (folder / f"{name}.yaml").write_text(text + me, "utf-8")

        ran = check(folder, f"{name}.yaml", "--only", "sessions")

        assert ran.returncode == 1, ran.stderr
        assert "an empty session token was accepted" in ran.stdout


def test_without_a_word_about_sessions_their_end_is_not_checked(folder: Path) -> None:
    ran = check(folder, "http://127.0.0.1:1", "--port", "0")
    assert ran.returncode == 3

    (folder / "long.yaml").write_text(STARTED + "  me: {path: /Me}\nsessions: {seconds: 600}\n")
    ran = check(folder, "long.yaml", "--only", "sessions.expired")

    assert "no check waits that long" in ran.stdout


def test_a_replay_starts_such_a_server_too(folder: Path) -> None:
    command = [sys.executable, "-m", "wxsim_cli", "replay", "code-reused", "--server"]
    ran = subprocess.run(
        [*command, "started.yaml"], cwd=folder, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/drip", "no answer within 1 s"),
        ("/endless", "got HTTP 200 xxx"),
        ("/short", "the connection broke (IncompleteRead"),
        ("/noise", "the connection broke ("),
    ],
)
def test_an_answer_without_an_end_or_a_beginning_is_given_up(
    folder: Path, path: str, says: str
) -> None:
    subject = BROKEN_SUBJECT.format(python=sys.executable, path=path)
    (folder / "odd.yaml").write_text(subject.replace("broken.py", "odd.py"), "utf-8")

    ran = check(folder, "odd.yaml", "--only", "login.code-empty", "--within", "1")

    assert ran.returncode == 3
    assert says in ran.stderr
    assert "nobody asked WeChat at http://127.0.0.1:" in ran.stderr


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["nowhere.yaml"], 2, "nowhere.yaml"),
        (["bad.yaml"], 2, "calls must have login"),
        (["short.yaml"], 2, "sessions.env needs start"),
        (["--only", "nope"], 2, "there is no check 'nope'; the families are login,"),
        (["--update-baseline"], 2, "needs --baseline FILE"),
        (["--baseline", "none.json"], 2, "none.json cannot be read"),
        (["--app", "wx1"], 2, "there is wx0"),
        (["http://127.0.0.1:1", "--port", "0"], 3, "no login server answers at http://127.0.0.1:1"),
        (["absent.yaml"], 3, "cannot be started: no-such-program"),
        (["silent.yaml"], 3, "did not answer at http://127.0.0.1:"),
        (["ends.yaml"], 3, "ended with 4; its last words:\n  no database"),
        (["dies.yaml"], 3, "ended with 7"),
        (["later.yaml"], 3, "ended with 7"),
        (["garbage.yaml"], 3, "Does calls.login in the subject say how your server takes a code"),
    ],
)
def test_what_makes_no_sense_or_does_not_answer_is_told_in_a_sentence(
    folder: Path, words: list[str], code: int, says: str
) -> None:
    (folder / "bad.yaml").write_text("base_url: http://127.0.0.1:1\ncalls: {}\n", "utf-8")
    short = BROKEN_SUBJECT.format(python=sys.executable, path="/login").splitlines()
    env = 'sessions: {seconds: 1, env: {A: "1"}}'
    (folder / "short.yaml").write_text("\n".join([URL, env, *short[2:], ""]), "utf-8")
    for name, command in {
        "absent": "no-such-program",
        "silent": f"{sys.executable} -c 'import time; time.sleep(60)'",
        "ends": f"{sys.executable} -c 'import sys; print(\"no database\"); sys.exit(4)'",
    }.items():
        text = STARTED.replace(
            STARTED.splitlines()[2], f"  command: {json.dumps(command)}\n  within: 1"
        )
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    for name, path in {"dies": "/die", "later": "/later", "garbage": "/garbage"}.items():
        text = BROKEN_SUBJECT.format(python=sys.executable, path=path)
        (folder / f"{name}.yaml").write_text(text, "utf-8")

    ran = check(folder, *words)

    assert ran.returncode == code, ran.stderr
    assert says in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_whoever_ends_the_run_ends_the_server_with_it(folder: Path, number: signal.Signals) -> None:
    slow = BROKEN.replace("        Any.asked += 1\n", "        import time; time.sleep(0.3)\n")
    (folder / "broken.py").write_text(slow.replace('if self.path == "/later" and', "if 0 and"))
    process = subprocess.Popen(
        [sys.executable, "-m", "wxsim_cli", "check", "broken.yaml"],
        cwd=folder,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    with process.stderr as errors:
        told = errors.readline()
        process.send_signal(number)
        assert process.wait(20) == 130

    port = re.search(r"127\.0\.0\.1:(\d+)", told)
    assert port
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(port[1])), timeout=5)


def test_a_whole_run_takes_less_than_twenty_seconds(folder: Path) -> None:
    begun = time.monotonic()

    assert check(folder).returncode == 0

    assert time.monotonic() - begun < 20
