"""require as WeChat resolves it, and import and export."""

from __future__ import annotations

import pytest

from javascript_runs import Runner, problems, said
from wxsim.javascript.esm import as_script

SAY = "exports.name = '{}'"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("./b", "a/b.js"),
        ("./b.js", "a/b.js"),
        ("b", "a/b.js"),
        ("../c", "c.js"),
        ("./folder", "a/folder/index.js"),
        ("/c", "c.js"),
        ("/only", "a/only.js"),
        ("pack", "miniprogram_npm/pack/index.js"),
        ("near", "a/miniprogram_npm/near.js"),
    ],
)
def test_a_module_is_found_where_wechat_looks(run_js: Runner, wanted: str, found: str) -> None:
    paths = ("a/b.js", "c.js", "a/folder/index.js", "a/only.js")
    built = ("miniprogram_npm/pack/index.js", "a/miniprogram_npm/near.js")
    files = {path: SAY.format(path) for path in (*paths, *built)}
    files["a/asks.js"] = f"console.log(require('{wanted}').name)"

    assert said(run_js("require('./a/asks')", files=files)) == [found]


def test_a_package_that_was_not_built_is_taken_as_npm_left_it(run_js: Runner) -> None:
    files = {
        "app.json": "{}",
        "app.js": "console.log(require('pack').name)",
        "package.json": '{"dependencies": {"pack": "1"}}',
        "node_modules/pack/package.json": '{"main": "lib/start.js"}',
        "node_modules/pack/lib/start.js": "exports.name = require('./inner').name",
        "node_modules/pack/lib/inner.js": SAY.format("inner"),
    }
    assert said(run_js(files=files)) == ["inner"]


def test_a_missing_module_is_reported_with_the_line_that_wants_it(run_js: Runner) -> None:
    story = run_js("const a = 1;\nrequire('./nowhere/b');")

    assert problems(story) == [
        (
            "uncaught",
            "Error: module 'nowhere/b.js' is not defined, require args is './nowhere/b'",
            "main.js:2",
        )
    ]


def test_a_syntax_error_is_reported_with_its_file_and_line(run_js: Runner) -> None:
    story = run_js("require('./b')", files={"b.js": "const a = 1;\n\nlet = = 2;\n"})

    ((kind, message, place),) = problems(story)
    assert (kind, place) == ("uncaught", "b.js:3")
    assert message.startswith("SyntaxError")


def test_an_error_deep_in_another_file_shows_the_way_there(run_js: Runner) -> None:
    files = {"deep.js": "\n\nexports.f = () => {\n  null.x;\n};"}
    story = run_js("const { f } = require('./deep');\n\nexports.go = () => f();", "go", files=files)

    assert story.problems[0].stack == ["deep.js:4", "main.js:3"]


def test_modules_that_need_each_other_see_what_is_there_already(run_js: Runner) -> None:
    files = {"b.js": "exports.early = 1; exports.seen = require('./main').early;"}

    assert said(run_js("exports.early = 2; console.log(require('./b').seen)", files=files)) == ["2"]


def test_a_module_runs_once(run_js: Runner) -> None:
    assert said(run_js("require('./b'); require('./b')", files={"b.js": "console.log('ran')"})) == [
        "ran"
    ]


def test_what_the_surroundings_of_a_phone_lack_is_lacking(run_js: Runner) -> None:
    names = ("window", "document", "fetch", "process", "Buffer", "std", "os")
    text = f"console.log([{', '.join(f'typeof {name}' for name in names)}, typeof global].join())"

    assert said(run_js(text)) == [",".join(["undefined"] * len(names) + ["object"])]


MODULES = {
    "named.js": "export const one = 1;\nexport function two() { return 2 }\nexport let three = 3;\n"
    "export { three as drei };\nexport class Four {}\nexport async function five() {}\n",
    "default.js": "export default { name: 'd' };\nexport const beside = 'b';",
    "fn.js": "export default function greet() { return 'hi' }",
    "again.js": "export { one, two as zwei } from './named';\nexport * from './default';\n"
    "export * as all from './named';\nexport { default } from './fn';",
    "cjs.js": "module.exports = { old: 1 };",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import { one, two as zwei } from './named'; console.log(one, zwei())", "1 2"),
        ("import {\n  one,\n  drei,\n} from './named';\nconsole.log(one, drei)", "1 3"),
        ("import * as all from './named'; console.log(Object.keys(all).sort().join())",
         "Four,drei,five,one,three,two"),
        ("import d, { beside } from './default'; console.log(d.name, beside)", "d b"),
        ("import { default as d } from './default'; console.log(d.name)", "d"),
        ("import greet from './fn'; console.log(greet())", "hi"),
        ("import old from './cjs'; console.log(old.old)", "1"),
        ("import { old } from './cjs'; console.log(old)", "1"),
        ("import d, { zwei, beside } from './again'; console.log(d(), zwei(), beside)",
         "hi 2 b"),
        ("import './named'; console.log('side effect')", "side effect"),
        ("const text = \"import x from 'y'\"; // import z from 'y'\nconsole.log(text)",
         "import x from 'y'"),
        ("const a = {export: 1, import: 2}; console.log(a.export, a.import)", "1 2"),
        ("console.log(`import { a } from ${'b'}`)", "import { a } from b"),
    ],
)  # fmt: skip
def test_import_and_export_work_as_in_the_developer_tools(
    run_js: Runner, text: str, expected: str
) -> None:
    story = run_js(text, files=MODULES)

    assert (said(story), problems(story)) == ([expected], [])


def test_an_exported_variable_stays_live(run_js: Runner) -> None:
    files = {"counter.js": "export let count = 0;\nexport function add() { count++ }"}
    text = "import * as counter from './counter'; counter.add(); console.log(counter.count)"

    assert said(run_js(text, files=files)) == ["1"]


@pytest.mark.parametrize("source", [*MODULES.values(), "import {\n a,\n b } from 'c'\n\nf()"])
def test_rewriting_a_module_moves_no_line(source: str) -> None:
    assert as_script(source).count("\n") == source.count("\n")


def test_a_script_without_import_or_export_is_left_as_it_is() -> None:
    source = "const important = 'export'; // import"
    assert as_script(source) == source
