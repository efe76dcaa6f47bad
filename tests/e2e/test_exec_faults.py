"""Faults as a program meets them whose calls `wxsim exec` brings here."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from wxsim.serving.local_server import LocalServer
from wxsim.world import Fault, World
from wxsim.world.faults import KINDS

PROGRAM = """
import http.client, urllib.request
try:
    url = "https://api.weixin.qq.com/cgi-bin/token"
    print(urllib.request.urlopen(url, timeout=1).read().decode())
except Exception as error:
    print(type(error).__name__, error)
"""
FAULTS = {
    "errcode": (Fault(errcode=45009), '"errcode":45009'),
    "http": (Fault(kind="http", http=503), "HTTPError HTTP Error 503"),
    "delay": (Fault(kind="delay", delay=0.2), '"errcode":41002'),
    "hang": (Fault(kind="hang"), "TimeoutError"),
    "drop": (Fault(kind="drop"), "RemoteDisconnected"),
    "truncate": (Fault(kind="truncate"), "IncompleteRead"),
    "garbage": (Fault(kind="garbage"), "<!DOCTYPE html>"),
    "lost-answer": (Fault(kind="lost-answer"), "RemoteDisconnected"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_reaches_a_program_that_keeps_wechats_address(
    world: World, platform: LocalServer, tmp_path: Path, kind: str
) -> None:
    fault, told = FAULTS[kind]
    world.faults.add(fault)

    done = subprocess.run(
        [sys.executable, "-m", "wxsim_cli", "exec", "--", sys.executable, "-c", PROGRAM],
        env={**os.environ, "WXSIM_URL": platform.url, "WXSIM_CA_DIR": str(tmp_path / "ca")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert told in done.stdout, done.stderr
    assert world.faults.list() == []
