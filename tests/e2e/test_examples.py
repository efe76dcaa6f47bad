"""The examples, and the page about testing, do what they say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from wxsim.testing import PersonHandle, Simulator

ROOT = Path(__file__).parents[2]
EXAMPLES, DOCS = ROOT / "examples", ROOT / "docs"
NAMES = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())


def test_there_is_one_for_each_kind_of_back_end() -> None:
    assert NAMES == ["django_app", "fastapi_app", "flask_app", "with_httpx", "with_requests"]


@pytest.mark.parametrize("name", NAMES)
def test_the_tests_of_an_example_pass_offline(name: str, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        # An installed wxsim brings the plugin by itself, a checkout does not: name it.
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        # Whoever leaves the machine ends at a port where nobody is.
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9"),
        "NO_PROXY": "127.0.0.1,localhost",
    }
    options = ["-p", "wxsim.pytest_plugin", "-p", "no:cacheprovider", "-W", "error"]
    # Not the settings of this repository: its readers have none of them.
    options += ["-c", os.devnull, "--rootdir", str(EXAMPLES / name), "-q"]

    ended = subprocess.run(
        [sys.executable, "-m", "pytest", *options, f"--basetemp={tmp_path}/example"],
        cwd=EXAMPLES / name,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert re.search(r"^[5-9]\d* passed|^\d\d passed", ended.stdout, re.MULTILINE), ended.stdout


@pytest.mark.parametrize("name", NAMES)
def test_a_back_end_knows_nothing_of_the_simulator_and_says_how_it_is_tested(name: str) -> None:
    (backend,) = (
        file for file in (EXAMPLES / name).glob("*.py") if not file.name.startswith("test_")
    )
    text = backend.read_text("utf-8")
    header, code = text.split('"""', 2)[1:]

    assert "wxsim" not in code
    assert f"test_{backend.name}" in header
    assert "pip install wxsim" in header


BLOCKS = re.findall(r"```python\n(.*?)```", (DOCS / "testing.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_the_code_on_the_testing_page_runs(number: int, tmp_path: Path) -> None:
    file = tmp_path / f"test_block_{number}.py"
    file.write_text(BLOCKS[number], "utf-8")
    if "(wxsim)" in BLOCKS[number]:
        options = ["-m", "pytest", "-p", "wxsim.pytest_plugin", "-c", os.devnull, "-W", "error"]
        command = [*options, "--rootdir", str(tmp_path), str(file)]
    else:
        command = ["-W", "error", str(file)]

    ended = subprocess.run(
        [sys.executable, *command],
        cwd=tmp_path,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_testing_page_names_everything_a_test_has_in_its_hands() -> None:
    text = (DOCS / "testing.md").read_text("utf-8")
    for what in (Simulator, PersonHandle):
        names = {name for name in dir(what) if not name.startswith("_")} - {"stop"}
        assert {name for name in names if not re.search(rf"\.{name}\b", text)} == set()
