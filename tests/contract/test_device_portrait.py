"""The avatar button and the nickname input, which took the profile's place."""

import re

import pytest


def test_the_avatar_is_a_temporary_file_of_the_phone(backend):
    result = backend.wx("chooseAvatar")

    assert list(result) == ["errMsg", "avatarUrl"]
    assert result["errMsg"] == "chooseAvatar:ok"
    assert re.fullmatch("http://tmp/[0-9A-Za-z]{32}[.]jpeg", result["avatarUrl"])
    assert backend.wx("chooseAvatar", "bob")["avatarUrl"] != result["avatarUrl"]


def test_who_closes_the_list_of_pictures_chooses_none(backend):
    assert backend.wx("chooseAvatar", tap="refuse") == {
        "errMsg": "chooseAvatar:fail cancel",
        "errno": 1,
    }


def test_a_picture_that_is_held_for_risky_sets_off_nothing(backend_with):
    backend = backend_with(content_verdict="risky")

    assert backend.wx("chooseAvatar")["errMsg"] == "chooseAvatar:fail cancel"


def test_the_keyboard_offers_the_persons_own_nickname(backend, world):
    nickname = world.people.get("alice").nickname

    assert backend.wx("typeNickname") == {"errMsg": "typeNickname:ok", "value": nickname}
    assert nickname != "微信用户"


@pytest.mark.parametrize(
    ("options", "value"),
    [
        ({"value": "阿丽"}, "阿丽"),
        ({"value": ""}, ""),
        ({"value": "赌博大王"}, ""),
        ({"tap": "refuse"}, ""),
    ],
)
def test_what_is_typed_stays_unless_it_is_risky(backend, options, value):
    assert backend.wx("typeNickname", **options)["value"] == value


def test_a_nickname_is_a_text(backend):
    result = backend.wx("typeNickname", value=7)

    assert result["errMsg"] == "typeNickname:fail invalid request data"


def test_the_profile_stays_as_anonymous_as_it_was(backend):
    before = backend.wx("getUserInfo")["userInfo"]
    backend.wx("chooseAvatar")
    backend.wx("typeNickname", value="阿丽")

    after = backend.wx("getUserInfo")["userInfo"]

    assert after == before
    assert after["nickName"] == "微信用户"
