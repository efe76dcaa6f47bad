"""App, Page, Component, and the way from page to page."""

from __future__ import annotations

import json

import pytest

from javascript_runs import Runner, outcomes, problems, said

APP = {
    "pages": ["pages/a/a", "pages/b/b", "pages/tab/tab"],
    "subpackages": [{"root": "more", "pages": ["c/c"]}],
    "tabBar": {"list": [{"pagePath": "pages/tab/tab"}]},
}
LOGS = """{
  onLoad(q) { console.log('NAME load', JSON.stringify(q)) },
  onShow() { console.log('NAME show') },
  onReady() { console.log('NAME ready') },
  onHide() { console.log('NAME hide') },
  onUnload() { console.log('NAME unload') },
}"""


def project(**pages: str) -> dict[str, str]:
    texts = {name: f"Page({LOGS.replace('NAME', name)})" for name in ("a", "b", "tab")}
    texts |= pages
    return {
        "app.json": json.dumps(APP),
        "app.js": "App({})",
        **{f"pages/{name}/{name}.js": text for name, text in texts.items() if name != "c"},
        "more/c/c.js": texts.get("c", "Page({})"),
    }


def test_an_app_launches_and_its_first_page_opens(run_js: Runner) -> None:
    app = (
        "App({ globalData: { n: 1 }, onLaunch(o) { console.log('launch', o.path, o.scene) },"
        " onShow() { console.log('show', getApp() === this) } })"
    )
    page = """Page({ onLoad() {
      console.log(getApp().globalData.n, getCurrentPages()[0] === this, this.route);
    } })"""
    story = run_js(files={**project(a=page), "app.js": app})

    assert said(story) == ["launch pages/a/a 1001", "show true", "1 true pages/a/a"]
    assert story.route == "pages/a/a"


def test_a_page_opens_with_its_query(run_js: Runner) -> None:
    story = run_js(files=project(), pages=("pages/b/b?id=7&name=%E4%BD%A0",))

    assert said(story) == ['b load {"id":"7","name":"你"}', "b show", "b ready"]


def test_a_page_that_is_not_in_app_json_is_reported(run_js: Runner) -> None:
    story = run_js(files=project(), pages=("pages/x/x",))

    assert problems(story) == [("missing", "there is no page pages/x/x", "")]


@pytest.mark.parametrize(
    ("code", "logs", "route"),
    [
        ("wx.navigateTo({ url: '../b/b?x=1' })",
         ["a hide", 'b load {"x":"1"}', "b show", "b ready"], "pages/b/b"),
        ("wx.redirectTo({ url: '/pages/b/b' })",
         ["a unload", "b load {}", "b show", "b ready"], "pages/b/b"),
        ("wx.reLaunch({ url: '/pages/b/b' })",
         ["a unload", "b load {}", "b show", "b ready"], "pages/b/b"),
        ("wx.switchTab({ url: '/pages/tab/tab' })",
         ["a unload", "tab load {}", "tab show", "tab ready"], "pages/tab/tab"),
        ("wx.navigateTo({ url: '/more/c/c' })", ["a hide"], "more/c/c"),
        ("wx.navigateTo({ url: '/pages/b/b', success: () => wx.navigateBack() })",
         ["a hide", "b load {}", "b show", "b ready", "b unload", "a show"], "pages/a/a"),
    ],
)  # fmt: skip
def test_a_page_leads_to_another(run_js: Runner, code: str, logs: list[str], route: str) -> None:
    page = f"const page = {LOGS.replace('NAME', 'a')}; page.tap = () => {{ {code} }}; Page(page)"
    story = run_js(files=project(a=page), taps=("tap",))

    assert said(story)[3:] == logs
    assert (story.route, problems(story)) == (route, [])


@pytest.mark.parametrize(
    ("code", "errmsg"),
    [
        ("navigateTo({ url: '/pages/x/x', fail: console.log })",
         'navigateTo:fail page "pages/x/x" is not found'),
        ("navigateTo({ url: '/pages/tab/tab', fail: console.log })",
         "navigateTo:fail can not navigateTo a tabbar page"),
        ("switchTab({ url: '/pages/b/b', fail: console.log })",
         "switchTab:fail can not switch to no-tabBar page"),
        ("navigateTo({ fail: console.log })",
         "navigateTo:fail parameter error: parameter.url should be String instead of Undefined;"),
        ("navigateBack({ fail: console.log })",
         "navigateBack:fail cannot navigate back at first page."),
    ],
)  # fmt: skip
def test_a_way_that_does_not_exist_fails(run_js: Runner, code: str, errmsg: str) -> None:
    story = run_js(files=project(a=f"Page({{ onLoad() {{ wx.{code} }} }})"))

    assert outcomes(story) == [errmsg]


def test_set_data_reaches_into_paths_and_calls_back(run_js: Runner) -> None:
    page = """Page({ data: { list: [{ n: 1 }], deep: {} }, onLoad() {
      this.setData({ 'list[0].n': 2, 'deep.a.b': 3, 'new[1]': 4, plain: [] }, function () {
        console.log('done', this.route);
      });
    } })"""
    story = run_js(files=project(a=page))

    assert said(story) == ["done pages/a/a"]
    assert story.data == {
        "list": [{"n": 2}], "deep": {"a": {"b": 3}}, "new": [None, 4], "plain": []
    }  # fmt: skip


