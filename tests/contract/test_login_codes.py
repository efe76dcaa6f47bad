"""A login code: five minutes, one exchange, one app, one person."""

import re

from wxsim.world import Fault

PATH = "/sns/jscode2session"
OTHER = "wxfedcba9876543210"


def errcode_of(response):
    return response.get_json(force=True).get("errcode", 0)


def test_a_code_has_the_form_of_real_ones(backend):
    codes = [backend.code(person) for person in ("alice", "bob", "carol") for _ in range(10)]

    assert len(set(codes)) == 30
    for code in codes:
        assert re.fullmatch("0[0-9d][13][0-9A-Za-z]{29}", code)


def test_a_code_lives_five_minutes(world, backend):
    first, second = backend.request(PATH), backend.request(PATH)
    world.clock.advance(299)
    assert errcode_of(first.send()) == 0

    world.clock.advance(1)
    assert errcode_of(second.send()) == 40029


def test_a_code_is_exchanged_once(backend):
    request = backend.request(PATH)

    assert [errcode_of(request.send()) for _ in range(4)] == [0, 40163, 40163, 40163]


def test_a_used_code_is_an_unknown_one_again_when_its_time_is_over(world, backend):
    request = backend.request(PATH)
    request.send()
    world.clock.advance(299)
    assert errcode_of(request.send()) == 40163

    world.clock.advance(1)
    assert errcode_of(request.send()) == 40029


def test_a_code_belongs_to_one_app_and_trying_another_does_not_spend_it(backend, backend_of):
    code = backend.code()

    assert backend_of(OTHER).exchange(code)["errcode"] == 40029
    assert "openid" in backend.exchange(code)


def test_a_used_code_in_another_app_is_invalid_not_used(backend, backend_of):
    code = backend.code()
    backend.exchange(code)

    assert backend_of(OTHER).exchange(code)["errcode"] == 40029


def test_a_code_belongs_to_one_person(world, backend):
    codes = {person: backend.code(person) for person in ("alice", "bob", "xiaoyu")}

    for person, code in reversed(codes.items()):
        user = world.users.of(backend.app, world.people.get(person))
        assert backend.exchange(code)["openid"] == user.openid


def test_a_refusal_for_what_is_missing_or_wrong_does_not_spend_the_code(backend):
    request = backend.request(PATH)
    good = dict(request.query)
    for name in good:
        for value in (None, "wrong"):
            assert errcode_of(request.change(**{name: value}).send()) > 0
            request.query = dict(good)

    assert errcode_of(request.send()) == 0


def test_a_blocked_person_stays_blocked_with_every_code(backend):
    request = backend.request(PATH, "mallory")

    assert [errcode_of(request.send()) for _ in range(2)] == [40226, 40226]
    assert backend.ask(PATH, "mallory")["errcode"] == 40226


def test_a_code_that_wechat_was_too_busy_for_is_still_good(world, backend):
    request = backend.request(PATH)
    world.faults.add(Fault(path=PATH, errcode=-1, times=2))

    assert [errcode_of(request.send()) for _ in range(3)] == [-1, -1, 0]
