"""What a clean simulator costs a test: 200 tests with one, against 200 without.

Everything counts: the imports, the server's start, the reset before each test, a
code and its exchange. 5 ms a test is what it may cost.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

TESTS = 200
# What a test does with it, beginning with nothing at all.
BODIES = {
    "no simulator": ("", "assert True"),
    "a clean simulator": ("wxsim", "assert wxsim.mark() == 0"),
    "and a login code": ("wxsim", "assert wxsim.person('alice').code()"),
    "and its exchange, in process": ("wxsim", "exchange_in_process(wxsim)"),
    "and its exchange, over the socket": ("wxsim", "exchange(wxsim, wxsim.url)"),
}
HELPERS = """
import pytest

def exchange(wxsim, url):
    import requests
    app = wxsim.default_app
    query = {"appid": app.appid, "secret": app.secret, "grant_type": "authorization_code"}
    query["js_code"] = wxsim.person("alice").code()
    assert "openid" in requests.get(url + "/sns/jscode2session", params=query, timeout=5).json()

def exchange_in_process(wxsim):
    with wxsim.intercept():
        exchange(wxsim, "https://api.weixin.qq.com")
"""


def seconds(folder: Path, fixture: str, body: str) -> float:
    """Return how long pytest takes over the tests."""
    file = folder / "test_many.py"
    tests = (f"def test_{number}({fixture}):\n    {body}\n" for number in range(TESTS))
    file.write_text(HELPERS + "".join(tests), "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", str(folder)]
    command += ["-p", "wxsim.pytest_plugin", "-p", "no:cacheprovider", str(file)]
    began = time.perf_counter()
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="default: 5")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        taken = {name: [] for name in BODIES}  # type: dict[str, list[float]]
        for _ in range(rounds):
            for name, (fixture, body) in BODIES.items():
                taken[name].append(seconds(Path(folder), fixture, body))
    bare = median(taken["no simulator"])
    print(f"{TESTS} tests, median of {rounds} runs, milliseconds a test above none\n")
    for name, runs in taken.items():
        print(f"{name:36} {(median(runs) - bare) / TESTS * 1000:6.2f}")


if __name__ == "__main__":
    main()
