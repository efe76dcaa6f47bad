"""Accidents end at a limit, with words that say which."""

from __future__ import annotations

import time

import pytest

from javascript_runs import Runner, problems, said
from wxsim.javascript import Limits

TIGHT = Limits(turn=0.2, memory=24 << 20, run=5)
# A fast machine makes more promises in a turn than the tight memory holds.
ROOMY = Limits(turn=0.2, memory=256 << 20, run=5)


@pytest.mark.parametrize(
    ("code", "message", "place"),
    [
        ("while (true) {}", "JavaScript computed for more than 0.2 s without", "main.js:2"),
        ("try { for (;;) {} } catch (e) {}", "JavaScript computed for more than", "main.js:2"),
        ("/(a+)+$/.test('a'.repeat(40) + 'b')", "a regular expression ran for more than 0.2 s",
         "main.js:2"),
        ("const a = []; for (;;) a.push(new Array(1e4).fill('x' + a.length))",
         "wanted more memory than --memory-limit allows", "main.js:2"),
        ("const go = () => Promise.resolve().then(go); go()",
         "promises went on starting each other for more than 0.2 s", ""),
        ("(async () => { for (;;) await null })()",
         "promises went on starting each other for more than 0.2 s", ""),
    ],
)  # fmt: skip
def test_it_stops_at_the_limit_with_a_clear_message(
    run_js: Runner, code: str, message: str, place: str
) -> None:
    begun = time.monotonic()
    limits = ROOMY if message.startswith("promises") else TIGHT
    story = run_js(f"\nexports.go = () => {{ {code} }}", "go", limits=limits)

    limit = next(problem for problem in story.problems if problem.kind == "limit")
    assert message in limit.message
    assert limit.place == place
    assert time.monotonic() - begun < 8


@pytest.mark.parametrize("where", ["success", "fail", "complete"])
def test_a_loop_in_a_callback_stops_too(run_js: Runner, where: str) -> None:
    api = "checkSession" if where == "fail" else "login"
    story = run_js(f"wx.{api}({{ {where}() {{ for (;;) {{}} }} }})", limits=TIGHT)

    assert [kind for kind, _, _ in problems(story)] == ["limit"]


def test_deep_recursion_is_an_error_like_another(run_js: Runner) -> None:
    story = run_js("const f = () => f() + 1; f()")

    ((kind, message, place),) = problems(story)
    assert (kind, place) == ("uncaught", "main.js:1")
    assert "RangeError" in message


def test_a_chain_of_timers_ends_with_the_budget(run_js: Runner) -> None:
    story = run_js("const f = () => setTimeout(f, 0); f()", limits=Limits(timers=20))

    assert problems(story) == []
    assert "timers are still running after 20 firings" in story.entries[-1].text


def test_a_run_that_never_ends_is_ended(run_js: Runner) -> None:
    text = "const f = () => wx.checkSession({ complete: f }); f()"
    story = run_js(text, limits=Limits(run=0.5))

    assert problems(story)[-1][:2] == ("limit", "the run took longer than 0.5 s")


def test_what_was_done_before_the_limit_is_still_told(run_js: Runner) -> None:
    story = run_js("console.log('begun'); wx.setStorageSync('k', 1); for (;;) {}", limits=TIGHT)

    assert said(story) == ["begun"]
    assert story.storage == {"k": "1"}
    assert [kind for kind, _, _ in problems(story)] == ["limit"]


def test_a_program_that_is_too_large_for_its_memory_is_told(run_js: Runner) -> None:
    large = "// " + "x" * 1_900_000
    files = {f"large{number}.js": large for number in range(6)}
    story = run_js("1", files=files, limits=Limits(memory=8 << 20))

    assert [kind for kind, _, _ in problems(story)] == ["limit"]
    assert "more memory" in story.problems[0].message
