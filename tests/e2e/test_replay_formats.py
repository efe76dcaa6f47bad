"""``wxsim replay --format`` and ``--out``."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from replays import FAILING, run, run_process
from wxsim_fixtures import scenario_files

SHIPPED = scenario_files()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "story.yaml"


@pytest.fixture
def failing(file: Path) -> Path:
    file.write_text(FAILING, "utf-8")
    return file


def test_json_is_one_document_with_an_outcome_for_each_scenario(failing: Path) -> None:
    done = run_process("seed", failing, "phone", "--format", "json")
    document = json.loads(done.stdout)

    assert done.returncode == 1
    assert document["summary"] == "2 passed, 1 failed, 0 skipped"
    assert [(one["name"], one["outcome"]) for one in document["scenarios"]] == [
        ("seed", "passed"),
        ("story", "failed"),
        ("phone", "passed"),
    ]
    failed = document["scenarios"][1]
    assert failed["reason"] == "step 2 did not end as expected"
    assert failed["appid"] == "wx0123456789abcdef"
    assert failed["steps"][1]["mismatches"] == [
        {"place": "status", "expected": "418", "got": "200"}
    ]
    assert failed["steps"][1]["why"] == "Only teapots answer so."
    assert [one["speaker"] for one in failed["steps"][1]["spoken"]] == [
        *("wx", "server", "WeChat", "server")
    ]


ENTITY = re.compile(r"#\d+;")
DIAGRAM_LINE = re.compile(
    r"    (?:title|participant (?:wx|server|WeChat)\b|Note over (?:wx,WeChat|WeChat):"
    r"|(?:wx|server|WeChat)(?:->>|-->>)(?:wx|server|WeChat):) ?[^#;]*"
)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_mermaid_diagram_has_nothing_that_a_parser_could_stumble_over(name: str) -> None:
    done = run(name, "--format", "mermaid")
    first, *lines = done.output.rstrip("\n").split("\n")

    assert done.exit_code == 0
    assert first == "sequenceDiagram"
    assert len(lines) > 8
    for line in lines:
        assert DIAGRAM_LINE.fullmatch(ENTITY.sub("x", line)), line
        assert "%%" not in line
    assert lines[-1] == "    Note over wx,WeChat: passed"


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("text", "phone  The person"),
        ("json", '{\n  "wxsim": '),
        # Several diagrams in a file are Markdown, because no parser takes them as one.
        ("mermaid", "## phone\n\n```mermaid\nsequenceDiagram\n"),
    ],
)
def test_out_writes_the_trace_and_prints_a_line_for_each_scenario(
    tmp_path: Path, failing: Path, form: str, begins: str
) -> None:
    out = tmp_path / "trace"

    done = run("phone", failing, "--format", form, "--out", out)

    assert done.exit_code == 1
    assert done.output == "phone: passed\nstory: failed: step 2 did not end as expected\n"
    written = out.read_text("utf-8")
    assert written.startswith(begins)
    assert "It must fail" in written
    assert "\x1b" not in written


@pytest.mark.parametrize("where", ["no/such/folder/trace.txt", "."])
def test_a_file_that_cannot_be_written_ends_with_2(tmp_path: Path, where: str) -> None:
    done = run("code-reused", "--out", tmp_path / where)

    assert done.exit_code == 2
    assert "trace.txt: No such file or directory" in done.output or "is a directory" in done.output
