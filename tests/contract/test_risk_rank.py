"""/wxa/getuserriskrank."""

from __future__ import annotations

import re

import pytest

PATH = "/wxa/getuserriskrank"


@pytest.mark.parametrize("rank", [0, 1, 2, 3, 4])
def test_the_rank_is_the_persons(world, backend, rank):
    request = backend.request(PATH)
    world.people.change("alice", risk_rank=rank)

    assert re.fullmatch(
        rf'{{"errcode":0,"errmsg":"getuserriskrank succ","risk_rank":{rank},"unoin_id":\d+}}',
        request.send().text,
    )


def test_every_request_has_a_number_of_its_own(backend):
    numbers = {backend.ask(PATH)["unoin_id"] for _ in range(5)}

    assert len(numbers) == 5


@pytest.mark.parametrize("scene", [None, "0", 3, -1, 0.5, True, [], {}])
def test_a_scene_is_one_of_three_numbers(backend, scene):
    request = backend.request(PATH)
    request.body["scene"] = scene

    assert request.send().json["errcode"] == 40129


@pytest.mark.parametrize(("seconds", "errcode"), [(7199, 0), (7200, 61010)])
def test_only_who_has_been_there_within_two_hours_is_ranked(world, backend, seconds, errcode):
    request = backend.request(PATH)
    world.clock.advance(seconds)

    assert request.change(access_token=backend.token()).send().json["errcode"] == errcode


def test_a_new_login_is_a_visit(world, backend):
    request = backend.request(PATH)
    world.clock.advance(7200)
    backend.login()

    assert request.change(access_token=backend.token()).send().json["errcode"] == 0


def test_the_appid_in_the_body_counts_too(backend):
    assert backend.ask(PATH, appid="wx0000000000000000")["errcode"] == 43104


def test_a_missing_address_is_a_data_format_error(backend):
    assert backend.ask(PATH, client_ip=None)["errcode"] == 47001