def test_a_page_has_data_of_its_own(run_js: Runner) -> None:
    page = """const d = { n: [1] };
    Page({ data: d, onLoad() { this.data.n.push(2); console.log(d.n.length) } })"""
    assert said(run_js(files=project(a=page))) == ["1"]


def test_a_component_can_be_a_page(run_js: Runner) -> None:
    page = """
    const methods = { help() { return 'help' } };
    const shared = Behavior({ data: { from: 'behavior' }, methods });
    Component({
      behaviors: [shared],
      properties: { size: { type: Number, value: 3 } },
      data: { n: 1 },
      lifetimes: {
        attached() { console.log('attached', this.data.size, this.data.n, this.data.from) },
      },
      methods: {
        onLoad() { console.log('load', this.help()) },
        tap() { console.log('tapped') },
      },
    })"""
    story = run_js(files=project(a=page), taps=("tap",))

    assert said(story) == ["attached 3 1 behavior", "load help", "tapped"]


def test_an_error_in_a_lifecycle_is_reported_and_the_next_still_runs(run_js: Runner) -> None:
    page = """Page({
      onLoad() { null.x },
      async onShow() { throw new Error('late') },
      onReady() { console.log('ready') },
    })"""
    story = run_js(files=project(a=page))

    assert said(story) == ["ready"]
    assert [problem.kind for problem in story.problems] == ["uncaught", "rejection"]
    assert story.problems[0].where == "onLoad of pages/a/a"


BUTTONS = """
<button bindtap="onTap" data-id="7" data-item-name="x">go</button>
<button open-type="getPhoneNumber" bindgetphonenumber="onPhone"/>
<button wx:if="{{a > b}}" open-type="getUserInfo" bind:getuserinfo="onUser"/>
<button open-type="chooseAvatar" bindchooseavatar="onAvatar"/>
<button open-type="openSetting" catchopensetting="onSetting"/>
<input type="nickname" name="nick" bindblur="onName"/>
<form bindsubmit="onForm"></form>
"""
LISTENER = """(e) {
  const keys = Object.keys(e.detail).sort().join();
  console.log(e.type, JSON.stringify(e.currentTarget.dataset), keys, e.detail.errMsg);
}"""


@pytest.mark.parametrize(
    ("method", "told"),
    [
        ("onTap", 'tap {"id":"7","itemName":"x"} x,y undefined'),
        ("onPhone", "getphonenumber {} code,errMsg getPhoneNumber:ok"),
        ("onUser", "getuserinfo {} errMsg,rawData,userInfo getUserInfo:ok"),
        ("onAvatar", "chooseavatar {} avatarUrl undefined"),
        ("onSetting", "opensetting {} authSetting,errMsg openSetting:ok"),
        ("onName", "blur {} value undefined"),
        ("onForm", "submit {} value undefined"),
        ("unbound", "tap {} x,y undefined"),
    ],
)
def test_a_tap_gets_the_event_that_the_markup_binds(run_js: Runner, method: str, told: str) -> None:
    files = {**project(a=f"Page({{ {method}{LISTENER} }})"), "pages/a/a.wxml": BUTTONS}

    assert said(run_js(files=files, taps=(method,))) == [told]


def test_a_chosen_picture_can_be_uploaded_and_a_nickname_is_the_persons(run_js: Runner) -> None:
    page = """Page({
      onAvatar({ detail }) {
        wx.uploadFile({
          url: 'https://a.example/', name: 'f', filePath: detail.avatarUrl,
          success: (r) => console.log(detail.avatarUrl.slice(0, 11), r.statusCode),
          fail: (r) => console.log(r.errMsg),
        });
      },
      onName({ detail }) { console.log(detail.value) },
      onForm({ detail }) { console.log(JSON.stringify(detail.value)) },
    })"""
    files = {**project(a=page), "pages/a/a.wxml": BUTTONS}
    server = run_js.platform.url

    heard = said(run_js(files=files, taps=("onAvatar", "onName", "onForm"), server=server))

    assert any(line.startswith("http://tmp/ ") for line in heard)
    assert "爱丽丝" in heard
    assert '{"nick":"爱丽丝"}' in heard


def test_a_tap_on_a_method_that_is_not_there_names_those_that_are(run_js: Runner) -> None:
    story = run_js(files=project(a="Page({ login() {} })"), taps=("logn",))

    (problem,) = story.problems
    assert problem.message == "pages/a/a has no method logn"
    assert "login" in problem.hint


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("wx.getUserProfile({ desc: 'x', fail: console.log })", "getUserProfile:ok"),
        ("wx.login({ success: () => wx.getUserProfile({ desc: 'x', fail: console.log }) })",
         "getUserProfile:fail can only be invoked by user TAP gesture."),
    ],
)  # fmt: skip
def test_get_user_profile_wants_the_tap_itself(run_js: Runner, code: str, outcome: str) -> None:
    story = run_js(files=project(a=f"Page({{ tap() {{ {code} }} }})"), taps=("tap",))

    assert outcomes(story)[-1] == outcome


def test_a_selector_query_finds_something(run_js: Runner) -> None:
    page = """Page({ onReady() {
      wx.createSelectorQuery().in(this).select('#x').boundingClientRect((r) => console.log(r.width))
        .selectAll('.y').fields({}).exec((all) => console.log(all.length, all[1][0].height));
    } })"""
    assert said(run_js(files=project(a=page))) == ["390", "2 100"]
