"""``wxsim check``: what it tells, and what counts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from check_runs import check

FEW = ("--only", "login.code-*", "--only", "trouble.busy")


def test_a_failure_opens_up_with_all_that_is_needed_to_mend_it(folder: Path) -> None:
    ran = check(folder, "broken.yaml", "--only", "login.code-used")

    assert ran.returncode == 1
    told = [line.strip().partition(": ")[0] for line in ran.stdout.splitlines()[1:-1]]
    assert ran.stdout.startswith("FAIL  login.code-used")
    assert told[:2] == ["saw", "expected"]
    assert {"sent", "got", "why it matters", "evidence", "fix", "repeat it"} <= set(told)
    assert "curl -i -X POST -H 'Content-Type: application/json'" in ran.stdout


def test_secrets_are_masked_in_a_failure_unless_they_are_asked_for(folder: Path) -> None:
    token = re.compile(r'"token": ?"[0-9a-f]{32}"')

    assert not token.search(check(folder, "broken.yaml", "--only", "login.code-used").stdout)
    shown = check(folder, "broken.yaml", "--only", "login.code-used", "--show-secrets").stdout
    assert token.search(shown)


def test_json_tap_junit_and_html_tell_the_same(folder: Path) -> None:
    ran = check(
        folder, "broken.yaml", *FEW, "--format", "json", "--junit", "r.xml", "--html", "r.html"
    )
    report = json.loads(ran.stdout)
    failed = {one["id"] for one in report["checks"] if one["state"] == "failed"}

    assert ran.returncode == 1
    assert report["ok"] is False
    assert report["failed"] == len(failed) > 3
    suite = ET.parse(folder / "r.xml").getroot()  # our own file
    cases = {
        case.attrib["name"].split(":")[0] for case in suite if case.find("failure") is not None
    }
    assert cases == failed
    page = (folder / "r.html").read_text("utf-8")
    assert page.count("<details open>") == len(failed)
    assert "http://127.0.0.1" in page
    tap = check(folder, "broken.yaml", *FEW, "--format", "tap").stdout
    assert {line.split()[4] for line in tap.splitlines() if line.startswith("not ok")} == failed


def test_in_github_actions_failures_become_annotations_by_themselves(folder: Path) -> None:
    ran = check(folder, "broken.yaml", "--only", "login.code-used", GITHUB_ACTIONS="true")

    assert ran.stdout.startswith("::error title=login.code-used%3A ")
    assert len(ran.stdout.splitlines()) == 2


def test_known_failures_do_not_count_and_new_ones_do(folder: Path) -> None:
    one = ("broken.yaml", "--only", "login.code-used")
    assert check(folder, *one, "--baseline", "known.json", "--update-baseline").returncode == 0

    known = check(folder, *one, "--baseline", "known.json")
    both = check(folder, *one, "--only", "login.code-empty", "--baseline", "known.json")

    assert (known.returncode, both.returncode) == (0, 1)
    assert known.stdout.startswith("know  login.code-used")


def test_the_last_failures_can_be_run_again_alone(folder: Path) -> None:
    check(folder, "broken.yaml", "--only", "login.fresh-code", "--only", "login.code-used")

    again = check(folder, "broken.yaml", "--last-failed")

    assert again.stdout.splitlines()[-1] == "0 passed, 1 failed, 0 skipped"


def test_fail_fast_stops_at_the_first_failure(folder: Path) -> None:
    ran = check(folder, "broken.yaml", "--fail-fast")

    assert ran.stdout.splitlines()[-1] == "1 passed, 1 failed, 0 skipped"


@pytest.mark.parametrize("severity", ["error", "warning"])
def test_every_report_and_the_exit_code_go_by_the_same_severity(
    folder: Path, severity: str
) -> None:
    one = ("same.yaml", "--only", "secrets.token-fresh", "--severity", severity)
    counts = severity == "warning"

    ran = check(folder, *one, "--format", "json", "--junit", "r.xml", "--html", "r.html")
    text = check(folder, *one).stdout.splitlines()
    tap = check(folder, *one, "--format", "tap").stdout
    github = check(folder, *one, "--format", "github").stdout

    report = json.loads(ran.stdout)
    assert ran.returncode == (1 if counts else 0)
    assert report["ok"] is not counts
    assert (report["failed"], report["forgiven"]) == ((1, 0) if counts else (0, 1))
    assert report["checks"][0]["counts"] is counts
    assert ET.parse(folder / "r.xml").getroot().attrib["failures"] == str(int(counts))
    last = f"0 passed, {int(counts)} failed, 0 skipped"
    assert last in (folder / "r.html").read_text("utf-8")
    assert text[0].startswith("FAIL" if counts else "warn")
    assert text[-1] == last
    assert ("1 more failed without counting" in text[-2]) is not counts
    assert ("# TODO a warning" in tap) is not counts
    assert github.startswith("::error" if counts else "::warning")


def test_fail_fast_does_not_stop_at_what_does_not_count(folder: Path) -> None:
    two = ("same.yaml", "--only", "secrets.token-fresh", "--only", "trouble.busy", "--fail-fast")

    assert "trouble.busy" in check(folder, *two).stdout
    assert "trouble.busy" not in check(folder, *two, "--severity", "warning").stdout
