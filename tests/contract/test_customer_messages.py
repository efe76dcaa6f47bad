"""/cgi-bin/message/custom/send and the typing status: answers to people who spoke first."""

from __future__ import annotations

import json

import pytest

from wxsim.world import Fault

SEND = "/cgi-bin/message/custom/send"
TYPING = "/cgi-bin/message/custom/business/typing"
OLD_TYPING = "/cgi-bin/message/custom/typing"
HOUR = 3600


@pytest.fixture
def post(backend):
    """Post a body to alice, with a token that is good whatever the time."""
    backend.login()

    def post(path, body):
        query = {"access_token": backend.token()}
        body = {"touser": backend.openid(), **body}
        return json.loads(backend.client.post(path, query_string=query, json=body).data)

    return post


@pytest.fixture
def send(post):
    def send(**changes):
        return post(SEND, {"msgtype": "text", "text": {"content": "在的"}, **changes})["errcode"]

    return send


def speak(backend, **options):
    return backend.wx("sendCustomerMessage", **(options or {"content": "在吗"}))


@pytest.fixture
def uploaded(backend):
    """Upload a picture and return its media_id."""

    def uploaded(asker=backend):
        return asker.send("/cgi-bin/media/upload").json["media_id"]

    return uploaded


@pytest.fixture
def typing(post):
    return lambda command="Typing", path=TYPING: post(path, {"command": command})["errcode"]


def test_nobody_is_written_to_who_has_not_written_first(backend, send):
    assert send() == 45015
    assert backend.inbox() == []


def test_a_message_lets_the_app_answer_five_times(backend, send):
    speak(backend)

    assert [send() for _ in range(6)] == [0, 0, 0, 0, 0, 45047]


def test_another_message_lets_it_answer_five_times_again(backend, send):
    speak(backend)
    for _ in range(3):
        send()
    speak(backend)

    # Answers that were left are not added.
    assert [send() for _ in range(6)] == [0, 0, 0, 0, 0, 45047]


def test_the_app_has_forty_eight_hours(world, backend, send):
    speak(backend)

    world.clock.advance(48 * HOUR - 1)
    assert send() == 0
    world.clock.advance(1)
    assert send() == 45015


def test_whoever_enters_the_chat_gets_two_answers_within_a_minute(world, backend, send):
    backend.wx("contact")
    assert [send() for _ in range(3)] == [0, 0, 45047]

    backend.wx("contact")
    world.clock.advance(60)
    assert send() == 45015


def test_to_enter_the_chat_takes_nothing_away(world, backend, send):
    speak(backend)
    backend.wx("contact")
    world.clock.advance(47 * HOUR)

    assert [send() for _ in range(6)] == [0, 0, 0, 0, 0, 45047]


def test_answers_that_were_left_when_the_window_closed_do_not_come_back(world, backend, send):
    speak(backend)
    world.clock.advance(48 * HOUR)
    backend.wx("contact")

    assert [send() for _ in range(3)] == [0, 0, 45047]


def test_one_app_may_not_answer_what_was_written_to_another(backend, backend_of, send):
    speak(backend_of("wxfedcba9876543210"))

    assert send() == 45015


@pytest.mark.parametrize(
    ("kind", "content", "shown"),
    [
        ("text", {"content": "在的"}, {"title": "", "text": "在的", "page": ""}),
        (
            "link",
            {
                "title": "新茶",
                "description": "清明",
                "url": "https://example.com/",
                "thumb_url": "x",
            },
            {"title": "新茶", "text": "清明", "page": "https://example.com/"},
        ),
    ],
)
def test_a_person_receives_each_kind_of_message(backend, send, kind, content, shown):
    speak(backend)

    assert send(**{"msgtype": kind, kind: content}) == 0
    (message,) = backend.inbox()
    assert message["kind"] == kind
    assert message["data"] == content
    assert {name: message[name] for name in shown} == shown


def test_a_person_receives_a_picture_and_a_card_with_a_picture(backend, send, uploaded):
    speak(backend)
    media_id = uploaded()
    card = {"title": "订单", "pagepath": "pages/order", "thumb_media_id": media_id}

    assert send(msgtype="image", image={"media_id": media_id}) == 0
    assert send(msgtype="miniprogrampage", miniprogrampage=card) == 0
    assert [
        (one["kind"], one["title"], one["text"], one["page"], one["data"])
        for one in backend.inbox()
    ] == [
        ("image", "", f"image {media_id}", "", {"media_id": media_id}),
        ("miniprogrampage", "订单", "", "pages/order", card),
    ]


