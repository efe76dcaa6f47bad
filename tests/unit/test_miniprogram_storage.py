"""The storage of the Mini Program client, and its two calls that need nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from wxsim.miniprogram import MiniProgram, Wx, WxError, WxExchange

NOBODY = "http://127.0.0.1:9"
MEGABYTE = 1024 * 1024


@pytest.fixture
def wx() -> Iterator[Wx]:
    with MiniProgram(NOBODY) as program:
        yield program.wx


def test_what_is_set_can_be_got(wx: Wx) -> None:
    assert wx.setStorage(key="third_Session", data="abc") == {"errMsg": "setStorage:ok"}
    assert wx.getStorage(key="third_Session") == {"data": "abc", "errMsg": "getStorage:ok"}
    assert wx.getStorageSync("third_Session") == "abc"


def test_the_sync_twins_do_the_same_and_return_nothing(wx: Wx) -> None:
    assert wx.setStorageSync("a", [1, {"b": None}]) is None
    assert wx.getStorage({"key": "a"})["data"] == [1, {"b": None}]
    assert wx.removeStorageSync("a") is None
    assert wx.setStorageSync(key="c", data=False) is None
    assert wx.clearStorageSync() is None
    assert wx.getStorageInfoSync() == {"keys": [], "currentSize": 0, "limitSize": 10240}


def test_a_missing_key_fails_but_is_an_empty_string_for_the_sync_twin(wx: Wx) -> None:
    with pytest.raises(WxError) as caught:
        wx.getStorage(key="nothing")
    assert caught.value.errMsg == "getStorage:fail data not found"
    assert caught.value.errno is None
    assert wx.getStorageSync("nothing") == ""


def test_a_missing_key_is_told_to_the_fail_callback(wx: Wx) -> None:
    heard: list[Any] = []
    wx.getStorage(key="nothing", success=pytest.fail, fail=heard.append)
    assert heard == [{"errMsg": "getStorage:fail data not found"}]


def test_removing_takes_one_key_and_clearing_all(wx: Wx) -> None:
    for key in "abc":
        wx.setStorageSync(key, 1)
    wx.removeStorage(key="b")
    wx.removeStorage(key="never there")
    assert wx.getStorageInfo()["keys"] == ["a", "c"]
    wx.clearStorage()
    assert wx.getStorageInfo()["keys"] == []


def test_changing_an_object_after_storing_or_reading_it_changes_nothing_stored(wx: Wx) -> None:
    mine = {"list": [1]}
    wx.setStorageSync("k", mine)
    mine["list"].append(2)
    wx.getStorageSync("k")["list"].append(3)
    assert wx.getStorageSync("k") == {"list": [1]}


def test_a_key_that_is_no_string_is_a_parameter_error(wx: Wx) -> None:
    for call in (wx.setStorage, wx.getStorage, wx.removeStorage):
        with pytest.raises(WxError, match=r"parameter\.key should be String instead of Number;"):
            call({"key": 1, "data": 1})
    with pytest.raises(WxError) as caught:
        wx.getStorageSync()
    assert caught.value.errMsg == (
        "getStorageSync:fail parameter error: parameter.key should be String instead of Undefined;"
    )


def test_data_must_be_there_and_be_json(wx: Wx) -> None:
    with pytest.raises(WxError, match=r"^setStorage:fail parameter error: parameter\.data is"):
        wx.setStorage(key="k")
    for unfit in ({1, 2}, b"bytes", float("nan"), object()):
        with pytest.raises(TypeError, match=r"data of wx\.setStorageSync must be made of JSON"):
            wx.setStorageSync("k", unfit)
    assert wx.getStorageInfoSync()["keys"] == []


def test_one_key_holds_a_megabyte_and_not_a_character_more(wx: Wx) -> None:
    most = MEGABYTE - len("k") - len('""')
    wx.setStorageSync("k", "微" * most)
    with pytest.raises(WxError) as caught:
        wx.setStorageSync("k", "信" * (most + 1))
    assert caught.value.errMsg == "setStorageSync:fail:entry size limit reached"
    assert "1048577 characters" in caught.value.hint
    assert wx.getStorageSync("k")[0] == "微"


def test_all_keys_together_hold_ten_megabytes(wx: Wx) -> None:
    for number in range(10):
        wx.setStorageSync(str(number), "x" * (MEGABYTE - 3))
    assert wx.getStorageInfoSync()["currentSize"] == 10240
    with pytest.raises(WxError) as caught:
        wx.setStorage(key="k", data=0)
    assert caught.value.errMsg == "setStorage:fail exceed storage max size 10Mb"
    wx.setStorageSync("0", "replacing needs no more room")
    wx.setStorageSync("k", 0)


def test_the_current_size_is_in_kilobytes_rounded_up(wx: Wx) -> None:
    wx.setStorageSync("k", "")
    assert wx.getStorageInfoSync()["currentSize"] == 1


def test_every_mini_program_has_its_own_storage(wx: Wx) -> None:
    wx.setStorageSync("k", 1)
    with MiniProgram(NOBODY) as other:
        assert other.wx.getStorageSync("k") == ""


def test_a_sync_call_with_too_many_arguments_says_which_it_takes(wx: Wx) -> None:
    with pytest.raises(TypeError, match=r"wx\.setStorageSync takes \(key, data\)"):
        wx.setStorageSync("k", 1, 2)
    with pytest.raises(TypeError, match=r"wx\.getStorageSync takes \(key\)"):
        wx.getStorageSync(name="k")


def test_the_observer_hears_sync_calls_as_their_twins_would_end() -> None:
    seen: list[WxExchange] = []
    with MiniProgram(NOBODY, observe=seen.append) as program:
        program.wx.setStorageSync("k", 1)
        program.wx.getStorageSync("missing")
        with pytest.raises(WxError):
            program.wx.setStorageSync("big", "x" * MEGABYTE)
    assert [(one.api, one.result["errMsg"]) for one in seen] == [
        ("setStorageSync", "setStorageSync:ok"),
        ("getStorageSync", "getStorageSync:ok"),
        ("setStorageSync", "setStorageSync:fail:entry size limit reached"),
    ]
    assert seen[0].options == {"key": "k", "data": 1}
    assert seen[1].result["data"] == ""
    assert "1 MB is the most" in seen[2].hint


def test_the_account_info_names_the_appid_and_the_version() -> None:
    with MiniProgram(NOBODY, appid="wx0123456789abcdef", version="12") as program:
        assert program.wx.getAccountInfoSync() == {
            "miniProgram": {"appId": "wx0123456789abcdef", "envVersion": "release", "version": "12"}
        }


@pytest.mark.parametrize("version", ["0", "devtools"])
def test_before_a_release_the_account_info_has_no_version(version: str) -> None:
    with MiniProgram(NOBODY, version=version) as program:
        assert program.wx.getAccountInfoSync() == {
            "miniProgram": {"appId": "touristappid", "envVersion": "develop", "version": ""}
        }


def test_can_i_use_knows_every_api_there_is_and_no_other(wx: Wx) -> None:
    for name in ("login", "getUserProfile", "request.object.method.GET", "getStorageSync"):
        assert wx.canIUse(name) is True
    for name in ("getUserProfil", "button.open-type.share", "_door", ""):
        assert wx.canIUse(name) is False
    assert all(callable(getattr(wx, name)) for name in dir(wx) if wx.canIUse(name))


def test_an_api_that_does_not_exist_is_an_attribute_error_with_advice(wx: Wx) -> None:
    with pytest.raises(AttributeError, match=r"did you mean setStorage\? .*wx\.call\(\"setStorge"):
        wx.setStorge(key="k", data=1)
    assert not hasattr(wx, "navigateTo")


def test_half_a_surrogate_pair_is_kept_as_javascript_keeps_it(wx: Wx) -> None:
    assert wx.setStorage(key="\ud83d", data="\ude00 😀") == {"errMsg": "setStorage:ok"}
    assert wx.getStorageSync("\ud83d") == "\ude00 😀"
    assert wx.getStorageInfoSync()["keys"] == ["\ud83d"]
