"""Nothing is kept from a checker without a reason beside it."""

import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = [
    file
    for folder in ("simulator", "cli", "fixtures", "tests", "examples")
    for file in sorted((ROOT / folder).rglob("*.py"))
]

IGNORE = re.compile(r"#\s*(noqa|type:\s*ignore|ruff:|mypy:)")
# Which rules, and then why.
REASONED = re.compile(r"# (noqa: [A-Z]+\d+(, [A-Z]+\d+)*|type: ignore\[[a-z, -]+\]) +# \S")


def without_reason(file):
    with file.open("rb") as lines:
        for token in tokenize.tokenize(lines.readline):
            if token.type != tokenize.COMMENT or not IGNORE.search(token.string):
                continue
            if not REASONED.match(token.string):
                yield f"{file.name}:{token.start[0]}: {token.string}"


def test_every_ignore_names_its_rules_and_says_why():
    assert SOURCES
    assert not [line for file in SOURCES for line in without_reason(file)]


@pytest.mark.parametrize(
    "comment", ["# noqa", "# noqa: S105", "# noqa # why", "# type: ignore  # why", "# ruff: noqa"]
)
def test_an_ignore_of_everything_or_without_a_reason_is_found(tmp_path, comment):
    file = tmp_path / "bad.py"
    file.write_text(f"x = 1  {comment}\n")

    assert list(without_reason(file))
