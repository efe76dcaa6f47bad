from __future__ import annotations

from collections.abc import Iterator

import pytest

from wechat_login import Login, LoginRefused, WeChatUnavailable, log_in
from wxsim.testing import Simulator


@pytest.fixture
def wechat(wxsim: Simulator) -> Iterator[Simulator]:
    """Nothing in these tests reaches the network."""
    with wxsim.intercept(offline=True):
        yield wxsim


def login(wechat: Simulator, code: str) -> Login:
    app = wechat.default_app
    return log_in(app.appid, app.secret, code)


def test_a_fresh_code_tells_who_it_is(wechat: Simulator) -> None:
    alice = wechat.person("alice")

    assert login(wechat, alice.code()).openid == alice.openid()


def test_a_code_works_once(wechat: Simulator) -> None:
    code = wechat.person("alice").code()
    login(wechat, code)

    with pytest.raises(LoginRefused, match="code been used"):
        login(wechat, code)


def test_a_code_is_too_old_after_five_minutes(wechat: Simulator) -> None:
    code = wechat.person("alice").code()
    wechat.clock.advance(minutes=5)

    with pytest.raises(LoginRefused, match="invalid code"):
        login(wechat, code)


def test_a_blocked_person_is_refused(wechat: Simulator) -> None:
    alice = wechat.person("alice")
    alice.block()

    with pytest.raises(LoginRefused, match="blocked"):
        login(wechat, alice.code())


@pytest.mark.parametrize("failure", ["hang", "drop", "truncate", "garbage"])
def test_a_wechat_in_trouble_is_no_refusal(wechat: Simulator, failure: str) -> None:
    code = wechat.person("alice").code()

    with wechat.fault(failure), pytest.raises(WeChatUnavailable):
        login(wechat, code)


def test_a_lost_answer_has_spent_the_code(wechat: Simulator) -> None:
    code = wechat.person("alice").code()
    with wechat.fault("lost-answer"), pytest.raises(WeChatUnavailable):
        login(wechat, code)

    with pytest.raises(LoginRefused, match="code been used"):
        login(wechat, code)


def test_a_busy_wechat_is_asked_once(wechat: Simulator) -> None:
    with wechat.fault(errcode=-1), pytest.raises(WeChatUnavailable):
        login(wechat, wechat.person("alice").code())

    wechat.called("/sns/jscode2session", times=1)
