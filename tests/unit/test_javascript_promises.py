"""Rejections nobody caught, promises that never settle, and the promises of wx itself."""

from __future__ import annotations

import pytest

from javascript_runs import Runner, problems, said
from wxsim.javascript.async_functions import with_errors_told

LOST = [
    ("new Promise((_, no) => no(new Error('lost')))", "Error: lost"),
    ("Promise.reject(new Error('lost'))", "Error: lost"),
    ("Promise.resolve().then(() => { throw new Error('lost') })", "Error: lost"),
    ("Promise.resolve().then(() => { throw 'text' })", "text"),
    ("(async () => { throw new Error('lost') })()", "Error: lost"),
    ("(async () => { await 1; throw new Error('lost') })()", "Error: lost"),
    ("const f = async x => { await x; null.y }; f(1)", "cannot read property 'y' of null"),
    ("const o = { async go() { throw new Error('lost') } }; o.go()", "Error: lost"),
    ("class A { async go() { throw new Error('lost') } }; new A().go()", "Error: lost"),
    ("async function a() { throw new Error('lost') }; async function b() { await a() }; b()",
     "Error: lost"),
    ("wx.getStorage({key: 'nothing'})", "getStorage:fail data not found"),
    ("Promise.all([wx.login(), wx.getStorage({key: 'nothing'})])", "getStorage:fail data"),
    ("new Promise(() => { throw new Error('lost') })", "Error: lost"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "message"), LOST)
def test_a_rejection_that_nobody_catches_is_reported_once(
    run_js: Runner, code: str, message: str
) -> None:
    story = run_js(f"\nexports.go = () => {{ {code} }}", "go")

    (problem,) = story.problems
    assert problem.kind == "rejection"
    assert message in problem.message
    assert problem.place in ("main.js:2", "")


CAUGHT = [
    "Promise.reject(new Error('x')).catch(() => {})",
    "Promise.reject(new Error('x')).then(() => 1, () => 2)",
    "Promise.reject(new Error('x')).then(() => 1).then(() => 2).catch(() => {})",
    "const late = Promise.reject(new Error('x')); setTimeout(() => late.catch(() => {}), 1000)",
    "(async () => { try { await Promise.reject(new Error('x')) } catch (e) {} })()",
    "(async () => { throw new Error('x') })().catch(() => {})",
    "async function a() { throw 'x' } (async () => { try { await a() } catch (e) {} })()",
    "async function a() { throw 'x' } async function b() { return a() } b().catch(() => {})",
    "Promise.allSettled([Promise.reject(new Error('x')), wx.login()])",
    "Promise.race([wx.login(), new Promise(() => {})])",
    "wx.getStorage({key: 'nothing'}).catch(() => {})",
    "wx.getStorage({key: 'nothing', fail: () => console.log('heard')})",
    "Promise.reject(new Error('x')).finally(() => {}).catch(() => {})",
]


@pytest.mark.parametrize("code", CAUGHT)
def test_a_rejection_that_somebody_catches_is_none(run_js: Runner, code: str) -> None:
    assert problems(run_js(f"exports.go = () => {{ {code} }}", "go")) == []


@pytest.mark.parametrize(
    "code",
    [
        "return new Promise(() => {})",
        "return (async () => { await new Promise(() => {}) })()",
        "new Promise(() => {}).then(() => console.log('never'))",
        "return new Promise((yes) => wx.checkSession({ success: yes }))",
    ],
)
def test_a_promise_that_never_settles_is_reported_with_where_it_was_made(
    run_js: Runner, code: str
) -> None:
    story = run_js(f"\n\nexports.go = () => {{ {code} }}", "go")

    pending = [problem.place for problem in story.problems if problem.kind == "pending"]
    assert pending == ["main.js:3"]


def test_a_promise_that_never_settles_and_nobody_waits_for_is_no_problem(run_js: Runner) -> None:
    assert problems(run_js("new Promise(() => {})")) == []


@pytest.mark.parametrize("options", ["", "{}", "{ timeout: 1 }"])
def test_a_call_without_callbacks_gives_a_promise(run_js: Runner, options: str) -> None:
    story = run_js(f"wx.login({options}).then((r) => console.log(r.errMsg))")
    assert said(story) == ["login:ok"]


@pytest.mark.parametrize("callback", ["success", "fail", "complete"])
def test_a_call_with_a_callback_gives_none(run_js: Runner, callback: str) -> None:
    assert said(run_js(f"console.log(wx.login({{ {callback}() {{}} }}))")) == ["undefined"]


def test_wx_request_gives_a_task_and_says_so_where_it_is_awaited(run_js: Runner) -> None:
    text = (
        "\nexports.go = async () => { const r = await wx.request({ url: 'http://127.0.0.1:9/' });"
        " console.log(typeof r.abort, r.data) }"
    )
    story = run_js(text, "go")

    assert said(story) == ["function undefined"]
    (hint,) = story.hints
    assert "wx.request returns a task, not a promise" in hint.text
    assert hint.place == "main.js:2"


def test_promises_keep_their_identity_and_their_class(run_js: Runner) -> None:
    text = """
    class Own extends Promise {}
    const own = Own.resolve(1);
    console.log(own instanceof Own, own instanceof Promise, own.then(() => 1) instanceof Own);
    console.log((async () => 1)() instanceof Promise, Own.resolve(own) === own);
    console.log(Promise.name, new Promise(() => {}).constructor === Promise);
    """
    assert said(run_js(text)) == ["true true true", "true true", "Promise true"]


def test_two_awaits_keep_their_order(run_js: Runner) -> None:
    text = """
    const log = [];
    const step = async (name) => { log.push(name + 1); await null; log.push(name + 2) };
    Promise.all([step('a'), step('b')]).then(() => console.log(log.join()));
    """
    assert said(run_js(text)) == ["a1,b1,a2,b2"]


@pytest.mark.parametrize(
    "source",
    [
        "x.async(1)",
        "const o = { async: 1 }",
        "async(1, 2)",
        "// async function f() {}",
        "const t = 'async function f() {}'",
        "const f = async () => 1",
        "async function broken( {",
    ],
)
def test_what_is_no_body_of_an_async_function_is_left_alone(source: str) -> None:
    assert with_errors_told(source) == source


def test_the_values_of_async_functions_survive_the_rewriting(run_js: Runner) -> None:
    text = """
    const f = async ({ a = `${1 + 1}` } = {}, ...rest) => { return a + rest.length };
    async function* g() { yield 1; yield 2 }
    (async () => {
      let sum = 0;
      for await (const x of g()) sum += x;
      console.log(await f(), await f({ a: 3 }, 1), sum);
    })();
    """
    assert said(run_js(text)) == ["20 4 3"]
