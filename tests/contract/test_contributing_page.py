"""The page for contributors adds an endpoint, and the endpoint works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from good_requests import GOOD_REQUESTS, Good
from recipes import token_recipes
from wxsim.server_api import coverage, openapi, platform
from wxsim.server_api.routes import ROUTES, ROUTES_BY_PATH

PAGE = (Path(__file__).parents[2] / "docs" / "contributing.md").read_text("utf-8")
CODE, TEST = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def added(monkeypatch):
    """Add what the page adds, where the page says that it goes."""
    names = dict(vars(platform))
    exec(CODE, names)
    row = names["ROW"]
    tests = {"Good": Good, "token_recipes": token_recipes}
    exec(TEST, tests)
    monkeypatch.setitem(ROUTES_BY_PATH, row.path, row)
    monkeypatch.setitem(GOOD_REQUESTS, row.path, tests["good_request"])
    for module in (coverage, openapi):
        monkeypatch.setattr(module, "ROUTES", (*ROUTES, row))
    return row, tests


def test_the_test_on_the_page_passes(added, backend):
    _, tests = added

    tests["test_an_app_learns_of_itself"](backend)


def test_without_the_row_the_test_on_the_page_fails(added, backend, monkeypatch):
    row, tests = added
    request = backend.request(row.path)
    monkeypatch.delitem(ROUTES_BY_PATH, row.path)

    assert request.send().json["errcode"] == 40066
    assert tests["PATH"] == row.path


def test_the_refusals_on_the_page_come_about(added, backend_with):
    row, tests = added
    for (path, errcode), recipe in tests["REFUSALS"].items():
        assert recipe(backend_with, path).json["errcode"] == errcode
        assert errcode in row.errcodes


def test_all_that_is_made_of_the_table_has_the_endpoint(added):
    row, _ = added

    assert row.path in coverage.coverage_page()
    assert row.path in openapi.openapi()["paths"]


def test_the_modules_that_the_page_names_exist():
    root = Path(__file__).parents[2]
    named = re.findall(r"`((?:simulator|tests)/[\w/.]+)`", PAGE)

    assert named
    assert [name for name in named if not (root / name).exists()] == []
