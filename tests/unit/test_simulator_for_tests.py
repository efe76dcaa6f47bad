"""`wxsim.testing.Simulator`: what a test has in its hands."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import requests

from wxsim import opendata
from wxsim.miniprogram.errors import WxError
from wxsim.testing import AppHandle, Simulator
from wxsim.world import AlreadyThere, InvalidValue, Unknown

NOW = 1_763_845_200.0


@pytest.fixture
def wx() -> Iterator[Simulator]:
    with Simulator(start=NOW) as simulator:
        yield simulator


def exchange(
    wx: Simulator, code: str, app: AppHandle | None = None, timeout: float = 5
) -> dict[str, Any]:
    """Exchange a code over the simulator's socket."""
    app = app or wx.default_app
    query = {
        "appid": app.appid,
        "secret": app.secret,
        "js_code": code,
        "grant_type": "authorization_code",
    }
    response = requests.get(f"{wx.url}/sns/jscode2session", params=query, timeout=timeout)
    answer: dict[str, Any] = response.json()
    return answer


@pytest.mark.parametrize(
    "start",
    [
        NOW,
        int(NOW),
        "2025-11-22T21:00:00Z",
        "2025-11-23T05:00:00+08:00",
        datetime(2025, 11, 23, 5, tzinfo=timezone(timedelta(hours=8))),
    ],
)
def test_time_begins_and_stands_where_one_says(start: Any) -> None:
    with Simulator(start=start) as wx:
        assert wx.clock.now() == NOW


def test_time_begins_at_the_machines_second_where_one_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = int(time.time())
    with Simulator() as wx:
        assert before <= wx.clock.now() <= time.time()
        assert wx.clock.now() == int(wx.clock.now())
        wx.clock.advance(days=3)
        monkeypatch.setattr(time, "time", lambda: before + 1_000.5)
        wx.reset()
        assert wx.clock.now() == before + 1_000


def test_time_can_run_from_the_start() -> None:
    with Simulator(start=NOW, frozen=False) as wx:
        first = wx.clock.now()
        time.sleep(0.01)
        assert NOW <= first < wx.clock.now() < NOW + 60


@pytest.mark.parametrize("start", ["yesterday", 5, True, datetime(2025, 1, 1)])  # noqa: DTZ001  # the mistake under test
def test_a_start_that_is_no_moment_says_what_is(start: Any) -> None:
    with pytest.raises(InvalidValue, match="2026-01-31T12:00:00Z"):
        Simulator(start=start)


def test_a_socket_is_opened_when_its_url_is_asked_for_and_closed_at_the_end() -> None:
    with Simulator() as wx:
        assert wx.url == wx.url
        assert exchange(wx, "no code")["errcode"] == 40029
        url = wx.url
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)
    with pytest.raises(RuntimeError, match="stopped"):
        _ = wx.url


