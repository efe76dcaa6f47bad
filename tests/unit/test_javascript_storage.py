"""What a program keeps on the phone."""

from __future__ import annotations

import json

import pytest

from javascript_runs import Runner, outcomes, problems, said


@pytest.mark.parametrize(
    "value", ["'text'", "7", "true", "null", "[1,{a:2}]", "{a:{b:'你好'}}", "''"]
)
def test_a_value_comes_back_as_a_copy(run_js: Runner, value: str) -> None:
    story = run_js(
        f"const v = {value}; wx.setStorageSync('k', v);"
        "if (v && v.a) v.a = 0; console.log(JSON.stringify(wx.getStorageSync('k')));"
        f"console.log(JSON.stringify({value}))"
    )
    read, written = said(story)
    assert read == written


def test_both_ways_of_calling_see_one_storage(run_js: Runner) -> None:
    text = """
    wx.setStorageSync('a', 1);
    wx.getStorage({ key: 'a', success: ({ data }) => {
      wx.setStorage({ key: 'b', data: data + 1, success: () => {
        console.log(wx.getStorageSync('b'), wx.getStorageInfoSync().keys.join());
        wx.removeStorage({ key: 'a', complete: () => console.log(wx.getStorageSync('a') === '') });
      } });
    } });
    """
    story = run_js(text)
    assert said(story) == ["2 a,b", "true"]
    assert story.storage == {"b": "2"}


def test_a_missing_key_fails_or_is_empty(run_js: Runner) -> None:
    story = run_js("wx.getStorage({ key: 'x', fail: console.log }); wx.getStorageSync('x')")

    assert sorted(outcomes(story)) == ["getStorage:fail data not found", "getStorageSync:ok"]


def test_what_is_on_the_phone_already_is_read(run_js: Runner) -> None:
    story = run_js("console.log(wx.getStorageSync('k').n)", storage={"k": '{"n":5}'})

    assert said(story) == ["5"]
    assert story.storage == {"k": '{"n":5}'}


def test_clearing_leaves_nothing(run_js: Runner) -> None:
    story = run_js("wx.setStorageSync('a', 1); wx.clearStorageSync()", storage={"k": "1"})
    assert story.storage == {}


@pytest.mark.parametrize(
    ("code", "errmsg"),
    [
        ("wx.setStorage({ key: 'k', data: 'x'.repeat(1 << 20), fail: console.log })",
         "setStorage:fail:entry size limit reached"),
        ("wx.setStorage({ data: 1, fail: console.log })",
         "setStorage:fail parameter error: parameter.key should be String instead of Undefined;"),
        ("wx.setStorage({ key: 'k', fail: console.log })",
         "setStorage:fail parameter error: parameter.data is missing;"),
        ("let data = 'x'.repeat(1e6), n = 12; while (n--) wx.setStorage({ key: n + '', data })",
         "setStorage:fail exceed storage max size 10Mb"),
    ],
)  # fmt: skip
def test_the_limits_are_wechats(run_js: Runner, code: str, errmsg: str) -> None:
    assert errmsg in outcomes(run_js(code))


def test_a_sync_call_that_fails_throws_and_changes_nothing(run_js: Runner) -> None:
    story = run_js("\nwx.setStorageSync('k', 'x'.repeat(1 << 20))", storage={"k": "1"})

    assert problems(story) == [
        ("uncaught", "Error: setStorageSync:fail:entry size limit reached", "main.js:2")
    ]
    assert story.storage == {"k": "1"}


def test_storage_that_is_made_to_fail_keeps_nothing(run_js: Runner) -> None:
    story = run_js(
        "wx.setStorage({ key: 'k', data: 1, fail: (e) => console.log(e.errMsg) })",
        fail={"setStorage": "setStorage:fail full"},
    )
    assert said(story) == ["setStorage:fail full"]
    assert story.storage == {}


def test_half_a_character_and_line_separators_survive(run_js: Runner) -> None:
    story = run_js(
        r"wx.setStorageSync('k', '\ud83d\u2028\u0000'); console.log(wx.getStorageSync('k').length)"
    )

    assert said(story) == ["3"]
    assert json.loads(story.storage["k"]) == "\ud83d\u2028\0"
