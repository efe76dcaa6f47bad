"""``wxsim check`` as its users call it."""

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
from xml.etree import ElementTree as ET

import pytest

from wxsim.check.starter import STARTER
from wxsim.check.table import CHECKS
from wxsim.replay import read_subject

FEW = ("--only", "login.code-*", "--only", "trouble.busy")

# The reference login server, started as anybody's would be.
STARTED = f"""\
base_url: http://127.0.0.1:${{port}}
start:
  command: [{sys.executable}, -m, wxsim_cli, login-server, --port, "${{port}}"]
  env: {{WECHAT_BASE_URL: "${{wechat}}", WECHAT_APPID: "${{appid}}", WECHAT_SECRET: "${{secret}}"}}
ok: {{status: 200, body.Code: 0}}
calls:
  login:
    path: /Login
    json: {{code: "${{code}}"}}
    gives: {{session: body.Data.third_Session}}
"""
# Logs everybody in, whatever they send.
BROKEN = """\
import http.server, json, os, secrets
class Any(http.server.BaseHTTPRequestHandler):
    asked = 0
    def do_POST(self):
        if self.path == "/die":
            os._exit(7)
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        Any.asked += 1
        if self.path == "/later" and Any.asked > 9:
            os._exit(7)
        body = json.dumps({"token": secrets.token_hex(16)}).encode()
        if self.path == "/garbage":
            body = os.urandom(500)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_GET = do_POST
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Any).serve_forever()
"""
BROKEN_SUBJECT = """\
base_url: http://127.0.0.1:${{port}}
start: {{command: [{python}, broken.py], env: {{PORT: "${{port}}"}}, within: 10}}
calls:
  login: {{path: {path}, json: {{code: "${{code}}"}}, gives: {{session: body.token}}}}
"""


# Gives everybody the same token.
SAME = BROKEN.replace("secrets.token_hex(16)", '"a" * 32')
# Answers as no server should.
ODD = """\
import http.server, os, time
class Odd(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/noise":
            return self.wfile.write(b"\\x00\\xff noise\\r\\n")
        self.send_response(200)
        if self.path == "/short":
            self.send_header("Content-Length", "9" * 7)
        self.end_headers()
        drips = self.path == "/drip"
        for _ in range(1 if self.path == "/short" else 10**9):
            self.wfile.write(b"x" if drips else b"x" * 100_000)
            time.sleep(0.2 if drips else 0)
    do_GET = lambda self: self.send_error(404)
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Odd).serve_forever()
"""


URL = "base_url: http://127.0.0.1:1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "started.yaml").write_text(STARTED, "utf-8")
    (tmp_path / "broken.py").write_text(BROKEN, "utf-8")
    subject = BROKEN_SUBJECT.format(python=sys.executable, path="/login")
    (tmp_path / "broken.yaml").write_text(subject, "utf-8")
    (tmp_path / "same.py").write_text(SAME, "utf-8")
    (tmp_path / "same.yaml").write_text(subject.replace("broken.py", "same.py"), "utf-8")
    (tmp_path / "odd.py").write_text(ODD, "utf-8")
    return tmp_path


