"""What the benchmarks calculate, draw and send is right."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from xml.etree import ElementTree as ET

import pytest

# The benchmarks are scripts and no package, so they look beside themselves.
sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from comparison.driving import Pace
from comparison.figures import COLD_START, CPU, P99, ratio, spread
from comparison.installed import Installed, Missing
from comparison.load import read_output, run_wrk
from comparison.measuring import Sample
from comparison.page import benchmarks_page, cpu_plot
from comparison.plot import Bar, bar_chart
from comparison.processes import ServerProcess, read_stat
from comparison.servers import COMPILED, EXPRESS, MOCKOON, SERVERS, WXSIM
from comparison.tables import as_markdown, as_text, figure_rows, target_rows
from comparison.targets import TARGETS, Target


def sample(cpu: float, p99: float = 1.0) -> Sample:
    return Sample(
        cpu=cpu,
        per_second={1: 1_000.0, 8: 20_000.0, 64: 30_000.0},
        p50=0.5,
        p99=p99,
        cold_start=0.25,
        memory=61.7,
        answered=50,
        lost=0,
    )


OURS = {1: sample(50), 2: sample(100), 3: sample(60)}
THEIRS = {1: sample(1_000), 2: sample(2_400), 3: sample(1_200)}
RESULTS = {WXSIM.name: OURS, MOCKOON.name: THEIRS}


def test_a_spread_is_the_median_and_both_ends() -> None:
    found = spread([5, 1, 9, 2])
    assert (found.median, found.low, found.high) == (3.5, 1, 9)


def test_a_ratio_is_taken_within_each_round() -> None:
    found = ratio(CPU.of, THEIRS, OURS)
    # 20, 24 and 20; the medians alone would have said 1200 / 60.
    assert found is not None
    assert (found.median, found.low, found.high) == (20, 20, 24)


def test_rounds_that_only_one_of_two_servers_has_do_not_count() -> None:
    found = ratio(CPU.of, {2: sample(300), 7: sample(1)}, OURS)
    assert found is not None
    assert (found.low, found.high) == (3, 3)
    assert ratio(CPU.of, {7: sample(1)}, OURS) is None


@pytest.mark.parametrize(("at_least", "met"), [(20, True), (20.1, False)])
def test_a_target_is_met_by_the_median(at_least: float, met: bool) -> None:
    target = Target(CPU, MOCKOON, at_least)
    found = target.measured(WXSIM, RESULTS)
    assert found is not None
    assert target.is_met(found) is met


def test_a_target_without_its_server_was_not_measured() -> None:
    assert Target(CPU, EXPRESS, 1).measured(WXSIM, RESULTS) is None
    assert Target(CPU, MOCKOON, 1).measured(COMPILED, RESULTS) is None


def test_requests_per_second_are_divided_the_other_way_round() -> None:
    (target,) = (target for target in TARGETS if target.at_least == 15 and target.ours_above)
    slow = {number: replace(one, per_second={8: 1.0}) for number, one in OURS.items()}
    found = target.measured(WXSIM, {WXSIM.name: OURS, target.other.name: slow})
    assert found is not None
    assert found.median == 20_000


def test_the_targets_are_those_of_the_issue() -> None:
    assert [target.at_least for target in TARGETS if target.figure is CPU] == [
        *(20, 15, 12, 8, 40, 3.5, 3, 0.8)
    ]
    assert [target.at_least for target in TARGETS if target.figure is P99] == [5] * 7
    assert [target.at_least for target in TARGETS if target.figure is COLD_START] == [2.5, 5, 4]


def test_the_table_has_a_line_for_every_server_and_says_what_is_missing() -> None:
    rows = figure_rows([WXSIM, MOCKOON, EXPRESS], RESULTS, {EXPRESS.name: "is not installed"})
    head, ours, _, missing = as_text(rows).splitlines()
    assert ours.split() == [
        *("wxsim", "60.0", "(50.0–100.0)", "1,000", "20,000", "30,000"),
        *("0.50", "1.00", "0.25", "62"),
    ]
    assert head.index("req/s, 1") == ours.index("1,000")
    assert missing == "Express      is not installed"


def test_markdown_rows_are_as_long_as_their_head() -> None:
    lines = as_markdown([["a", "b", "c"], ["1", "2", "3"], ["x", "is missing"]]).splitlines()
    assert lines == [
        *("| a | b | c |", "| --- | --- | --- |", "| 1 | 2 | 3 |", "| x | is missing |  |")
    ]


def test_every_target_has_a_row() -> None:
    rows = target_rows(RESULTS)
    assert len(rows) == 1 + len(TARGETS)
    assert rows[1][1:] == ["≥ 20", "20.0 (20.0–24.0), met", "not measured"]


def test_bars_are_as_long_as_the_logarithms_of_their_values() -> None:
    image = ET.fromstring(bar_chart("A & B", "µs", [Bar("one", 10, ours=True), Bar("<two>", 100)]))
    svg = "{http://www.w3.org/2000/svg}"
    ours, theirs = (float(bar.get("width", "")) for bar in image.iter(f"{svg}rect"))
    # From 10 to 100 is the whole scale, and the shortest bar is to be seen.
    assert ours == 2
    assert theirs == 520
    assert {"A & B", "one", "<two>", "10", "100"} <= {
        text.text for text in image.iter(f"{svg}text")
    }


def test_the_page_and_its_plot_show_what_was_measured() -> None:
    page = benchmarks_page(
        SERVERS,
        RESULTS,
        {EXPRESS.name: "is not installed", MOCKOON.name: "3 requests were lost in round 2"},
        {WXSIM.name: "1.0"},
        seconds=2,
        day="2026-11-22",
        machine="a machine",
    )
    assert "| wxsim | 60.0 (50.0–100.0) |" in page
    assert "| Express | is not installed |" in page
    assert "mockoon-cli: 3 requests were lost in round 2." in page
    assert "300 requests" in page.replace("\n", " ")
    assert "1,200" in cpu_plot(SERVERS, RESULTS)


def test_a_process_with_brackets_in_its_name_is_read() -> None:
    text = "17 (a (b) c) S 4 17 17 0 -1 4194304 1 0 0 0 120 30 9 9 20 0 1 0 100 5000 250 1"
    stat = read_stat(text)
    assert (stat.parent, stat.ticks, stat.pages) == (4, 150, 250)


def test_a_tree_of_processes_is_weighed_and_ended(tmp_path: Path) -> None:
    inner = "import time; sum(range(3_000_000)); print(flush=True); time.sleep(60)"
    outer = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen([sys.executable, '-c', {inner!r}], stdout=subprocess.PIPE)\n"
        "child.stdout.readline()\n"
        "print(child.pid, flush=True)\n"
        "child.wait()\n"
    )
    process = ServerProcess([sys.executable, "-c", outer], {}, tmp_path)
    try:
        said = tmp_path / "output.txt"
        while not said.read_text("utf-8").endswith("\n"):
            process.pause(30)
        child = int(said.read_text("utf-8"))
        assert process.cpu_seconds() > 0.03
        assert process.memory() > 10e6
    finally:
        process.end()
    # Whoever inherited it may not have asked for its exit code yet.
    left = Path(f"/proc/{child}/stat")
    assert not left.exists() or left.read_text("utf-8").rpartition(")")[2].split()[0] == "Z"


def test_a_missing_peer_tells_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(Missing, match=r"json-server is not installed: .*install_peers.sh DIR"):
        Installed(tmp_path).npm_command("json-server", "json-server")
    with pytest.raises(Missing, match="install_peers"):
        Installed(None).python_version("moto")


def test_the_pace_of_a_window_not_seen_before_is_the_servers_best() -> None:
    pace = Pace()
    assert pace.expect("a", 8) == 0
    pace.note("a", 1, 100)
    pace.note("b", 8, 900)
    assert pace.expect("a", 8) == 100
    pace.note("a", 8, 300)
    pace.note("a", 8, 200)
    assert (pace.expect("a", 1), pace.expect("a", 8), pace.expect("a", 64)) == (100, 300, 300)


def test_the_last_line_of_wrk_is_read() -> None:
    load = read_output(
        'Running 2s test\n\n{"requests": 500, "microseconds": 2000000, "good": 499, "bad": 1, '
        '"laps": 0, "lost": 0, "p50": 1500, "p99": 9000, "first_bad": "200 no"}\n'
    )
    assert (load.per_second, load.p50, load.p99, load.first_bad) == (250, 1.5, 9, "200 no")


@pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")
def test_wrk_sends_each_code_in_its_turn_and_tells_good_answers_from_bad(tmp_path: Path) -> None:
    codes = [f"code{number}" for number in range(20)]
    seen: list[str] = []

    class Wechat(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # One write for each answer: two would wait for each other.
        wbufsize = 1 << 16

        def do_GET(self) -> None:
            seen.append(self.path)
            known = self.path.removeprefix("/sns/jscode2session?js_code=") in codes[:10]
            body = b'{"openid":"o"}' if known else b'{"errcode":40029}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    file = tmp_path / "codes.txt"
    file.write_text("\n".join(codes), "utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), Wechat) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/sns/jscode2session?js_code="
        load = run_wrk(url, file, connections=1, seconds=1)
        server.shutdown()
        thread.join()
    turns = [int(path.rpartition("code")[2]) for path in seen]
    # wrk draws one code before it begins, to see what the script gives.
    assert turns == [(turns[0] + place) % 20 for place in range(len(turns))]
    assert load.good + load.bad == load.requests > 40
    assert abs(load.good - load.bad) <= 10
    # When the time is up, another code may have been drawn for a request that nobody counts.
    drawn = load.requests + turns[0]
    assert load.laps in {(drawn - 1) // 20, drawn // 20}
    assert load.first_bad == "200 { errcode :40029}"
