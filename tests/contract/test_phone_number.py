"""/wxa/business/getuserphonenumber: the number behind the code of a button."""

import pytest

PATH = "/wxa/business/getuserphonenumber"


def test_a_home_number_has_no_prefix_and_a_textual_country_code(backend, now):
    response = backend.send(PATH)

    assert response.text == (
        '{"errcode":0,"errmsg":"ok","phone_info":{"phoneNumber":"17000000001",'
        '"purePhoneNumber":"17000000001","countryCode":"86","watermark":'
        f'{{"timestamp":{int(now)},"appid":"{backend.app.appid}"}}}}}}'
    )
    assert response.headers["Content-Type"] == "application/json; encoding=utf-8"


def test_a_foreign_number_has_its_prefix(backend):
    info = backend.ask(PATH, "carol")["phone_info"]

    assert info["phoneNumber"] == "85251000004"
    assert info["purePhoneNumber"] == "51000004"
    assert info["countryCode"] == "852"


@pytest.mark.parametrize(("person", "number"), [("alice", 86), ("carol", 852)])
def test_the_country_code_can_be_the_number_it_once_was(backend_with, person, number):
    info = backend_with(country_code_as_number=True).ask(PATH, person)["phone_info"]

    assert info["countryCode"] == number


def test_the_watermark_is_of_the_moment_the_code_is_redeemed(world, backend, now):
    request = backend.request(PATH)
    world.clock.advance(60.9)

    assert request.send().json["phone_info"]["watermark"]["timestamp"] == int(now) + 60


def test_a_code_works_once(backend):
    request = backend.request(PATH)

    assert request.send().json["errcode"] == 0
    assert request.send().json["errcode"] == 40029


def test_a_code_lives_five_minutes(world, backend):
    first, second = backend.request(PATH), backend.request(PATH)

    world.clock.advance(299)
    assert first.change(access_token=backend.token()).send().json["errcode"] == 0
    world.clock.advance(1)
    assert second.change(access_token=backend.token()).send().json["errcode"] == 40029


def test_a_login_code_is_not_a_phone_code(backend):
    assert backend.ask(PATH, code=backend.code())["errcode"] == 40029


def test_a_phone_code_is_not_a_login_code(backend):
    code = backend.wx("getPhoneNumber")["code"]

    assert backend.exchange(code)["errcode"] == 40029


def test_the_code_of_another_app_is_refused_and_stays_good(backend, backend_of):
    other = backend_of("wxfedcba9876543210")
    code = other.wx("getPhoneNumber")["code"]

    assert backend.ask(PATH, code=code)["errcode"] == 40029
    assert other.ask(PATH, code=code)["errcode"] == 0


def test_an_openid_is_checked_only_where_it_is_sent(backend):
    alice = backend.login("alice")["openid"]
    bob = backend.login("bob")["openid"]

    assert backend.ask(PATH, openid=alice)["errcode"] == 0
    assert backend.ask(PATH, openid="")["errcode"] == 0
    request = backend.request(PATH).change(openid=bob)
    assert request.send().json["errcode"] == 40003
    # The refusal has not spent the code.
    assert request.change(openid=alice).send().json["errcode"] == 0


@pytest.mark.parametrize("code", [None, "", 0, 12.5, True, [], {}, ["a"], "\x00", "微信", "0" * 64])
def test_a_code_that_no_button_gave_is_invalid(backend, code):
    request = backend.request(PATH)
    request.body["code"] = code

    assert request.send().json["errcode"] == 40029


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'"x"', b"1", b"{", b"code=a", b"\xff{}"])
def test_a_body_that_is_no_json_object_is_47001(client, backend, body):
    query = backend.request(PATH).query

    answer = client.post(PATH, query_string=query, data=body).json

    assert answer["errcode"] == 47001
