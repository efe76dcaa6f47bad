"""Messages in the hands of a test: `wxsim.testing`."""

from __future__ import annotations

import pytest
import requests

from wxsim.miniprogram.errors import WxError
from wxsim.testing import Simulator


@pytest.fixture
def simulator():
    with Simulator() as simulator, simulator.intercept():
        yield simulator


def post(simulator, path, **body):
    """Do what production code does."""
    app = simulator.default_app
    credentials = {"appid": app.appid, "secret": app.secret, "grant_type": "client_credential"}
    url = "https://api.weixin.qq.com"
    token = requests.get(f"{url}/cgi-bin/token", params=credentials).json()["access_token"]
    return requests.post(url + path, params={"access_token": token}, json=body).json()["errcode"]


def test_a_test_subscribes_a_person_and_reads_what_they_received(simulator):
    app = simulator.app()
    shipped = app.template("发货通知", "商品:{{thing1.DATA}}", template_id="shipped")
    alice = simulator.person("alice")
    message = {"touser": alice.openid(), "template_id": shipped}
    message["data"] = {"thing1": {"value": "高山乌龙"}}

    assert alice.subscribe(shipped) == {"shipped": "accept"}
    assert post(simulator, "/cgi-bin/message/subscribe/send", **message) == 0
    assert post(simulator, "/cgi-bin/message/subscribe/send", **message) == 43101
    (received,) = alice.messages()
    assert (received.title, received.text, received.kind) == (
        "发货通知",
        "商品:高山乌龙",
        "subscribe",
    )


def test_a_person_can_reject_for_good(simulator):
    template = simulator.app().template("发货通知", "商品:{{thing1.DATA}}")
    alice = simulator.person("alice")

    assert alice.subscribe(template, accept=False, always=True) == {template: "reject"}
    assert alice.subscribe(template) == {template: "reject"}


def test_a_template_that_is_not_there_raises_what_wx_raises(simulator):
    with pytest.raises(WxError, match="No template data return"):
        simulator.person("alice").subscribe("none")


def test_a_person_writes_and_enters_the_chat_and_the_app_may_answer(simulator):
    alice, bob = simulator.person("alice"), simulator.person("bob")
    alice.say("在吗")
    bob.enter_chat(session_from="pages/tea")

    answer = {"msgtype": "text", "text": {"content": "在的"}}
    send = "/cgi-bin/message/custom/send"
    assert post(simulator, send, touser=alice.openid(), **answer) == 0
    simulator.clock.advance(minutes=2)
    assert post(simulator, send, touser=alice.openid(), **answer) == 0
    assert post(simulator, send, touser=bob.openid(), **answer) == 45015
    assert [message.text for message in alice.messages()] == ["在的", "在的"]
    assert bob.messages() == []
    with pytest.raises(WxError):
        alice.say("")


def test_an_enum_and_the_long_term_are_arranged_too(simulator):
    app = simulator.app()
    template = app.template(
        "叫号", "窗口:{{enum_string1.DATA}}", long_term=True, enum_values={"enum_string1": ["一"]}
    )
    alice = simulator.person("alice")
    alice.subscribe(template)
    message = {"touser": alice.openid(), "template_id": template}

    def send(value):
        data = {"enum_string1": {"value": value}}
        return post(simulator, "/cgi-bin/message/subscribe/send", data=data, **message)

    assert [send("一"), send("二"), send("一")] == [0, 47003, 0]
