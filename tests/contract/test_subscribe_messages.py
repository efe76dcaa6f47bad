"""/cgi-bin/message/subscribe/send: what a person has asked to be told."""

from __future__ import annotations

import json

import pytest

PATH = "/cgi-bin/message/subscribe/send"
TEA = {"thing1": {"value": "高山乌龙"}}


@pytest.fixture
def template(backend):
    return backend.template()


@pytest.fixture
def send(backend, template):
    """Send a message of the template to alice, spoiled by changes."""
    backend.login()

    def send(**changes):
        body = {"touser": backend.openid(), "template_id": template, "data": TEA, **changes}
        query = {"access_token": backend.token()}
        response = backend.client.post(PATH, query_string=query, json=body)
        return json.loads(response.data)

    return send


def test_a_message_is_answered_with_a_number_of_64_bits(backend):
    response = backend.send(PATH)

    answer = json.loads(response.data)
    assert list(answer) == ["errcode", "errmsg", "msgid"]
    assert response.text.startswith('{"errcode":0,"errmsg":"ok","msgid":1')
    # JavaScript would round it.
    assert 2**53 < answer["msgid"] < 2**63


def test_every_message_has_its_own_msgid(backend, template, send):
    for _ in range(3):
        backend.subscribe(template)

    assert len({send()["msgid"] for _ in range(3)}) == 3


def test_a_person_receives_what_was_sent(backend, template, send, now):
    backend.subscribe(template)
    msgid = send(page="pages/order?id=7", miniprogram_state="trial", lang="en_US")["msgid"]

    assert backend.inbox() == [
        {
            "number": 1,
            "at": now,
            "appid": backend.app.appid,
            "openid": backend.openid(),
            "person": "alice",
            "kind": "subscribe",
            "msgid": msgid,
            "title": "发货通知",
            "text": "商品:高山乌龙",
            "data": {"thing1": "高山乌龙"},
            "template_id": template,
            "page": "pages/order?id=7",
            "miniprogram_state": "trial",
            "lang": "en_US",
        }
    ]


def test_what_is_left_out_has_the_documented_defaults(backend, template, send):
    backend.subscribe(template)
    send()

    message = backend.inbox()[0]
    assert (message["page"], message["miniprogram_state"], message["lang"]) == (
        "",
        "formal",
        "zh_CN",
    )


def test_without_a_subscription_nothing_is_sent(backend, send):
    assert send()["errcode"] == 43101
    assert backend.inbox() == []


def test_a_rejection_is_no_subscription(backend, template, send):
    assert backend.subscribe(template, tap="refuse")[template] == "reject"

    assert send()["errcode"] == 43101


def test_one_acceptance_is_good_for_one_message(backend, template, send):
    backend.subscribe(template)
    backend.subscribe(template)

    assert [send()["errcode"] for _ in range(3)] == [0, 0, 43101]
    assert len(backend.inbox()) == 2


def test_a_long_term_template_is_accepted_once_for_all(backend, send):
    template = backend.template(long_term=True)
    backend.subscribe(template)

    assert [send(template_id=template)["errcode"] for _ in range(3)] == [0, 0, 0]


def test_a_refused_message_uses_up_no_subscription(backend, template, send):
    backend.subscribe(template)

    assert send(data={})["errcode"] == 47003
    assert send(data={"thing1": {"value": "赌博"}})["errcode"] == 45168
    assert send()["errcode"] == 0


def test_a_subscription_is_one_template_s_one_person_s_and_one_app_s(backend, template, send):
    other = backend.template()
    backend.login("bob")
    backend.subscribe(template)

    assert send(template_id=other)["errcode"] == 43101
    assert send(touser=backend.openid("bob"))["errcode"] == 43101


def test_the_template_of_another_app_is_unknown(backend, backend_of, send):
    assert send(template_id=backend_of("wxfedcba9876543210").template())["errcode"] == 40037


def test_the_openid_of_another_app_is_invalid(backend_of, send):
    other = backend_of("wxfedcba9876543210").login()["openid"]

    assert send(touser=other)["errcode"] == 40003