def test_a_child_process_finds_it_by_its_environment(wx: Simulator) -> None:
    app = wx.app()
    program = (
        "import os, requests\n"
        "query = {'appid': os.environ['WECHAT_APPID'], 'secret': os.environ['WECHAT_SECRET']}\n"
        "url = os.environ['WECHAT_BASE_URL'] + '/cgi-bin/token?grant_type=client_credential'\n"
        "print('access_token' in requests.get(url, params=query, timeout=5).json())\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **wx.env},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert said == "True\n"
    assert wx.env["WXSIM_URL"] == wx.url
    wx.called("/cgi-bin/token", times=1, app=app)


def test_the_first_app_made_is_the_default_one(wx: Simulator) -> None:
    demo = wx.default_app
    first, second = wx.app(), wx.app()

    assert wx.default_app.appid == first.appid not in (second.appid, demo.appid)
    alice = wx.person("alice")
    assert exchange(wx, alice.code(), first)["openid"] == alice.openid() == alice.openid(first)
    assert exchange(wx, alice.code(second), second)["openid"] == alice.openid(second.appid)
    assert exchange(wx, alice.code(second), first)["errcode"] == 40029


def test_the_default_app_is_the_first_of_those_that_are_left(wx: Simulator) -> None:
    demo = wx.default_app
    wx.snapshot("before")
    for go_back in (wx.reset, lambda: wx.restore("before")):
        go_back()
        assert wx.default_app.appid == demo.appid
        app = wx.app(appid="wx" + "cd" * 8)
        wx.app()
        assert wx.default_app.appid == app.appid
        go_back()
        wx.app(appid="wx" + "ef" * 8)
        assert wx.default_app.appid == "wx" + "ef" * 8


def test_an_app_can_have_the_appid_that_code_has_built_in(wx: Simulator) -> None:
    app = wx.app(appid="wx" + "ab" * 8, secret="cd" * 16, open_account="ours")

    assert (app.appid, app.secret) == ("wx" + "ab" * 8, "cd" * 16)
    assert wx.person("alice").unionid()
    assert wx.person("alice").unionid(wx.app()) is None
    with pytest.raises(AlreadyThere):
        wx.app(appid=app.appid)


def test_switches_are_set_changed_and_set_back(wx: Simulator) -> None:
    app = wx.app(profile_era="classic", ip_whitelist=["10.0.0.1"])
    assert (app.switches.profile_era, app.switches.ip_whitelist) == ("classic", ("10.0.0.1",))

    app.policy(profile_era=None, token_overlap=0)

    assert (app.switches.profile_era, app.switches.token_overlap) == ("current", 0)
    assert app.switches.ip_whitelist == ("10.0.0.1",)


@pytest.mark.parametrize(
    ("switches", "named"),
    [
        ({"token_overlap": 1, "colour": "red"}, "token_overlap"),
        ({"token_overlap": 1, "profile_era": "baroque"}, "classic"),
        ({"token_overlap": -1}, "a number from 0: How long the previous access_token"),
    ],
)
def test_a_wrong_switch_changes_nothing_and_says_what_is_right(
    wx: Simulator, switches: dict[str, Any], named: str
) -> None:
    app = wx.app()

    with pytest.raises((Unknown, InvalidValue), match=named):
        app.policy(**switches)
    assert app.switches == wx.app().switches
    with pytest.raises((Unknown, InvalidValue), match=named):
        wx.app(**switches)


def test_devtools_codes_log_in_somebody_who_exists(wx: Simulator) -> None:
    app = wx.app()

    with pytest.raises(Unknown, match="alice"):
        app.policy(devtools_codes="nobody")
    assert app.switches.devtools_codes == ""


def test_a_person_is_made_if_new_and_changed_if_not(wx: Simulator) -> None:
    wx.person("zoe", phone="13900000000", nickname="Zoe")
    wx.person("zoe", nickname="Zoë")
    wx.person("zoe")

    zoe = wx.world.people.get("zoe")
    assert (zoe.nickname, zoe.phone) == ("Zoë", "13900000000")
    with pytest.raises(InvalidValue, match="nickname"):
        wx.person("zoe", nick="Zoe")
    with pytest.raises(InvalidValue, match="gender"):
        wx.person("zoe", gender="female")
    with pytest.raises(InvalidValue, match="letters"):
        wx.person("no one")


def test_a_profile_is_signed_and_sealed_with_the_session_key_of_the_login(wx: Simulator) -> None:
    alice = wx.person("alice")
    key = exchange(wx, alice.code())["session_key"]

    for info in (alice.user_info(), alice.user_profile("to greet you")):
        assert opendata.sign_raw_data(info["rawData"], key) == info["signature"]
        assert opendata.decrypt(info["encryptedData"], key, info["iv"])
    assert alice.session_key() == key


def test_a_wx_call_that_fails_raises_what_wechat_says_and_a_hint(wx: Simulator) -> None:
    alice = wx.person("alice")

    with pytest.raises(WxError, match=r"need relogin; take a code of alice first"):
        alice.user_info()
    assert alice.wx("getUserInfo", withCredentials=True)["errMsg"].startswith("getUserInfo:fail")
    alice.consent("phoneNumber", granted=False)
    with pytest.raises(WxError, match="fail user deny"):
        alice.phone_code()


def test_any_wx_call_can_be_made_and_a_wrong_one_names_the_right_ones(wx: Simulator) -> None:
    alice = wx.person("alice")

    assert alice.wx("authorize", scope="scope.record", tap="refuse")["errno"] == 103
    assert alice.wx("getSetting")["authSetting"]["scope.record"] is False
    with pytest.raises(Unknown, match="getSetting"):
        alice.wx("getSettings")
    with pytest.raises(InvalidValue, match="allow"):
        alice.wx("login", tap="twice")
    with pytest.raises(InvalidValue, match=r"scope\.record"):
        alice.consent("record", granted=True)
    with pytest.raises(Unknown, match="wx0123456789abcdef"):
        alice.code("wx0000")


def test_a_session_ends_and_is_replaced_on_purpose(wx: Simulator) -> None:
    alice = wx.person("alice")
    alice.code()
    first = alice.session_key()

    second = alice.renew_session()

    assert alice.session_key() == second != first
    alice.expire_session()
    assert alice.session_key() is None
    assert "fail" in alice.wx("checkSession")["errMsg"]
    with pytest.raises(InvalidValue, match="log in first"):
        alice.expire_session()


def test_a_blocked_person_is_refused_until_unblocked(wx: Simulator) -> None:
    alice = wx.person("alice")
    alice.block()
    assert exchange(wx, alice.code())["errcode"] == 40226
    alice.unblock()
    assert "openid" in exchange(wx, alice.code())


def test_the_clock_ages_a_code_and_tells_so(wx: Simulator) -> None:
    code = wx.person("alice").code()

    (due,) = wx.clock.advance(minutes=4, seconds=60)

    assert (due.at, due.person) == (NOW + 300, "alice")
    assert exchange(wx, code)["errcode"] == 40029
    with pytest.raises(InvalidValue, match="set"):
        wx.clock.advance(hours=-1)


def test_the_clock_of_one_app_leaves_the_others_alone(wx: Simulator) -> None:
    mine, yours = wx.app(), wx.app()

    wx.clock.advance(days=1, app=mine)

    assert wx.clock.now(mine) == NOW + 86_400
    assert wx.clock.now(yours) == wx.clock.now() == NOW
    wx.clock.reset(app=mine)
    assert wx.clock.now(mine) == NOW


def test_the_clock_runs_stands_and_goes_back(wx: Simulator) -> None:
    wx.clock.set("2030-01-01T00:00:00Z")
    assert wx.clock.now() == 1_893_456_000
    wx.clock.resume()
    assert wx.clock.now() > 1_893_456_000
    wx.clock.freeze(NOW)
    assert wx.clock.now() == NOW
    wx.clock.reset()
    assert abs(wx.clock.now() - time.time()) < 60


def test_a_fault_strikes_once_when_called(wx: Simulator) -> None:
    alice = wx.person("alice")
    fault = wx.fault(errcode=45011)

    assert exchange(wx, alice.code())["errcode"] == 45011
    assert "openid" in exchange(wx, alice.code())
    assert fault.struck == 1


def test_a_fault_lasts_as_long_as_its_block(wx: Simulator) -> None:
    alice = wx.person("alice")

    with wx.fault(errcode=45011) as fault:
        assert [exchange(wx, alice.code())["errcode"] for _ in range(3)] == [45011] * 3
    assert fault.struck == 3
    assert "openid" in exchange(wx, alice.code())


def test_a_fault_in_a_block_strikes_as_often_as_said(wx: Simulator) -> None:
    alice = wx.person("alice")

    with wx.fault(errcode=-1, times=2):
        answers = [exchange(wx, alice.code()) for _ in range(3)]
    assert [answer.get("errcode") for answer in answers] == [-1, -1, None]


def test_a_block_that_raises_ends_its_fault_too(wx: Simulator) -> None:
    with pytest.raises(ZeroDivisionError), wx.fault("drop"):
        _ = 1 / 0
    assert wx.world.faults.list() == []


def test_a_fault_strikes_whom_it_was_meant_for(wx: Simulator) -> None:
    app, alice, bob = wx.app(), wx.person("alice"), wx.person("bob")
    demo = wx.world.apps.get(None).appid
    wx.fault(errcode=-1, person=bob, app=app, path="/sns/*", times="always")

    assert "openid" in exchange(wx, alice.code())
    assert exchange(wx, bob.code())["errcode"] == -1
    assert exchange(wx, bob.code())["errcode"] == -1
    assert "openid" in exchange(wx, bob.code(demo), AppHandle(wx.world, wx.world.apps.get(demo)))


def test_a_fault_lasts_by_the_clock(wx: Simulator) -> None:
    alice = wx.person("alice")
    wx.fault(errcode=-1, seconds=60)

    assert [exchange(wx, alice.code())["errcode"] for _ in range(2)] == [-1, -1]
    wx.clock.advance(seconds=60)
    assert "openid" in exchange(wx, alice.code())


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({}, "lost_answer"),
        ({"hang": True, "drop": True}, "hang and drop"),
        ({"kind": "explode"}, "lost-answer"),
        ({"kind": "errcode"}, r"errcode=…"),
        ({"errcode": 12345}, "40163"),
        ({"errcode": True}, r"Expected `int .*errcode"),
        ({"delay": "soon"}, "write 90s"),
        ({"drop": True, "seconds": 0}, "give 1s or more"),
        ({"drop": True, "path": ""}, "slash"),
        ({"http": 200}, "400 to 599"),
        ({"drop": True, "path": "sns"}, "slash"),
        ({"drop": True, "person": "nobody"}, "alice"),
        ({"drop": True, "app": "wx0000"}, "wx0123456789abcdef"),
        ({"drop": True, "times": 0}, "1 or more"),
        ({"drop": True, "rate": 2}, "1 at most"),
        ({"drop": True, "times": 1.5}, "times"),
        ({"drop": True, "times": True}, "times"),
        ({"drop": True, "times": "once"}, "times"),
        ({"drop": True, "rate": "often"}, "rate"),
    ],
)
def test_a_wrong_fault_says_what_is_right_and_waits_for_nobody(
    wx: Simulator, said: dict[str, Any], named: str
) -> None:
    with pytest.raises((Unknown, InvalidValue), match=named):
        wx.fault(**said)
    assert wx.world.faults.list() == []


