"""Every switch of an app, and what it changes."""

from pathlib import Path

import pytest

from switch_effects import (
    EFFECTS,
    HOUR,
    JSCODE,
    RESET,
    SEPARATELY,
    TOKEN,
    errcode_of,
    login_twice_and_wait,
    real_code,
    second_call,
    second_reset,
)
from wxsim.world.switches import describe_switches


def test_the_effect_of_every_switch_is_tested():
    assert {switch.name for switch in describe_switches()} == {*EFFECTS, *SEPARATELY}
    for name, (file, _) in SEPARATELY.items():
        assert f"{name}=" in (Path(__file__).parent / file).read_text("utf-8")


@pytest.mark.parametrize(
    ("renewal", "kept_by_a_login", "kept_for_ever"),
    [("realistic", True, False), ("every-login", False, False), ("never", True, True)],
)
def test_the_session_key_is_renewed_as_the_policy_says(
    backend_with, renewal, kept_by_a_login, kept_for_ever
):
    backend = backend_with(session_key_renewal=renewal)

    assert login_twice_and_wait(backend) == (kept_by_a_login, kept_for_ever)


def test_a_code_of_a_real_devtools_logs_a_person_in_once_where_that_is_wanted(backend_with):
    backend = backend_with(devtools_codes="bob")

    assert real_code(backend)["openid"] == backend.login("bob")["openid"]
    assert real_code(backend)["errcode"] == 40163
    assert backend.exchange("x")["errcode"] == 40029
    assert real_code(backend_with())["errcode"] == 40029


def test_a_tourist_has_no_session(backend_with):
    backend = backend_with(tourist_mode=True)

    assert backend.exchange(backend.code())["errcode"] == 40029
    assert backend.wx("checkSession")["errMsg"].startswith("checkSession:fail")


@pytest.mark.parametrize(("name", "effect"), EFFECTS.items(), ids=EFFECTS.keys())
def test_a_switch_changes_what_it_says_and_its_default_does_not(backend_with, name, effect):
    observe, by_default, value, switched = effect

    assert observe(backend_with()) == by_default
    assert observe(backend_with(**{name: value})) == switched


@pytest.mark.parametrize(("burning", "then"), [("here", 40163), ("there", 0)])
def test_trying_the_wrong_app_burns_a_code_where_its_own_app_says_so(backend_with, burning, then):
    here = backend_with(failed_exchange_burns_code=burning == "here")
    there = backend_with(failed_exchange_burns_code=burning == "there")
    code = here.code()

    assert there.exchange(code)["errcode"] == 40029
    assert here.exchange(code).get("errcode", 0) == then


def test_a_burning_app_does_not_burn_an_expired_code_or_a_good_one(world, backend_with):
    backend = backend_with(failed_exchange_burns_code=True)

    assert "openid" in backend.ask(JSCODE)
    code = backend.code()
    world.clock.advance(300)
    assert backend.exchange(code, secret="x")["errcode"] == 40029


def test_a_reset_is_allowed_again_when_the_interval_is_over(world, backend_with):
    backend = backend_with(session_reset_interval=60)
    assert second_reset(backend) == 45011

    world.clock.advance(60)

    assert backend.ask(RESET)["errcode"] == 0
    assert backend.ask(RESET, "bob")["errcode"] == 0


def test_addresses_that_are_listed_are_let_in(backend_with):
    backend = backend_with(ip_whitelist=("127.0.0.1",), source_ips=("127.0.0.1",))

    assert "openid" in backend.ask(JSCODE)
    assert "access_token" in backend.ask(TOKEN)


@pytest.mark.parametrize("errcode", [40243, 50004, 50007, 89503, 89506, 89507])
def test_a_refused_app_gets_neither_kind_of_token(backend_with, errcode):
    backend = backend_with(token_refusal=errcode)

    assert backend.ask(TOKEN)["errcode"] == errcode
    assert backend.ask("/cgi-bin/stable_token")["errcode"] == errcode
    assert "openid" in backend.ask(JSCODE)


def test_a_minute_quota_comes_back_with_the_next_minute(world, backend_with):
    backend = backend_with(minute_quota=2)
    assert [errcode_of(TOKEN)(backend) for _ in range(4)] == [0, 0, 45011, 45011]

    world.clock.advance(60)

    assert [errcode_of(TOKEN)(backend) for _ in range(3)] == [0, 0, 45011]


def test_a_daily_quota_comes_back_at_midnight_in_beijing(world, backend_with):
    backend = backend_with(daily_quota=1)
    assert second_call(backend) == 45009

    # It is 05:00 in Beijing.
    world.clock.advance(19 * HOUR - 1)
    assert errcode_of(TOKEN)(backend) == 45009
    world.clock.advance(1)

    assert errcode_of(TOKEN)(backend) == 0


def test_a_quota_is_counted_for_each_path_and_each_app(backend_with):
    one, two = backend_with(minute_quota=1), backend_with(minute_quota=1)

    assert [errcode_of(path)(app) for path in (TOKEN, JSCODE) for app in (one, two)] == [0] * 4
    assert [errcode_of(path)(app) for path in (TOKEN, JSCODE) for app in (one, two)] == [45011] * 4
