"""The cryptography of pushes: the official vectors, both directions, and what must not open."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from wxsim.push.crypto import PushCryptoError, decrypt, encrypt
from wxsim.push.envelope import open_reply, seal
from wxsim.push.signature import is_genuine, sign
from wxsim.push.xmltext import element_of, to_xml
from wxsim.world.push_settings import Format, Mode, PushSettings
from wxsim_fixtures import vectors

VECTORS = vectors()
PUSH = VECTORS["push_safe_mode_official"]
REPLY = VECTORS["push_encrypted_reply_official"]
KEY = PUSH["encoding_aes_key"]
OTHER_KEY = "B" * 43


def settings(mode: Mode = "safe", form: Format = "json") -> PushSettings:
    return PushSettings(
        appid=PUSH["appid"], token=PUSH["token"], encoding_aes_key=KEY, mode=mode, format=form
    )


def reply_fields(**changes: Any) -> str:
    fields = {
        "Encrypt": REPLY["encrypt"],
        "MsgSignature": REPLY["msg_signature"],
        "TimeStamp": REPLY["timestamp"],
        "Nonce": REPLY["nonce"],
    }
    return json.dumps({**fields, **changes})


@pytest.mark.parametrize("case", VECTORS["push_signature_official"]["cases"])
def test_the_official_signatures_of_a_plain_push_are_ours(case: dict[str, str]) -> None:
    signature = sign(case["token"], case["timestamp"], case["nonce"])
    assert signature == case["signature"]
    assert is_genuine(signature, case["token"], case["timestamp"], case["nonce"])
    assert not is_genuine(signature, case["token"] + "x", case["timestamp"], case["nonce"])


def test_the_official_push_of_safe_mode_is_sealed_to_the_byte() -> None:
    envelope = seal(
        json.loads(PUSH["message"]),
        settings(),
        openid=PUSH["openid"],
        timestamp=int(PUSH["timestamp"]),
        nonce=PUSH["nonce"],
        random16=PUSH["random16"],
    )

    assert json.loads(envelope.body) == {
        "ToUserName": "gh_97417a04a28d",
        "Encrypt": PUSH["encrypt"],
    }
    assert envelope.query == {
        "signature": PUSH["signature"],
        "timestamp": PUSH["timestamp"],
        "nonce": PUSH["nonce"],
        "openid": PUSH["openid"],
        "encrypt_type": "aes",
        "msg_signature": PUSH["msg_signature"],
    }


def test_the_official_push_of_safe_mode_opens() -> None:
    assert decrypt(PUSH["encrypt"], KEY, PUSH["appid"]) == PUSH["message"]


def test_the_official_reply_is_sealed_to_the_byte() -> None:
    sealed = encrypt(REPLY["message"], KEY, REPLY["appid"], REPLY["random16"])
    assert sealed == REPLY["encrypt"]
    signed = sign(REPLY["token"], str(REPLY["timestamp"]), REPLY["nonce"], sealed)
    assert signed == REPLY["msg_signature"]


def test_the_official_reply_opens() -> None:
    reply = open_reply(reply_fields(), settings())
    assert (reply.text, reply.problem) == (REPLY["message"], "")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ('{"demo_resp":"good luck"}', "must be encrypted"),
        ("not json", "must be encrypted"),
        ("<xml><Content>hello</Content></xml>", "must be encrypted"),
        (reply_fields(Nonce="1"), "MsgSignature is not that"),
        (reply_fields(Encrypt="***"), "not base64"),
        (reply_fields(Encrypt="AAAA"), "not a multiple of 16"),
        (reply_fields(Encrypt=base64.b64encode(bytes(64)).decode()), "another EncodingAESKey"),
        (
            reply_fields(Encrypt=encrypt("{}", KEY, "wx0000000000000000", "0" * 16)),
            "was made for 'wx0000000000000000'",
        ),
    ],
)
def test_a_reply_that_is_wrong_is_shown_with_what_is_wrong(body: str, problem: str) -> None:
    assert problem in open_reply(body, settings()).problem


@pytest.mark.parametrize("body", ["", "success", " success\n"])
def test_an_empty_reply_and_success_need_no_encryption(body: str) -> None:
    reply = open_reply(body, settings())
    assert reply.is_nothing
    assert reply.problem == ""


@given(
    message=st.text(),
    appid=st.text(min_size=1, max_size=40),
    key=st.text("abcXYZ0189", min_size=43, max_size=43),
)
def test_whatever_is_encrypted_opens_again(message: str, appid: str, key: str) -> None:
    sealed = encrypt(message, key, appid, "0123456789abcdef")

    assert len(base64.b64decode(sealed)) % 32 == 0
    assert decrypt(sealed, key, appid) == message
    with pytest.raises(PushCryptoError):
        decrypt(sealed, key, appid + "x")


@given(message=st.text(max_size=60), at=st.integers(min_value=0), bit=st.integers(0, 7))
def test_a_spoiled_cipher_text_raises_nothing_but_its_own_error(
    message: str, at: int, bit: int
) -> None:
    data = bytearray(base64.b64decode(encrypt(message, KEY, PUSH["appid"], "0" * 16)))
    data[at % len(data)] ^= 1 << bit
    try:
        decrypt(base64.b64encode(data).decode(), KEY, PUSH["appid"])
    except PushCryptoError:
        return


@pytest.mark.parametrize("key", ["", "A" * 42, "A" * 44, "-" * 43, "é" * 43])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(PushCryptoError, match="EncodingAESKey"):
        encrypt("{}", key, PUSH["appid"], "0" * 16)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(PushCryptoError, match="another EncodingAESKey"):
        decrypt(PUSH["encrypt"], OTHER_KEY, PUSH["appid"])


def test_xml_has_texts_in_cdata_and_numbers_bare() -> None:
    event = {"ToUserName": "gh_1", "CreateTime": 5, "Content": "a]]>b\x00c"}
    assert to_xml(event) == (
        "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><CreateTime>5</CreateTime>"
        "<Content><![CDATA[a]]]]><![CDATA[>bc]]></Content></xml>"
    )


def test_the_list_of_a_subscription_event_stands_in_an_element_of_its_own() -> None:
    entries = [{"TemplateId": "a"}, {"TemplateId": "b"}]
    event = {"CreateTime": "5", "Event": "subscribe_msg_popup_event", "List": entries}
    assert to_xml(event).endswith(
        "<SubscribeMsgPopupEvent><List><TemplateId><![CDATA[a]]></TemplateId></List>"
        "<List><TemplateId><![CDATA[b]]></TemplateId></List></SubscribeMsgPopupEvent></xml>"
    )
    assert "<CreateTime>5</CreateTime>" in to_xml(event)


@pytest.mark.parametrize("xml", ["<a><![CDATA[ <x> ]]></a>", "<a>\n<![CDATA[ <x> ]]>\n</a>"])
def test_an_element_of_a_reply_is_read(xml: str) -> None:
    assert element_of(xml, "a") == " <x> "
    assert element_of(xml, "b") is None
