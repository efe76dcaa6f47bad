"""`wxsim exec`: how the program under it starts, what it finds, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from needs import program
from wxsim.redirect.authority import open_authority
from wxsim.redirect.environment import redirected
from wxsim.serving.local_server import LocalServer

WXSIM = [sys.executable, "-m", "wxsim_cli"]
TOKEN = (
    "https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential"
    "&appid=wx0123456789abcdef&secret=0123456789abcdef0123456789abcdef"
)
FETCH = f"import urllib.request as r; print(r.urlopen({TOKEN!r}, timeout=10).read().decode())"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    quiet = {name: text for name, text in os.environ.items() if not name.startswith("WXSIM_")}
    return {**quiet, "WXSIM_CA_DIR": str(tmp_path / "ca")}


@pytest.fixture
def execute(environ: dict[str, str]) -> Run:
    def run(
        *words: str, options: tuple[str, ...] = ("--port", "0"), **more: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*WXSIM, "exec", *options, "--", *words],
            env={**environ, **more},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def seen(execute: Run, *names: str, **environ: str) -> dict[str, str | None]:
    """Return what the program finds in its environment."""
    code = f"import json,os; print(json.dumps([os.environ.get(n) for n in {names!r}]))"
    done = execute(sys.executable, "-c", code, **environ)
    assert done.returncode == 0, done.stderr
    return dict(zip(names, json.loads(done.stdout), strict=True))


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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to pass on")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_is_passed_on_and_the_program_may_answer_it(
    environ: dict[str, str], number: signal.Signals
) -> None:
    script = (
        f"trap 'echo told; exit 9' {number.name.removeprefix('SIG')}; echo up; "
        "while :; do sleep 0.05; done"
    )
    with subprocess.Popen(
        [*WXSIM, "exec", "--port", "0", "--", "sh", "-c", script],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        process.send_signal(number)
        assert process.stdout.read() == "told\n"
    assert process.returncode == 9


def test_nothing_is_left_when_it_is_over(execute: Run, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    done = execute("sh", "-c", "echo $WXSIM_URL $HTTPS_PROXY", TMPDIR=str(scratch))

    assert list(scratch.iterdir()) == []
    for url in done.stdout.split():
        with pytest.raises(requests.ConnectionError):
            requests.get(url, timeout=2)


def test_a_running_simulator_is_used_where_there_is_one(
    execute: Run, platform: LocalServer
) -> None:
    done = execute(sys.executable, "-c", FETCH, options=(), WXSIM_URL=platform.url)

    token = json.loads(done.stdout)["access_token"]
    journal = requests.get(f"{platform.url}/_wxsim/journal", timeout=5).json()
    assert token in journal[-1]["answer"]


def test_a_simulator_that_is_not_there_is_3(execute: Run) -> None:
    done = execute("true", options=("--url", "http://127.0.0.1:1"))

    assert done.returncode == 3
    assert "127.0.0.1:1" in done.stderr


def test_options_for_a_new_simulator_do_not_go_with_one_that_runs(execute: Run) -> None:
    done = execute("true", options=("--url", "http://127.0.0.1:1", "--seed", "2"))

    assert done.returncode == 2
    assert "leave out the one or the other" in done.stderr


def test_a_port_that_is_taken_is_said_to_be(execute: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = execute("true", options=("--port", port))
    assert done.returncode == 2
    assert f"port {port} is taken" in done.stderr


def test_own_apps_come_from_a_file(execute: Run, tmp_path: Path) -> None:
    apps = tmp_path / "apps.yaml"
    apps.write_text(
        "apps:\n  - {appid: wx1111111111111111, secret: '%s', name: Mine}\n" % ("a" * 32)
    )
    mine = FETCH.replace("wx0123456789abcdef", "wx1111111111111111").replace(
        "0123456789abcdef0123456789abcdef", "a" * 32
    )
    done = execute(sys.executable, "-c", mine, options=("--port", "0", "--apps", str(apps)))

    assert "access_token" in done.stdout, done.stderr


def test_a_bad_apps_file_is_an_error_and_nothing_runs(execute: Run, tmp_path: Path) -> None:
    (tmp_path / "apps.yaml").write_text("apps: 7")
    done = execute(
        *("sh", "-c", "echo ran"), options=("--port", "0", "--apps", str(tmp_path / "apps.yaml"))
    )

    assert done.returncode == 2
    assert done.stdout == ""
    assert "apps.yaml" in done.stderr


def test_a_program_that_calls_nobody_is_told_about(execute: Run) -> None:
    assert "made no call to WeChat" in execute("true").stderr
    assert execute("true", options=("--port", "0", "--quiet")).stderr == ""


def test_offline_refuses_every_other_host_and_says_which(execute: Run) -> None:
    curl = program("curl")
    done = execute(curl, "-sS", "https://shop.example/", options=("--port", "0", "--offline"))

    assert done.returncode != 0
    assert "shop.example was not reached: --offline" in done.stderr


def test_a_broken_authority_is_a_clear_error(execute: Run, environ: dict[str, str]) -> None:
    folder = Path(environ["WXSIM_CA_DIR"])
    open_authority(folder)
    (folder / "authority.pem").write_text("")
    done = execute("true")

    assert done.returncode == 2
    assert "wxsim ca renew" in done.stderr


def test_python_settings_of_the_user_are_kept(execute: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("print('mine')")
    (tmp_path / "sitecustomize.py").write_text("print('the site says hello')")
    paths = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = execute(sys.executable, "-c", f"import mine; {FETCH}", PYTHONPATH=paths)

    assert "mine\n" in done.stdout, done.stderr
    assert "the site says hello" in done.stdout
    assert "access_token" in done.stdout


def test_node_settings_of_the_user_are_kept(execute: Run, tmp_path: Path) -> None:
    own = tmp_path / "my own.cjs"
    own.write_text("console.log('mine')")
    extra = tmp_path / "extra.pem"
    extra.write_text("# my company's\n")
    get = f"fetch({TOKEN!r}).then(r => r.text()).then(t => console.log(t))"
    done = execute(
        *(program("node"), "-e", get),
        NODE_OPTIONS=f'--require "{own}"',
        NODE_EXTRA_CA_CERTS=str(extra),
    )

    assert done.stdout.startswith("mine\n"), done.stderr
    assert "access_token" in done.stdout


def test_hosts_without_a_proxy_stay_without_one(execute: Run) -> None:
    found = seen(execute, "NO_PROXY", "no_proxy", no_proxy="internal.example, 10.0.0.0/8")

    assert found["NO_PROXY"] == found["no_proxy"]
    hosts = (found["no_proxy"] or "").split(",")
    assert hosts == ["internal.example", "10.0.0.0/8", "localhost", "127.0.0.1", "::1"]


@pytest.mark.parametrize(
    "entry", ["*", ".qq.com", "qq.com", "*.weixin.qq.com", "api.weixin.qq.com"]
)
def test_a_spared_host_does_not_spare_wechat(execute: Run, entry: str) -> None:
    found = seen(execute, "no_proxy", no_proxy=f"{entry},shop.example")

    assert found["no_proxy"] == "shop.example,localhost,127.0.0.1,::1"


def test_certificates_of_the_user_stay_trusted(tmp_path: Path) -> None:
    mine = tmp_path / "mine.pem"
    mine.write_text("# the company's own\n")
    authority, _ = open_authority(tmp_path / "ca")
    found = redirected(
        {"SSL_CERT_FILE": str(mine), "REQUESTS_CA_BUNDLE": str(tmp_path / "gone.pem")},
        gate_port=1,
        wechat_url="http://127.0.0.1:2",
        authority=authority,
        folder=tmp_path,
    )
    bundle = Path(found["SSL_CERT_FILE"]).read_bytes()

    assert found["SSL_CERT_FILE"] == found["REQUESTS_CA_BUNDLE"] == found["CURL_CA_BUNDLE"]
    assert b"the company's own" in bundle
    assert authority.certificate_pem in bundle
    # And whatever the system trusts: more than these two.
    assert bundle.count(b"BEGIN CERTIFICATE") > 50


def test_java_and_php_settings_of_the_user_are_kept(execute: Run) -> None:
    found = seen(
        execute,
        *("JAVA_TOOL_OPTIONS", "PHP_INI_SCAN_DIR"),
        JAVA_TOOL_OPTIONS="-Dfile.encoding=UTF-8",
        PHP_INI_SCAN_DIR="/my/php",
    )

    assert (found["JAVA_TOOL_OPTIONS"] or "").startswith("-Dfile.encoding=UTF-8 -Dhttps.proxyHost=")
    assert (found["PHP_INI_SCAN_DIR"] or "").startswith(f"/my/php{os.pathsep}/")


def test_a_trust_store_of_the_users_own_is_left_alone_and_told_about(execute: Run) -> None:
    options = "-Djavax.net.ssl.trustStore=/my/store.jks"
    done = execute("sh", "-c", "echo $JAVA_TOOL_OPTIONS", JAVA_TOOL_OPTIONS=options)

    assert done.stdout.count("javax.net.ssl.trustStore=") == 1
    assert "/my/store.jks" in done.stdout
    assert "keytool -importcert" in done.stderr


def test_one_exec_within_another_uses_the_outer_simulator(execute: Run) -> None:
    inner = [*WXSIM, "exec", "--quiet", "--", sys.executable, "-c", FETCH]
    done = execute(*inner)

    assert done.returncode == 0, done.stderr
    assert "access_token" in done.stdout


@pytest.fixture
def interactive(environ: dict[str, str]) -> Iterator[tuple[int, int]]:
    """`wxsim exec` in the foreground of a terminal: its pid, and the terminal's descriptor."""
    pty = pytest.importorskip("pty")
    script = "trap 'echo told; n=1' INT; echo up; while [ -z $n ]; do sleep 0.05; done; sleep 0.5"
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(
            sys.executable, [*WXSIM, "exec", "--port", "0", "--", "sh", "-c", script], environ
        )
    yield pid, terminal
    os.close(terminal)


def test_ctrl_c_reaches_the_program_once(interactive: tuple[int, int]) -> None:
    pid, terminal = interactive
    said = b""
    while b"up\r\n" not in said:
        said += os.read(terminal, 1000)
    os.write(terminal, b"\x03")
    give_up = time.monotonic() + 20
    try:
        while time.monotonic() < give_up:
            said += os.read(terminal, 1000)
    except OSError:
        pass  # the terminal's end of file
    _, status = os.waitpid(pid, 0)

    assert said.count(b"told") == 1
    assert os.waitstatus_to_exitcode(status) == 0
