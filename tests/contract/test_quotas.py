"""clear_quota, its second version, openapi/quota/get and openapi/quota/clear."""

from __future__ import annotations

import pytest

from wxsim.world import Switches

CLEAR = "/cgi-bin/clear_quota"
CLEAR_BY_SECRET = "/cgi-bin/clear_quota/v2"
GET = "/cgi-bin/openapi/quota/get"
CLEAR_PATH = "/cgi-bin/openapi/quota/clear"
CHECK = "/wxa/checksession"

# 2025-11-30 16:00:00 UTC: midnight in Beijing.
DECEMBER = 1_764_518_400


def limit(backend, **switches):
    """Give an app quotas from now on."""
    backend.world.apps.change_switches(backend.app.appid, Switches(**switches))


def use_up(request):
    assert request.send().json["errcode"] == 0
    assert request.send().json["errcode"] == 45009


@pytest.mark.parametrize(
    ("path", "changes"), [(CLEAR, {}), (CLEAR_BY_SECRET, {}), (CLEAR_PATH, {"cgi_path": CHECK})]
)
def test_after_clearing_a_path_can_be_called_again(backend, path, changes):
    request, clearing = backend.request(CHECK), backend.request(path).change(**changes)
    limit(backend, daily_quota=1)
    use_up(request)

    assert clearing.send().text == '{"errcode":0,"errmsg":"ok"}'
    assert request.send().json["errcode"] == 0


def test_clearing_one_path_leaves_the_others(backend):
    request, clearing = backend.request(CHECK), backend.request(CLEAR_PATH).change(cgi_path=GET)
    limit(backend, daily_quota=1)
    use_up(request)

    assert clearing.send().json["errcode"] == 0
    assert request.send().json["errcode"] == 45009


def test_clearing_does_not_make_a_minute_longer(backend):
    request, clearing = backend.request(CHECK), backend.request(CLEAR)
    limit(backend, minute_quota=1)
    assert request.send().json["errcode"] == 0
    assert clearing.send().json["errcode"] == 0

    assert request.send().json["errcode"] == 45011


def test_both_ways_of_clearing_share_ten_times_a_month(world, backend):
    world.clock.set(DECEMBER)
    by_token, by_secret = backend.request(CLEAR), backend.request(CLEAR_BY_SECRET)
    for request in [by_token, by_secret] * 5:
        assert request.send().json["errcode"] == 0

    assert by_token.send().json["errcode"] == 48006
    assert by_secret.send().json["errcode"] == 48006
    world.clock.advance(31 * 86_400)
    assert by_secret.send().json["errcode"] == 0


def test_the_month_begins_at_midnight_in_beijing(world, backend):
    world.clock.set(DECEMBER - 1)
    request = backend.request(CLEAR_BY_SECRET)
    for _ in range(10):
        request.send()
    assert request.send().json["errcode"] == 48006

    world.clock.advance(1)
    assert request.send().json["errcode"] == 0


def test_one_path_can_be_cleared_fifty_times_a_month(backend):
    request = backend.request(CLEAR_PATH)
    assert {request.send().json["errcode"] for _ in range(50)} == {0}

    assert request.send().json["errcode"] == 45009


def test_clearing_by_secret_reads_the_query_or_the_body(backend):
    good = backend.request(CLEAR_BY_SECRET)
    assert backend.client.post(CLEAR_BY_SECRET, json=good.query).json["errcode"] == 0
    assert good.send().json["errcode"] == 0


def test_without_a_quota_all_figures_are_nought(backend):
    assert backend.send(GET).text == (
        '{"errcode":0,"errmsg":"ok","quota":{"daily_limit":0,"used":0,"remain":0}}'
    )


def test_the_quota_of_a_path_is_told(backend):
    request, asking = backend.request(CHECK), backend.request(GET).change(cgi_path=CHECK)
    limit(backend, daily_quota=3, minute_quota=7)
    request.send()

    assert asking.send().json == {
        "errcode": 0,
        "errmsg": "ok",
        "quota": {"daily_limit": 3, "used": 1, "remain": 2},
        "rate_limit": {"call_count": 7, "refresh_second": 60},
    }


def test_more_calls_than_allowed_leave_nothing_and_a_new_day_everything(world, backend):
    request, asking = backend.request(CHECK), backend.request(GET).change(cgi_path=CHECK)
    limit(backend, daily_quota=1)
    use_up(request)
    assert asking.send().json["quota"] == {"daily_limit": 1, "used": 2, "remain": 0}

    world.clock.advance(86_400)
    asking.change(access_token=backend.token())
    assert asking.send().json["quota"] == {"daily_limit": 1, "used": 0, "remain": 1}


@pytest.mark.parametrize("path", [None, "", "wxa/getuserriskrank", "/wxa/getUserRiskRank", 5])
def test_a_path_that_is_none_is_not_found(backend, path):
    request = backend.request(GET)
    request.body["cgi_path"] = path

    assert request.send().json["errcode"] == 76021