def check(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "wxsim_cli", "check", *words],
        cwd=folder,
        env={**os.environ, "GITHUB_ACTIONS": "", **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


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
    assert check(folder, f"http://127.0.0.1:{port[1]}").returncode == 3


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
    ran = check(folder, "http://127.0.0.1:1")
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


def test_a_failure_opens_up_with_all_that_is_needed_to_mend_it(folder: Path) -> None:
    ran = check(folder, "broken.yaml", "--only", "login.code-used")

    assert ran.returncode == 1
    told = [line.strip().partition(": ")[0] for line in ran.stdout.splitlines()[1:-1]]
    assert ran.stdout.startswith("FAIL  login.code-used")
    assert told[:2] == ["saw", "expected"]
    assert {"sent", "got", "why it matters", "evidence", "fix", "repeat it"} <= set(told)
    assert "curl -i -X POST -H 'Content-Type: application/json'" in ran.stdout


def test_secrets_are_masked_in_a_failure_unless_they_are_asked_for(folder: Path) -> None:
    token = re.compile(r'"token": ?"[0-9a-f]{32}"')

    assert not token.search(check(folder, "broken.yaml", "--only", "login.code-used").stdout)
    shown = check(folder, "broken.yaml", "--only", "login.code-used", "--show-secrets").stdout
    assert token.search(shown)


def test_json_tap_junit_and_html_tell_the_same(folder: Path) -> None:
    ran = check(
        folder, "broken.yaml", *FEW, "--format", "json", "--junit", "r.xml", "--html", "r.html"
    )
    report = json.loads(ran.stdout)
    failed = {one["id"] for one in report["checks"] if one["state"] == "failed"}

    assert ran.returncode == 1
    assert report["ok"] is False
    assert report["failed"] == len(failed) > 3
    suite = ET.parse(folder / "r.xml").getroot()  # our own file
    cases = {
        case.attrib["name"].split(":")[0] for case in suite if case.find("failure") is not None
    }
    assert cases == failed
    page = (folder / "r.html").read_text("utf-8")
    assert page.count("<details open>") == len(failed)
    assert "http://127.0.0.1" in page
    tap = check(folder, "broken.yaml", *FEW, "--format", "tap").stdout
    assert {line.split()[4] for line in tap.splitlines() if line.startswith("not ok")} == failed


def test_in_github_actions_failures_become_annotations_by_themselves(folder: Path) -> None:
    ran = check(folder, "broken.yaml", "--only", "login.code-used", GITHUB_ACTIONS="true")

    assert ran.stdout.startswith("::error title=login.code-used%3A ")
    assert len(ran.stdout.splitlines()) == 2


def test_known_failures_do_not_count_and_new_ones_do(folder: Path) -> None:
    one = ("broken.yaml", "--only", "login.code-used")
    assert check(folder, *one, "--baseline", "known.json", "--update-baseline").returncode == 0

    known = check(folder, *one, "--baseline", "known.json")
    both = check(folder, *one, "--only", "login.code-empty", "--baseline", "known.json")

    assert (known.returncode, both.returncode) == (0, 1)
    assert known.stdout.startswith("know  login.code-used")


def test_the_last_failures_can_be_run_again_alone(folder: Path) -> None:
    check(folder, "broken.yaml", "--only", "login.fresh-code", "--only", "login.code-used")

    again = check(folder, "broken.yaml", "--last-failed")

    assert again.stdout.splitlines()[-1] == "0 passed, 1 failed, 0 skipped"


def test_fail_fast_stops_at_the_first_failure(folder: Path) -> None:
    ran = check(folder, "broken.yaml", "--fail-fast")

    assert ran.stdout.splitlines()[-1] == "1 passed, 1 failed, 0 skipped"


@pytest.mark.parametrize("severity", ["error", "warning"])
def test_every_report_and_the_exit_code_go_by_the_same_severity(
    folder: Path, severity: str
) -> None:
    one = ("same.yaml", "--only", "secrets.token-fresh", "--severity", severity)
    counts = severity == "warning"

    ran = check(folder, *one, "--format", "json", "--junit", "r.xml", "--html", "r.html")
    text = check(folder, *one).stdout.splitlines()
    tap = check(folder, *one, "--format", "tap").stdout
    github = check(folder, *one, "--format", "github").stdout

    report = json.loads(ran.stdout)
    assert ran.returncode == (1 if counts else 0)
    assert report["ok"] is not counts
    assert (report["failed"], report["forgiven"]) == ((1, 0) if counts else (0, 1))
    assert report["checks"][0]["counts"] is counts
    assert ET.parse(folder / "r.xml").getroot().attrib["failures"] == str(int(counts))
    last = f"0 passed, {int(counts)} failed, 0 skipped"
    assert last in (folder / "r.html").read_text("utf-8")
    assert text[0].startswith("FAIL" if counts else "warn")
    assert text[-1] == last
    assert ("1 more failed without counting" in text[-2]) is not counts
    assert ("# TODO a warning" in tap) is not counts
    assert github.startswith("::error" if counts else "::warning")


def test_fail_fast_does_not_stop_at_what_does_not_count(folder: Path) -> None:
    two = ("same.yaml", "--only", "secrets.token-fresh", "--only", "trouble.busy", "--fail-fast")

    assert "trouble.busy" in check(folder, *two).stdout
    assert "trouble.busy" not in check(folder, *two, "--severity", "warning").stdout


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
        (["http://127.0.0.1:1"], 3, "no login server answers at http://127.0.0.1:1"),
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


def test_the_starter_is_a_subject_that_is_taken(folder: Path) -> None:
    assert check(folder, "init", "mine.yaml").returncode == 0

    assert (folder / "mine.yaml").read_text("utf-8") == STARTER
    assert set(read_subject(folder / "mine.yaml").calls) == {"login"}
    again = check(folder, "init", "mine.yaml")
    assert (again.returncode, "--force" in again.stderr) == (2, True)


def test_what_the_starter_has_in_comments_is_taken_too(folder: Path) -> None:
    text = re.sub(
        r"(?m)^( *)# (start:|workers:|sessions:|profile:|phone:|me:|  )", r"\1\2", STARTER
    )
    (folder / "whole.yaml").write_text(text, "utf-8")

    subject = read_subject(folder / "whole.yaml")

    assert set(subject.calls) == {"login", "profile", "phone", "me"}
    assert subject.workers == ["http://127.0.0.1:3001"]
    assert subject.start is not None
    assert subject.start.env["WECHAT_BASE_URL"] == "${wechat}"
    assert (subject.sessions.seconds, subject.sessions.login_again) == (2, "ends")


def test_the_list_has_every_check_with_its_reason(folder: Path) -> None:
    listed = json.loads(check(folder, "list", "--format", "json").stdout)

    assert [one["id"] for one in listed] == [one.id for one in CHECKS]
    assert all(one["why"] and one["fix"] and one["evidence"] for one in listed)
    assert "login.code-once" in check(folder, "list").stdout


START = "start: {command: [sleep, '9'], within: 1}"
LOGIN = 'calls: {login: {path: /l, json: {code: "${code}"}, gives: {session: body.t}}}'


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[sleep, '9']", "''", "subject.yaml:2: the command is empty"),
        ("[sleep, '9']", "[]", "the command is empty"),
        ("[sleep, '9']", '"sleep \'9"', "No closing quotation"),
        ("'9'", "'${nope}'", "there is no ${nope} to start a server with; there is ${appid},"),
        ("'9'", '"9\\0"', "NUL"),
        ("within: 1", "within: 0", "more than 0 seconds"),
        ("within: 1", "ready: health", "ready must be a path"),
        ("within: 1", "cwd: nowhere", "there is no folder nowhere"),
        ("within: 1", 'env: {"A=B": x}', "no name of an environment variable"),
        ("${code}", "${cod}", "login must send ${code} somewhere"),
        ("body.t", "bdy.t", "'bdy.t' is no place of an answer; begin with status, header,"),
        ("calls:", "workers: [hello]\ncalls:", "'hello' is no address of a worker"),
        ("calls:", "sessions: {seconds: 0}\ncalls:", "more than 0 seconds"),
        ("calls:", "sessions: {login_again: maybe}\ncalls:", "there is ends, keeps"),
        ("calls:", "callz:", "callz"),
    ],
)
def test_a_subject_file_that_makes_no_sense_is_told_with_its_line(
    folder: Path, old: str, new: str, says: str
) -> None:
    text = f"base_url: http://127.0.0.1:${{port}}\n{START}\n{LOGIN}\n"
    assert old in text
    (folder / "subject.yaml").write_text(text.replace(old, new), "utf-8")

    ran = check(folder, "subject.yaml")

    assert ran.returncode == 2, ran.stderr
    assert re.search(r"subject\.yaml:\d+: ", ran.stderr)
    assert says in ran.stderr


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
