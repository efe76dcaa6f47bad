"""The fixture `wxsim`, in somebody else's test suite."""

from __future__ import annotations

import configparser
import importlib.metadata
import os
from collections.abc import Callable
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

EXCHANGE = """
import requests

def exchange(wxsim, code):
    app = wxsim.default_app
    query = {"appid": app.appid, "secret": app.secret, "js_code": code}
    query["grant_type"] = "authorization_code"
    return requests.get(wxsim.url + "/sns/jscode2session", params=query, timeout=5).json()
"""

Run = Callable[..., pytest.RunResult]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a test file in a pytest of its own, with our plugin and no other."""
    # Otherwise an installed wxsim would be loaded a second time, and much else with it.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run(source: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(source)
        plugin = ("-p", "wxsim.pytest_plugin", "-W", "error")
        return pytester.runpytest_subprocess(*plugin, *options, timeout=60)

    return run


def test_every_test_gets_a_clean_world_whose_time_stands(run: Run) -> None:
    story = """
def story(wxsim):
    assert wxsim.journal.exchanges() == []
    assert wxsim.world.faults.list() == []
    assert wxsim.world.snapshots.list() == []
    assert [person.name for person in wxsim.world.people.list()][:2] == ["alice", "bob"]
    assert "zoe" not in [person.name for person in wxsim.world.people.list()]
    now = wxsim.clock.now()
    answer = exchange(wxsim, wxsim.person("zoe").code())
    assert answer["openid"]
    assert wxsim.clock.now() == now
    wxsim.clock.advance(days=400)
    wxsim.app()
    wxsim.fault("drop")
    wxsim.snapshot("mine")

def test_one(wxsim):
    story(wxsim)

def test_two(wxsim):
    import time
    assert abs(wxsim.clock.now() - time.time()) < 60
    story(wxsim)
"""
    run(EXCHANGE + story).assert_outcomes(passed=2)


def test_who_does_not_ask_for_it_imports_nothing_of_it(run: Run) -> None:
    result = run(
        """
import sys

def test_nothing_is_there():
    ours = {name for name in sys.modules if name.split(".")[0].startswith("wxsim")}
    assert ours == {"wxsim", "wxsim.version", "wxsim.intercepting", "wxsim.pytest_plugin"}
    assert not {"flask", "requests", "httpx", "msgspec", "waitress"} & set(sys.modules)
"""
    )
    result.assert_outcomes(passed=1)


def test_a_failed_test_is_told_what_wechat_was_asked(run: Run) -> None:
    result = run(
        EXCHANGE
        + """
def test_login(wxsim):
    code = wxsim.person("alice").code()
    wxsim.fault(errcode=45011, path="/cgi-bin/*")
    exchange(wxsim, code)
    assert "openid" in exchange(wxsim, code)
"""
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*wxsim: what WeChat was asked*",
            "--> GET /sns/jscode2session?appid=wx0123456789abcdef&secret=0123…&*",
            '<-- 200 {"session_key":"????…","openid":*',
            "--> GET /sns/jscode2session?*",
            '<-- 200 {"errcode":40163,*',
            "*because the js_code of alice was spent by an exchange*",
            "fault 1: errcode 45011 never struck; it waits for a call of /cgi-bin/[*]",
        ]
    )
    (answer,) = (line for line in result.outlines if line.startswith('<-- 200 {"session_key"'))
    assert "0123456789abcdef0123456789abcdef" not in "".join(
        line for line in result.outlines if line.startswith(("-->", "<--"))
    )
    assert len(answer) < 250


def test_a_failed_test_whose_calls_went_elsewhere_is_told_so(run: Run) -> None:
    result = run("def test_it(wxsim):\n    assert False")

    result.stdout.fnmatch_lines(["*wxsim: what WeChat was asked*", "nothing: no call reached it.*"])


def test_a_fixture_that_fails_is_told_as_well(run: Run) -> None:
    result = run(
        EXCHANGE
        + """
import pytest

@pytest.fixture
def login(wxsim):
    with wxsim.fault("garbage"):
        return exchange(wxsim, "made up")

def test_it(login):
    pass
"""
    )

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*what WeChat was asked*", "--> GET *", "*garbage, on purpose"])


def test_a_long_story_is_told_from_its_end(run: Run) -> None:
    result = run(
        EXCHANGE
        + """
def test_it(wxsim):
    with wxsim.intercept():
        for number in range(25):
            requests.get(f"https://api.weixin.qq.com/{number}", timeout=5)
    assert False
"""
    )

    told = [line for line in result.outlines if line.startswith("-->")]
    assert told == [f"--> GET /{number}" for number in range(5, 25)]
    result.stdout.fnmatch_lines(["… 5 before these"])


def test_a_test_that_passes_or_does_not_use_it_is_told_nothing(run: Run) -> None:
    result = run("def test_one(wxsim):\n    pass\n\ndef test_two():\n    assert False")

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.no_fnmatch_line("*what WeChat was asked*")


def test_workers_of_xdist_have_a_server_each(run: Run, pytester: pytest.Pytester) -> None:
    result = run(
        EXCHANGE
        + """
import os, pathlib, pytest, time

@pytest.mark.parametrize("number", range(6))
def test_it(wxsim, number):
    worker = os.environ["PYTEST_XDIST_WORKER"]
    pathlib.Path(f"{worker}-{number}.url").write_text(wxsim.url)
    time.sleep(0.1)
    assert exchange(wxsim, wxsim.person("alice").code())["openid"]
    wxsim.called("/sns/jscode2session", times=1)
""",
        *("-p", "xdist.plugin", "-n", "2"),
    )

    result.assert_outcomes(passed=6)
    urls: dict[str, set[str]] = {}
    for file in pytester.path.glob("*.url"):
        urls.setdefault(file.name.split("-")[0], set()).add(file.read_text())
    assert len(urls) == 2
    assert all(len(of_worker) == 1 for of_worker in urls.values())
    assert urls["gw0"] != urls["gw1"]


def test_the_simulator_is_stopped_at_the_end(run: Run) -> None:
    result = run(
        EXCHANGE
        + """
import pytest

@pytest.fixture(scope="session", autouse=True)
def afterwards():
    kept = []
    yield kept
    with pytest.raises(requests.ConnectionError):
        requests.get(kept[0], timeout=5)

def test_it(wxsim, afterwards):
    afterwards.append(wxsim.url)
"""
    )
    result.assert_outcomes(passed=1)


def test_it_is_installed_with_the_package() -> None:
    if "WXSIM_INSTALLED" in os.environ:
        points = importlib.metadata.entry_points(group="pytest11")
        assert [point.value for point in points if point.name == "wxsim"] == ["wxsim.pytest_plugin"]
    setup = configparser.ConfigParser()
    setup.read(Path(__file__).parents[2] / "setup.cfg", "utf-8")
    declared = setup["options.entry_points"]["pytest11"].split("\n")
    assert "wxsim = wxsim.pytest_plugin" in declared
