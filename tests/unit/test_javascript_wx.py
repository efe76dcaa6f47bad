"""The wx object: which names it has, and what they give."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from javascript_runs import Runner, call_of, outcomes, problems, said
from wxsim.javascript.apis import api_names
from wxsim.javascript.parts import table
from wxsim.javascript.typings import read_typings

# From miniprogram-api-typings 5.2.3 (MIT): what success gets, beside errMsg.
# A name with ? may be missing; cloudID comes in cloud apps alone.
SHAPES = {
    "login": "code",
    "checkSession": "",
    "getUserInfo": "userInfo rawData signature? encryptedData? iv?",
    "getUserProfile": "userInfo rawData signature? encryptedData? iv?",
    "getSetting": "authSetting subscriptionsSetting?",
    "openSetting": "authSetting subscriptionsSetting?",
    "authorize": "",
    "getStorageInfo": "keys currentSize limitSize",
    "setStorage": "",
    "getStorage": "data",
    "removeStorage": "",
    "clearStorage": "",
    "showModal": "confirm cancel content",
    "showToast": "",
    "showLoading": "",
    "hideLoading": "",
    "showActionSheet": "tapIndex",
    "getNetworkType": "networkType signalStrength hasSystemProxy",
    "getLocation": "latitude longitude speed accuracy altitude verticalAccuracy horizontalAccuracy",
    "request": "data statusCode header cookies",
    "downloadFile": "tempFilePath statusCode",
    "uploadFile": "data statusCode",
}
OPTIONS = {
    "authorize": "scope: 'scope.camera'",
    "getUserProfile": "desc: 'x'",
    "setStorage": "key: 'k', data: 1",
    "getStorage": "key: 'k'",
    "removeStorage": "key: 'k'",
    "request": "url: 'https://a.example/'",
    "downloadFile": "url: 'https://a.example/'",
    "uploadFile": "url: 'https://a.example/', filePath: 'wxfile://tmp_image.png', name: 'f'",
}


@pytest.mark.parametrize("api", SHAPES)
def test_a_result_has_the_fields_of_the_typings(run_js: Runner, api: str) -> None:
    told = "success: (r) => console.log(Object.keys(r).join(' '))"
    call = f"wx.{api}({{ {', '.join(filter(None, [OPTIONS.get(api), told]))} }})"
    if api == "checkSession":
        call = f"wx.login({{ success: () => {call} }})"
    text = f"exports.go = () => {call}"
    story = run_js(text, "go", storage={"k": "1"}, server=run_js.platform.url)

    got = set(said(story)[0].split()) - {"errMsg"}
    fields = SHAPES[api].split()
    assert {field for field in fields if not field.endswith("?")} <= got
    assert got <= {field.rstrip("?") for field in fields}
    assert outcomes(story)[-1] == f"{api}:ok"


def test_check_session_follows_the_login(run_js: Runner) -> None:
    text = "wx.checkSession({ fail: () => wx.login({ success: () => wx.checkSession() }) })"

    assert outcomes(run_js(text)) == [
        "checkSession:fail session time out, need relogin",
        "login:ok",
        "checkSession:ok",
    ]


def test_user_info_of_a_session_is_signed_and_encrypted(run_js: Runner) -> None:
    text = """
    const success = (r) => console.log(Object.keys(r).sort().join());
    wx.login({ success: () => wx.getUserInfo({ withCredentials: true, success }) });
    """

    assert said(run_js(text)) == ["encryptedData,errMsg,iv,rawData,signature,userInfo"]


@pytest.mark.parametrize(
    ("code", "keys"),
    [
        ("wx.getAccountInfoSync().miniProgram", "appId envVersion version"),
        ("wx.getSystemInfoSync()", "SDKVersion platform windowWidth statusBarHeight safeArea"),
        ("wx.getMenuButtonBoundingClientRect()", "width height top right bottom left"),
        ("wx.getLaunchOptionsSync()", "path query scene referrerInfo"),
        ("wx.getStorageInfoSync()", "keys currentSize limitSize"),
        ("wx.getUpdateManager()", "applyUpdate onCheckForUpdate onUpdateFailed onUpdateReady"),
        ("wx.getWindowInfo()", "windowWidth windowHeight"),
        ("wx.getFileSystemManager()", "readFile writeFileSync access"),
        ("wx.connectSocket({ url: 'wss://x', success() {} })", "send close onOpen onMessage"),
    ],
)
def test_a_sync_api_gives_an_object_of_the_typings(run_js: Runner, code: str, keys: str) -> None:
    story = run_js(f"console.log(Object.keys({code}).join(' '))")

    assert set(keys.split()) <= set(said(story)[0].split())
    assert problems(story) == []


def test_steps_and_groups_come_from_the_phone(run_js: Runner) -> None:
    text = """
    const success = (r) => console.log(Object.keys(r).sort().join());
    const fail = (r) => console.log(r.errMsg);
    wx.login({ success: () => {
      wx.getWeRunData({ success });
      wx.getShareInfo({ shareTicket: 'x', fail });
      wx.getGroupEnterInfo({ fail });
    } });
    """

    assert said(run_js(text)) == [
        "encryptedData,errMsg,iv",
        "getShareInfo:fail invalid shareTicket",
        "getGroupEnterInfo:fail invalid scene",
    ]


def test_what_only_a_person_does_is_no_name_of_wx(run_js: Runner) -> None:
    names = ["share", "openSharedCard", "chooseAvatar", "typeNickname", "contact", "openLink"]
    text = f"console.log({json.dumps(names)}.filter((name) => name in wx).join())"

    assert said(run_js(text)) == [""]


def test_every_name_of_the_typings_is_a_function(run_js: Runner) -> None:
    names = json.dumps(sorted(table("apis")["apis"]))
    text = f"console.log({names}.filter((n) => typeof wx[n] !== 'function').join())"

    assert said(run_js(text)) == [""]
    assert {"login", "request", "getSystemInfoSync"} <= {*api_names()}


def test_any_other_api_answers_ok_and_is_recorded(run_js: Runner) -> None:
    story = run_js("\nwx.vibrateShort({ type: 'light', success: (r) => console.log(r.errMsg) })")

    assert said(story) == ["vibrateShort:ok"]
    call = call_of(story, "vibrateShort")
    assert (call.options, call.place) == ({"type": "light"}, "main.js:2")


def test_a_name_that_does_not_exist_stays_undefined(run_js: Runner) -> None:
    text = "console.log(typeof wx.getOpenid, wx.canIUse('getOpenid')); wx.getOpenid()"
    story = run_js(text)

    assert said(story) == ["undefined false"]
    assert "not a function" in story.problems[0].message


@pytest.mark.parametrize(
    ("schema", "usable"),
    [
        ("login", "true"),
        ("getUserProfile.object.desc", "true"),
        ("button.open-type.getPhoneNumber", "true"),
        ("button.open-type.getUserInfo", "true"),
        ("button.open-type.nonsense", "false"),
        ("input.type.nickname", "true"),
        ("nothing", "false"),
        ("toString", "false"),
    ],
)
def test_can_i_use_is_truthful(run_js: Runner, schema: str, usable: str) -> None:
    assert said(run_js(f"console.log(wx.canIUse('{schema}'))")) == [usable]


def test_callbacks_come_later_and_complete_comes_last(run_js: Runner) -> None:
    text = """
    wx.login({ complete: () => console.log('complete'), success: () => console.log('success') });
    console.log('after');
    """
    assert said(run_js(text)) == ["after", "success", "complete"]


def test_a_callback_that_throws_does_not_keep_complete_from_running(run_js: Runner) -> None:
    story = run_js("wx.login({\n success() { null.x }, complete: () => console.log('complete') })")

    assert said(story) == ["complete"]
    assert problems(story)[0][2] == "main.js:2"
    assert story.problems[0].where == "success of wx.login"


@pytest.mark.parametrize("api", ["login", "getUserInfo", "showToast", "request"])
def test_any_api_can_be_made_to_fail(run_js: Runner, api: str) -> None:
    story = run_js(
        f"wx.{api}({{ url: 'http://127.0.0.1:9', fail: (e) => console.log(e.errMsg) }})",
        fail={api: f"{api}:fail on purpose"},
    )
    assert said(story) == [f"{api}:fail on purpose"]


def test_a_sync_api_that_is_made_to_fail_throws(run_js: Runner) -> None:
    story = run_js("wx.getSystemInfoSync()", fail={"getSystemInfoSync": "getSystemInfoSync:fail x"})

    assert problems(story) == [("uncaught", "Error: getSystemInfoSync:fail x", "main.js:1")]


@pytest.mark.parametrize(
    ("callbacks", "kind"),
    [
        ("success() {}", "unheard"),
        ("fail() {}", "swallowed"),
        ("fail: function (res) { /* nothing */ }", "swallowed"),
        ("fail: () => {}", "swallowed"),
        ("fail(e) { console.log(e) }", None),
        ("complete(e) { console.log(e) }", None),
        ("fail() {}, complete(e) { console.log(e) }", None),
    ],
)
def test_a_failure_that_nobody_deals_with_is_a_problem(
    run_js: Runner, callbacks: str, kind: str | None
) -> None:
    story = run_js(f"\nwx.authorize({{ scope: 'scope.nonsense', {callbacks} }})")

    found = [(problem.kind, problem.place) for problem in story.problems]
    assert found == ([] if kind is None else [(kind, "main.js:2")])


def test_what_a_program_does_to_globals_does_not_reach_the_host(run_js: Runner) -> None:
    text = (
        "JSON.stringify = JSON.parse = () => 'x'; console = { log: console.log };"
        "wx.login({ success: (r) => console.log(r.errMsg) })"
    )
    assert said(run_js(text)) == ["login:ok"]


def test_the_list_of_names_is_read_from_the_typings(tmp_path: Path) -> None:
    declarations = """/*! Copyright (c) 2026 Somebody */
declare namespace W {
    interface LoginOption {
        /** a comment */
        success?: LoginSuccess
        timeout?: number
    }
    interface Maker {
        /** again */
        again(
            option: LoginOption
        ): Maker
        stop(): void
    }
    interface Wx {
        /** wx.login */
        login<TOption extends LoginOption>(
            option?: TOption
        ): PromisifySuccessResult<TOption, LoginOption>
        old(option: LoginOption): void
        make(): Maker
        read(key: string): string
    }
}
"""
    data = read_typings(declarations)
    assert data["apis"] == {"login": "call", "make": "Maker", "old": "call", "read": "sync"}
    assert data["objects"] == {"Maker": {"again": "Maker", "stop": "void"}}
    assert "Somebody" in data["notice"]

    file = tmp_path / "lib.d.ts"
    file.write_text(declarations, "utf-8")
    printed = subprocess.run(
        [sys.executable, "-m", "wxsim.javascript.typings", str(file)],
        capture_output=True, check=True, timeout=30,
    )  # fmt: skip
    assert json.loads(printed.stdout) == data
