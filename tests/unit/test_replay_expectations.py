"""What is expected of an answer, and where it differs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wxsim.replay.expectations import (
    MATCHERS,
    in_words,
    matcher_of,
    mismatches,
    nonsense_in,
)
from wxsim.replay.values import MISSING

ANSWER: dict[str, Any] = {
    "errMsg": "login:ok",
    "status": 200,
    "flag": True,
    "one": 1,
    "none": None,
    "ratio": 0.5,
    "paths": ["/a", "/b"],
    "user": {"name": "alice", "tags": [1, 2]},
    "Data": '{"inner":{"x":1}}',
}


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("errMsg", "login:ok"),
        ("none", None),
        ("paths", ["/a", "/b"]),
        ("paths.0", "/a"),
        ("one", 1.0),
        ("flag", {"equals": True}),
        ("user", {"equals": {"tags": [1, 2], "name": "alice"}}),
        ("Data.inner", {"equals": {"x": 1}}),
        ("errMsg", {"starts": "login:"}),
        ("errMsg", {"contains": ":ok"}),
        ("paths", {"contains": "/b"}),
        ("user", {"contains": "name"}),
        ("user.tags", {"contains": 2}),
        ("status", {"one_of": [200, 201]}),
        ("none", {"one_of": ["", None]}),
        ("status", {"not": 500}),
        ("one", {"not": True}),
        ("status", {"between": [200, 200]}),
        ("ratio", {"between": [0, 1]}),
        ("none", {"present": True}),
        ("nope", {"present": False}),
    ],
)
def test_an_expectation_is_met(place: str, expected: Any) -> None:
    assert mismatches(ANSWER, {place: expected}) == []


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("errMsg", "login:fail"),
        ("none", ""),
        ("none", False),
        ("status", "200"),
        ("paths", ["/b", "/a"]),
        ("paths", ["/a"]),
        ("nope", None),
        # JSON's true is not its 1.
        ("one", True),
        ("flag", 1),
        ("flag", {"one_of": [1, 0]}),
        ("user", {"equals": {"name": "alice", "tags": [True, 2]}}),
        ("user", {"equals": {"name": "alice"}}),
        ("user.tags", {"contains": True}),
        ("errMsg", {"starts": "Login"}),
        ("status", {"starts": "2"}),
        ("none", {"starts": "N"}),
        ("errMsg", {"contains": "fail"}),
        ("errMsg", {"contains": 5}),
        ("status", {"contains": 2}),
        ("user", {"contains": "alice"}),
        ("user", {"contains": ["name"]}),
        ("status", {"one_of": [201, 202]}),
        ("errMsg", {"one_of": "login:ok or not"}),
        ("status", {"not": 200}),
        ("nope", {"not": 200}),
        ("status", {"between": [201, 299]}),
        ("flag", {"between": [0, 1]}),
        ("errMsg", {"between": [0, 1]}),
        ("status", {"between": ["a", "b"]}),
        ("none", {"present": False}),
        ("nope", {"present": True}),
        ("nope", {"equals": None}),
        ("nope", {"starts": ""}),
    ],
)
def test_an_expectation_is_not_met(place: str, expected: Any) -> None:
    (found,) = mismatches(ANSWER, {place: expected})
    assert found.place == place


def test_a_mismatch_says_in_words_what_was_expected_and_what_came() -> None:
    found = mismatches(
        ANSWER,
        {
            "status": {"between": [400, 499]},
            "errMsg": {"starts": "login:fail"},
            "flag": True,
            "user.name": {"not": "alice"},
            "session": {"present": True},
        },
    )

    assert [(one.place, one.expected, one.got) for one in found] == [
        ("status", "a number between [400,499]", "200"),
        ("errMsg", 'a text that starts "login:fail"', '"login:ok"'),
        ("user.name", 'anything but "alice"', '"alice"'),
        ("session", "present: true", "nothing"),
    ]


def test_words_with_braces_in_them_are_shown_as_they_are() -> None:
    (found,) = mismatches({"a": {"b": "{}"}}, {"a": {"not": {"b": "{}"}}})

    assert found.expected == 'anything but {"b":"{}"}'


def test_a_number_of_any_size_and_half_a_character_can_be_told() -> None:
    (found,) = mismatches({"a": [10**40, "\ud83d"]}, {"a": 1})

    assert found.got == f'[{10**40},"\\ud83d"]'
    assert found.got.encode()


def test_nothing_is_the_word_for_a_missing_value() -> None:
    assert in_words(MISSING) == "nothing"
    assert in_words(None) == "null"


@pytest.mark.parametrize("name", MATCHERS)
def test_a_matcher_is_an_object_with_its_name_alone(name: str) -> None:
    assert matcher_of({name: 1}) == name
    assert matcher_of({name: 1, "other": 2}) is None
    assert matcher_of(name) is None


@pytest.mark.parametrize(
    "expected",
    [
        "text",
        0,
        None,
        ["a"],
        {"equals": {"a": 1}},
        {"starts": "a"},
        {"starts": "${prefix}"},
        {"one_of": ["a", None]},
        {"one_of": "${list}"},
        {"between": [1, 2.5]},
        {"between": ["${low}", 5]},
        {"present": False},
    ],
)
def test_an_expectation_that_could_be_met_is_taken(expected: Any) -> None:
    assert nonsense_in(expected) is None


@pytest.mark.parametrize(
    ("expected", "wants"),
    [
        ({"starts": 5}, "a text"),
        ({"one_of": "abc"}, "a list"),
        ({"between": 5}, "a list of two numbers"),
        ({"between": [1]}, "a list of two numbers"),
        ({"between": [1, True]}, "a list of two numbers"),
        ({"between": ["a", "b"]}, "a list of two numbers"),
        ({"present": "true"}, "true or false"),
        ({"present": 1}, "true or false"),
    ],
)
def test_a_matcher_with_the_wrong_thing_behind_it_is_refused(expected: Any, wants: str) -> None:
    ((name, want),) = expected.items()
    written = json.dumps(want, separators=(",", ":"))
    assert nonsense_in(expected) == f"{name} wants {wants}, not {written}"


@pytest.mark.parametrize("expected", [{}, {"nickName": "x"}, {"starts": "a", "contains": "b"}])
def test_an_object_that_is_no_matcher_is_refused_with_the_names_there_are(expected: Any) -> None:
    reason = nonsense_in(expected) or ""
    assert all(name in reason for name in MATCHERS)