Act = Callable[[Simulator], object]
CONTENT = "商品:{{thing1.DATA}}"


@pytest.mark.parametrize(
    ("act", "named"),
    [
        (lambda wx: wx.app(kind="shop"), "kind is one of mini_program, official_account"),
        (lambda wx: wx.app(redirect_domains="shop.example"), r"array.*redirect_domains"),
        (lambda wx: wx.app(open_account=5), "open_account"),
        (lambda wx: wx.app(appid=5), "appid"),
        (lambda wx: wx.person(5), r"\$\.name"),
        (lambda wx: wx.person("alice").consent("scope.record", granted=1), "True, False or None"),
        (lambda wx: wx.default_app.push_to("http://x.example", mode="loud"), "plain, compatible"),
        (lambda wx: wx.default_app.push_to("http://x.example", format="yaml"), "json, xml"),
        (lambda wx: wx.default_app.template(5, CONTENT), "title"),
        (lambda wx: wx.default_app.template("title", CONTENT, long_term="yes"), "long_term"),
        (lambda wx: wx.clock.advance(minutes="5"), r"give numbers, as in minutes=5"),
        (lambda wx: wx.clock.advance(minutes=float("nan")), "give numbers"),
        (lambda wx: wx.clock.advance(days=10**10), "give numbers"),
        (lambda wx: wx.clock.advance(days=36_500), "2106"),
        (lambda wx: wx.called("sns/jscode2session"), "begin it with a slash"),
        (lambda wx: wx.called("https://api.weixin.qq.com/sns/*"), "begin it with a slash"),
        (lambda wx: wx.called("/sns/*", times="1"), "times"),
        (lambda wx: wx.called("/sns/*", query={"appid": 1}), "query"),
        (lambda wx: wx.called(order="/sns/*"), "order"),
    ],
)
def test_what_cannot_be_is_told_at_once_and_leaves_the_world_as_it_was(
    wx: Simulator, act: Act, named: str
) -> None:
    def state() -> list[Any]:
        app = wx.world.apps.get(None)
        everybody = [wx.world.people.list(), wx.person("alice").wx("getSetting")]
        return [
            *everybody,
            wx.world.apps.list(),
            wx.world.push_settings.of(app),
            wx.world.templates.list(app),
            wx.clock.now(),
        ]

    before = state()
    with pytest.raises(InvalidValue, match=named):
        act(wx)
    assert state() == before


