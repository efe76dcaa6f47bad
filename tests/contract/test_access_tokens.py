"""/cgi-bin/token: a new token at every call, the one before it goes after five minutes."""

import re

PATH = "/cgi-bin/token"
CHECK = "/wxa/checksession"


def test_a_token_comes_with_its_lifetime_and_nothing_else(backend):
    response = backend.send(PATH)

    assert re.fullmatch(
        r'\{"access_token":"\d+_[\w-]{133}","expires_in":7200\}', response.text, re.ASCII
    )
    assert response.headers["Content-Type"] == "application/json; encoding=utf-8"


def test_every_call_issues_another_token(backend):
    tokens = {backend.token() for _ in range(5)}

    assert len(tokens) == 5


def test_a_token_works_until_its_two_hours_are_over(world, backend):
    request = backend.request(CHECK)
    world.clock.advance(7199)
    assert request.send().json["errcode"] == 0

    world.clock.advance(1)
    assert request.send().json["errcode"] == 42001


def test_the_token_before_works_for_five_minutes_more(world, backend):
    request = backend.request(CHECK)
    backend.token()

    world.clock.advance(299)
    assert request.send().json["errcode"] == 0
    world.clock.advance(1)
    assert request.send().json["errcode"] == 40001


def test_the_token_before_that_is_dead_at_once(backend):
    request = backend.request(CHECK)
    backend.token()
    backend.token()

    assert request.send().json["errcode"] == 40001


def test_a_replaced_token_is_expired_once_its_own_time_is_over(world, backend):
    request = backend.request(CHECK)
    backend.token()
    world.clock.advance(7200)

    assert request.send().json["errcode"] == 42001


def test_a_token_belongs_to_one_app(backend, backend_of):
    other = backend_of("wxfedcba9876543210")
    session = backend.login()

    answer = other.ask(CHECK, access_token=other.token(), **other.signed(session))

    assert answer["errcode"] == 87009


def test_a_token_in_the_body_is_missing(client, backend):
    request = backend.request(CHECK)
    token = request.query.pop("access_token")

    for body in ({"json": {"access_token": token}}, {"data": {"access_token": token}}):
        answer = client.post(CHECK, query_string=request.query, **body).json
        assert answer["errcode"] == 41001


def test_an_empty_token_is_missing(backend):
    assert backend.ask(CHECK, access_token="")["errcode"] == 41001


def test_a_body_does_not_count_when_a_token_is_fetched(client, backend):
    credentials = backend.request(PATH).query

    assert client.post(PATH, json=credentials).json["errcode"] == 41002
    assert client.post(PATH, data=credentials).json["errcode"] == 41002


def test_expires_in_is_7200_at_any_fraction_of_a_second(world, backend):
    for _ in range(50):
        world.clock.advance(0.1234567)
        assert backend.ask(PATH)["expires_in"] == 7200
