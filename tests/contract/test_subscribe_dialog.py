"""wx.requestSubscribeMessage, and what getSetting and openSetting have of it."""

from __future__ import annotations

import pytest

OK = "requestSubscribeMessage:ok"


@pytest.fixture
def templates(backend):
    return [backend.template(title=title) for title in ("发货通知", "退款通知", "预约提醒")]


def granted(backend, person="alice"):
    path = f"/_wxsim/people/{person}/subscriptions?app={backend.app.appid}"
    return backend.client.get(path).json


def test_the_result_has_the_answer_to_each_template_in_the_order_asked(backend, templates):
    first, second, third = templates
    result = backend.subscribe(*templates, choices={second: "reject"})

    assert list(result.items()) == [
        ("errMsg", OK),
        (first, "accept"),
        (second, "reject"),
        (third, "accept"),
    ]
    assert granted(backend)["grants"] == {first: 1, third: 1}


def test_a_refusal_of_the_dialog_rejects_all(backend, templates):
    result = backend.subscribe(*templates, tap="refuse")

    assert result == {"errMsg": OK, **dict.fromkeys(templates, "reject")}
    assert granted(backend)["grants"] == {}


def test_of_two_templates_with_one_title_the_second_is_filtered(backend, templates):
    double = backend.template(title="发货通知")

    assert backend.subscribe(templates[0], double) == {
        "errMsg": OK,
        templates[0]: "accept",
        double: "filter",
    }


def test_a_banned_template_is_not_asked_for(backend, templates):
    path = f"/_wxsim/apps/{backend.app.appid}/templates/{templates[0]}"
    assert backend.client.patch(path, json={"banned": True}).json["banned"]

    assert backend.subscribe(templates[0], templates[1]) == {
        "errMsg": OK,
        templates[0]: "ban",
        templates[1]: "accept",
    }
    backend.client.patch(path, json={"banned": False})
    assert backend.subscribe(templates[0])[templates[0]] == "accept"


@pytest.mark.parametrize(
    ("ids", "code", "text"),
    [
        ([], 10001, "TmplIds can't be empty"),
        ("demo", 10004, "Invalid template id"),
        ([1], 10004, "Invalid template id"),
        (["none"], 20001, "No template data return, verify the template id exist"),
        (
            [f"none{number}" for number in range(6)],
            20003,
            "Templates count out of max bounds",
        ),
    ],
)
def test_ids_that_are_none_fail_with_the_number_of_the_table(backend, ids, code, text):
    assert backend.wx("requestSubscribeMessage", tmplIds=ids) == {
        "errMsg": f"requestSubscribeMessage:fail {text}",
        "errCode": code,
    }


def test_without_any_ids_it_fails_as_with_none(backend):
    assert backend.wx("requestSubscribeMessage")["errCode"] == 10001


def test_both_kinds_of_templates_do_not_go_together(backend, templates):
    lasting = backend.template(title="叫号", long_term=True)

    assert backend.subscribe(templates[0], lasting)["errCode"] == 20002


def test_what_is_always_kept_is_asked_no_more_and_grants_each_time(backend, templates):
    first = templates[0]
    backend.subscribe(first, always=True)

    assert backend.subscribe(first, tap="refuse")[first] == "accept"
    assert granted(backend)["grants"] == {first: 2}
    assert granted(backend)["kept"] == {first: "accept"}


def test_what_is_always_rejected_is_rejected_without_a_dialog(backend, templates):
    first = templates[0]
    backend.subscribe(first, tap="refuse", always=True)

    assert backend.subscribe(first)[first] == "reject"


def test_the_settings_have_what_was_kept_and_only_when_asked(backend, templates):
    backend.subscribe(templates[0], always=True)
    backend.subscribe(templates[1])

    assert "subscriptionsSetting" not in backend.wx("getSetting")
    assert backend.wx("getSetting", withSubscriptions=True)["subscriptionsSetting"] == {
        "mainSwitch": True,
        "itemSettings": {templates[0]: "accept"},
    }


def test_whoever_switches_a_template_off_takes_its_grants_and_the_server_hears_of_it(
    backend, templates, now
):
    backend.subscribe(*templates)
    off = dict.fromkeys(templates[:2], "reject")
    result = backend.wx(
        "openSetting", withSubscriptions=True, subscriptionsSetting={"itemSettings": off}
    )

    assert result["subscriptionsSetting"]["itemSettings"] == off
    assert granted(backend)["grants"] == {templates[2]: 1}
    event = backend.outbox()[-1]
    assert event["Event"] == "subscribe_msg_change_event"
    assert sorted(one["TemplateId"] for one in event["List"]) == sorted(templates[:2])
    assert {one["SubscribeStatusString"] for one in event["List"]} == {"reject"}


def test_with_the_main_switch_off_no_dialog_opens_and_nothing_is_sent(backend, templates):
    first = templates[0]
    backend.login()
    backend.subscribe(first)
    backend.wx("openSetting", subscriptionsSetting={"mainSwitch": False})

    assert backend.subscribe(first) == {
        "errMsg": "requestSubscribeMessage:fail The main switch is switched off",
        "errCode": 20004,
    }
    send = "/cgi-bin/message/subscribe/send"
    request = {"touser": backend.openid(), "template_id": first, "data": {"thing1": {"value": "a"}}}
    query = {"access_token": backend.token()}
    assert backend.client.post(send, query_string=query, json=request).json["errcode"] == 43101
    backend.wx("openSetting", subscriptionsSetting={"mainSwitch": True})
    # The grant of before is still there.
    assert backend.client.post(send, query_string=query, json=request).json["errcode"] == 0


@pytest.mark.parametrize(
    "setting",
    [
        None,
        [],
        {"mainswitch": True},
        {"mainSwitch": "on"},
        {"itemSettings": ["a"]},
        {"itemSettings": {"a": "maybe"}},
        {"itemSettings": {"a": []}},
    ],
)
def test_settings_that_make_no_sense_change_nothing(backend, setting):
    before = granted(backend)

    result = backend.wx("openSetting", subscriptionsSetting=setting)

    assert result["errMsg"] == "openSetting:fail invalid request data"
    assert granted(backend) == before


@pytest.mark.parametrize("choices", [None, [], {"a": "ban"}, {"a": {}}])
def test_choices_that_make_no_sense_grant_nothing(backend, templates, choices):
    result = backend.subscribe(*templates, choices=choices)

    assert result["errMsg"] == "requestSubscribeMessage:fail invalid request data"
    assert granted(backend)["grants"] == {}


def test_the_server_hears_of_all_answers_in_one_event(backend, templates):
    backend.subscribe(*templates, choices={templates[2]: "reject"})

    (event,) = backend.outbox()
    assert [(one["TemplateId"], one["SubscribeStatusString"]) for one in event["List"]] == [
        (templates[0], "accept"),
        (templates[1], "accept"),
        (templates[2], "reject"),
    ]
