"""HTTP clients of eight runtimes, unmodified, log a person in under `wxsim exec`.

Run as a script it prints docs/clients.md: which client was tried in which
version, and what came of it. The programs are in tests/clients.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import requests

import needs
from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.serving.local_server import LocalServer

# What it needs is set up once, by one worker of pytest -n.
pytestmark = pytest.mark.xdist_group("exec-clients")

ROOT = Path(__file__).parents[2]
PROGRAMS = ROOT / "tests" / "clients"
PAGE = ROOT / "docs" / "clients.md"
APPID, SECRET = "wx0123456789abcdef", "0123456789abcdef" * 2

# What leads a client here, and the variables without which it does not.
ROADS = {
    "proxy variables": ("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"),
    "preload": ("PYTHONPATH", "NODE_OPTIONS"),
    "JAVA_TOOL_OPTIONS": ("JAVA_TOOL_OPTIONS",),
}
NODE_PACKAGES = {
    "axios": "axios@1",
    "axios-0": "axios-0@npm:axios@0.27",
    "got": "got@14",
    "node-fetch": "node-fetch@3",
    "undici": "undici@6",
}
PYTHON_VERSION = "import platform; print(platform.python_version())"
CURL = (
    'curl -sS "https://api.weixin.qq.com/sns/jscode2session?appid=$APPID&secret=$SECRET'
    '&js_code=$JS_CODE&grant_type=authorization_code"'
)


class Client(NamedTuple):
    """A client that is tried.

    Attributes:
        runtime: as the page calls it.
        name: of the client.
        words: the command; the first word is the program that must be there.
        version: a command that prints the runtime's version.
    """

    runtime: str
    name: str
    words: tuple[str, ...]
    version: tuple[str, ...]


def _python(name: str, argument: str) -> Client:
    words = (sys.executable, str(PROGRAMS / "login.py"), argument)
    return Client("Python", name, words, (sys.executable, "-c", PYTHON_VERSION))


def _node(name: str, argument: str) -> Client:
    words = ("node", str(PROGRAMS / "login.mjs"), argument)
    return Client("Node.js", name, words, ("node", "-p", "process.versions.node"))


def _java(name: str) -> Client:
    words = ("java", str(PROGRAMS / "Login.java"), name)
    code = ("sh", "-c", "java -version 2>&1 | sed -n 's/.*version \"\\(.*\\)\".*/\\1/p'")
    return Client("Java", name, words, code)


def _ruby(name: str, argument: str) -> Client:
    words = ("ruby", str(PROGRAMS / "login.rb"), argument)
    return Client("Ruby", name, words, ("ruby", "-e", "puts RUBY_VERSION"))


CLIENTS = [
    _python("requests", "requests"),
    _python("httpx", "httpx"),
    _python("httpx, async", "httpx-async"),
    _python("aiohttp", "aiohttp"),
    _python("aiohttp on uvloop", "aiohttp-uvloop"),
    _python("urllib.request", "urllib"),
    _python("urllib3", "urllib3"),
    _python("http.client", "http.client"),
    _node("https", "https"),
    _node("fetch", "fetch"),
    _node("axios 1", "axios"),
    _node("axios 0.27", "axios-0"),
    _node("got 14", "got"),
    _node("node-fetch 3", "node-fetch"),
    _node("undici 6", "undici"),
    _java("HttpClient"),
    _java("HttpURLConnection"),
    Client(
        "Go",
        "net/http",
        ("go", "run", str(PROGRAMS / "login.go")),
        ("sh", "-c", "go env GOVERSION | sed s/go//"),
    ),
    Client(
        "PHP",
        "curl",
        ("php", str(PROGRAMS / "login.php")),
        ("php", "-r", "echo PHP_VERSION;"),
    ),
    _ruby("Net::HTTP", "net-http"),
    _ruby("open-uri", "open-uri"),
    Client(
        "curl",
        "curl",
        ("sh", "-c", CURL),
        ("sh", "-c", "curl --version | sed -n '1s/curl \\([^ ]*\\).*/\\1/p'"),
    ),
]


@contextmanager
def simulator() -> Iterator[str]:
    with LocalServer(create_app(demo_world())) as server:
        yield server.url


def install_node_packages(folder: Path) -> None:
    """Install what login.mjs uses; the test lacks it where there is no registry."""
    (folder / "package.json").write_text("{}")
    done = subprocess.run(
        [
            *(needs.program("npm"), "install", "--no-audit", "--no-fund", "--silent"),
            *NODE_PACKAGES.values(),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        needs.lacking(f"npm cannot install the clients: {done.stderr}")


def log_in(
    client: Client, url: str, modules: Path, scratch: Path, without: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """Let a client exchange a fresh code under `wxsim exec`, but for some of its variables."""
    options = {"appid": APPID, "person": "alice"}
    code = requests.post(f"{url}/_wxsim/device/login", json=options, timeout=10).json()["code"]
    given = {
        "APPID": APPID,
        "SECRET": SECRET,
        "JS_CODE": code,
        "MODULES": str(modules),
        "GOCACHE": str(scratch / "go"),
        "WXSIM_CA_DIR": str(scratch / "ca"),
        "WXSIM_URL": url,
    }
    return subprocess.run(
        [
            *(sys.executable, "-m", "wxsim_cli", "exec", "--offline", "--"),
            *("env", *(f"--unset={name}" for name in without)),
            *client.words,
        ],
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def logged_in(done: subprocess.CompletedProcess[str]) -> bool:
    return '"openid"' in done.stdout and done.returncode == 0


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with simulator() as url:
        yield url


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exec")


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    needs.program("node")
    folder = tmp_path_factory.mktemp("node")
    install_node_packages(folder)
    return folder


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: f"{client.runtime}: {client.name}")
def test_an_unmodified_client_logs_a_person_in(
    request: pytest.FixtureRequest, url: str, scratch: Path, client: Client
) -> None:
    needs.program("curl" if client.runtime == "curl" else client.words[0])
    modules = request.getfixturevalue("modules") if client.runtime == "Node.js" else scratch
    done = log_in(client, url, modules, scratch)

    assert logged_in(done), done.stderr + done.stdout
    openid = json.loads(done.stdout[done.stdout.index("{") :])["openid"]
    journal = requests.get(f"{url}/_wxsim/journal", timeout=5).json()
    assert openid in journal[-1]["answer"]


def test_the_page_tells_of_every_client_that_is_tried() -> None:
    told = [
        [cell.strip() for cell in line.split("|")[1:5]]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and not line.startswith(("| runtime", "| ---"))
    ]

    assert [(row[0].split()[0], row[1]) for row in told] == [
        (client.runtime, client.name) for client in CLIENTS
    ]
    assert {row[2] for row in told} == {"yes"}
    assert {row[3] for row in told} <= {*ROADS, "either"}


def page() -> Iterator[str]:
    yield "# Which clients `wxsim exec` reaches"
    yield ""
    yield "Every row was run: an unmodified program with WeChat's own URL exchanged a js_code."
    yield "`python tests/e2e/test_exec_clients.py > docs/clients.md` tries them all again; the"
    yield "tests do so in every CI run. How it works, and what an environment cannot reach, is in"
    yield "[redirect.md](redirect.md)."
    yield ""
    yield "The road is what a client cannot do without; `either` takes the proxy variables or"
    yield "the preload."
    yield ""
    yield "| runtime | client | logged a person in | road |"
    yield "| --- | --- | --- | --- |"
    with tempfile.TemporaryDirectory() as folder, simulator() as url:
        scratch = Path(folder)
        install_node_packages(scratch)
        for client in CLIENTS:
            done = subprocess.run(client.version, capture_output=True, text=True, check=True)
            came = "yes" if logged_in(log_in(client, url, scratch, scratch)) else "no"
            needed = [
                road
                for road, names in ROADS.items()
                if not logged_in(log_in(client, url, scratch, scratch, without=names))
            ]
            yield (
                f"| {client.runtime} {done.stdout.strip()} | {client.name} | {came} "
                f"| {', '.join(needed) or 'either'} |"
            )


if __name__ == "__main__":
    for line in page():
        print(line)