def test_a_seed_may_be_a_number_and_a_file_a_text(tmp_path: Path) -> None:
    file = tmp_path / "people.yaml"
    file.write_text("apps: [{}]\npeople: [{name: dora}]\n", "utf-8")

    with Simulator(seed=7, apps_file=str(file)) as one, Simulator(seed="7", apps_file=file) as two:
        assert one.default_app.secret == two.default_app.secret
        assert [person.name for person in one.world.people.list()] == ["dora"]


def test_a_lost_answer_spends_the_code_on_a_real_socket(wx: Simulator) -> None:
    code = wx.person("alice").code()

    with wx.fault("lost-answer"), pytest.raises(requests.ConnectionError):
        exchange(wx, code)
    assert exchange(wx, code)["errcode"] == 40163


def test_what_was_called_is_returned_or_told(wx: Simulator) -> None:
    exchange(wx, wx.person("alice").code())
    mark = wx.mark()
    exchange(wx, "made up")

    (call,) = wx.called("/sns/*", times=1, since=mark, query={"js_code": "made up"})
    assert call.errcode == 40029
    assert len(wx.called("/sns/jscode2session", at_least=2, app=wx.default_app)) == 2
    with pytest.raises(AssertionError, match="expected once, but called 2 times"):
        wx.called("/sns/jscode2session", times=1)
    with pytest.raises(AssertionError, match="near misses"):
        wx.called("/sns/jscode2session", since=mark, errcode=0)


