"""Every mistake in a scenario file is told with its line and its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from wxsim.miniprogram import MiniProgram
from wxsim.replay import BadFile, read_scenario
from wxsim.replay.reading import WX_APIS
from wxsim.world import Switches

GOOD = """\
title: A login
person: bob
switches: {profile_era: classic}
consent: {scope.userInfo: true}
steps:
  - says: It logs in.
    wx: login
    save: {code: code}
    expect:
      code: {not: "${appid}"}
    why: Because.
  - clock: 1m
  - fault: {path: /sns/*, lost_answer: true, person: "${person}", for: 2m}
  - policy: {token_overlap: 0, profile_era: null}
  - session: renew
  - person: {risk_rank: 4}
  - worker: {path: /cgi-bin/token, query: {secret: "${secret}"}}
  - assert: {path: /sns/jscode2session, at_most: 2, query: {js_code: "${code}"}}
  - consent: {phoneNumber: false}
  - server: login
    with: {code: "${code}"}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "story.yaml"


def reason(file: Path, text: str | bytes) -> str:
    """Return what is said of a bad file, without its name."""
    if isinstance(text, str):
        text = text.encode()
    file.write_bytes(text)
    with pytest.raises(BadFile) as refused:
        read_scenario(file)
    bad = refused.value
    assert bad.path == file
    assert str(bad) == (f"{file}:{bad.line}: " if bad.line else f"{file}: ") + bad.reason
    return str(bad).removeprefix(str(file))


def test_a_good_file_becomes_a_scenario(file: Path) -> None:
    file.write_text(GOOD, "utf-8")

    scenario = read_scenario(file)

    assert (scenario.title, scenario.person) == ("A login", "bob")
    assert scenario.switches == Switches(profile_era="classic")
    assert scenario.consent == {"scope.userInfo": True}
    assert [step.action for step in scenario.steps] == [
        "wx",
        "clock",
        "fault",
        "policy",
        "session",
        "person",
        "worker",
        "assert",
        "consent",
        "server",
    ]
    first, *_, last = scenario.steps
    assert (first.says, first.why, first.save) == ("It logs in.", "Because.", {"code": "code"})
    assert last.with_ == {"code": "${code}"}


@pytest.mark.parametrize(("fault", "waits"), [("hang: true", True), ("drop: true", False)])
def test_a_scenario_in_which_wechat_hangs_keeps_the_server_waiting(
    file: Path, fault: str, waits: bool
) -> None:
    file.write_text(f"title: x\nsteps: [{{wx: login}}, {{fault: {{{fault}}}}}]", "utf-8")

    assert read_scenario(file).keeps_the_server_waiting is waits


@pytest.mark.parametrize(
    "clock",
    [
        "90s",
        "1h30m",
        "freeze",
        "resume",
        "2026-01-31T08:00:00+08:00",
        "2026-01-31T00:00:00Z",
        "2026-01-31T00:00:00",
    ],
)
def test_a_clock_can_be_moved_on_stopped_and_set(file: Path, clock: str) -> None:
    file.write_text(f"title: x\nsteps: [{{clock: '{clock}'}}]", "utf-8")

    assert read_scenario(file).steps[0].clock == clock


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())

    assert read_scenario(file).title == "A login"


def test_a_date_is_a_text_as_it_is_in_json(file: Path) -> None:
    file.write_text("title: 2020-01-01\nsteps: [{wx: login, with: {day: 2020-01-02}}]", "utf-8")

    scenario = read_scenario(file)

    assert scenario.title == "2020-01-01"
    assert scenario.steps[0].with_ == {"day": "2020-01-02"}


def test_the_known_wx_apis_are_those_that_the_wx_object_has() -> None:
    program = MiniProgram("http://127.0.0.1:9")
    names = {
        name
        for name in dir(program.wx)
        if not name.startswith("_")
        and not name.endswith("Sync")
        and name not in ("call", "canIUse", "getUserCryptoManager")
    }
    program.close()

    assert set(WX_APIS) == names


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ": is empty"),
        ("# nothing but a comment\n", ": is empty"),
        (b"title: \xff\xfe\n", ": is not UTF-8 text"),
        ("title: \x01\n", ": is not YAML: "),
        ("title: x\nsteps:\n\t- wx: login\n", ":3: is not YAML: "),
        ("title: x\nsteps: [\n", ":3: is not YAML: "),
        ("title: 'x\n", ":2: is not YAML: "),
        ("title: x\n---\ntitle: y\n", ":2: is not YAML: "),
        ("title: *x\nsteps: []\n", ":1: is not YAML: found undefined alias"),
        ("title: !!int x\n", ": has a value that is not what its tag says: "),
        ("title: !!bool x\n", ": has a value that is not what its tag says: "),
        ("- wx: login\n", ":1: Expected `object`, got `array`"),
        ("login\n", ":1: Expected `object`, got `str`"),
    ],
)
def test_a_file_that_is_no_scenario_at_all_is_refused(
    file: Path, text: str | bytes, told: str
) -> None:
    assert reason(file, text).startswith(told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title: x\nsteps:\n  - wx: login\n    with: &it {key: *it}\n", ":4: holds itself"),
        ("title: x\nsteps:\n  - wx: login\n    with:\n      a: .nan\n", ":5: .nan is no number"),
        ("title: x\nsteps:\n  - wx: login\n    with:\n      a: -.INF\n", ":5: -.INF is no number"),
        ("title: x\nsteps:\n  - wx: login\n    with:\n      a: !!binary aGk=\n", ":5: binary is"),
        ("title: x\nsteps:\n  - wx: login\n    with:\n      a: !!set {b}\n", ":5: set is nothing"),
        ("title: !!python/name:os.system\n", ":1: python/name:os.system is nothing"),
        ("title: x\nsteps:\n  - wx: login\n    expect:\n      1: a\n", ":5: a name is a text"),
        ("title: x\nsteps:\n  - wx: login\n    with:\n      a:\n        on: 1\n", ":6: a name is"),
        ("title: x\nsteps:\n  - wx: login\n    wx: login\n", ":4: wx stands there twice, first in"),
        (
            "title: x\nsteps: []\nabout: y\ntitle: z\n",
            ":4: title stands there twice, first in line",
        ),
    ],
)
def test_what_json_cannot_say_is_refused(file: Path, text: str, told: str) -> None:
    assert reason(file, text).startswith(told)


def test_a_file_nested_without_end_is_refused(file: Path) -> None:
    deep = "[" * 3_000 + "]" * 3_000

    assert reason(file, f"title: x\nsteps: {deep}\n") == ": is nested too deeply"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title: x\n", ":1: Object missing required field `steps`"),
        (
            "title: x\nsteps: []\ntilte: y\n",
            ":3: there is no field 'tilte'; there is about, consent",
        ),
        ("title: 5\nsteps: []\n", ":1: title: Expected `str`, got `int`"),
        (
            "title: x\nsteps:\n  - wx: login\n  - wx: [login]\n",
            ":4: wx: Expected `str`, got `array`",
        ),
        ("title: x\nsteps:\n  - wx: login\n    says: 5\n", ":4: says: Expected `str`, got `int`"),
        (
            "title: x\nsteps:\n  - wx: login\n    expects:\n      a: 1\n",
            ":4: there is no field 'expects'; there is assert, clock, consent, expect, fault",
        ),
        (
            "title: x\nsteps:\n  - says: The third line.\n    server: logout\n",
            ":4: server: Invalid enum value 'logout'; there is login, me, phone, profile",
        ),
        (
            "title: x\nsteps:\n  - wx: login\n    save:\n      a: b\n      c: 5\n",
            ":6: c: Expected `str`, got `int`",
        ),
        (
            "title: x\nconsent:\n  scope.userInfo: true\n  scope.werun: maybe\nsteps: []\n",
            ":4: scope.werun: Expected `bool`, got `str`",
        ),
        (
            "title: x\nswitches:\n  profile_era: golden\nsteps: []\n",
            ":3: profile_era: Invalid enum value 'golden'; there is classic, current",
        ),
        (
            "title: x\nswitches:\n  session_key_lifetime: 0\nsteps: []\n",
            ":3: session_key_lifetime: Expected `int` >= 1",
        ),
        (
            "title: x\nswitches:\n  colour: red\nsteps: []\n",
            ":3: there is no field 'colour'; there",
        ),
        (
            "title: x\nsteps:\n  - fault:\n      path: /a\n      errcode: busy\n",
            ":5: errcode: Expected `int`, got `str`",
        ),
        (
            "title: x\nsteps:\n  - fault:\n      http: 200\n",
            ":4: http: Expected `int` >= 400",
        ),
        (
            "title: x\nsteps:\n  - fault:\n      hang: true\n      rate: 2\n",
            ":5: rate: Expected `float` <= 1.0",
        ),
        (
            "title: x\nsteps:\n  - fault:\n      hang: true\n      times: 0\n",
            ":5: times: Expected `int` >= 1",
        ),
        (
            "title: x\nsteps:\n  - fault:\n      explode: true\n",
            ":4: there is no field 'explode'; there is delay, drop, errcode, for, garbage, hang",
        ),
        (
            "title: x\nsteps:\n  - session: end\n",
            ":3: session: Invalid enum value 'end'; there is expire, renew",
        ),
        (
            "title: x\nsteps:\n  - person: {risk_rank: 5}\n",
            ":3: risk_rank: Expected `int` <= 4",
        ),
        (
            "title: x\nsteps:\n  - assert:\n      path: /a\n      often: true\n",
            ":5: there is no field 'often'; there is at_least, at_most, body, errcode, path",
        ),
    ],
)
def test_what_does_not_fit_the_schema_is_refused(file: Path, text: str, told: str) -> None:
    assert reason(file, text).startswith(told)


def in_the_second_step(*lines: str) -> str:
    """Return a scenario whose second step begins in line 5."""
    head = ["title: x", "steps:", "  - wx: login", "    save: {code: code}"]
    return "\n".join([*head, f"  - {lines[0]}", *(f"    {line}" for line in lines[1:])]) + "\n"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            ["says: Nothing."],
            ":5: a step does exactly one of wx, server, clock, fault, policy, session",
        ),
        (["wx: login", "server: login"], ":5: a step does exactly one of wx, server, clock, fau"),
        (["wx: logn"], ":5: there is no wx API 'logn'; there is authorize, checkSession, ch"),
        (["says: Wait.", "clock: soon"], ":6: 'soon' is no time; write 90s, 5m, 2h, 3d or 1h"),
        (["clock: -5m"], ":5: '-5m' is no duration; write 90s, 5m, 2h, 3d or 1h"),
        (["clock: 2330-01-31T08:00:00"], ":5: 11363097600.0 is too early or too late; write"),
        (
            ["clock: 2026-01-31T25:00:00"],
            ":5: '2026-01-31T25:00:00' is no time; write 90s, 5m, 2h, 3d or 1h30m, freeze, ",
        ),
        (
            ["says: Busy.", "fault: {path: /sns/nothing, errcode: -1}"],
            ":6: there is no path '/sns/nothing'; there is /sns/jscode2session",
        ),
        (
            ["fault:", "  path: /sns/*", "  errcode: 12345"],
            ":7: WeChat's Server API has no errcode 12345 here; there is -1, ",
        ),
        (
            ["says: x", "fault: {path: /sns/jscode2session}"],
            ":6: a fault says nothing of what happens; give one of errcode, http, delay",
        ),
        (
            ["fault: {hang: true, http: 502}"],
            ":5: a fault says http and hang at once; give one of errcode, http, delay, hang, drop",
        ),
        (["fault:", "  hang: false"], ":6: hang is true, or is left out"),
        (
            ["fault:", "  hang: true", "  times: 2", "  for: 1m"],
            ":8: a fault says times and for at once; give one of times, rate, for",
        ),
        (["fault:", "  delay: long"], ":6: delay: 'long' is no duration; write 90s"),
        (["fault:", "  drop: true", "  for: ever"], ":7: for: 'ever' is no duration; write 90s"),
        (["fault:", "  drop: true", "  for: 0s"], ":7: a fault for no time at all never strikes"),
        (["fault:", "  drop: true", "  path: ''"], ":7: there is no path ''"),
        (["fault:", "  drop: true", "  person: '${who}'"], ":7: ${who} has no value yet"),
        (
            ["policy:", "  token_overlap: 0", "  colour: red"],
            ":7: there is no field 'colour'; there is c",
        ),
        (
            ["policy:", "  profile_era: golden"],
            ":6: profile_era: Invalid enum value 'golden'; there is classic, current",
        ),
        (["policy: {}"], ":5: changes nothing; name a switch and what it is to be"),
        (["policy:", "  ip_whitelist: [x]"], ":6: ip_whitelist has 'x', which is no IP address"),
        (["person: {}"], ":5: changes nothing; give one or more of risk_rank, nickname"),
        (["policy: {colour: null}"], ":5: there is no field 'colour'; there is c"),
        (["worker: {path: /cgi-bin/*}"], ":5: there is no path '/cgi-bin/*'; there is /sns/jscode"),
        (["assert: {path: /cgi/*}"], ":5: there is no path '/cgi/*'; there is /sns/jscode2session"),
        (
            ["assert:", "  at_least: 1", "  at_most: 2"],
            ":7: at_least and at_most do not go together; write one of them",
        ),
        (
            ["assert: {errcode: 12345}"],
            ":5: WeChat's Server API has no errcode 12345 here; there is -1, ",
        ),
        (["assert:", "  query: {js_code: '${late}'}"], ":6: ${late} has no value yet"),
        (
            ["consent:", "  scope.userInfo: true", "  scope.everything: true"],
            ":7: there is no scope 'scope.everything'; there is scope.userInfo, ",
        ),
        (
            ["server: login", "with:", "  code: ${cod}"],
            ":7: ${cod} has no value yet; known are appid, code, person, secret",
        ),
        (
            ["server: login", "with: {a: {b: ['${x.y}']}}"],
            ":6: ${x.y} has no value yet; known are appid, code, person, secret",
        ),
        (
            ["server: me", "expect:", "  userId: 1", "  nickName: ${name}"],
            ":8: ${name} has no value yet",
        ),
        (
            ["server: me", "save: {late: userId}", "with: {id: '${late}'}"],
            ":7: ${late} has no value yet",
        ),
        (["server: me", "with:", "  id: '${a b}'"], ":7: ${a b} is no variable; write ${name} or "),
        (["wx: login", "save:", "  a.b: code"], ":7: 'a.b' names no variable; use letters"),
        (
            ["server: me", "expect:", "  userId: {present: true}", "  status: {betwen: [1, 2]}"],
            ":8: an expectation is a value or one of equals, starts",
        ),
        (
            ["server: me", "expect:", "  status: {between: 5}"],
            ":7: between wants a list of two numbers, not 5",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(file: Path, lines: list[str], told: str) -> None:
    assert reason(file, in_the_second_step(*lines)).startswith(told)


def test_a_switch_of_the_scenario_that_lists_no_address_is_refused(file: Path) -> None:
    text = "title: x\nswitches:\n  source_ips: [10.0.0.0/8]\nsteps: [{wx: login}]\n"

    assert reason(file, text).startswith(":2: source_ips has '10.0.0.0/8', which is no IP address")


def test_a_scenario_without_steps_is_refused(file: Path) -> None:
    assert reason(file, "title: x\n\nsteps: []\n") == ":3: has no steps"


def test_a_scope_that_the_person_cannot_have_answered_before_is_refused(file: Path) -> None:
    text = "title: x\nconsent:\n  phoneNumber: true\n  phone: true\nsteps: [{wx: login}]\n"

    assert reason(file, text).startswith(":4: there is no scope 'phone'; there is scope.userInfo")


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path, why in (
        (tmp_path / "none.yaml", "No such file or directory"),
        (tmp_path, "Is a dir"),
    ):
        with pytest.raises(BadFile, match=f"cannot be read: {why}") as refused:
            read_scenario(path)
        assert refused.value.line == 0
