"""``wxsim check``: the subject file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from check_runs import check
from wxsim.check.starter import STARTER
from wxsim.check.table import CHECKS
from wxsim.replay import read_subject


def test_the_starter_is_a_subject_that_is_taken(folder: Path) -> None:
    assert check(folder, "init", "mine.yaml").returncode == 0

    assert (folder / "mine.yaml").read_text("utf-8") == STARTER
    assert set(read_subject(folder / "mine.yaml").calls) == {"login"}
    again = check(folder, "init", "mine.yaml")
    assert (again.returncode, "--force" in again.stderr) == (2, True)


def test_what_the_starter_has_in_comments_is_taken_too(folder: Path) -> None:
    text = re.sub(
        r"(?m)^( *)# (start:|workers:|sessions:|profile:|phone:|me:|  )", r"\1\2", STARTER
    )
    (folder / "whole.yaml").write_text(text, "utf-8")

    subject = read_subject(folder / "whole.yaml")

    assert set(subject.calls) == {"login", "profile", "phone", "me"}
    assert subject.workers == ["http://127.0.0.1:3001"]
    assert subject.start is not None
    assert subject.start.env["WECHAT_BASE_URL"] == "${wechat}"
    assert (subject.sessions.seconds, subject.sessions.login_again) == (2, "ends")


def test_the_list_has_every_check_with_its_reason(folder: Path) -> None:
    listed = json.loads(check(folder, "list", "--format", "json").stdout)

    assert [one["id"] for one in listed] == [one.id for one in CHECKS]
    assert all(one["why"] and one["fix"] and one["evidence"] for one in listed)
    assert "login.code-once" in check(folder, "list").stdout


START = "start: {command: [sleep, '9'], within: 1}"


LOGIN = 'calls: {login: {path: /l, json: {code: "${code}"}, gives: {session: body.t}}}'


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[sleep, '9']", "''", "subject.yaml:2: the command is empty"),
        ("[sleep, '9']", "[]", "the command is empty"),
        ("[sleep, '9']", '"sleep \'9"', "No closing quotation"),
        ("'9'", "'${nope}'", "there is no ${nope} to start a server with; there is ${appid},"),
        ("'9'", '"9\\0"', "NUL"),
        ("within: 1", "within: 0", "more than 0 seconds"),
        ("within: 1", "ready: health", "ready must be a path"),
        ("within: 1", "cwd: nowhere", "there is no folder nowhere"),
        ("within: 1", 'env: {"A=B": x}', "no name of an environment variable"),
        ("${code}", "${cod}", "login must send ${code} somewhere"),
        ("body.t", "bdy.t", "'bdy.t' is no place of an answer; begin with status, header,"),
        ("calls:", "workers: [hello]\ncalls:", "'hello' is no address of a worker"),
        ("calls:", "sessions: {seconds: 0}\ncalls:", "more than 0 seconds"),
        ("calls:", "sessions: {login_again: maybe}\ncalls:", "there is ends, keeps"),
        ("calls:", "callz:", "callz"),
    ],
)
def test_a_subject_file_that_makes_no_sense_is_told_with_its_line(
    folder: Path, old: str, new: str, says: str
) -> None:
    text = f"base_url: http://127.0.0.1:${{port}}\n{START}\n{LOGIN}\n"
    assert old in text
    (folder / "subject.yaml").write_text(text.replace(old, new), "utf-8")

    ran = check(folder, "subject.yaml")

    assert ran.returncode == 2, ran.stderr
    assert re.search(r"subject\.yaml:\d+: ", ran.stderr)
    assert says in ran.stderr
