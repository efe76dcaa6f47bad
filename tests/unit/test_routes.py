"""The route table and the live URL map are one."""

from datetime import date
from pathlib import Path

import pytest

from good_requests import GOOD_REQUESTS
from wxsim.app import create_app
from wxsim.demo import demo_world
from wxsim.server_api.errors import ALL_ROWS, ERROR_CODES
from wxsim.server_api.routes import ROUTES

# The simulator's own doors, and the pages of open.weixin.qq.com, which is another host.
ELSEWHERE = ("/_wxsim", "/connect/")


def test_the_live_url_map_is_the_route_table():
    rules = create_app(demo_world()).url_map.iter_rules()
    live = {rule.rule for rule in rules if not rule.rule.startswith(ELSEWHERE)}

    assert live == {route.path for route in ROUTES}
    assert len(ROUTES) == len(live)


def test_every_path_lets_every_method_through_for_wechat_to_judge():
    rules = create_app(demo_world()).url_map.iter_rules()
    methods = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

    assert all(rule.methods == methods for rule in rules if not rule.rule.startswith(ELSEWHERE))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_a_route_stands_on_pages_and_errcodes_that_exist(route):
    assert route.documentation.startswith("https://developers.weixin.qq.com/")
    assert set(route.methods) <= {"GET", "POST"}
    assert route.methods
    assert len(set(route.errcodes)) == len(route.errcodes)
    assert set(route.errcodes) <= set(ERROR_CODES)
    assert set(route.texts) <= set(route.errcodes)
    assert set(route.hinted) <= set(route.errcodes)
    assert route.evidence in {"documented", "observed", "assumed"}


TESTS = Path(__file__).parents[1]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_a_route_names_the_tests_that_show_it(route):
    assert date.fromisoformat(route.compared)
    assert route.tests
    for test in route.tests:
        text = (TESTS / test).read_text(encoding="utf-8")
        assert route.path in text or route.handler.__name__ in text, test


def test_the_tests_have_a_good_request_for_every_path():
    assert set(GOOD_REQUESTS) == {route.path for route in ROUTES}


def test_every_errcode_of_the_table_is_answered_somewhere():
    # 40066 is the answer of every path that is not in the table.
    answered = {errcode for route in ROUTES for errcode in route.errcodes} | {40066}

    assert answered == set(ERROR_CODES)


def test_no_two_families_bring_the_same_errcode():
    assert len(ALL_ROWS) == len(ERROR_CODES)


@pytest.mark.parametrize("row", ERROR_CODES.values(), ids=ERROR_CODES.keys())
def test_an_errcode_comes_with_its_cause_its_fix_and_its_page(row):
    assert row.errmsg
    assert "rid:" not in row.errmsg
    assert row.cause.endswith(".")
    assert row.fix.endswith(".")
    assert row.documentation.startswith("https://developers.weixin.qq.com/")
    assert row.evidence in {"documented", "observed", "assumed"}
