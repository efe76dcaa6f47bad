from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import httpx
import pytest

from access_tokens import WeChat, WeChatError
from wxsim.testing import Simulator

T = TypeVar("T")


def run(wxsim: Simulator, story: Callable[[WeChat], Awaitable[T]]) -> T:
    """Play a story with a new client."""

    async def play() -> T:
        app = wxsim.default_app
        wechat = WeChat(app.appid, app.secret, base_url=wxsim.url)
        try:
            return await story(wechat)
        finally:
            await wechat.close()

    return asyncio.run(play())


def test_a_phone_number_comes_of_its_code(wxsim: Simulator) -> None:
    alice = wxsim.person("alice", phone="13800000000")

    assert run(wxsim, lambda wechat: wechat.phone_number(alice.phone_code())) == "13800000000"


def test_tasks_fetch_one_token_between_them(wxsim: Simulator) -> None:
    codes = [wxsim.person(name).phone_code() for name in ("alice", "bob", "carol")]

    async def all_at_once(wechat: WeChat) -> None:
        await asyncio.gather(*map(wechat.phone_number, codes))

    run(wxsim, all_at_once)

    wxsim.called("/cgi-bin/stable_token", times=1)
    wxsim.called("/wxa/business/getuserphonenumber", times=3, errcode=0)


def test_a_token_that_expired_is_replaced(wxsim: Simulator) -> None:
    alice = wxsim.person("alice")

    async def two_hours_apart(wechat: WeChat) -> None:
        await wechat.phone_number(alice.phone_code())
        wxsim.clock.advance(hours=2)
        await wechat.phone_number(alice.phone_code())

    run(wxsim, two_hours_apart)

    wxsim.called("/cgi-bin/stable_token", times=2)


def test_a_used_code_is_refused(wxsim: Simulator) -> None:
    code = wxsim.person("alice").phone_code()

    async def twice(wechat: WeChat) -> None:
        await wechat.phone_number(code)
        await wechat.phone_number(code)

    with pytest.raises(WeChatError, match="invalid code"):
        run(wxsim, twice)


def test_a_connection_that_breaks_is_told_as_it_is(wxsim: Simulator) -> None:
    code = wxsim.person("alice").phone_code()

    with wxsim.fault("drop", path="/wxa/*"), pytest.raises(httpx.RemoteProtocolError):
        run(wxsim, lambda wechat: wechat.phone_number(code))
