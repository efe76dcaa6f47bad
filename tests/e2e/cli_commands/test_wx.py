"""`wxsim wx`, against a real `wxsim serve`."""

from __future__ import annotations

import json
import os

import pytest

from cli_runs import process
from commands import Wxsim, done, refused


def test_wx_prints_the_result_as_one_line_of_utf8_json(wxsim: Wxsim) -> None:
    done(wxsim("wx", "login", "--person", "carol"))
    printed = done(wxsim("wx", "getUserInfo", "--person", "carol"))
    assert printed.count("\n") == 1
    assert json.loads(printed)["errMsg"] == "getUserInfo:ok"
    assert "微信用户" in printed


def test_wx_passes_the_options_of_the_argument_and_of_stdin(wxsim: Wxsim) -> None:
    asked = '{"authSetting": {"scope.record": true}}'
    for answer in (
        wxsim("wx", "openSetting", asked, "--person", "bob"),
        wxsim("wx", "openSetting", "-", "--person", "bob", stdin=asked),
    ):
        assert json.loads(done(answer))["authSetting"]["scope.record"] is True


def test_wx_ends_with_1_when_the_call_fails_and_prints_the_result(wxsim: Wxsim) -> None:
    asked = '{"scope": "scope.camera", "tap": "refuse"}'
    result = wxsim("wx", "authorize", asked, "--person", "xiaoyu")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"errMsg": "authorize:fail auth deny", "errno": 103}


def test_an_unknown_wx_call_is_answered_with_those_there_are(wxsim: Wxsim) -> None:
    error = refused(wxsim("wx", "getUserinfo"))
    assert error.startswith("Error: there is no wx call 'getUserinfo'; there is authorize, ")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{scope: 1}", "is not JSON (Expecting"),
        ('{"a": NaN}', "is not JSON (NaN is not JSON)"),
        ("[" * 100_000, "is not JSON"),
        ("", "is not JSON"),
        ('["scope.camera"]', 'is not an object but ["scope.camera"]'),
        ("null", "is not an object but null"),
    ],
)
def test_wx_options_that_are_no_json_object_are_refused_with_an_example(
    wxsim: Wxsim, text: str, what: str
) -> None:
    for result in (wxsim("wx", "authorize", text), wxsim("wx", "authorize", "-", stdin=text)):
        error = refused(result)
        assert what in error
        assert """wxsim wx authorize '{"scope": "scope.camera"}'""" in error


def test_bytes_on_stdin_that_are_no_text_are_refused(wxsim: Wxsim) -> None:
    assert "stdin is not JSON" in refused(wxsim("wx", "login", "-", stdin=b"\xff\xfe\xfd"))


def test_a_stdin_that_cannot_be_read_is_a_clear_error() -> None:
    for_writing = os.open(os.devnull, os.O_WRONLY)
    for stdin, what in ((None, "stdin is closed"), (for_writing, "stdin cannot be read")):
        close = (lambda: os.close(0)) if stdin is None else None
        result = process("wx", "login", "-", stdin=stdin, preexec_fn=close)
        assert result.returncode == 2
        assert result.stderr.startswith(f"Error: {what}")
    os.close(for_writing)
