"""The page about CI: what can be read of it is read, what can be asked is asked."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
import yaml

from wxsim_cli.commands.check_run import command
from wxsim_cli.exits import FAILED, UNREACHABLE, USAGE

PAGE = (Path(__file__).parents[2] / "docs" / "ci.md").read_text("utf-8")
CHECKS = re.findall(r"wxsim check wxsim\.yaml([^\n'#`]*)", PAGE)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_every_yaml_on_the_page_can_be_read() -> None:
    # One block lists alternatives of the same key, a comment above each.
    whole = [text for text in blocks("yaml") if not text.startswith("# Flask")]

    assert len(whole) == 4
    assert all(isinstance(yaml.safe_load(text), dict) for text in whole)


def test_every_start_command_is_words() -> None:
    (starts,) = (text for text in blocks("yaml") if text.startswith("# Flask"))
    commands = [yaml.safe_load(line)["command"] for line in starts.splitlines() if line[0] != "#"]

    assert len(commands) == 6
    assert all(shlex.split(one) if isinstance(one, str) else one for one in commands)


@pytest.mark.parametrize("options", CHECKS)
def test_every_check_on_the_page_has_options_that_exist(options: str) -> None:
    with command.make_context("check", ["wxsim.yaml", *shlex.split(options)]) as context:
        assert isinstance(context, click.Context)


def test_the_page_has_recipes_for_all_that_it_names() -> None:
    assert len(CHECKS) >= 8
    for name in ("GitHub Actions", "GitLab CI", "Jenkins", "Before a commit"):
        assert f"## {name}" in PAGE
    for code in (FAILED, USAGE, UNREACHABLE):
        assert re.search(rf"(?m)^\| {code} \|", PAGE)


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(((?!http)[^)#]+)\)", PAGE))))
def test_every_file_that_the_page_points_to_is_there(link: str) -> None:
    assert (Path(__file__).parents[2] / "docs" / link).exists()
