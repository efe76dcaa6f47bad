"""/cgi-bin/stable_token: the same token until its last five minutes."""

import json

import pytest

PATH = "/cgi-bin/stable_token"
CHECK = "/wxa/checksession"


def errcode_of(backend, token):
    """Use a token and return what is said of it: 0 where it works."""
    return backend.ask(CHECK, access_token=token)["errcode"]


def fetch(backend, **changes):
    answer = backend.ask(PATH, **changes)
    assert list(answer) == ["access_token", "expires_in"]
    return answer["access_token"], answer["expires_in"]


def test_the_answer_has_the_two_keys_of_a_token(backend):
    response = backend.send(PATH)

    assert response.text.endswith('","expires_in":7200}')
    assert response.text.startswith('{"access_token":"')
    assert response.headers["Content-Type"] == "application/json; encoding=utf-8"


def test_it_stays_the_same_with_the_time_it_has_left(world, backend):
    first, _ = fetch(backend)
    world.clock.advance(6855)

    assert fetch(backend) == (first, 345)


def test_it_is_renewed_only_in_its_last_five_minutes(world, backend):
    first, _ = fetch(backend)
    world.clock.advance(6900)
    assert fetch(backend) == (first, 300)

    world.clock.advance(1)
    second, left = fetch(backend)

    assert second != first
    assert left == 7200


def test_old_and_new_work_for_five_minutes_after_a_renewal(world, backend):
    first, _ = fetch(backend)
    world.clock.advance(6901)
    second, _ = fetch(backend)
    assert errcode_of(backend, first) == 0
    assert errcode_of(backend, second) == 0

    world.clock.advance(300)

    # Its own two hours are over by now as well.
    assert errcode_of(backend, first) == 42001
    assert errcode_of(backend, second) == 0


def test_expires_in_is_never_less_than_300(world, backend):
    for _ in range(60):
        world.clock.advance(131.7)
        assert 300 <= fetch(backend)[1] <= 7200


def test_the_two_token_spaces_know_nothing_of_each_other(backend):
    stable, _ = fetch(backend)
    plain = backend.token()
    for _ in range(3):
        backend.token()

    assert plain != stable
    assert errcode_of(backend, stable) == 0
    assert errcode_of(backend, plain) == 40001
    assert fetch(backend)[0] == stable


def test_a_forced_refresh_makes_a_new_token_and_ends_the_old_at_once(backend):
    first, _ = fetch(backend)
    second, left = fetch(backend, force_refresh=True)

    assert (second != first, left) == (True, 7200)
    assert errcode_of(backend, first) == 40001
    assert errcode_of(backend, second) == 0


def test_forced_refreshes_are_30_seconds_apart_or_refresh_nothing(world, backend):
    fetch(backend)
    first, _ = fetch(backend, force_refresh=True)
    world.clock.advance(29)
    assert fetch(backend, force_refresh=True) == (first, 7171)

    world.clock.advance(1)

    assert fetch(backend, force_refresh=True)[0] != first


def test_the_21st_forced_refresh_of_a_day_refreshes_nothing(world, backend):
    # A forced fetch of an app that has no token yet is an ordinary one.
    tokens = [fetch(backend, force_refresh=True)[0]]
    for _ in range(22):
        tokens.append(fetch(backend, force_refresh=True)[0])
        world.clock.advance(30)

    assert len(set(tokens)) == 21
    assert tokens[-3:] == [tokens[-1]] * 3


def test_forced_refreshes_are_counted_by_the_day_of_beijing(world, backend):
    fetch(backend)
    for _ in range(20):
        last, _ = fetch(backend, force_refresh=True)
        world.clock.advance(60)
    assert fetch(backend, force_refresh=True)[0] == last

    # It was 05:20 in Beijing; 18:40 later the next day begins there.
    world.clock.advance(18 * 3600 + 39 * 60 + 59)
    renewed, _ = fetch(backend)
    assert fetch(backend, force_refresh=True)[0] == renewed
    world.clock.advance(1)

    assert fetch(backend, force_refresh=True)[0] != renewed


@pytest.mark.parametrize("value", [False, None, 0, 1, "true", "false", [], {}])
def test_force_refresh_counts_only_as_the_json_value_true(backend, value):
    first, _ = fetch(backend)
    request = backend.request(PATH)
    request.body["force_refresh"] = value

    assert request.send().json["access_token"] == first


def test_the_parameters_count_in_a_json_body_alone(client, backend):
    credentials = backend.request(PATH).body

    for answer in (
        client.post(PATH, query_string=credentials).json,
        client.post(PATH, data=credentials).json,
        client.post(PATH, query_string=credentials, json={}).json,
    ):
        assert answer["errcode"] == 41002


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_json_body_counts_whatever_its_content_type(client, backend, content_type):
    body = json.dumps(backend.request(PATH).body)

    answer = client.post(PATH, data=body, content_type=content_type).json

    assert "access_token" in answer


def test_a_second_that_has_begun_still_counts(world, backend):
    first, _ = fetch(backend)
    world.clock.advance(0.4)
    assert fetch(backend) == (first, 7200)
    world.clock.advance(6899.3)
    assert fetch(backend) == (first, 301)
