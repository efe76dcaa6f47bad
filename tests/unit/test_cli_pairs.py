"""NAME=VALUE means the same in every command."""

import click
import pytest

from wxsim_cli.pairs import read_pair, read_switch


@pytest.mark.parametrize(
    ("text", "pair"), [("a=b", ("a", "b")), ("a=", ("a", "")), ("a=b=c", ("a", "b=c"))]
)
def test_the_first_equals_sign_parts_a_name_from_its_value(text, pair):
    assert read_pair(text, example="a=b") == pair


@pytest.mark.parametrize("text", ["a", "=b", ""])
def test_a_pair_without_a_name_or_a_value_is_refused_with_an_example(text):
    with pytest.raises(click.BadParameter, match="as in colour=red") as caught:
        read_pair(text, example="colour=red", option="--field")
    assert "--field" in caught.value.format_message()


@pytest.mark.parametrize(
    ("text", "value"), [("60", 60), ("true", True), ('["a"]', ["a"]), ("classic", "classic")]
)
def test_a_switch_is_set_to_json_or_else_to_a_text(text, value):
    assert read_switch(f"name={text}") == ("name", value)