def test_it_says_why(wx: Simulator) -> None:
    exchange(wx, "made up")

    assert wx.why().errcode == 40029
    with pytest.raises(Unknown):
        wx.why("what is this")


def test_a_reset_is_a_new_beginning(wx: Simulator) -> None:
    def story() -> list[Any]:
        app = wx.app()
        zoe = wx.person("zoe")
        wx.clock.advance(hours=1)
        return [app.secret, exchange(wx, zoe.code()), exchange(wx, "made up"), wx.mark()]

    first = story()
    wx.fault("drop")
    wx.reset()

    assert wx.clock.now() == NOW
    assert wx.mark() == 0
    assert story() == first


def test_a_snapshot_brings_back_everything_and_outlives_a_reset(wx: Simulator) -> None:
    code = wx.person("alice").code()
    wx.snapshot("before")
    exchange(wx, code)
    wx.app()
    wx.reset()

    wx.restore("before")

    assert "openid" in exchange(wx, code)
    wx.reset(snapshots=True)
    with pytest.raises(Unknown):
        wx.restore("before")


def test_threads_open_one_socket() -> None:
    with Simulator() as wx, ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: wx.url, range(8)))) == 1


def test_a_person_allows_a_web_page(wx: Simulator) -> None:
    account = wx.app(kind="official_account", redirect_domains=("shop.example",))
    code = wx.person("alice").web_code(account, scope="snsapi_userinfo")
    query = {"appid": account.appid, "secret": account.secret, "code": code}

    answer = requests.get(
        f"{wx.url}/sns/oauth2/access_token",
        params={**query, "grant_type": "authorization_code"},
        timeout=3,
    )

    assert answer.json()["scope"] == "snsapi_userinfo"
    assert answer.json()["openid"] == wx.person("alice").openid(account)
