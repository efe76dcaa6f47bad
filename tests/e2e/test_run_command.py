"""``wxsim run`` at the command line: the article's flow, and everything that can go wrong."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.javascript import EngineMissing, require_engine
from wxsim.serving.local_server import LocalServer
from wxsim_cli.commands.run import command
from wxsim_fixtures import MINIPROGRAM_FOLDER

ARTICLE = MINIPROGRAM_FOLDER / "Common" / "Common.js"
LOGIN = ("--call", "#userLogin")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest) -> None:
    if "without_engine" in request.fixturenames:
        return
    try:
        require_engine()
    except EngineMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture
def without_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("quickjs", "py_mini_racer"):
        monkeypatch.setitem(sys.modules, name, None)
    for name in ("quickjs_engine", "v8_engine"):
        monkeypatch.delitem(sys.modules, f"wxsim.javascript.{name}", raising=False)


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address at which nobody answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def module(folder: Path, text: str) -> Path:
    path = folder / "main.js"
    path.write_text(text, "utf-8")
    return path


def test_the_articles_login_succeeds() -> None:
    result = run(ARTICLE, *LOGIN, "--server")

    assert result.exit_code == 0, result.output
    apis = [
        line.split("wx.")[1].split("(")[0] for line in result.output.splitlines() if " wx." in line
    ]
    assert apis == [
        *("checkSession", "login", "request", "setStorage"),
        *("getUserInfo", "getStorage", "request"),
    ]  # fmt: skip
    assert "log saved" in result.output
    assert "✓ clean: 7 wx calls, 1 failed" in result.output


def test_a_refusal_finds_the_function_that_the_article_never_wrote() -> None:
    result = run(ARTICLE, *LOGIN, "--server", "--deny", "scope.userInfo")

    assert result.exit_code == 1
    assert "ReferenceError: userAccess is not defined  Common/Common.js:46" in result.output
    assert "nowhere in the project is it defined" in result.output


def test_with_a_live_session_the_article_does_nothing() -> None:
    result = run(ARTICLE, *LOGIN, "--server", "--session", "live", "--json")

    story = json.loads(result.stdout)
    assert [entry["api"] for entry in story["entries"] if entry["type"] == "call"] == [
        "checkSession"
    ]
    assert (story["ok"], result.exit_code) == (True, 0)


def test_with_an_expired_session_it_logs_in_again() -> None:
    result = run(ARTICLE, *LOGIN, "--server", "--session", "expired")

    assert result.exit_code == 0
    assert "checkSession:fail session time out, need relogin" in result.output
    assert "setStorage:ok" in result.output


def test_a_dead_server_is_swallowed_by_the_article_and_told_here(nobody: str) -> None:
    result = run(ARTICLE, *LOGIN, "--map", f"https://login.example.com={nobody}", "--port", "0")

    assert result.exit_code == 1
    assert "net::ERR_CONNECTION_REFUSED" in result.output
    assert "failure that nothing is done about" in result.output


def test_the_way_of_today_survives_a_dead_server(nobody: str) -> None:
    mapped = ("--map", f"https://login.example.com={nobody}", "--port", "0")
    result = run(MINIPROGRAM_FOLDER, "--tap", "onLogin", *mapped, "--json")

    story = json.loads(result.stdout)
    assert (story["ok"], result.exit_code) == (True, 0)
    assert story["data"]["message"].startswith("request:fail")


def test_the_way_of_today_logs_in_saves_and_shares_the_phone() -> None:
    taps = [word for tap in ("onLogin", "onProfile", "onPhone") for word in ("--tap", tap)]
    result = run(MINIPROGRAM_FOLDER, *taps, "--server", "--json")

    account = json.loads(result.stdout)["data"]["account"]
    assert (account["nickName"], account["phoneNumber"]) == ("爱丽丝", "17000000001")
    assert result.exit_code == 0


def test_storage_goes_from_one_run_to_the_next(tmp_path: Path) -> None:
    phone = tmp_path / "phone.json"
    text = "const n = wx.getStorageSync('n') || 0; wx.setStorageSync('n', n + 1)"
    for number in (1, 2):
        assert run(module(tmp_path, text), "--storage", phone).exit_code == 0
        assert json.loads(phone.read_text("utf-8")) == {"n": number}


def test_a_session_that_the_server_no_longer_knows_is_replaced(tmp_path: Path) -> None:
    phone = tmp_path / "phone.json"
    phone.write_text('{"third_Session": "of yesterday"}')
    result = run(MINIPROGRAM_FOLDER, "--tap", "onLogin", "--server", "--storage", phone)

    assert result.exit_code == 0
    assert json.loads(phone.read_text("utf-8"))["third_Session"] not in ("", "of yesterday")


def test_a_trace_has_a_line_for_everything(tmp_path: Path) -> None:
    trace = tmp_path / "trace.jsonl"
    run(ARTICLE, *LOGIN, "--server", "--deny", "scope.userInfo", "--trace", trace)

    entries = [json.loads(line) for line in trace.read_text("utf-8").splitlines()]
    calls = [entry["result"]["errMsg"] for entry in entries if entry["type"] == "call"]
    assert "getUserInfo:fail auth deny" in calls
    (problem,) = [entry for entry in entries if entry["type"] == "problem"]
    assert problem["place"] == "Common/Common.js:46"


def test_secrets_are_masked_unless_asked_for(tmp_path: Path) -> None:
    path = module(tmp_path, "wx.setStorageSync('session_key', { session_key: 'A'.repeat(24) })")

    assert "AAAAAAAA" not in run(path).output
    assert "AAAAAAAA" in run(path, "--show-secrets").output


@pytest.mark.parametrize(
    "failure", ["login=login:fail timeout", "login=fail timeout", "wx.login=fail timeout"]
)
def test_an_api_is_made_to_fail(tmp_path: Path, failure: str) -> None:
    result = run(
        module(tmp_path, "wx.login({ fail: (e) => console.log(e.errMsg) })"), "--fail", failure
    )

    assert "log login:fail timeout" in result.output


def test_a_running_simulator_is_used_and_its_clock_left_alone(tmp_path: Path) -> None:
    world = demo_world()
    with LocalServer(create_app(world)) as server:
        before = world.clock.now()
        text = "setTimeout(() => wx.login({ success: (r) => console.log(r.code) }), 3600000)"
        result = run(module(tmp_path, text), "--platform", server.url, "--person", "bob")

        assert result.exit_code == 0
        assert world.clock.now() - before < 600
        (code,) = [
            line.split()[1] for line in result.output.splitlines() if line.startswith("    log ")
        ]
        assert (world.codes.find(code) or pytest.fail(code)).person == "bob"


def test_a_simulator_that_does_not_answer_ends_with_3(nobody: str) -> None:
    result = run(ARTICLE, "--platform", nobody)

    assert result.exit_code == 3
    assert "no simulator answers" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere",), "does not exist"),
        ((ARTICLE.parent,), "has no app.json"),
        ((ARTICLE, "--call", "nowhere.js#f"), "there is no module 'nowhere.js'"),
        ((ARTICLE, "--call", "f#"), "write MODULE#FUNCTION"),
        ((ARTICLE, "--fail", "login"), "write API=errMsg"),
        ((ARTICLE, "--fail", "nothing=fail x"), "wx has no 'nothing'"),
        ((ARTICLE, "--fail", "login=ok"), "reads login:fail"),
        ((ARTICLE, "--map", "x"), "is no pair"),
        ((ARTICLE, "--map", "https://api.weixin.qq.com=http://127.0.0.1:1"), "never lets"),
        ((ARTICLE, "--map", "nonsense=http://127.0.0.1:1"), "is no origin"),
        ((ARTICLE, "--strict-domains", "--domain", "http://a.example"), "could not be listed"),
        ((ARTICLE, "--platform", "nonsense"), "is no address"),
        ((ARTICLE, "--platform", "http://127.0.0.1:1", "--port", "1"), "--port is for"),
        ((ARTICLE, "--person", "nobody"), "nobody"),
        ((ARTICLE, "--app", "wxnothing"), "wxnothing"),
        ((ARTICLE, "--deny", "scope.nothing"), "scope.nothing"),
        ((ARTICLE, "--session", "maybe"), "Invalid value for '--session'"),
        ((ARTICLE, "--memory-limit", "1"), "Invalid value for '--memory-limit'"),
        ((ARTICLE, "--trace", "/nowhere/trace"), "cannot write --trace"),
        ((ARTICLE, "--storage", __file__), "cannot be read as JSON"),
    ],
)
def test_bad_input_ends_with_2_and_says_what_would_be_right(
    arguments: tuple[str | Path, ...], message: str
) -> None:
    result = run(*arguments)

    assert result.exit_code == 2, result.output
    assert message in " ".join(result.stderr.split())


def test_a_port_that_is_taken_is_told(nobody: str) -> None:
    result = run(ARTICLE, "--port", nobody.rpartition(":")[2])

    assert result.exit_code == 2
    assert "cannot listen" in result.stderr


def test_a_syntax_error_has_its_line(tmp_path: Path) -> None:
    result = run(module(tmp_path, "const a = 1;\nfunction (\n"))

    assert result.exit_code == 1
    assert "SyntaxError" in result.output
    assert "main.js:2" in result.output


def test_a_folder_whose_app_json_is_broken_is_told(tmp_path: Path) -> None:
    (tmp_path / "app.json").write_text("{")
    result = run(tmp_path)

    assert result.exit_code == 2
    assert "app.json cannot be read as JSON" in " ".join(result.stderr.split())


def test_without_an_engine_one_line_says_how_to_get_it(without_engine: None) -> None:
    result = run(ARTICLE)

    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "pip install 'wxsim[js]'" in result.stderr


def test_a_loop_is_stopped_in_a_process_of_its_own(tmp_path: Path) -> None:
    path = module(tmp_path, "for (;;) {}")
    done = subprocess.run(
        [sys.executable, "-m", "wxsim_cli", "run", str(path), "--turn-limit", "0.2"],
        capture_output=True, encoding="utf-8", timeout=30, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (1, "")
    assert "without a pause and was stopped  main.js:1" in done.stdout
