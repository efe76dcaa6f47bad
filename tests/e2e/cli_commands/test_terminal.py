"""The commands on a terminal, and without one."""

from __future__ import annotations

import os
import pty
import signal
import socket
import subprocess

import pytest

from cli_runs import APPID, COMMAND, process
from wxsim.serving.local_server import LocalServer
from wxsim_cli.jsontext import parse_json


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
