"""What is installed is what is in the tree, and the papers say so."""

from __future__ import annotations

import configparser
import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import flask
import pytest
import requests

from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.miniprogram import MiniProgram
from wxsim.serving.local_server import LocalServer

ROOT = Path(__file__).parents[2]
SOURCE_ROOTS = {"wxsim": "simulator", "wxsim_cli": "cli", "wxsim_fixtures": "fixtures"}
READMES = ("README.md", "README.zh-CN.md")


@pytest.fixture(scope="module")
def setup() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", "utf-8")
    return parser


def listed(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines()]


def test_every_package_in_the_tree_is_declared(setup: configparser.ConfigParser) -> None:
    in_tree = {
        ".".join(init.parent.relative_to(ROOT / folder).parts)
        for folder in SOURCE_ROOTS.values()
        for init in (ROOT / folder).rglob("__init__.py")
    }
    assert set(listed(setup["options"]["packages"])) == in_tree


@pytest.mark.parametrize("package", SOURCE_ROOTS)
def test_every_data_file_in_the_tree_is_installed(package: str) -> None:
    source = ROOT / SOURCE_ROOTS[package] / package
    installed = Path(importlib.import_module(package).__file__ or "").parent
    in_tree = {
        path.relative_to(source)
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {path for path in in_tree if not (installed / path).is_file()} == set()


@pytest.mark.skipif(
    "WXSIM_INSTALLED" not in os.environ, reason="only CI is sure to test the installed wheel"
)
def test_the_tests_run_against_the_installed_wheel() -> None:
    for package in SOURCE_ROOTS:
        file = importlib.import_module(package).__file__ or ""
        assert "site-packages" in file


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_gives_a_reason_for_every_package_and_for_no_other(
    readme: str, setup: configparser.ConfigParser
) -> None:
    required = {re.split("[<>=]", line)[0] for line in listed(setup["options"]["install_requires"])}
    text = (ROOT / readme).read_text("utf-8")
    table = text.rsplit("| --- | --- |", 1)[1]
    assert set(re.findall(r"^\| (\w+) \| \S", table, re.MULTILINE)) == required


def test_no_required_package_is_without_a_use(setup: configparser.ConfigParser) -> None:
    modules = {"pyyaml": "yaml", "pillow": "PIL", "zxing_cpp": "zxingcpp"}
    # Not imported here: uvicorn takes it where it is there.
    named = {"uvloop": 'loop="auto"', "httptools": "httptools_impl"}
    sources = "\n".join(
        path.read_text("utf-8")
        for folder in SOURCE_ROOTS.values()
        for path in (ROOT / folder).rglob("*.py")
    )
    for line in listed(setup["options"]["install_requires"]):
        name = re.split("[<>=]", line)[0]
        if name in named:
            assert named[name] in sources, name
            continue
        module = modules.get(name, name)
        assert re.search(rf"^\s*(from|import) {module}\b", sources, re.MULTILINE), name


def commands(readme: str) -> dict[str, str]:
    text = (ROOT / readme).read_text("utf-8")
    found = re.findall(r"<!-- command: (\w+) -->\n```sh\n(.*?)\n```", text, re.DOTALL)
    return dict(found)


def test_both_readmes_give_the_same_two_commands() -> None:
    english, chinese = map(commands, READMES)
    assert english == chinese
    assert set(english) == {"run", "test"}


def test_both_readmes_have_the_same_code() -> None:
    def code(readme: str) -> list[str]:
        text = (ROOT / readme).read_text("utf-8")
        blocks = re.findall(r"^```\w+\n.*?^```", text, re.DOTALL | re.MULTILINE)
        return [re.sub(r" *#.*| +", " ", block) for block in blocks]

    assert code(READMES[0]) == code(READMES[1])


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_names_every_command_and_no_other(readme: str) -> None:
    from wxsim_cli.group import COMMANDS  # noqa: PLC0415  # only this test needs the CLI

    text = (ROOT / readme).read_text("utf-8")
    rows = re.findall(r"^\| (`wxsim .*?) \|", text, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`wxsim ([\w-]+)", row)} == set(COMMANDS)


@pytest.mark.parametrize("readme", READMES)
def test_the_python_of_the_readme_runs(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False
    )
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("readme", READMES)
def test_the_login_of_the_readme_logs_in_and_refuses_a_used_code(
    readme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / readme).read_text("utf-8")
    source = re.findall(r"```py\n(.*?)```", text, re.DOTALL)[0]
    app = flask.Flask("production")
    world = demo_world()
    with LocalServer(create_app(world)) as wechat:
        monkeypatch.setenv("WECHAT_BASE_URL", wechat.url)
        names = {"app": app, "os": os, "request": flask.request, "requests": requests}
        names |= {"APPID": "wx0123456789abcdef", "SECRET": "0123456789abcdef" * 2}
        names |= {"new_session": lambda openid, session_key: f"{len(openid)}, {len(session_key)}"}
        exec(source, names)
        with MiniProgram(wechat.url, person="alice") as program:
            body = {"code": program.wx.login()["code"]}
        first, second = (app.test_client().post("/login", json=body) for _ in range(2))
    assert (first.status_code, first.get_json()) == (200, {"token": "28, 24"})
    assert second.status_code == 401
    assert "code been used" in second.get_data(as_text=True)


@pytest.mark.parametrize("readme", READMES)
def test_the_replay_in_the_readme_is_what_one_sees(readme: str) -> None:
    (shown,) = re.findall(r"```text\n(.*?)```", (ROOT / readme).read_text("utf-8"), re.DOTALL)
    seen = subprocess.run(
        [sys.executable, "-m", "wxsim_cli", "replay", "code-reused"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=30,
        check=True,
    ).stdout
    # The identifiers follow from the seed; times, ports and the login server's
    # own random numbers do not.
    for pattern in (r"✓ +\d +.*?\.", r"js_code of alice", r'"code":"\w+"', r'"openid":"[^"]+"'):
        assert re.findall(pattern, shown)
        assert re.findall(pattern, shown) == re.findall(pattern, seen)


@pytest.mark.parametrize("readme", READMES)
def test_every_link_of_the_readme_leads_somewhere(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    links = set(re.findall(r"\]\(([^)#:]+)\)", text))
    assert links
    assert {link for link in links if not (ROOT / link).exists()} == set()


def test_the_changelog_begins_with_this_version() -> None:
    from wxsim.version import __version__  # noqa: PLC0415  # only this test needs it

    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    match = re.search(r"^## (\S+)", text, re.MULTILINE)
    assert match is not None
    assert match[1] == __version__
