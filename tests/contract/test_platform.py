"""openapi/rid/get, get_api_domain_ip, getcallbackip and callback/check."""

from __future__ import annotations

import pytest

RID = "/cgi-bin/openapi/rid/get"
API_IPS = "/cgi-bin/get_api_domain_ip"
CALLBACK_IPS = "/cgi-bin/getcallbackip"
CALLBACK = "/cgi-bin/callback/check"


def test_a_rid_leads_to_the_request_and_its_answer(backend, now):
    refused = backend.send("/wxa/business/getuserphonenumber", code="x")
    rid = refused.json["errmsg"].rpartition(" ")[2]

    found = backend.ask(RID, rid=rid)

    cost = found["request"].pop("cost_in_ms")
    assert 1 <= cost <= 60
    query = found["request"].pop("request_url")
    assert query.startswith("access_token=97_")
    assert found == {
        "errcode": 0,
        "errmsg": "ok",
        "request": {
            "invoke_time": int(now),
            "request_body": '{"code": "x"}',
            "response_body": refused.text,
            "client_ip": "127.0.0.1",
        },
    }


def test_the_same_question_has_the_same_answer(backend):
    request = backend.request(RID)

    assert request.send().data == request.send().data


def test_a_rid_of_a_week_is_still_answered(world, backend):
    request = backend.request(RID)
    world.clock.advance(7 * 86_400 - 1)

    assert request.change(access_token=backend.token()).send().json["errcode"] == 0


def test_a_request_with_a_token_that_never_was_belongs_to_nobody(backend):
    refused = backend.ask("/wxa/checksession", access_token="97_made-up")
    rid = refused["errmsg"].rpartition(" ")[2]

    assert backend.ask(RID, rid=rid)["errcode"] == 76003


@pytest.mark.parametrize("rid", [None, "", 5, "6172598-6126f6f9-040f19c4", "微信"])
def test_what_has_not_the_form_of_a_rid_is_none(backend, rid):
    request = backend.request(RID)
    request.body["rid"] = rid

    assert request.send().json["errcode"] == 76002


@pytest.mark.parametrize("path", [API_IPS, CALLBACK_IPS])
def test_wechat_is_where_the_switch_says(backend, backend_with, path):
    assert backend.send(path).text == '{"ip_list":["127.0.0.1"]}'
    elsewhere = backend_with(wechat_ips=("101.89.47.18", "101.91.34.103"))
    assert elsewhere.ask(path) == {"ip_list": ["101.89.47.18", "101.91.34.103"]}


@pytest.mark.parametrize(
    ("action", "parts"), [("dns", ["dns"]), ("ping", ["ping"]), ("all", ["dns", "ping"])]
)
def test_the_callback_check_answers_what_was_asked(backend, action, parts):
    assert list(backend.ask(CALLBACK, action=action)) == parts


@pytest.mark.parametrize("operator", ["CHINANET", "UNICOM", "CAP"])
def test_the_callback_check_names_the_operator(backend_with, operator):
    backend = backend_with(callback_ips=("111.161.64.40",))

    found = backend.ask(CALLBACK, check_operator=operator)

    assert found["dns"] == [{"ip": "111.161.64.40", "real_operator": operator}]
    [ping] = found["ping"]
    assert ping.pop("time").endswith("ms")
    assert ping == {"ip": "111.161.64.40", "from_operator": operator, "package_loss": "0%"}
