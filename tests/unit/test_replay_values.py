"""Variables in texts, and places in answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wxsim.replay.values import (
    MISSING,
    filled,
    is_variable,
    look_up,
    one_line,
    variables_in,
)

ANSWER: dict[str, Any] = {
    "status": 200,
    "body": {"items": [{"id": 7}, {"id": 8}], "none": None, "Data": '{"third_Session":"abc"}'},
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("", ANSWER),
        ("status", 200),
        ("body.items.1.id", 8),
        ("body.none", None),
        ("body.Data", '{"third_Session":"abc"}'),
    ],
)
def test_a_dotted_place_is_looked_up(path: str, value: Any) -> None:
    assert look_up(ANSWER, path) == value


@pytest.mark.parametrize(
    "path",
    ["nope", "status.0", "body.items.2", "body.items.-1", "body.items.id", "body.none.x", "body."],
)
def test_a_place_that_is_not_there_is_missing(path: str) -> None:
    assert look_up(ANSWER, path) is MISSING


def test_json_inside_json_is_stepped_into_at_any_depth() -> None:
    inner = json.dumps({"list": ["x", "y"]})
    answer = {"Data": json.dumps({"inner": inner})}

    assert look_up(answer, "Data.inner.list.1") == "y"


@pytest.mark.parametrize("text", ["no json", "{", "12", '"text"', "[" * 100_000, ""])
def test_a_text_that_is_no_json_object_has_nothing_inside(text: str) -> None:
    assert look_up({"text": text}, "text.x") is MISSING


def test_a_missing_value_reads_as_nothing() -> None:
    assert repr(MISSING) == "nothing"


def test_variables_are_found_in_texts_lists_and_mappings() -> None:
    value = {"a": "${one} and ${two.part}", "b": ["${three}", 4, None], "${key}": {"c": "${four}"}}

    assert variables_in(value) == {"one", "two.part", "three", "four"}


@pytest.mark.parametrize("path", ["code", "userInfo.nickName", "_a1", "body.items.0.third-id"])
def test_a_name_with_parts_is_a_variable(path: str) -> None:
    assert is_variable(path)


@pytest.mark.parametrize("path", ["", " code", "1a", "a.", ".a", "a b", "a..b", "a/b"])
def test_anything_else_is_no_variable(path: str) -> None:
    assert not is_variable(path)


VARIABLES = {
    "code": "abc",
    "gender": 2,
    "user": {"name": "爱丽丝", "tags": ["a", "b"]},
    "gone": None,
}


@pytest.mark.parametrize(
    ("value", "result"),
    [
        ("${code}", "abc"),
        ("${gender}", 2),
        ("${user}", VARIABLES["user"]),
        ("${gone}", None),
        ("code=${code}&g=${gender}", "code=abc&g=2"),
        ("${user.name} ${user.tags}", '爱丽丝 ["a","b"]'),
        ("[${nope}]", "[]"),
        ("${gone}!", "null!"),
        (["${code}", 1, "${nope}"], ["abc", 1]),
        ({"a": "${user.name}", "b": "${nope}", "c": {"d": "${nope.x}"}}, {"a": "爱丽丝", "c": {}}),
        (5, 5),
        ("$code {code} $${code}", "$code {code} $abc"),
    ],
)
def test_variables_take_on_their_values(value: Any, result: Any) -> None:
    assert filled(value, VARIABLES) == result


def test_a_whole_text_without_a_value_is_missing() -> None:
    assert filled("${nope}", VARIABLES) is MISSING


def test_a_value_that_looks_like_a_variable_is_not_filled_again() -> None:
    assert filled("x${a}", {"a": "${b}", "b": "no"}) == "x${b}"


def test_a_json_value_is_written_on_one_line() -> None:
    assert (
        one_line({"a": ["爱", 1, None], "b": "two\nlines"})
        == r'{"a":["爱",1,null],"b":"two\nlines"}'
    )


def test_half_a_character_stays_an_escape_that_utf_8_can_carry() -> None:
    assert one_line("\ud83d") == r'"\ud83d"'
    assert json.loads(one_line({"nickName": "\ud83d"})) == {"nickName": "\ud83d"}
