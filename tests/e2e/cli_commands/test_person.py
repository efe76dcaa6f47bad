"""`wxsim person`, against a real `wxsim serve`."""

from __future__ import annotations

import json
import signal
import subprocess
import time

import click
import pytest
import requests

from cli_runs import COMMAND
from commands import Wxsim, done, refused
from wxsim.serving.local_server import LocalServer
from wxsim_fixtures import random_persons


def test_person_list_is_a_table_or_json(wxsim: Wxsim) -> None:
    heading, first, *_ = click.unstyle(done(wxsim("person", "list"))).splitlines()
    assert heading.split() == ["NAME", "GENDER", "PHONE", "REGION", "RISK", "NICKNAME"]
    assert first.split() == [
        *("alice", "female", "+86", "17000000001"),
        *("CN", "Guangdong", "Guangzhou", "0", "爱丽丝"),
    ]
    listed = json.loads(done(wxsim("person", "list", "--format", "json")))
    assert [person["name"] for person in listed][:2] == ["alice", "bob"]


def test_person_show_has_every_field_as_text_or_json(wxsim: Wxsim) -> None:
    shown = json.loads(done(wxsim("person", "show", "xiaoyu", "--format", "json")))
    text = done(wxsim("person", "show", "xiaoyu"))
    for field, value in shown.items():
        assert f"{field} " in text
        assert f"  {value}\n" in text


@pytest.mark.parametrize("name", ["zed", "..", "a/b", "", "a\nb", "\udcff", "a?b=c"])
def test_showing_nobody_is_an_error(wxsim: Wxsim, name: str) -> None:
    assert f"there is no person {name!r}; " in refused(wxsim("person", "show", name))


def test_person_add_takes_every_field_and_prints_the_person(wxsim: Wxsim) -> None:
    described = {
        "nickname": "小美🌸",
        "gender": 2,
        "language": "zh_TW",
        "country": "CN",
        "province": "Hong Kong",
        "city": "九龍",
        "avatar_url": "https://example.com/mei.png",
        "real_name": "陳小美",
        "address": "彌敦道1號",
        "phone": "0051000009",
        "country_code": "852",
        "risk_rank": 3,
    }
    options = [
        word
        for field, value in described.items()
        for word in (f"--{field.replace('_', '-')}", str(value))
    ]
    assert "0051000009" in done(wxsim("person", "add", "mei", *options))
    shown = json.loads(done(wxsim("person", "show", "mei", "--format", "json")))
    assert {field: shown[field] for field in described} == described


def test_a_person_needs_no_more_than_a_name(wxsim: Wxsim) -> None:
    assert "nickname      dan\n" in done(wxsim("person", "add", "dan"))


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["alice"], "the person alice exists already; choose another name"),
        (["a b"], "'a b' is no name for a person; use 1 to 64 letters"),
        (["eve", "--gender", "3"], "gender 3 is unknown; WeChat knows 0 unknown, 1 male, 2 female"),
        (["eve", "--phone", "12-34"], "$.phone"),
        ([], "give either a NAME or --random N"),
        (["eve", "--random", "2"], "give either a NAME or --random N"),
        (["eve", "--seed", "2"], "--seed is for --random"),
        (["--random", "0"], "Invalid value for '--random'"),
    ],
)
def test_a_person_that_cannot_be_is_refused(wxsim: Wxsim, words: list[str], what: str) -> None:
    assert what in refused(wxsim("person", "add", *words))


def test_random_people_are_those_of_the_simulators_seed_and_go_on_where_they_stopped(
    wxsim: Wxsim, platform: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WXSIM_URL", platform.url)
    assert done(wxsim("person", "add", "--random", "3")) == "added 3 people: p1 to p3\n"
    done(wxsim("person", "add", "p007"))
    assert done(wxsim("person", "add", "--random", "2")) == "added 2 people: p4 to p5\n"
    people = {
        person["name"]: person
        for person in json.loads(done(wxsim("person", "list", "--format", "json")))
    }
    for made_up in random_persons(5, "1"):
        assert made_up.items() <= people[made_up["name"]].items()


def test_random_people_may_follow_another_seed_and_share_fields(
    wxsim: Wxsim, platform: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WXSIM_URL", platform.url)
    done(wxsim("person", "add", "--random", "2", "--seed", "x", "--risk-rank", "4"))
    for made_up in random_persons(2, "x"):
        shown = json.loads(done(wxsim("person", "show", made_up["name"], "--format", "json")))
        assert {**made_up, "risk_rank": 4}.items() <= shown.items()


def test_a_refusal_midway_says_how_many_were_added(
    wxsim: Wxsim, platform: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WXSIM_URL", platform.url)
    error = refused(wxsim("person", "add", "--random", "3", "--gender", "9"))
    assert error.startswith("added 0 of 3 people; they stay\nError: gender 9 is unknown")


def test_ctrl_c_leaves_the_people_who_were_added_and_says_how_many(platform: LocalServer) -> None:
    command = [*COMMAND, "person", "add", "--random", "100000", "--url", platform.url]
    with (
        requests.Session() as session,
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as adding,
    ):
        session.trust_env = False
        while session.get(f"{platform.url}/_wxsim/people/p5", timeout=10).status_code != 200:
            time.sleep(0.01)
        adding.send_signal(signal.SIGINT)
        _, error = adding.communicate(timeout=30)
        names = [who["name"] for who in session.get(f"{platform.url}/_wxsim/people").json()]
    added = [name for name in names if name.startswith("p")]
    assert error == f"added {len(added)} of 100000 people: p1 to {added[-1]}; they stay\n"
    assert adding.returncode == 130
