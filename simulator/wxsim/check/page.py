"""The page about the checks, generated from their table."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from itertools import groupby

from wxsim.check.table import CHECKS


def checks_page(faults: Mapping[str, tuple[str, set[str]]]) -> str:
    """Return the text of ``docs/checks.md``.

    Args:
        faults: of broken login servers, by name: what they do wrong, and which
            checks fail because of it, as the tests show.
    """
    return "\n".join([*_checks(), "", *_faults(faults), ""])


def _checks() -> Iterator[str]:
    yield "# The checks of `wxsim check`"
    yield ""
    yield "Generated from the table of checks and from the login servers that tests break on"
    yield "purpose: `python tests/support/write_checks_page.py`. A test keeps it true."
    for family, checks in groupby(CHECKS, key=lambda check: check.family):
        yield ""
        yield f"## {family}"
        yield ""
        yield "| check | what has to be so | why it matters | what to do |"
        yield "| --- | --- | --- | --- |"
        for check in checks:
            name = f"[{check.id}]({check.evidence})"
            if check.severity == "warning":
                name += " (warning)"
            yield f"| {name} | {check.sentence} | {check.why} | {check.fix} |"


def _faults(faults: Mapping[str, tuple[str, set[str]]]) -> Iterator[str]:
    yield "## The checks can fail"
    yield ""
    yield "Each of these servers is the reference login server with one fault. The tests run"
    yield "every check against each, and want these to fail and no others."
    yield ""
    yield "| server | what it does wrong | checks that fail |"
    yield "| --- | --- | --- |"
    for name, (about, fails) in faults.items():
        all_fail = len(fails) > len(CHECKS) // 2
        shown = f"{len(fails)} of {len(CHECKS)}" if all_fail else ", ".join(sorted(fails))
        yield f"| {name} | {about} | {shown} |"


def write_page(faults: Mapping[str, tuple[str, set[str]]]) -> None:
    """Print the page."""
    sys.stdout.write(checks_page(faults))
