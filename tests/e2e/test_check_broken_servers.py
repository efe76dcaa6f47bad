"""The checks can fail: for each, a login server that does just that wrong."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from broken_servers.checked import IDS
from broken_servers.checking import Found, check
from broken_servers.table import BROKEN, TOLD
from wxsim.check.page import checks_page

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"


def test_the_reference_login_server_passes_every_check() -> None:
    assert check(lambda _: None) == Found({}, set())


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_server_fails_the_checks_that_its_fault_touches_and_no_others(name: str) -> None:
    fault = BROKEN[name]

    found = check(fault.spoil)

    assert set(found.failed) == fault.fails, found.failed


def test_the_page_about_the_checks_says_what_the_tables_say() -> None:
    assert PAGE.read_text("utf-8") == checks_page(TOLD)


def test_every_check_is_failed_by_a_server_that_does_little_else_wrong() -> None:
    fails = (fault.fails for fault in BROKEN.values())
    assert set(itertools.chain.from_iterable(fails)) == IDS
