"""`wxsim serve --tls`: HTTPS for programs that come by name; and `wxsim ca`."""

from __future__ import annotations

import json
import os
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import requests

from served import serving
from wxsim.redirect.authority import VALID_DAYS, open_authority
from wxsim.world.faults import KIND_OF_FIELD

WXSIM = [sys.executable, "-m", "wxsim_cli"]
API = "api.weixin.qq.com"
PATH = "/sns/jscode2session"


@pytest.fixture
def ca_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WXSIM_CA_DIR", str(tmp_path / "ca"))
    return tmp_path / "ca"


@contextmanager
def served(*options: str) -> Iterator[dict[str, Any]]:
    with serving("--tls", "--http-port", "0", *options) as simulator:
        yield simulator.facts


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*WXSIM, *words], capture_output=True, text=True, check=False, timeout=30)


def ask(
    facts: dict[str, Any], folder: Path, host: str, path: str = PATH, timeout: float = 10
) -> bytes:
    context = ssl.create_default_context(cafile=str(folder / "wxsim-ca.pem"))
    with (
        socket.create_connection(("127.0.0.1", facts["tls_port"]), timeout=timeout) as plain,
        context.wrap_socket(plain, server_hostname=host) as connection,
    ):
        connection.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
        )
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
        return b"".join(parts)


def test_it_answers_as_wechat_by_every_name_of_wechats(ca_folder: Path) -> None:
    with served() as facts:
        for host in (API, "open.weixin.qq.com", "api2.weixin.qq.com"):
            answer = ask(facts, ca_folder, host)
            assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
            assert b'"errcode":41002' in answer
        assert b'"name":"wxsim"' in ask(facts, ca_folder, "localhost", "/_wxsim/")


def test_faults_strike_through_tls_as_they_do_without(ca_folder: Path) -> None:
    told: dict[str, Any] = dict.fromkeys(KIND_OF_FIELD, True)
    told |= {"errcode": 45011, "http": 502, "delay": 0.1}
    ends = {
        "errcode": b"}",
        "http": b"</html>\r\n",
        "delay": b'"}',
        "truncate": b"appid miss",
        "garbage": b"network.\n",
        "drop": b"",
        "lost_answer": b"",
    }
    with served() as facts, requests.Session() as control:
        for name, value in told.items():
            control.post(f"{facts['url']}/_wxsim/faults", json={name: value}, timeout=10)
            if name == "hang":
                with pytest.raises(TimeoutError):
                    ask(facts, ca_folder, API, timeout=0.5)
                continue
            answer = ask(facts, ca_folder, API)
            if ends[name]:
                assert answer.startswith(b"HTTP/1.1 "), name
            assert answer.endswith(ends[name]), name
        journal = control.get(f"{facts['url']}/_wxsim/journal", timeout=10).json()
    struck = [exchange["fault"].split()[2] for exchange in journal]
    assert struck == list(KIND_OF_FIELD.values())


def test_plain_http_is_spoken_at_a_port_beside_it(ca_folder: Path) -> None:
    with served() as facts:
        assert requests.get(facts["url"] + PATH, timeout=10).json()["errcode"] == 41002


def test_the_simulators_own_doors_are_closed_under_wechats_name(ca_folder: Path) -> None:
    with served() as facts:
        assert b"HTTP/1.1 403 " in ask(facts, ca_folder, API, "/_wxsim/")


def test_another_name_gets_no_certificate(ca_folder: Path) -> None:
    with served() as facts, pytest.raises((ssl.SSLError, ConnectionError)):
        ask(facts, ca_folder, "shop.example")


def test_workers_speak_tls_too(ca_folder: Path, redis_url: str) -> None:
    with served("--workers", "2", "--store", redis_url) as facts:
        for _ in range(8):
            assert b'"errcode":41002' in ask(facts, ca_folder, API)


def test_a_port_that_is_taken_is_named(ca_folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run("serve", "--tls", "--port", port, "--http-port", "0")
    assert done.returncode == 2
    assert f"port {port} of 127.0.0.1 is taken" in done.stderr


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may take any port"
)
def test_a_port_for_root_alone_is_explained(ca_folder: Path) -> None:
    done = run("serve", "--tls", "--port", "443", "--http-port", "0")

    assert done.returncode == 2
    assert "docs/redirect.md" in done.stderr


def test_an_authority_that_is_over_is_an_error_that_names_the_date(ca_folder: Path) -> None:
    begun = datetime.now(timezone.utc) - timedelta(days=VALID_DAYS + 1)
    over, _ = open_authority(ca_folder, begun)
    done = run("serve", "--tls", "--port", "0", "--http-port", "0")

    assert done.returncode == 2
    assert f"ended on {over.expires:%Y-%m-%d}" in done.stderr
    assert "wxsim ca renew" in done.stderr
    assert "over" in run("ca", "show").stdout


def test_an_end_that_is_near_is_told(ca_folder: Path) -> None:
    begun = datetime.now(timezone.utc) - timedelta(days=VALID_DAYS - 3)
    open_authority(ca_folder, begun)
    command = [*WXSIM, "serve", "--tls", "--port", "0", "--http-port", "0", "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.terminate()
        assert "wxsim ca renew" in process.stderr.read()


def test_the_http_port_goes_with_tls_alone() -> None:
    done = run("serve", "--http-port", "1234")

    assert done.returncode == 2
    assert "--http-port goes with --tls" in done.stderr


def test_ca_path_makes_what_it_names(ca_folder: Path) -> None:
    path = Path(run("ca", "path").stdout.strip())

    assert path == ca_folder / "wxsim-ca.pem"
    assert b"BEGIN CERTIFICATE" in path.read_bytes()


def test_ca_show_tells_what_there_is(ca_folder: Path) -> None:
    none = run("ca", "show")
    assert none.returncode == 2
    assert "wxsim ca renew" in none.stderr

    open_authority(ca_folder)
    facts = json.loads(run("ca", "show", "--format", "json").stdout)
    text = run("ca", "show").stdout
    assert facts["certificate"] == str(ca_folder / "wxsim-ca.pem")
    assert 89 <= facts["days_left"] <= 90
    assert facts["speaks_for"][0] == "weixin.qq.com"
    assert facts["sha256"] in text


def test_ca_renew_makes_another_and_remove_none(ca_folder: Path) -> None:
    old, _ = open_authority(ca_folder)
    assert "is new" in run("ca", "renew").stdout
    assert open_authority(ca_folder)[0].fingerprint != old.fingerprint
    assert run("ca", "remove").stdout == "removed\n"
    assert "there was none" in run("ca", "remove").stdout


def test_a_damaged_authority_is_an_error_for_every_command(ca_folder: Path) -> None:
    ca_folder.mkdir()
    (ca_folder / "authority.pem").write_text("broken")
    (ca_folder / "authority.pem").chmod(0o600)
    for words in (("ca", "show"), ("ca", "path"), ("serve", "--tls", "--port", "0")):
        done = run(*words)
        assert done.returncode == 2
        assert "wxsim ca renew" in done.stderr
