"""Whom a fault strikes, how often and how long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient

from wxsim.world import Fault, World

CODE, TOKEN = "/sns/jscode2session", "/cgi-bin/token"


@pytest.fixture
def fault(client: FlaskClient) -> Callable[..., Any]:
    def add(**told: Any) -> Any:
        answer = client.post("/_wxsim/faults", json={"errcode": -1, **told})
        assert answer.status_code == 201, answer.text
        return answer.json

    return add


def waiting(client: FlaskClient) -> list[int]:
    return [fault["number"] for fault in client.get("/_wxsim/faults").json]


def advance(client: FlaskClient, by: str, app: str | None = None) -> None:
    told = {"by": by} if app is None else {"by": by, "app": app}
    assert client.post("/_wxsim/clock/advance", json=told).status_code == 200


def errcode(backend: Any, path: str = TOKEN) -> int:
    return int(backend.ask(path).get("errcode", 0))


def test_a_fault_for_a_time_ends_with_it_and_is_listed_no_longer(client, backend, fault):
    fault(**{"for": "2m"})
    fault(**{"for": "2m", "path": "/never/called"})

    advance(client, "119s")
    assert (errcode(backend), waiting(client)) == (-1, [1, 2])
    advance(client, "1s")
    assert waiting(client) == []
    assert errcode(backend) == 0


def test_a_fault_for_everybody_does_not_go_by_the_clock_of_one_app(client, backend_with, fault):
    ahead, other = backend_with(), backend_with()
    fault(**{"for": "2m"})
    advance(client, "1h", ahead.app.appid)

    assert [errcode(backend) for backend in (ahead, other)] == [-1, -1]
    assert waiting(client) == [1]
    advance(client, "2m")
    assert [errcode(backend) for backend in (ahead, other)] == [0, 0]


def test_a_fault_for_one_app_goes_by_its_clock(client, backend_with, fault):
    here, other = backend_with(), backend_with()
    fault(**{"for": "2m", "app": here.app.appid})
    advance(client, "1h", other.app.appid)
    assert errcode(here) == -1

    advance(client, "2m", here.app.appid)
    assert errcode(here) == 0


def test_a_path_a_person_and_a_number_of_times_bound_a_fault(client, backend, fault):
    fault(path="/sns/js*", person="bob", times=2)

    assert errcode(backend) == 0
    assert "openid" in backend.login("alice")
    assert [backend.login("bob").get("errcode", 0) for _ in range(3)] == [-1, -1, 0]


def test_a_rate_strikes_the_same_calls_in_every_world_of_a_seed(make_world):
    def struck(seed: str) -> list[bool]:
        world: World = make_world(seed)
        world.faults.add(Fault(times=None, rate=0.3))
        return [world.faults.strike("/x", "", str) is not None for _ in range(100)]

    assert struck("1") == struck("1") != struck("2")
    assert 15 < sum(struck("1")) < 45


def test_faults_are_cleared_by_number_by_app_and_all_together(client, backend_with, fault):
    here, other = backend_with(), backend_with()
    for backend in (here, here, other):
        fault(app=backend.app.appid)

    assert client.delete("/_wxsim/faults/1").json["number"] == 1
    assert client.delete(f"/_wxsim/faults?app={here.app.appid}").json == {"cleared": 1}
    assert waiting(client) == [3]
    assert client.delete("/_wxsim/faults").json == {"cleared": 1}
    assert errcode(other) == 0


def test_a_fault_that_strikes_while_it_is_cleared_is_cleared(world, monkeypatch):
    world.faults.add(Fault(times=None, rate=1.0))
    as_listed = world.faults.list()

    def list_and_strike() -> list[Fault]:
        world.faults.strike("/x", "", str)
        return as_listed

    monkeypatch.setattr(world.faults, "list", list_and_strike)
    world.faults.clear()
    monkeypatch.undo()

    assert world.faults.list() == []


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "give one of errcode, http, delay"),
        ({"hang": True, "drop": True}, "a fault says hang and drop at once"),
        ({"hang": True, "times": 1, "rate": 0.5}, "a fault says times and rate at once"),
        ({"hang": True, "for": "2m", "times": 1}, "a fault says times and for at once"),
        ({"hang": True, "times": 0}, "0 times is never"),
        ({"hang": True, "rate": 0}, "a rate of 0.0 is no probability"),
        ({"hang": True, "rate": 1.1}, "a rate of 1.1 is no probability"),
        ({"hang": True, "for": 0}, "a fault for no time at all never strikes"),
        ({"hang": True, "app": "wx1"}, "there is no app 'wx1'"),
        ({"hang": True, "person": "zed"}, "there is no person 'zed'"),
        ({"hang": True, "path": "sns"}, "'sns' is no path"),
        ({"http": 200}, "an error page with status 200 is none"),
        ({"errcode": 7}, "no errcode 7 here"),
        ({"delay": -1}, "delay: -1.0 is no duration"),
        ({"delay": "soon"}, "delay: 'soon' is no duration"),
        ({"hang": 1}, "the body does not fit"),
        ({"hang": True, "often": 1}, "unknown field `often`"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_and_nothing_changes(
    client: FlaskClient, told: dict[str, Any], words: str
) -> None:
    answer = client.post("/_wxsim/faults", json=told)

    assert answer.status_code in (400, 404)
    assert words in msgspec.json.decode(answer.data)["error"] + answer.json["hint"]
    assert waiting(client) == []