def test_whoever_answered_the_dialog_can_be_written_to_without_a_login(backend, template):
    backend.subscribe(template, person="bob")

    body = {"touser": backend.openid("bob"), "template_id": template, "data": TEA}
    query = {"access_token": backend.token()}
    assert backend.client.post(PATH, query_string=query, json=body).json["errcode"] == 0


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (None, "data.thing1.value is emtpy"),
        ({}, "data.thing1.value is emtpy"),
        ("thing1", "data.thing1.value is emtpy"),
        ({"thing1": "高山乌龙"}, "data.thing1.value is emtpy"),
        ({"thing1": {"value": ""}}, "data.thing1.value is emtpy"),
        ({"thing1": {"value": None}}, "data.thing1.value is emtpy"),
        ({"thing1": {"value": ["a"]}}, "data.thing1.value is emtpy"),
        ({"thing1": {"value": "长" * 21}}, "data.thing1.value invalid"),
    ],
)
def test_a_bad_value_is_named_as_wechat_names_it(backend, template, send, data, text):
    backend.subscribe(template)

    answer = send(data=data)

    assert answer["errcode"] == 47003
    assert answer["errmsg"].startswith(f"argument invalid! {text} rid: ")


def test_of_several_bad_values_the_first_of_the_template_is_named(backend, send):
    template = backend.template(content="编号:{{number5.DATA}}\n商品:{{thing1.DATA}}")
    backend.subscribe(template)

    answer = send(template_id=template, data={"thing1": {}, "number5": {"value": "x"}})

    assert answer["errmsg"].startswith("argument invalid! data.number5.value invalid rid: ")


def test_a_value_may_be_a_number_and_keywords_of_no_template_are_let_pass(backend, send):
    template = backend.template(content="数量:{{number1.DATA}}")
    backend.subscribe(template)

    data = {"number1": {"value": 12.5}, "thing9": {"value": "?"}}
    assert send(template_id=template, data=data)["errcode"] == 0
    assert backend.inbox()[0]["text"] == "数量:12.5"


def test_a_ban_of_the_app_refuses_the_message_and_the_dialog(backend_with):
    backend = backend_with(subscribe_send_refusal=43107)
    template = backend.template()
    backend.login()

    assert backend.subscribe(template) == {
        "errMsg": "requestSubscribeMessage:fail This mini program was banned from subscribing "
        "messages",
        "errCode": 20005,
    }
    body = {"touser": backend.openid(), "template_id": template, "data": TEA}
    query = {"access_token": backend.token()}
    assert backend.client.post(PATH, query_string=query, json=body).json["errcode"] == 43107


def test_the_server_is_told_of_the_answer_and_of_the_arrival(backend, template, send, now):
    backend.subscribe(template)
    msgid = send()["msgid"]

    head = {
        "ToUserName": backend.app.original_id,
        "FromUserName": backend.openid(),
        "CreateTime": str(int(now)),
        "MsgType": "event",
    }
    assert backend.outbox() == [
        {
            **head,
            "Event": "subscribe_msg_popup_event",
            "List": {
                "TemplateId": template,
                "SubscribeStatusString": "accept",
                "PopupScene": "0",
            },
        },
        {
            **head,
            "Event": "subscribe_msg_sent_event",
            "List": {
                "TemplateId": template,
                "MsgID": str(msgid),
                "ErrorCode": "0",
                "ErrorStatus": "success",
            },
        },
    ]


def test_an_inbox_keeps_the_latest_hundred_messages(backend, send):
    template = backend.template(long_term=True)
    backend.subscribe(template)
    for number in range(101):
        send(template_id=template, data={"thing1": {"value": f"第{number}件"}})

    inbox = backend.inbox()
    assert len(inbox) == 100
    assert [message["text"] for message in inbox][::99] == ["商品:第1件", "商品:第100件"]


def test_why_tells_the_reason_of_a_refusal(backend, send):
    send()

    story = backend.client.get("/_wxsim/why").text
    assert "has no subscription to" in story
