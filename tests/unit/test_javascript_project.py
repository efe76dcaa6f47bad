"""What counts as a Mini Program, and what is read of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from javascript_runs import Runner, problems, said
from wxsim.javascript import NotAProject, read_project
from wxsim.javascript.places import Page
from wxsim.javascript.scanning import code_only, without_comments


def test_the_root_may_lie_below_the_projects_folder(run_js: Runner) -> None:
    files = {
        "project.config.json": '{"miniprogramRoot": "src/"}',
        "src/app.json": "{}",
        "src/app.js": "console.log('here')",
    }
    assert said(run_js(files=files)) == ["here"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "has no app.json"),
        ({"app.json": "{}"}, "no app.js"),
        ({"app.json": "[]", "app.js": ""}, "holds no JSON object"),
        ({"app.json": "{", "app.js": ""}, "cannot be read as JSON"),
        ({"app.json": '{"pages": 7}', "app.js": ""}, "does not fit: Expected `array`, got `int`"),
        ({"app.json": '{"tabBar": {"list": [1]}}', "app.js": ""}, "does not fit"),
    ],
)
def test_what_is_no_project_is_refused(tmp_path: Path, files: dict[str, str], message: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(NotAProject, match=message):
        read_project(tmp_path)


@pytest.mark.parametrize("name", ["missing.js", "picture.png"])
def test_a_file_that_is_no_javascript_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "picture.png").write_bytes(b"")
    with pytest.raises(NotAProject, match=r"give the folder|no JavaScript"):
        read_project(tmp_path / name)


def test_a_file_that_cannot_be_read_is_named(run_js: Runner) -> None:
    run_js.folder.joinpath("chinese.js").write_bytes("exports.a = '你'".encode("gbk"))
    run_js.folder.joinpath("gone.js").symlink_to("nowhere")
    story = run_js("console.log('runs')")

    assert said(story) == ["runs"]
    assert "chinese.js was not read" in getattr(story.entries[0], "text", "")


def test_a_byte_order_mark_is_no_part_of_a_source(run_js: Runner) -> None:
    assert said(run_js("\ufeffconsole.log('runs')")) == ["runs"]


def test_half_a_character_on_the_console_can_be_written_down(run_js: Runner) -> None:
    story = run_js(r"console.log('\ud83d'); wx.showToast({ title: '\udc00', '\ud83d': 1 })")

    assert said(story) == ["\ufffd"]
    assert json.dumps(story.calls[0].options).encode()


def test_a_key_called_proto_is_a_key(run_js: Runner) -> None:
    story = run_js("console.log(JSON.stringify(wx.getStorageSync('k')))",
                   storage={"k": '{"__proto__": {"a": 1}}'})  # fmt: skip
    assert said(story) == ['{"__proto__":{"a":1}}']


def test_a_module_of_a_project_sees_all_of_it(run_js: Runner) -> None:
    run_js.write({"app.json": "{}", "utils/x.js": "require('/config')", "config.js": "1"})
    project = read_project(run_js.folder / "utils" / "x.js")

    assert project.module == "utils/x.js"
    assert "config.js" in project.sources


SOURCES = [
    "a // b\nc",
    "a /* b\n */ c",
    "x = 'a // b'; y = \"/* c */\"",
    "x = `a ${ {b: '`'} } // c`; d",
    "x = /[/'\"]/g.test(y) / 2 // d",
    "if (a) /re/.test(b)",
    "x = a / b / c",
    "`unfinished ${",
    "'unfinished\nnext",
]


@pytest.mark.parametrize("source", SOURCES)
def test_blanking_moves_nothing(source: str) -> None:
    for blanked in (code_only(source), without_comments(source)):
        assert len(blanked) == len(source)
        assert [i for i, c in enumerate(blanked) if c == "\n"] == [
            i for i, c in enumerate(source) if c == "\n"
        ]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("a // b", "a     "),
        ("a('x')", "a(   )"),
        ("`a${b}c`", "    b   "),
        ("x = /'/; y", "x =    ; y"),
        ("x / y; 'z'", "x / y;    "),
    ],
)
def test_code_is_told_from_the_rest(source: str, code: str) -> None:
    assert code_only(source) == code


@given(st.text(alphabet="ab`${}'\"/*\\\n ()=>", max_size=60))
def test_any_text_is_scanned_without_moving_anything(source: str) -> None:
    blanked = code_only(source)
    assert len(blanked) == len(source)
    assert blanked.count("\n") == source.count("\n")


@given(st.lists(st.integers(0, 40), min_size=1, max_size=20), st.data())
def test_every_line_of_every_source_is_found_again(lengths: list[int], data: st.DataObject) -> None:
    page = Page()
    starts = [page.put(f"{n}.js", "\n" * length) for n, length in enumerate(lengths)]
    index = data.draw(st.integers(0, len(lengths) - 1))
    line = data.draw(st.integers(0, lengths[index]))

    assert str(page.first(f"at f (<input>:{starts[index] + line}:1)")) == f"{index}.js:{line + 1}"
    assert page.first("at <eval> (<input>:1:1)") is None


def test_the_preludes_own_frames_are_hidden(run_js: Runner) -> None:
    story = run_js("\nexports.go = () => [1].forEach(() => { null.x })", "go")

    assert problems(story)[0][2] == "main.js:2"
    assert set(story.problems[0].stack) == {"main.js:2"}
