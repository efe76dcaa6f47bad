"""A test that would wait for ever fails, and leaves no process behind."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

SUPPORT = Path(__file__).parents[1] / "support"

# A program with a child of its own; neither ends, whatever they are told.
DEAF = """\
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if len(sys.argv) == 2:
    subprocess.Popen([sys.executable, __file__, sys.argv[1], "inner"], start_new_session=True)
    print("up", flush=True)
time.sleep(600)
"""

# Each of them waits for something that never comes.
WAITS = {
    "a child": "with child():\n    pass",
    "a pipe": "with child() as process:\n    process.stdout.read()",
    "a child on the way out": "with child():\n    assert False",
    "a descriptor": "reading, _ = os.pipe()\nos.read(reading, 1)",
    "a socket": "socket.create_server(('127.0.0.1', 0)).accept()",
    "a thread": "threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
    "threading.enumerate()[-1].join()",
    "a lock": "threading.Event().wait()",
    "a loop": "while True:\n    time.sleep(0.01)",
}

HEAD = """\
import os, socket, subprocess, sys, threading, time
import pytest

def child():
    command = [sys.executable, "deaf.py", "MARK"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"up\\n"
    return process
"""


def run(folder: Path, program: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run a file of tests under the watchdog and no other plugin, in a process of its own."""
    (folder / "deaf.py").write_text(DEAF)
    (folder / "test_it.py").write_text(HEAD.replace("MARK", str(folder)) + program)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = --strict-markers\n")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "watchdog", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env={"PYTHONPATH": str(SUPPORT), "PATH": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def left_behind(folder: Path) -> list[psutil.Process]:
    """Return the processes of a run that are still there."""
    return [
        one
        for one in psutil.process_iter(["cmdline"])
        if str(folder) in (one.info["cmdline"] or [])
    ]


@pytest.mark.parametrize("options", [(), ("-p", "xdist.plugin", "-n1")], ids=["alone", "xdist"])
def test_whatever_a_test_waits_for_it_fails_and_nothing_is_left(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    tests = [
        f"@pytest.mark.limit(0.5)\ndef test_{number}():\n{textwrap.indent(wait, '    ')}\n"
        for number, wait in enumerate(WAITS.values())
    ]

    ran = run(tmp_path, "\n".join([*tests, "def test_next():", "    pass", ""]), *options)

    assert f"{len(WAITS)} failed, 1 passed" in ran.stdout, ran.stdout
    assert ran.stdout.count("still waiting after 0.5 seconds; its processes") >= len(WAITS)
    assert left_behind(tmp_path) == []


def test_fixtures_are_watched_over_too_at_their_beginning_and_their_end(tmp_path: Path) -> None:
    fixture = "@pytest.fixture\ndef {0}():\n    {1}\n\n"
    program = fixture.format("begins", "time.sleep(600)") + fixture.format(
        "ends", "yield\n    time.sleep(600)"
    )
    for name in ("begins", "ends"):
        program += f"@pytest.mark.limit(0.3)\ndef test_{name}({name}):\n    pass\n\n"

    ran = run(tmp_path, program)

    assert "1 passed, 2 errors" in ran.stdout, ran.stdout


def test_what_other_tests_share_is_spared(tmp_path: Path) -> None:
    program = """
@pytest.fixture(scope="module")
def shared():
    with child() as process:
        yield process
        process.kill()

def test_first(shared):
    pass

@pytest.mark.limit(0.5)
def test_that_waits(shared):
    time.sleep(600)

def test_last(shared):
    assert shared.poll() is None
"""
    ran = run(tmp_path, program)
    for one in left_behind(tmp_path):
        one.kill()  # the child of the shared one, of whom nobody knows

    assert "1 failed, 2 passed" in ran.stdout, ran.stdout


def test_a_test_in_time_hears_nothing_of_it(tmp_path: Path) -> None:
    program = """
@pytest.mark.limit(0.2)
def test_in_time():
    pass

def test_after():
    time.sleep(0.5)
"""
    assert "2 passed" in run(tmp_path, program).stdout
