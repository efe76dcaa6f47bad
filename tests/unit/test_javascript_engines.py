"""Every engine keeps the same promises to the host."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from wxsim.javascript import INSTALL, EngineMissing, Limits, require_engine
from wxsim.javascript.engine import Engine, LimitReached, ScriptFailed
from wxsim.javascript.places import Page

# mini-racer tells late of what it has stopped.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
LIMITS = Limits(turn=2, memory=32 << 20)
BOMB = "const a = []; for (;;) a.push(new Array(1e4).fill('x' + a.length))"


def quickjs() -> Engine:
    pytest.importorskip("quickjs")
    from wxsim.javascript.quickjs_engine import QuickJs  # noqa: PLC0415  # an extra

    return QuickJs(LIMITS)


def v8() -> Engine:
    pytest.importorskip("py_mini_racer")
    from wxsim.javascript.v8_engine import V8  # noqa: PLC0415  # likewise

    return V8(LIMITS)


@pytest.fixture(params=[quickjs, v8], ids=["quickjs-ng", "V8"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    make: Callable[[], Engine] = request.param
    with closing(make()) as engine:
        yield engine


def test_a_text_comes_back_and_anything_else_does_not(engine: Engine) -> None:
    assert engine.evaluate("'你好' + 1") == "你好1"
    assert engine.evaluate("({})") == ""
    assert engine.evaluate("undefined") == ""


def test_jobs_of_promises_run(engine: Engine) -> None:
    engine.evaluate("var seen = []; Promise.resolve(1).then((x) => seen.push(x)); ''")
    engine.run_jobs()
    assert engine.evaluate("seen.join()") == "1"


def test_what_is_thrown_comes_out_with_its_place(engine: Engine) -> None:
    page = Page()
    line = page.put("a.js", "1\n2\nnull.x")
    text = "\n" * (line - 1) + "1\n2\nnull.x\n//# sourceURL=wxsim-modules"

    with pytest.raises(ScriptFailed, match="TypeError") as caught:
        engine.evaluate(text)
    assert str(page.first(caught.value.stack)) == "a.js:3"


@pytest.mark.parametrize(
    ("source", "limit"),
    [
        ("for (;;) {}", "time"),
        ("/(a+)+$/.test('a'.repeat(40) + 'b')", "time"),
        (BOMB, "memory"),
    ],
)
def test_an_accident_is_stopped(engine: Engine, source: str, limit: str) -> None:
    with pytest.raises(LimitReached) as caught:
        engine.evaluate(source)
    assert caught.value.limit == limit


def test_jobs_without_an_end_are_stopped(engine: Engine) -> None:
    with pytest.raises(LimitReached):  # noqa: PT012  # V8 runs the jobs as soon as it can
        engine.evaluate("const go = () => { Promise.resolve().then(go) }; go(); ''")
        engine.run_jobs()


def test_without_an_engine_one_line_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("quickjs", "py_mini_racer"):
        monkeypatch.setitem(sys.modules, name, None)
    for name in ("quickjs_engine", "v8_engine"):
        monkeypatch.delitem(sys.modules, f"wxsim.javascript.{name}", raising=False)

    with pytest.raises(EngineMissing, match="pip install") as caught:
        require_engine()
    assert str(caught.value) == INSTALL
    assert "\n" not in INSTALL