def test_a_picture_that_is_not_the_apps_or_not_any_more_is_40007(
    world, backend, backend_of, send, uploaded
):
    theirs, ours = uploaded(backend_of("wxfedcba9876543210")), uploaded()

    def sent(media_id):
        card = {"title": "a", "pagepath": "b", "thumb_media_id": media_id}
        return (
            send(msgtype="image", image={"media_id": media_id}),
            send(msgtype="miniprogrampage", miniprogrampage=card),
        )

    world.clock.advance(72 * HOUR - 1)
    speak(backend)
    assert sent("m1") == sent(theirs) == sent(["m1"]) == (40007, 40007)
    assert sent(ours) == (0, 0)
    world.clock.advance(1)
    assert sent(ours) == (40007, 40007)


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"text": None}, 44004),
        ({"text": "在的"}, 44004),
        ({"text": {"content": "a" * 2049}}, 45002),
        ({"text": {"content": "a" * 2048}}, 0),
        # Bytes are counted.
        ({"text": {"content": "长" * 683}}, 45002),
        ({"msgtype": None}, 40008),
        ({"msgtype": "news", "news": {}}, 40008),
        ({"msgtype": "link", "link": {"title": "a"}}, 44004),
        ({"msgtype": "link", "link": {"url": "a"}}, 44004),
        ({"msgtype": "miniprogrampage", "miniprogrampage": {"title": "a"}}, 44004),
        ({"msgtype": "miniprogrampage", "miniprogrampage": {"title": "a", "pagepath": "b"}}, 40007),
        ({"touser": ""}, 40003),
        ({"touser": ["o"]}, 40003),
    ],
)
def test_what_is_wrong_with_a_message_is_told_and_costs_no_answer(backend, send, changes, errcode):
    speak(backend)

    assert send(**changes) == errcode
    assert [send() for _ in range(4)] == [0, 0, 0, 0]


def test_the_server_hears_what_a_person_writes(backend, now):
    msgid = speak(backend)["msgId"]

    assert backend.outbox() == [
        {
            "ToUserName": backend.app.original_id,
            "FromUserName": backend.openid(),
            "CreateTime": int(now),
            "MsgType": "text",
            "Content": "在吗",
            "MsgId": int(msgid),
        }
    ]
    assert 2**53 < int(msgid) < 2**63


def test_the_server_hears_of_pictures_and_cards(backend):
    speak(backend, msgtype="image", picUrl="https://example.com/a.png", mediaId="m1")
    speak(backend, msgtype="miniprogrampage", title="订单", pagePath="pages/order")

    picture, card = backend.outbox()
    assert (picture["PicUrl"], picture["MediaId"]) == ("https://example.com/a.png", "m1")
    assert card["MsgType"] == "miniprogrampage"
    assert (card["Title"], card["PagePath"], card["AppId"]) == (
        "订单",
        "pages/order",
        backend.app.appid,
    )
    assert (card["ThumbUrl"], card["ThumbMediaId"]) == ("", "")


def test_the_server_hears_who_enters_the_chat_and_from_where(backend, now):
    assert backend.wx("contact", sessionFrom="pages/tea") == {"errMsg": "contact:ok"}

    (event,) = backend.outbox()
    assert event == {
        "ToUserName": backend.app.original_id,
        "FromUserName": backend.openid(),
        "CreateTime": int(now),
        "MsgType": "event",
        "Event": "user_enter_tempsession",
        "SessionFrom": "pages/tea",
    }


@pytest.mark.parametrize(
    ("api", "options"),
    [
        ("contact", {"sessionFrom": 1}),
        ("sendCustomerMessage", {}),
        ("sendCustomerMessage", {"content": ""}),
        ("sendCustomerMessage", {"content": 1}),
        ("sendCustomerMessage", {"msgtype": "voice"}),
        ("sendCustomerMessage", {"msgtype": ["text"]}),
        ("sendCustomerMessage", {"msgtype": "image", "mediaId": None}),
    ],
)
def test_what_no_person_can_do_is_not_done(backend, send, api, options):
    assert backend.wx(api, **options)["errMsg"] == f"{api}:fail invalid request data"

    assert backend.outbox() == []
    assert send() == 45015


@pytest.mark.parametrize("path", [TYPING, OLD_TYPING])
def test_the_typing_status_is_shown_once_in_fifteen_seconds(world, backend, typing, path):
    speak(backend)

    assert typing(path=path) == 0
    world.clock.advance(14)
    assert typing(path=path) == 45081
    world.clock.advance(1)
    assert typing(path=path) == 0


def test_it_wants_a_message_of_the_last_thirty_seconds(world, backend, send, typing):
    speak(backend)
    world.clock.advance(30)
    assert typing() == 0
    world.clock.advance(15.5)
    assert typing() == 45080

    # Of either side.
    assert send() == 0
    assert typing() == 0


def test_a_message_and_a_cancel_end_it(backend, send, typing):
    speak(backend)
    typing()
    assert send() == 0
    assert typing() == 0

    assert typing("CancelTyping") == 0
    assert typing() == 0


def test_to_cancel_what_is_not_shown_is_no_mistake(backend, typing):
    speak(backend)

    assert typing("CancelTyping") == 0


def test_who_only_entered_the_chat_has_exchanged_nothing_yet(backend, typing):
    backend.wx("contact")

    assert typing() == 45080


@pytest.mark.parametrize("command", ["Typing", "CancelTyping"])
def test_without_an_open_chat_there_is_no_typing(typing, command):
    assert typing(command) == 45015


def test_a_fault_can_be_that_of_one_person_s_messages(backend, send):
    backend.login("bob")
    for person in ("alice", "bob"):
        backend.wx("sendCustomerMessage", person, content="在吗")
    backend.world.faults.add(Fault(person="bob", path=SEND, errcode=-1))

    assert send() == 0
    assert send(touser=backend.openid("bob")) == -1
