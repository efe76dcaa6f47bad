"""The pages under docs are true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wxsim.device.apis import APIS
from wxsim.push.events import PUSHABLE
from wxsim.replay import read_scenario, read_subject
from wxsim.replay.expectations import MATCHERS
from wxsim.server_api.coverage import coverage_page
from wxsim.server_api.routes import ROUTES

DOCS = Path(__file__).parents[2] / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def test_the_coverage_page_is_what_the_tables_say() -> None:
    assert page("coverage.md") == coverage_page()


@pytest.mark.parametrize(("number", "read"), [(0, read_scenario), (1, read_subject)])
def test_the_examples_of_the_scenario_page_are_taken(
    number: int, read: object, tmp_path: Path
) -> None:
    examples = re.findall(r"```yaml\n(.*?)```", page("scenarios.md"), re.DOTALL)
    assert len(examples) == 2
    file = tmp_path / "example.yaml"
    file.write_text(examples[number], "utf-8")
    assert callable(read)
    assert read(file)


def test_the_scenario_page_names_every_expectation() -> None:
    assert set(re.findall(r"^\| `\{(\w+):", page("scenarios.md"), re.MULTILINE)) == set(MATCHERS)


def test_the_doors_page_names_every_wx_call_of_the_device() -> None:
    device, control = page("doors.md").split("## The control door")
    assert set(re.findall(r"^\| `(\w+)` \|", device, re.MULTILINE)) == set(APIS)
    assert control


@pytest.mark.parametrize("name", sorted(path.name for path in DOCS.glob("*.md")))
def test_every_link_of_a_page_leads_somewhere(name: str) -> None:
    links = set(re.findall(r"\]\(([^)#:]+)\)", page(name)))
    assert {link for link in links if not (DOCS / link).exists()} == set()


def test_the_subject_file_of_the_ci_page_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "wxsim.yaml"
    file.write_text(re.findall(r"```yaml\n(.*?)```", page("ci.md"), re.DOTALL)[0], "utf-8")

    assert read_subject(file).start is not None


def test_the_push_page_lists_everything_that_can_be_pushed() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*) \| (\w+) \| (.*) \|$", page("push.md"), re.MULTILINE)
    assert [(name, here.replace("`", ""), form, title) for name, here, form, title in rows] == [
        (one.name, one.here, one.evidence, one.page) for one in PUSHABLE.values()
    ]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_counts_the_endpoints(name: str) -> None:
    text = (DOCS.parent / name).read_text("utf-8")
    assert re.findall(r"(\d+) (?:endpoints|个接口)", text) == [str(len(ROUTES))]
