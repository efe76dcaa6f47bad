"""``wxsim replay`` at the command line: what it prints and how it ends."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from replays import FAILING, run, run_process
from wxsim.replay import read_scenario, scenario_schema
from wxsim.serving.local_server import LocalServer
from wxsim_fixtures import scenario_files

SHIPPED = scenario_files()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "story.yaml"


@pytest.fixture
def failing(file: Path) -> Path:
    file.write_text(FAILING, "utf-8")
    return file


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port on which nobody listens, for it is taken and never listened on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def closed_url(closed_port: int) -> str:
    return f"http://127.0.0.1:{closed_port}"


def test_replay_alone_plays_the_first_login_and_ends_with_0() -> None:
    done = run_process()
    lines = done.stdout.splitlines()

    assert (done.returncode, done.stderr) == (0, "")
    assert lines[0] == "first-login  A person opens the Mini Program for the first time"
    assert lines[1] == "alice in wx0123456789abcdef, seed 1"
    assert re.fullmatch(r"✓ passed  7 steps, \d+ ms", lines[-2])
    assert re.search(r"^✓  3  The server exchanges the code .*  \d+ ms$", done.stdout, re.M)
    assert "      wx     → wx.login()\n" in done.stdout
    assert re.search(r"^      wx     → POST http://127\.0\.0\.1:\d+/Login code=", done.stdout, re.M)
    assert "\n          server → GET /sns/jscode2session?appid=wx0123456789abcdef&" in done.stdout
    assert '\n          WeChat ⇢ {"session_key":"' in done.stdout
    assert '\n      server → 200 {"Code":0,"Msg":"ok",' in done.stdout


def test_a_failed_expectation_ends_with_1_and_says_expected_got_and_why(failing: Path) -> None:
    done = run_process(failing)

    assert done.returncode == 1
    assert done.stdout.startswith("story  It must fail\n")
    assert re.search(
        r"""^✗  2  The exchange\.  \d+ ms
(?:.*\n)+?      expected status: 418
           got status: 200
      why WeChat does so: Only teapots answer so\.
