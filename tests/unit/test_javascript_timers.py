"""Timers are not waited for, and Date and the simulator go along."""

from __future__ import annotations

import time

from javascript_runs import Runner, outcomes, problems, said
from wxsim.javascript import Limits


def test_timers_fire_in_the_order_of_their_times(run_js: Runner) -> None:
    text = """
    setTimeout((...x) => console.log('late', ...x), 90000, 1, 2);
    setTimeout(() => console.log('soon'), 10);
    const gone = setTimeout(() => console.log('never'), 5);
    clearTimeout(gone);
    Promise.resolve().then(() => console.log('job'));
    console.log('now');
    """
    assert said(run_js(text)) == ["now", "job", "soon", "late 1 2"]


def test_an_hour_takes_no_time_and_date_has_moved(run_js: Runner) -> None:
    text = """
    const a = Date.now();
    const minutes = () => Math.round((new Date() - a) / 60000);
    setTimeout(() => console.log(minutes(), new Date(0).getTime()), 3600000);
    """
    begun = time.monotonic()

    assert said(run_js(text)) == ["60 0"]
    assert time.monotonic() - begun < 5


def test_a_program_that_waits_six_minutes_finds_its_code_expired(run_js: Runner) -> None:
    app = run_js.platform.app(None)

    def errcode_of_a_code_that_waits(minutes: int) -> object:
        text = f"const wait = (go) => setTimeout(go, {minutes} * 60000);"
        text += "wx.login({ success: (r) => wait(() => console.log(r.code)) })"
        (code,) = said(run_js(text))
        query = {"appid": app["appid"], "secret": app["secret"], "js_code": code}
        query["grant_type"] = "authorization_code"
        answer = run_js.platform.call("GET", "/sns/jscode2session", query, None)
        return (answer or {}).get("errcode", 0)

    assert errcode_of_a_code_that_waits(4) == 0
    assert errcode_of_a_code_that_waits(6) == 40029


def test_date_tells_the_simulators_time(run_js: Runner) -> None:
    now = run_js.platform.ask("GET", "/clock")["now"]

    (told,) = said(run_js("console.log(Date.now())"))
    assert abs(int(told) / 1000 - now) < 30


def test_an_interval_is_cleared_from_inside(run_js: Runner) -> None:
    text = """
    let n = 0;
    const id = setInterval(() => { if (++n === 3) clearInterval(id); console.log(n) }, 1000);
    """
    assert said(run_js(text)) == ["1", "2", "3"]


def test_an_interval_that_never_ends_is_left_and_said_so(run_js: Runner) -> None:
    story = run_js(
        "setInterval(() => wx.checkSession({ fail: f => f }), 1e3)", limits=Limits(timers=5)
    )

    assert len(outcomes(story)) == 5
    assert problems(story) == []
    assert "intervals are still running after 5 firings" in story.entries[-1].text


def test_what_a_timer_throws_is_reported_and_the_next_still_fires(run_js: Runner) -> None:
    story = run_js("setTimeout(() => { null.x }, 1);\nsetTimeout(() => console.log('next'), 2)")

    assert [place for _, _, place in problems(story)] == ["main.js:1"]
    assert said(story) == ["next"]
    assert story.problems[0].where == "a callback of setTimeout"
