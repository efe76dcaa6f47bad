"""Faults from the command line."""

from __future__ import annotations

import pytest

from commands import Wxsim, done, refused
from wxsim.faults import NewFault
from wxsim.replay.scenario import Misbehaviour
from wxsim.world.faults import KIND_OF_FIELD
from wxsim_cli.commands.fault_add import command


def test_a_fault_is_added_listed_and_cleared(wxsim: Wxsim) -> None:
    assert "errcode 45011" in done(wxsim("fault", "add", "--errcode", "45011", "--times", "2"))
    done(wxsim("fault", "add", "--path", "/sns/*", "--delay", "3s", "--rate", "0.1"))
    listed = done(wxsim("fault", "list"))
    assert "2 times" in listed
    assert "delay 3 s" in listed
    assert "rate 0.1" in listed
    assert done(wxsim("fault", "clear", "1")) == "fault 1 cleared\n"
    assert done(wxsim("fault", "clear")) == "1 fault cleared\n"
    assert done(wxsim("fault", "list")) == "no faults\n"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ((), "say what happens: one of --errcode, --http"),
        (("--hang", "--drop"), "--hang and --drop are given at once"),
        (("--hang", "--times", "1", "--rate", "1"), "--times and --rate are given at once"),
        (("--errcode", "7"), "40163"),
        (("--errcode", "0"), "40163"),
        (("--delay", "soon"), "soon"),
        (("--hang", "--for", "0s"), "give 1s or more"),
        (("--hang", "--path", ""), "begin it with a slash"),
        (("--hang", "--rate", "nan"), "--rate nan is no probability"),
        (("--delay", "inf"), "'inf' is no duration"),
        (("--hang", "--for", "nan"), "'nan' is no duration"),
        (("--hang", "--app", "wx1"), "there is no app 'wx1'"),
        (("--hang", "--person", "zed"), "there is no person 'zed'; there is alice"),
    ],
)
def test_wrong_input_is_told_what_would_be_right(
    wxsim: Wxsim, words: tuple[str, ...], hint: str
) -> None:
    assert hint in refused(wxsim("fault", "add", *words))
    assert done(wxsim("fault", "list")) == "no faults\n"


def test_every_kind_of_fault_has_its_option() -> None:
    assert {name.replace("_", "-") for name in NewFault.__struct_encode_fields__} == {
        option.lstrip("-")
        for parameter in command.params
        for option in parameter.opts
        if parameter.name not in ("output_format", "url")
    }
    assert set(KIND_OF_FIELD) <= set(NewFault.__struct_fields__) & set(
        Misbehaviour.__struct_fields__
    )