✗ failed: step 2 did not end as expected  2 steps, \d+ ms$""",
        done.stdout,
        re.M,
    )
    assert "This is never reached" not in done.stdout
    assert done.stderr == ""


def test_all_plays_on_after_a_failure_and_ends_with_1(failing: Path) -> None:
    done = run("--all", failing)

    assert done.exit_code == 1
    assert f"\n{len(SHIPPED)} passed, 1 failed, 0 skipped\n" in done.output


def test_several_scenarios_are_played_in_the_order_given_each_once() -> None:
    done = run("seed", "phone", "seed")

    assert done.exit_code == 0
    assert re.findall(r"^(seed|phone)  ", done.output, re.M) == ["seed", "phone"]
    assert "\n2 passed, 0 failed, 0 skipped\n" in done.output


def test_two_files_of_the_same_name_in_two_folders_are_both_played(tmp_path: Path) -> None:
    files = [tmp_path / folder / "story.yaml" for folder in ("one", "two")]
    for file in files:
        file.parent.mkdir()
        file.write_text(f"title: In {file.parent.name}\nsteps: [{{wx: login}}]", "utf-8")

    done = run(*files)

    assert "story  In one\n" in done.output
    assert "story  In two\n" in done.output


def test_the_list_names_every_scenario_with_its_title() -> None:
    done = run("--list")

    assert done.exit_code == 0
    assert {
        line.split("  ")[0]: line.split("  ")[-1].strip() for line in done.output.splitlines()
    } == {name: read_scenario(path).title for name, path in SHIPPED.items()}


def test_the_schema_is_printed_as_it_is_published() -> None:
    done = run("--schema")

    assert done.exit_code == 0
    assert json.loads(done.output) == json.loads(json.dumps(scenario_schema()))


def test_headers_and_bodies_are_shown_with_v_alone() -> None:
    short, full = run("code-reused"), run("code-reused", "-v")

    assert "content-type" not in short.output
    assert "\n               content-type: application/x-www-form-urlencoded\n" in full.output
    assert "\n               Cache-Control: no-store\n" in full.output
    assert "\n                   because the js_code of alice was spent by an" in short.output


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title: x\nsteps:\n  - wx: [\n", ":4: is not YAML: "),
        ("title: x\nsteps: [{wx: login}]\ntags: []\n", ":3: there is no field 'tags'; there is"),
        ("title: x\nsteps:\n  - wx: 5\n", ":3: wx: Expected `str`, got `int`"),
        ("title: x\nsteps:\n  - server: me\n    with: {a: '${b}'}\n", ":4: ${b} has no value yet"),
        ("title: x\nsteps:\n  - clock: 5 minutes\n", ":3: '5 minutes' is no duration; write"),
        (
            "title: x\nconsent:\n  scope.soul: true\nsteps: [{wx: login}]\n",
            ":3: there is no scope 'scope.so",
        ),
        ("title: x\nsteps:\n  - wx: logn\n", ":3: there is no wx API 'logn'; there is"),
        ("", ": is empty"),
        ("title: \xff", ": is not UTF-8 text"),
    ],
)
def test_a_bad_file_ends_with_2_and_its_line(file: Path, text: str, told: str) -> None:
    file.write_text(text, "latin-1")

    done = run(file)

    assert done.exit_code == 2
    assert done.output.startswith(f"Error: {file}{told}")


def test_a_bad_file_among_good_ones_is_found_before_anything_is_played(file: Path) -> None:
    file.write_text("title: x\nsteps: []\n", "utf-8")

    done = run("first-login", file)

    assert (done.exit_code, done.output) == (2, f"Error: {file}:2: has no steps\n")


def test_a_folder_ends_with_2(tmp_path: Path) -> None:
    done = run(tmp_path)

    assert (done.exit_code, done.output) == (
        2,
        f"Error: {tmp_path}: cannot be read: Is a directory\n",
    )


@pytest.mark.parametrize("name", ["frist-login", "no/such/file.yaml"])
def test_an_unknown_name_ends_with_2_and_tells_the_known_ones(name: str) -> None:
    done = run(name)

    assert done.exit_code == 2
    assert done.output == f"Error: there is no scenario or file {name!r}; there is " + (
        ", ".join(SHIPPED) + "\n"
    )


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--format", "xml"], "'xml' is not one of"),
        (["--port", "99999"], "99999 is not in the range"),
        (["--no-such-option"], "No such option"),
        (["--app", "wx00"], "there is no app 'wx00'; there is wx"),
        (["--server", "localhost:3000"], "neither an address, such as http://127.0.0.1:3000, nor"),
        (["--server", "http://127.0.0.1:99999"], "neither an address"),
        (["--server", "missing.yaml"], "nor a mapping file that exists"),
        (["--platform", "localhost:8700"], "is no address; give one like http://127.0.0.1:8700"),
    ],
)
def test_wrong_usage_ends_with_2(options: list[str], told: str) -> None:
    done = run(*options)

    assert done.exit_code == 2
    assert told in done.output


@pytest.mark.parametrize(
    ("story", "told"),
    [
        ("title: x\nperson: zoe\nsteps: [{wx: login}]\n", "there is no person 'zoe'; there is ali"),
        ("title: x\nperson: 'alice?x'\nsteps: [{wx: login}]\n", "there is no person 'alice?x'"),
        (
            "title: x\nsteps: [{wx: login}, {wx: login, with: {success: 1}}]\n",
            "step 2: success of wx.login must be a function, not int",
        ),
        (
            "title: x\nsteps: [{wx: getPhoneNumber, with: {tap: maybe}}]\n",
            "step 1: tap is 'maybe'; a person taps 'allow' or 'refuse'",
        ),
    ],
)
def test_a_step_that_makes_no_sense_to_the_simulator_ends_with_2(
    file: Path, story: str, told: str
) -> None:
    file.write_text(story, "utf-8")

    done = run(file)

    assert done.exit_code == 2
    assert f"Error: {told}" in done.output


def test_an_unreachable_simulator_ends_with_3(closed_url: str) -> None:
    done = run("--platform", closed_url)

    assert (done.exit_code, done.output) == (
        3,
        f"Error: no simulator answers at {closed_url}; start one with `wxsim serve`\n",
    )


def test_an_unreachable_login_server_ends_with_3(closed_url: str) -> None:
    done = run("--server", closed_url, "--port", "0")

    assert (done.exit_code, done.output) == (
        3,
        f"Error: no login server answers at {closed_url}; start it first\n",
    )


@pytest.mark.parametrize("answer", ["<html>", "{}", "[]", "null", '{"error":"x"}', "\xff"])
@pytest.mark.parametrize("status", [200, 404, 500])
def test_a_server_that_is_no_wxsim_ends_with_3(answer: str, status: int) -> None:
    app = Flask("somebody else")

    @app.route("/", defaults={"path": ""})
    @app.route("/<path:path>")
    def anything(path: str) -> tuple[bytes, int]:
        return answer.encode("latin-1"), status

    with LocalServer(app) as server:
        done = run("--platform", server.url)

    assert (done.exit_code, done.output) == (
        3,
        f"Error: what answers at {server.url} is no wxsim simulator\n",
    )


def test_a_taken_port_ends_with_2_and_says_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("--port", str(port))

    assert done.exit_code == 2
    assert done.output == (
        f"Error: WeChat cannot listen at 127.0.0.1:{port}: Address already in use; if a simulator "
        "runs there, name it with --platform, else choose another --port\n"
    )
