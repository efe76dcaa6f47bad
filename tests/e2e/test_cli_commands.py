"""The commands that talk to a running simulator, against a real `wxsim serve`."""

from __future__ import annotations

import json
import os
import pty
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import click
import pytest
import requests
from click.testing import CliRunner, Result

from commands import Wxsim, done, refused
from served import serving
from wxsim.serving.local_server import LocalServer
from wxsim_cli.group import cli
from wxsim_cli.jsontext import parse_json
from wxsim_fixtures import random_persons

APPID = "wx0123456789abcdef"
SECRET = "0123456789abcdef0123456789abcdef"
COMMAND = [sys.executable, "-m", "wxsim_cli"]


@pytest.fixture(scope="module")
def simulator() -> Iterator[str]:
    """The URL of a `wxsim serve` in a process of its own."""
    with serving() as served:
        yield served.url


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, simulator: str) -> None:
    monkeypatch.setenv("WXSIM_URL", simulator)
    monkeypatch.delenv("NO_COLOR", raising=False)
    # Nobody must ask a proxy for a simulator on this machine.
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")


@pytest.fixture
def wxsim() -> Wxsim:
    """Run a command in this process."""

    def run(*words: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(cli, list(words), input=stdin, prog_name="wxsim")

    return run


def process(*words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
        text=True,
        timeout=30,
        check=False,
    )


@contextmanager
def answering(status: int, body: bytes, content_type: str = "application/json") -> Iterator[str]:
    """Serve one answer to everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815  # the name http.server looks for

        def log_message(self, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


# code


def exchange(url: str, code: str, appid: str = APPID, secret: str = SECRET) -> dict[str, Any]:
    grant = {"appid": appid, "secret": secret, "grant_type": "authorization_code"}
    with requests.Session() as session:
        session.trust_env = False
        answer: dict[str, Any] = session.get(
            f"{url}/sns/jscode2session", params={**grant, "js_code": code}, timeout=10
        ).json()
    return answer


def test_code_prints_a_js_code_that_wechat_takes_and_nothing_else(
    simulator: str, wxsim: Wxsim
) -> None:
    printed = done(wxsim("code"))
    code = printed.removesuffix("\n")
    assert len(code) == 32
    assert "openid" in exchange(simulator, code)


def test_code_is_for_the_person_and_the_app_named(simulator: str, wxsim: Wxsim) -> None:
    other = "wxfedcba9876543210"
    alice = exchange(simulator, done(wxsim("code")).strip())
    bob = exchange(simulator, done(wxsim("code", "--person", "bob")).strip())
    assert alice["openid"] != bob["openid"]
    code = done(wxsim("code", "--person", "bob", "--app", other)).strip()
    assert "openid" in exchange(simulator, code, other, "fedcba9876543210fedcba9876543210")


def test_the_url_option_goes_over_the_variable(
    simulator: str, wxsim: Wxsim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WXSIM_URL", "http://127.0.0.1:9")
    assert done(wxsim("code", "--url", f"{simulator}/"))


def test_an_unknown_person_or_app_is_answered_with_those_there_are(wxsim: Wxsim) -> None:
    assert refused(wxsim("code", "--person", "zed")).startswith(
        "Error: there is no person 'zed'; there is alice, bob, "
    )
    assert refused(wxsim("code", "--app", "wx1")).startswith("Error: there is no app 'wx1'; there ")


def test_code_fails_with_the_errmsg_of_a_login_that_fails(wxsim: Wxsim) -> None:
    with answering(200, b'{"errMsg":"login:fail system error"}') as url:
        assert refused(wxsim("code", "--url", url), 1) == "Error: login:fail system error\n"


# wx


def test_wx_prints_the_result_as_one_line_of_utf8_json(wxsim: Wxsim) -> None:
    done(wxsim("wx", "login", "--person", "carol"))
    printed = done(wxsim("wx", "getUserInfo", "--person", "carol"))
    assert printed.count("\n") == 1
    assert json.loads(printed)["errMsg"] == "getUserInfo:ok"
    assert "微信用户" in printed


def test_wx_passes_the_options_of_the_argument_and_of_stdin(wxsim: Wxsim) -> None:
    asked = '{"authSetting": {"scope.record": true}}'
    for answer in (
        wxsim("wx", "openSetting", asked, "--person", "bob"),
        wxsim("wx", "openSetting", "-", "--person", "bob", stdin=asked),
    ):
        assert json.loads(done(answer))["authSetting"]["scope.record"] is True


def test_wx_ends_with_1_when_the_call_fails_and_prints_the_result(wxsim: Wxsim) -> None:
    asked = '{"scope": "scope.camera", "tap": "refuse"}'
    result = wxsim("wx", "authorize", asked, "--person", "xiaoyu")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"errMsg": "authorize:fail auth deny", "errno": 103}


def test_an_unknown_wx_call_is_answered_with_those_there_are(wxsim: Wxsim) -> None:
    error = refused(wxsim("wx", "getUserinfo"))
    assert error.startswith("Error: there is no wx call 'getUserinfo'; there is authorize, ")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{scope: 1}", "is not JSON (Expecting"),
        ('{"a": NaN}', "is not JSON (NaN is not JSON)"),
        ("[" * 100_000, "is not JSON"),
        ("", "is not JSON"),
        ('["scope.camera"]', 'is not an object but ["scope.camera"]'),
        ("null", "is not an object but null"),
    ],
)
def test_wx_options_that_are_no_json_object_are_refused_with_an_example(
    wxsim: Wxsim, text: str, what: str
) -> None:
    for result in (wxsim("wx", "authorize", text), wxsim("wx", "authorize", "-", stdin=text)):
        error = refused(result)
        assert what in error
        assert """wxsim wx authorize '{"scope": "scope.camera"}'""" in error


def test_bytes_on_stdin_that_are_no_text_are_refused(wxsim: Wxsim) -> None:
    assert "stdin is not JSON" in refused(wxsim("wx", "login", "-", stdin=b"\xff\xfe\xfd"))


def test_a_stdin_that_cannot_be_read_is_a_clear_error() -> None:
    for_writing = os.open(os.devnull, os.O_WRONLY)
    for stdin, what in ((None, "stdin is closed"), (for_writing, "stdin cannot be read")):
        close = (lambda: os.close(0)) if stdin is None else None
        result = process("wx", "login", "-", stdin=stdin, preexec_fn=close)
        assert result.returncode == 2
        assert result.stderr.startswith(f"Error: {what}")
    os.close(for_writing)


# person


def test_person_list_is_a_table_or_json(wxsim: Wxsim) -> None:
    heading, first, *_ = click.unstyle(done(wxsim("person", "list"))).splitlines()
    assert heading.split() == ["NAME", "GENDER", "PHONE", "REGION", "RISK", "NICKNAME"]
    assert first.split() == [
        *("alice", "female", "+86", "17000000001"),
        *("CN", "Guangdong", "Guangzhou", "0", "爱丽丝"),
    ]
    listed = json.loads(done(wxsim("person", "list", "--format", "json")))
    assert [person["name"] for person in listed][:2] == ["alice", "bob"]


def test_person_show_has_every_field_as_text_or_json(wxsim: Wxsim) -> None:
    shown = json.loads(done(wxsim("person", "show", "xiaoyu", "--format", "json")))
    text = done(wxsim("person", "show", "xiaoyu"))
    for field, value in shown.items():
        assert f"{field} " in text
        assert f"  {value}\n" in text


@pytest.mark.parametrize("name", ["zed", "..", "a/b", "", "a\nb", "\udcff", "a?b=c"])
def test_showing_nobody_is_an_error(wxsim: Wxsim, name: str) -> None:
    assert f"there is no person {name!r}; " in refused(wxsim("person", "show", name))


def test_person_add_takes_every_field_and_prints_the_person(wxsim: Wxsim) -> None:
    described = {
        "nickname": "小美🌸",
        "gender": 2,
        "language": "zh_TW",
        "country": "CN",
        "province": "Hong Kong",
        "city": "九龍",
        "avatar_url": "https://example.com/mei.png",
        "real_name": "陳小美",
        "address": "彌敦道1號",
        "phone": "0051000009",
        "country_code": "852",
        "risk_rank": 3,
    }
    options = [
        word
        for field, value in described.items()
        for word in (f"--{field.replace('_', '-')}", str(value))
    ]
    assert "0051000009" in done(wxsim("person", "add", "mei", *options))
    shown = json.loads(done(wxsim("person", "show", "mei", "--format", "json")))
    assert {field: shown[field] for field in described} == described


def test_a_person_needs_no_more_than_a_name(wxsim: Wxsim) -> None:
    assert "nickname      dan\n" in done(wxsim("person", "add", "dan"))


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["alice"], "the person alice exists already; choose another name"),
        (["a b"], "'a b' is no name for a person; use 1 to 64 letters"),
        (["eve", "--gender", "3"], "gender 3 is unknown; WeChat knows 0 unknown, 1 male, 2 female"),
        (["eve", "--phone", "12-34"], "$.phone"),
        ([], "give either a NAME or --random N"),
        (["eve", "--random", "2"], "give either a NAME or --random N"),
        (["eve", "--seed", "2"], "--seed is for --random"),
        (["--random", "0"], "Invalid value for '--random'"),
    ],
)
def test_a_person_that_cannot_be_is_refused(wxsim: Wxsim, words: list[str], what: str) -> None:
    assert what in refused(wxsim("person", "add", *words))


def test_random_people_are_those_of_the_simulators_seed_and_go_on_where_they_stopped(
    wxsim: Wxsim, platform: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WXSIM_URL", platform.url)
    assert done(wxsim("person", "add", "--random", "3")) == "added 3 people: p1 to p3\n"
    done(wxsim("person", "add", "p007"))
    assert done(wxsim("person", "add", "--random", "2")) == "added 2 people: p4 to p5\n"
    people = {
        person["name"]: person
        for person in json.loads(done(wxsim("person", "list", "--format", "json")))
    }
    for made_up in random_persons(5, "1"):
        assert made_up.items() <= people[made_up["name"]].items()


def test_random_people_may_follow_another_seed_and_share_fields(
    wxsim: Wxsim, platform: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WXSIM_URL", platform.url)
    done(wxsim("person", "add", "--random", "2", "--seed", "x", "--risk-rank", "4"))
    for made_up in random_persons(2, "x"):
        shown = json.loads(done(wxsim("person", "show", made_up["name"], "--format", "json")))
        assert {**made_up, "risk_rank": 4}.items() <= shown.items()


def test_a_refusal_midway_says_how_many_were_added(
    wxsim: Wxsim, platform: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WXSIM_URL", platform.url)
    error = refused(wxsim("person", "add", "--random", "3", "--gender", "9"))
    assert error.startswith("added 0 of 3 people; they stay\nError: gender 9 is unknown")


def test_ctrl_c_leaves_the_people_who_were_added_and_says_how_many(platform: LocalServer) -> None:
    command = [*COMMAND, "person", "add", "--random", "100000", "--url", platform.url]
    with (
        requests.Session() as session,
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as adding,
    ):
        session.trust_env = False
        while session.get(f"{platform.url}/_wxsim/people/p5", timeout=10).status_code != 200:
            time.sleep(0.01)
        adding.send_signal(signal.SIGINT)
        _, error = adding.communicate(timeout=30)
        names = [who["name"] for who in session.get(f"{platform.url}/_wxsim/people").json()]
    added = [name for name in names if name.startswith("p")]
    assert error == f"added {len(added)} of 100000 people: p1 to {added[-1]}; they stay\n"
    assert adding.returncode == 130


# app


def test_app_list_is_a_table_or_json_with_masked_secrets(wxsim: Wxsim) -> None:
    heading, first, *_ = click.unstyle(done(wxsim("app", "list"))).splitlines()
    assert heading == "APPID               SECRET  OPEN ACCOUNT  NAME"
    assert first == "wx0123456789abcdef  0123…   demo          示例商城"
    listed = json.loads(done(wxsim("app", "list", "--format", "json")))
    assert (listed[0]["appid"], listed[0]["secret"]) == (APPID, "0123…")


@pytest.mark.parametrize("words", [["list"], ["show", APPID]])
@pytest.mark.parametrize("form", ["text", "json"])
def test_secrets_are_printed_when_asked_for_and_not_before(
    wxsim: Wxsim, words: list[str], form: str
) -> None:
    assert SECRET not in done(wxsim("app", *words, "--format", form))
    assert SECRET in done(wxsim("app", *words, "--format", form, "--show-secrets"))


def test_app_add_prints_the_new_app_with_its_secret(simulator: str, wxsim: Wxsim) -> None:
    printed = done(wxsim("app", "add", "--name", "我的商城", "--open-account", "mine"))
    words = dict(line.split(maxsplit=1) for line in printed.splitlines())
    assert (words["name"], words["open_account"]) == ("我的商城", "mine")
    assert words["switches"] == "all at their defaults"
    code = done(wxsim("code", "--app", words["appid"])).strip()
    assert "openid" in exchange(simulator, code, words["appid"], words["secret"])


def test_app_add_takes_an_appid_and_a_secret(wxsim: Wxsim) -> None:
    appid, secret = "wxaaaaaaaaaaaaaaaa", "a" * 32
    done(wxsim("app", "add", "--appid", appid, "--secret", secret))
    shown = json.loads(done(wxsim("app", "show", appid, "--format", "json", "--show-secrets")))
    assert (shown["appid"], shown["secret"], shown["name"]) == (appid, secret, appid)


def test_switches_are_json_or_else_text_and_show_lists_those_that_differ(wxsim: Wxsim) -> None:
    moved = {
        "profile_era": "classic",
        "session_key_lifetime": "60",
        "legacy_expires_in": "true",
        "ip_whitelist": '["10.0.0.7"]',
        "token_overlap": "300",
    }
    options = [word for name, value in moved.items() for word in ("--switch", f"{name}={value}")]
    printed = done(wxsim("app", "add", *options))
    shown = done(wxsim("app", "show", printed.split()[1]))
    for text in (printed, shown):
        assert text.splitlines()[-4:] == [
            'switches          profile_era="classic"  (default "current")',
            "                  session_key_lifetime=60  (default 259200)",
            "                  legacy_expires_in=true  (default false)",
            '                  ip_whitelist=["10.0.0.7"]  (default [])',
        ]


@pytest.mark.parametrize("switch", ["no_such=1", "profile_era=new", "token_overlap=-1"])
def test_a_bad_switch_is_refused_with_the_list_of_switches(wxsim: Wxsim, switch: str) -> None:
    error = refused(wxsim("app", "add", "--switch", switch))
    assert "$.switches" in error
    assert "; those of switches are profile_era, session_key_renewal, " in error


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["add", "--switch", "profile_era"], "write NAME=VALUE, as in profile_era=classic"),
        (["add", "--appid", APPID], "the app wx0123456789abcdef exists already"),
        (["add", "--appid", "12"], "'12' is not an appid; an appid is wx and 16 digits of 0-9a-f"),
        (["add", "--secret", "12"], "an AppSecret is 32 digits of 0-9a-f"),
        (["show", "wx1"], "there is no app 'wx1'; there is wx"),
        (["list", "--format", "xml"], "'xml' is not one of 'text', 'json'"),
    ],
)
def test_an_app_that_cannot_be_is_refused(wxsim: Wxsim, words: list[str], what: str) -> None:
    assert what in refused(wxsim("app", *words))


# What is on the other side


CALLS = [
    ["code"],
    ["wx", "login"],
    ["person", "list"],
    ["person", "show", "alice"],
    ["person", "add", "eve"],
    ["person", "add", "--random", "2"],
    ["app", "list"],
    ["app", "show", APPID],
    ["app", "add"],
]


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address where nobody listens, and nobody can begin to."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


@pytest.mark.parametrize("words", CALLS)
def test_a_simulator_that_does_not_run_ends_with_3_and_how_to_start_one(
    wxsim: Wxsim, nobody: str, words: list[str]
) -> None:
    assert refused(wxsim(*words, "--url", nobody), 3) == (
        f"Error: no simulator answers at {nobody}: start one with `wxsim serve`, "
        "or point WXSIM_URL at yours\n"
    )


@pytest.mark.parametrize("words", CALLS)
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<!doctype html><h1>It works!</h1>"),
        (404, b"<h1>Not Found</h1>"),
        (302, b""),
        (200, b"[1]"),
        (200, b'{"hello": "world"}'),
        (404, b'{"detail": "Not Found"}'),
        (500, b"\xff\xfe"),
    ],
)
def test_a_server_that_is_not_wxsim_is_told_apart(
    wxsim: Wxsim, words: list[str], status: int, body: bytes
) -> None:
    with answering(status, body) as url:
        error = refused(wxsim(*words, "--url", url), 3)
    assert error.startswith(f"Error: something answers at {url}, but it is not wxsim: ")


def test_a_server_that_never_answers_is_given_up(
    wxsim: Wxsim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wxsim_cli.client._TIMEOUT", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert f"{url} has not answered within" in refused(wxsim("code", "--url", url), 3)


@pytest.mark.parametrize(
    "url", ["localhost:8700", "ftp://127.0.0.1", "http://", "http://[::1", "http://a:99999", " "]
)
def test_an_address_that_is_none_is_refused(
    wxsim: Wxsim, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("WXSIM_URL", url)
    assert f"{url!r} is no address of a simulator" in refused(wxsim("code"))


# The terminal, and the lack of one


def on_a_terminal(*words: str, **variables: str) -> str:
    """Run a command on a terminal and return what it shows, stderr among it."""
    mine, its = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", **variables}
    with subprocess.Popen(
        [*COMMAND, *words], stdin=its, stdout=its, stderr=its, env=environment
    ) as running:
        os.close(its)
        shown = bytearray()
        # Linux reports the end of a terminal as an error.
        try:
            while part := os.read(mine, 4096):
                shown += part
        except OSError:
            pass
        assert running.wait() == 0
    os.close(mine)
    return shown.decode()


def test_a_terminal_gets_colour_unless_NO_COLOR_is_set() -> None:  # noqa: N802  # its name
    assert "\x1b[" in on_a_terminal("app", "list")
    assert "\x1b[" in on_a_terminal("app", "list", NO_COLOR="")
    assert "\x1b[" not in on_a_terminal("app", "list", NO_COLOR="1")


def test_a_pipe_gets_no_colour() -> None:
    assert "\x1b[" not in process("app", "list").stdout


def test_json_is_indented_on_a_terminal() -> None:
    shown = on_a_terminal("app", "show", APPID, "--format", "json")
    assert f'{{\r\n  "appid": "{APPID}",' in shown


def test_long_work_shows_its_progress_on_a_terminal(platform: LocalServer) -> None:
    shown = on_a_terminal("person", "add", "--random", "20", "--url", platform.url)
    assert "Adding people" in shown
    assert "100%" in shown
    assert "added 20 people: p1 to p20" in shown


@pytest.mark.parametrize("words", [["person", "list"], ["--help"], ["wx", "--help"]])
def test_a_reader_who_leaves_early_sees_no_traceback(words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    result = process(*words, stdout=writing)
    os.close(writing)
    assert (result.returncode, result.stderr) == (141, "")


def test_a_console_that_cannot_show_chinese_gets_escapes() -> None:
    result = process("person", "show", "bob", env={**os.environ, "PYTHONIOENCODING": "latin-1"})
    assert result.returncode == 0
    assert "\\u5927\\u9e4f" in result.stdout


def test_json_is_utf8_whatever_the_console_is() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    result = subprocess.run(
        [*COMMAND, "person", "show", "bob", "--format", "json"],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    assert parse_json(result.stdout)["nickname"] == "大鹏"


def test_ctrl_c_ends_with_130_and_no_traceback(nobody: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with subprocess.Popen(
            [*COMMAND, "code", "--url", url], stderr=subprocess.PIPE, text=True
        ) as waiting:
            connection, _ = silent.accept()
            with connection:
                waiting.send_signal(signal.SIGINT)
                _, error = waiting.communicate(timeout=30)
    assert (waiting.returncode, error) == (130, "\nInterrupted.\n")
