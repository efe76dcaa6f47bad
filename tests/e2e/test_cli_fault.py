"""Faults from the command line."""

from __future__ import annotations

import pytest

from commands import Wxsim, done, refused


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
        (("--hang", "--app", "wx1"), "there is no app 'wx1'"),
        (("--hang", "--person", "zed"), "there is no person 'zed'; there is alice"),
    ],
)
def test_wrong_input_is_told_what_would_be_right(
    wxsim: Wxsim, words: tuple[str, ...], hint: str
) -> None:
    assert hint in refused(wxsim("fault", "add", *words))
    assert done(wxsim("fault", "list")) == "no faults\n"
