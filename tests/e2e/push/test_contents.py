"""What is pushed, and what makes it happen."""

from __future__ import annotations

import json

import pytest

from push_server import PushServer
from push_worlds import enter_chat, pointed
from wxsim.app import create_app
from wxsim.push.crypto import encrypt
from wxsim.push.deliver import Deliverer
from wxsim.push.events import PUSHABLE, make_event
from wxsim.push.signature import sign
from wxsim.push.verify import verify
from wxsim.push.xmltext import to_xml
from wxsim.resetting import reset
from wxsim.server_api import Journal
from wxsim.world import App, Person, World
from wxsim.world.push_settings import PushSettings


@pytest.mark.parametrize("name", PUSHABLE)
def test_everything_that_can_be_pushed_arrives_in_both_formats(
    world: World, server: PushServer, the_app: App, alice: Person, name: str
) -> None:
    pointed(world, server)
    for form, content_type in (("json", "application/json"), ("xml", "text/xml")):
        world.push_settings.change(the_app, format=form)
        openid, event = make_event(world, the_app, alice, name, {})
        assert Deliverer(world).send(the_app, openid, event).state == "delivered"
        assert server.arrived[-1].content_type == content_type
        assert server.arrived[-1].query["own"] == "1"
    told = json.loads(server.arrived[0].body)
    assert told["ToUserName"] == the_app.original_id
    assert told.get("Event", told["MsgType"]) == name
    assert f"<ToUserName><![CDATA[{the_app.original_id}]]>" in server.arrived[1].body


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
def test_the_query_says_which_mode_it_is(world: World, server: PushServer, mode: str) -> None:
    app = pointed(world, server)
    world.push_settings.change(app, mode=mode)  # type: ignore[arg-type]  # one of the three
    enter_chat(world)
    Deliverer(world).send_due()

    (pushed,) = server.arrived
    body, signed = json.loads(pushed.body), {"signature", "timestamp", "nonce", "own"}
    sealed = {"openid", "encrypt_type", "msg_signature"}
    assert set(pushed.query) == (signed if mode == "plain" else signed | sealed)
    assert ("Encrypt" in body, "Event" in body) == (mode != "plain", mode != "safe")


@pytest.mark.parametrize("form", ["json", "xml"])
def test_an_encrypted_reply_is_shown_decrypted(world: World, server: PushServer, form: str) -> None:
    app = pointed(world, server)
    settings: PushSettings = world.push_settings.change(app, mode="safe", format=form)  # type: ignore[arg-type]  # one of the two
    sealed = encrypt("你好", settings.encoding_aes_key, app.appid, "0" * 16)
    signed = sign(settings.token, "5", "7", sealed)
    fields = {"Encrypt": sealed, "MsgSignature": signed, "TimeStamp": 5, "Nonce": "7"}
    reply = json.dumps(fields) if form == "json" else to_xml(fields)
    server.answer = lambda _: (200, reply)
    enter_chat(world)

    (push,) = Deliverer(world).send_due()

    assert (push.state, push.attempts[0].reply) == ("delivered", "你好")
    assert push.attempts[0].problem == ""


def test_consent_that_is_withdrawn_on_the_phone_is_told(
    world: World, server: PushServer, the_app: App, alice: Person
) -> None:
    pointed(world, server)
    client = create_app(world).test_client()

    def switch(granted: bool) -> None:
        options = {"person": "alice", "authSetting": {"scope.werun": granted}}
        assert client.post("/_wxsim/device/openSetting", json=options).status_code == 200

    for granted in (False, True, True, False, False):
        switch(granted)
    Deliverer(world).send_due()

    (pushed,) = server.arrived
    told = json.loads(pushed.body)
    assert (told["Event"], told["RevokeInfo"]) == ("user_authorization_revoke", "12")
    assert told["OpenID"] == world.users.of(the_app, alice).openid
    assert told["AppID"] == the_app.appid


def test_a_new_nickname_is_told_to_those_who_know_the_person(
    world: World, server: PushServer
) -> None:
    pointed(world, server)
    client = create_app(world).test_client()
    client.post("/_wxsim/device/login", json={"person": "alice"})
    client.patch("/_wxsim/people/alice", json={"nickname": "Alicia"})
    client.patch("/_wxsim/people/alice", json={"nickname": "Alicia", "risk_rank": 1})
    client.patch("/_wxsim/people/bob", json={"nickname": "Rob"})
    Deliverer(world).send_due()

    assert [json.loads(pushed.body)["Event"] for pushed in server.arrived] == ["user_info_modified"]


def test_a_message_and_the_contact_button_are_told(world: World, server: PushServer) -> None:
    pointed(world, server)
    client = create_app(world).test_client()
    client.post("/_wxsim/device/contact", json={"person": "alice", "sessionFrom": "shop"})
    client.post("/_wxsim/device/sendCustomerMessage", json={"person": "alice", "content": "在吗"})
    Deliverer(world).send_due()

    entered, text = (json.loads(pushed.body) for pushed in server.arrived)
    assert (entered["Event"], entered["SessionFrom"]) == ("user_enter_tempsession", "shop")
    assert (text["MsgType"], text["Content"]) == ("text", "在吗")


def test_a_server_that_returns_echostr_is_verified(world: World, server: PushServer) -> None:
    app = pointed(world, server)
    server.answer = lambda pushed: (200, pushed.query["echostr"])
    verified = verify(world, app)
    assert (verified.ok, verified.problem) == (True, "")
    assert server.arrived[0].method == "GET"


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ((200, ""), "the answer is empty"),
        ((200, "success"), "success is the answer to a push"),
        ((200, "12"), "the answer is not echostr"),
        ((403, "no"), "it answered HTTP 403"),
    ],
)
def test_a_server_that_returns_anything_else_is_told_what_is_wrong(
    world: World, server: PushServer, answer: tuple[int, str], problem: str
) -> None:
    app = pointed(world, server)
    server.answer = lambda _: answer
    assert problem in verify(world, app).problem
    server.answer = lambda pushed: (200, f'"{pushed.query["echostr"]}"')
    assert "without quotes" in verify(world, app).problem


def test_a_reset_forgets_pushes_and_settings(world: World, server: PushServer) -> None:
    app = pointed(world, server)
    enter_chat(world)
    Deliverer(world).send_due()
    reset(world, Journal())
    assert world.pushes.list() == []
    assert world.push_settings.of(app).url == ""
