"""Which servers wx.request may call."""

from __future__ import annotations

import pytest

from wxsim.miniprogram import MiniProgram, Wx, WxError

# Nothing listens there, so a request that the rule lets through is refused by the
# machine, with another errno.
NOBODY = "http://127.0.0.1:9"
CONNECTION_LOST = 600001
NOT_LISTED = 600002


def refusal(wx: Wx, url: str) -> WxError:
    """Make a request that must fail, and return how."""
    with pytest.raises(WxError) as caught:
        wx.request(url=url)
    return caught.value


@pytest.mark.parametrize(
    "url",
    [
        "https://api.weixin.qq.com/sns/jscode2session?appid=a&secret=b",
        "http://api.weixin.qq.com",
        "https://API.Weixin.qq.com.:443/x",
        "https://api%2Eweixin.qq.com/x",
        "https://user@api.weixin.qq.com/",
    ],
)
def test_wechat_itself_is_never_called_from_a_mini_program(url: str) -> None:
    with MiniProgram(NOBODY) as program:
        error = refusal(program.wx, url)
    assert error.errMsg == "request:fail url not in domain list"
    assert error.errno == NOT_LISTED
    assert "AppSecret" in error.hint


def test_with_a_list_only_the_listed_servers_are_called() -> None:
    listed = [NOBODY, "https://Example.invalid"]
    with MiniProgram(NOBODY, domains=listed) as program:
        for url in (NOBODY, NOBODY + "/any?x", "https://example.invalid/y"):
            assert refusal(program.wx, url).errno == CONNECTION_LOST
        for url in (
            "https://sub.example.invalid/",
            "https://example.invalid:443/",
            "http://example.invalid/",
            "http://localhost:9/",
            "http://127.0.0.1/",
        ):
            error = refusal(program.wx, url)
            assert error.errMsg == "request:fail url not in domain list"
            assert error.errno == NOT_LISTED
            assert url.rstrip("/") in error.hint


def test_an_empty_list_allows_no_server() -> None:
    with MiniProgram(NOBODY, domains=[]) as program:
        assert refusal(program.wx, NOBODY).errno == NOT_LISTED


def test_without_a_list_any_server_is_called() -> None:
    with MiniProgram(NOBODY) as program:
        assert refusal(program.wx, NOBODY).errno == CONNECTION_LOST


@pytest.mark.parametrize(
    "entry", ["example.com", "https://example.com/", "https://example.com/v1", "ws://x", ""]
)
def test_an_entry_of_the_list_must_be_an_origin(entry: str) -> None:
    with pytest.raises(ValueError, match=r"is no origin; write scheme, host and port only"):
        MiniProgram(NOBODY, domains=[entry])


def test_wechat_itself_cannot_be_listed() -> None:
    with pytest.raises(ValueError, match=r"WeChat never lets api\.weixin\.qq\.com be listed"):
        MiniProgram(NOBODY, domains=["https://api.weixin.qq.com"])
