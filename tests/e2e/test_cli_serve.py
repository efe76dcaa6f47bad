"""`wxsim serve` and `wxsim login-server`, as processes on real sockets."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest
import requests
from click.testing import CliRunner

from wxsim_cli.group import cli

APPID = "wx0123456789abcdef"
SECRET = "0123456789abcdef0123456789abcdef"
COMMAND = [sys.executable, "-m", "wxsim_cli"]
SERVERS = ["serve", "login-server"]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("WXSIM_URL", "WECHAT_APPID", "WECHAT_SECRET", "WECHAT_BASE_URL"):
        monkeypatch.delenv(variable, raising=False)


@contextmanager
def running(*words: str, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Run a server, and end it if the test has not."""
    with subprocess.Popen(
        [*COMMAND, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def lines(stream: IO[str] | None) -> Iterator[str]:
    assert stream is not None
    return iter(stream)


def facts_of(process: subprocess.Popen[str]) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(next(lines(process.stdout)))
    return facts


def stopped(process: subprocess.Popen[str], by: int) -> tuple[int, str, str]:
    """Return the exit code of a server that gets a signal, and what it still printed."""
    process.send_signal(by)
    out, error = process.communicate(timeout=10)
    return process.returncode, out, error


def get(url: str, **params: str) -> dict[str, Any]:
    with requests.Session() as session:
        session.trust_env = False
        answer: dict[str, Any] = session.get(url, params=params, timeout=10).json()
    return answer


def refused(*words: str) -> str:
    """Return the error of a command that must have printed nothing else."""
    result = CliRunner().invoke(cli, list(words), prog_name="wxsim")
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    return result.stderr


# How they start and end


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("server", SERVERS)
def test_a_server_ends_cleanly_when_told_to(server: str, by: int) -> None:
    with running(server, "--port", "0", "--json") as process:
        facts_of(process)
        assert stopped(process, by) == (0, "", "stopped\n")


def test_serve_ends_although_a_client_holds_a_connection() -> None:
    with running("serve", "--port", "0", "--json") as process, requests.Session() as session:
        session.trust_env = False
        session.get(f"{facts_of(process)['url']}/_wxsim/", timeout=10)
        assert stopped(process, signal.SIGINT) == (0, "", "stopped\n")


def test_the_json_line_of_serve_says_all_that_a_script_needs() -> None:
    with running("serve", "--port", "0", "--json", "--seed", "种子") as process:
        facts = facts_of(process)
        assert get(f"{facts['url']}/_wxsim/")["seed"] == "种子"
        assert facts == {
            "url": facts["url"],
            "appid": APPID,
            "secret": SECRET,
            "seed": "种子",
            "pid": process.pid,
        }
        assert re.fullmatch(r"http://127\.0\.0\.1:[1-9][0-9]*", facts["url"])


def test_the_text_of_serve_is_something_to_copy_and_paste() -> None:
    with running("serve", "--port", "0") as process:
        shown = []
        for line in lines(process.stdout):
            shown.append(line)
            if "curl" in line:
                break
        text = "".join(shown)
        assert f"appid   {APPID}\n" in text
        assert f"secret  {SECRET}\n" in text
        found = re.search(r"  export WXSIM_URL=(\S+)\n  wxsim code\n  curl \"(.*)\"\n", text)
        assert found is not None
        variables = {**os.environ, "WXSIM_URL": found[1]}
        code = subprocess.run(
            [*COMMAND, "code"], env=variables, capture_output=True, text=True, check=True
        ).stdout.strip()
        assert "openid" in get(found[2].replace("$(wxsim code)", code))


@pytest.mark.parametrize("server", SERVERS)
def test_the_same_json_line_goes_to_the_ready_fd_which_is_closed(server: str) -> None:
    reading, writing = os.pipe()
    words = [server, "--port", "0", "--json", "--ready-fd", str(writing)]
    with running(*words, pass_fds=[writing]) as process:
        os.close(writing)
        with os.fdopen(reading) as ready:
            assert json.loads(ready.read()) == facts_of(process)


def test_the_ready_fd_does_not_replace_the_text() -> None:
    reading, writing = os.pipe()
    words = ["serve", "--port", "0", "--ready-fd", str(writing)]
    with running(*words, pass_fds=[writing]) as process:
        os.close(writing)
        with os.fdopen(reading) as ready:
            url = json.loads(ready.read())["url"]
        assert url in next(lines(process.stdout))


@pytest.mark.parametrize(
    ("number", "what"),
    [
        ("1", "1 is stdin, stdout or stderr; use --json for stdout"),
        ("-1", "-1 is stdin, stdout or stderr"),
        ("977", "file descriptor 977 is not open for writing; open it, as in `--ready-fd 977 977>"),
        ("9" * 30, "is not open for writing"),
        ("three", "'three' is not a valid integer"),
    ],
)
@pytest.mark.parametrize("server", SERVERS)
def test_a_bad_ready_fd_is_refused(server: str, number: str, what: str) -> None:
    assert what in refused(server, "--port", "0", "--ready-fd", number)


def test_a_ready_fd_that_can_only_be_read_is_refused() -> None:
    readable = os.open(os.devnull, os.O_RDONLY)
    assert "is not open for writing" in refused("serve", "--ready-fd", str(readable))
    os.close(readable)


def test_a_server_whose_starter_has_gone_does_not_stay() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    words = ["serve", "--port", "0", "--ready-fd", str(writing)]
    with running(*words, pass_fds=[writing]) as process:
        os.close(writing)
        out, error = process.communicate(timeout=10)
    assert (process.returncode, out) == (2, "")
    assert "nothing can be written to file descriptor" in error


# Where they listen


@pytest.mark.parametrize("server", SERVERS)
def test_a_taken_port_is_an_error_that_says_how_to_choose_another(server: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert refused(server, "--port", port) == (
            f"Error: port {port} of 127.0.0.1 is taken; choose another with --port, "
            "or any free one with --port 0\n"
        )


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com", "", "127.1"])
@pytest.mark.parametrize("server", SERVERS)
def test_what_others_can_reach_is_refused_unless_it_is_meant(server: str, host: str) -> None:
    error = refused(server, "--host", host, "--port", "0")
    assert error.startswith(f"Error: {host} is not a loopback address")
    assert "add --allow-remote if you mean it" in error


@pytest.mark.parametrize("host", ["192.0.2.1", "a..b"])
def test_an_address_that_is_not_this_machines_is_an_error(host: str) -> None:
    words = ["--host", host, "--port", "0", "--allow-remote", "--control-token", "sesame"]
    error = refused("serve", *words)
    assert host in error
    assert "choose another --host" in error


def test_a_server_that_listens_everywhere_names_an_address_that_this_machine_reaches() -> None:
    words = ["serve", "--host", "0.0.0.0", "--port", "0", "--allow-remote", "--json"]
    with running(*words) as process:
        url = facts_of(process)["url"]
        assert url.startswith("http://127.0.0.1:")
        assert get(f"{url}/_wxsim/")["name"] == "wxsim"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.2"])
def test_every_loopback_address_is_taken(host: str) -> None:
    with running("serve", "--host", host, "--port", "0", "--json") as process:
        url = facts_of(process)["url"]
        assert url.startswith(f"http://{host}:")
        assert get(f"{url}/_wxsim/")["name"] == "wxsim"


@pytest.mark.parametrize("port", ["65536", "-1", "http"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    assert "Invalid value for '--port'" in refused("serve", "--port", port)


# What serve serves


def test_serve_takes_apps_and_people_from_a_file(tmp_path: Path) -> None:
    own = {
        "apps": [{"appid": "wxbbbbbbbbbbbbbbbb", "secret": "b" * 32}],
        "people": [{"name": "zhang"}],
    }
    file = tmp_path / "own.json"
    file.write_text(json.dumps(own), "utf-8")
    with running("serve", "--port", "0", "--json", "--apps", str(file)) as process:
        facts = facts_of(process)
        assert (facts["appid"], facts["secret"]) == ("wxbbbbbbbbbbbbbbbb", "b" * 32)
        assert get(f"{facts['url']}/_wxsim/people/zhang")["nickname"] == "zhang"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("apps: [{appid: 12}]", "does not fit"),
        ("apps: [{appid: '12'}]", "'12' is not an appid"),
        ("people: [{name: a}, {name: a}]", "has the person a twice"),
        ("apps: [", "does not fit"),
    ],
)
def test_a_bad_file_of_apps_is_refused(tmp_path: Path, content: str, what: str) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(content, "utf-8")
    assert what in refused("serve", "--port", "0", "--apps", str(file))


def test_a_missing_file_of_apps_is_refused() -> None:
    assert "'none.yaml' does not exist" in refused("serve", "--apps", "none.yaml")


# What the login server is told


def test_a_person_logs_in_at_the_login_server_with_a_code_of_the_simulator() -> None:
    with running("serve", "--port", "0", "--json") as simulator:
        simulator_url = facts_of(simulator)["url"]
        variables = {**os.environ, "WXSIM_URL": simulator_url}
        with running("login-server", "--port", "0", env=variables) as server:
            shown = []
            for line in lines(server.stdout):
                shown.append(line)
                if "curl" in line:
                    break
            text = "".join(shown)
            assert f"WeChat    {simulator_url}\n" in text
            found = re.search(r'  curl "(\S+)\$\(wxsim (.*)\)"', text)
            assert found is not None
            code = subprocess.run(
                [*COMMAND, *found[2].split()], capture_output=True, text=True, check=True
            ).stdout.strip()
            assert get(found[1] + code)["Code"] == 0


def test_options_go_over_the_environment_and_the_environment_over_the_demo() -> None:
    variables = {
        **os.environ,
        "WXSIM_URL": "http://127.0.0.1:1",
        "WECHAT_APPID": "wx1111111111111111",
        "WECHAT_SECRET": "1" * 32,
        "WECHAT_BASE_URL": "",
    }
    words = ["login-server", "--port", "0", "--json"]
    with running(*words, env=variables) as server:
        facts = facts_of(server)
        assert facts == {
            "url": facts["url"],
            "appid": "wx1111111111111111",
            "wechat_url": "http://127.0.0.1:1",
            "pid": server.pid,
        }
    options = ["--appid", "wx2222222222222222", "--wechat-url", "http://127.0.0.1:2"]
    with running(*words, *options, env=variables) as server:
        facts = facts_of(server)
        assert facts["appid"] == "wx2222222222222222"
        assert facts["wechat_url"] == "http://127.0.0.1:2"


def test_the_login_server_keeps_its_accounts_in_the_database_named(tmp_path: Path) -> None:
    database = tmp_path / "users.db"
    words = ["login-server", "--port", "0", "--json", "--database", str(database)]
    with running(*words) as server:
        facts_of(server)
    assert database.read_bytes().startswith(b"SQLite format 3")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["--appid", "wx1111111111111111"], "WECHAT_SECRET is not set"),
        (["--wechat-url", "127.0.0.1:8700"], "it must be an address like https://"),
        (["--database", "no/such/folder/users.db"], "cannot use 'no/such/folder/users.db'"),
    ],
)
def test_settings_that_make_no_sense_are_refused(words: list[str], what: str) -> None:
    assert what in refused("login-server", "--port", "0", *words)


def test_a_variable_that_makes_no_sense_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WECHAT_TIMEOUT", "soon")
    assert "WECHAT_TIMEOUT is 'soon'" in refused("login-server", "--port", "0")
