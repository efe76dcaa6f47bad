"""`wxsim exec`: how the program under it starts, and how it ends."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from exec_runs import FETCH, WXSIM, Run


def test_a_program_with_the_production_url_talks_to_the_simulator(execute: Run) -> None:
    done = execute(sys.executable, "-c", FETCH)

    assert done.returncode == 0, done.stderr
    assert "access_token" in json.loads(done.stdout)
    assert "WeChat is here: http://127.0.0.1:" in done.stderr


def test_what_the_program_starts_in_turn_comes_here_too(execute: Run) -> None:
    done = execute("sh", "-c", f"{sys.executable} - <<'END'\n{FETCH}\nEND")

    assert "access_token" in done.stdout, done.stderr


def test_the_programs_own_simulator_url_is_in_its_environment(execute: Run) -> None:
    code = [*WXSIM, "code"]
    assert execute(*code).stdout.startswith("0")


@pytest.mark.parametrize("code", [0, 1, 2, 77])
def test_the_exit_code_is_the_programs(execute: Run, code: int) -> None:
    assert execute("sh", "-c", f"exit {code}").returncode == code


def test_a_program_that_a_signal_ended_is_reported_as_shells_do(execute: Run) -> None:
    assert execute("sh", "-c", "kill -9 $$").returncode == 128 + 9


def test_a_program_that_does_not_exist_is_127_and_a_clear_word(execute: Run) -> None:
    done = execute("no-such-program", "--flag")

    assert done.returncode == 127
    assert "there is no command 'no-such-program'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_program_is_126(execute: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    done = execute(str(tmp_path / "notes.txt"))

    assert done.returncode == 126
    assert "cannot be run" in done.stderr


def test_without_a_program_the_usage_says_what_is_missing(execute: Run) -> None:
    done = execute()

    assert done.returncode == 2
    assert "CMD" in done.stderr


def test_options_after_the_program_are_the_programs(execute: Run) -> None:
    done = execute("sh", "-c", 'echo "$@"', "sh", "--port", "1", "--offline", "-x")

    assert done.stdout == "--port 1 --offline -x\n"
