"""getpaidunionid, getpluginopenpid, checkencryptedmsg and getuserencryptkey."""

from __future__ import annotations

import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from wxsim.miniprogram import MiniProgram

PAID = "/wxa/getpaidunionid"
PLUGIN = "/wxa/getpluginopenpid"
MESSAGE = "/wxa/business/checkencryptedmsg"
KEY = "/wxa/business/getuserencryptkey"


def test_who_has_paid_is_known_by_the_unionid_first(world, backend):
    user = world.users.of(backend.app, world.people.get("alice"))

    assert backend.send(PAID).text == (
        f'{{"unionid":"{world.unionid(backend.app, user)}","errcode":0,"errmsg":"ok"}}'
    )


def test_a_payment_is_found_by_the_merchants_numbers_too(world, backend):
    openid = backend.login()["openid"]
    payment = world.payments.pay(backend.app, world.users.find(openid), "1230000109", "order-1")
    named = {"openid": openid, "mch_id": payment.mch_id, "out_trade_no": "order-1"}

    assert backend.ask(PAID, transaction_id=None, **named)["errcode"] == 0
    assert backend.ask(PAID, transaction_id=None, **{**named, "mch_id": "1"})["errcode"] == 89300


@pytest.mark.parametrize(("seconds", "errcode"), [(299, 0), (300, 89300)])
def test_the_unionid_can_be_asked_for_five_minutes(world, backend, seconds, errcode):
    request = backend.request(PAID)
    world.clock.advance(seconds)

    assert request.send().json["errcode"] == errcode


def test_what_bob_paid_tells_nothing_of_alice(backend):
    paid_by_bob = backend.request(PAID, "bob").query["transaction_id"]

    assert backend.ask(PAID, transaction_id=paid_by_bob)["errcode"] == 89300


def test_a_payment_without_any_number_is_no_trade(backend):
    assert backend.ask(PAID, transaction_id=None)["errcode"] == 89300


def test_an_openpid_has_the_documented_form_and_stays_the_same(backend):
    first, again, other = (backend.ask(PLUGIN, person) for person in ("alice", "alice", "bob"))

    assert list(first) == ["errcode", "errmsg", "openpid"]
    assert first["openpid"][0] == "G"
    assert len(first["openpid"]) == 28
    assert first == again
    assert first != other


def test_a_plugin_code_works_once_however_many_ask_at_once(backend):
    request = backend.request(PLUGIN)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: request.send().json["errcode"], range(8)))

    assert sorted(answers) == [0, *[1007] * 7]


def test_a_plugin_code_lives_five_minutes(world, backend):
    first, second = backend.request(PLUGIN), backend.request(PLUGIN)
    world.clock.advance(299)
    assert first.send().json["errcode"] == 0
    world.clock.advance(1)
    assert second.send().json["errcode"] == 1007


def test_a_login_code_is_no_plugin_code(backend):
    assert backend.ask(PLUGIN, code=backend.code())["errcode"] == 1007


def test_a_genuine_phone_number_is_vaild_as_wechat_spells_it(backend, now):
    assert backend.send(MESSAGE).text == (
        f'{{"errcode":0,"errmsg":"ok","vaild":true,"create_time":{int(now)}}}'
    )


def test_the_hash_may_be_written_in_capitals(backend):
    digest = backend.request(MESSAGE).body["encrypted_msg_hash"]

    assert backend.ask(MESSAGE, encrypted_msg_hash=digest.upper())["vaild"] is True


def test_a_hash_is_forgotten_after_three_days(world, backend):
    request = backend.request(MESSAGE)

    world.clock.advance(3 * 86_400 - 1)
    assert request.change(access_token=backend.token()).send().json["errcode"] == 0
    world.clock.advance(1)
    assert request.change(access_token=backend.token()).send().json["errcode"] == 1


def test_data_of_another_app_or_of_another_kind_does_not_exist(backend, backend_with):
    digest = backend.request(MESSAGE).body["encrypted_msg_hash"]
    assert backend_with().ask(MESSAGE, encrypted_msg_hash=digest)["errcode"] == 1

    profile = backend.wx("getUserInfo")["encryptedData"]
    digest = hashlib.sha256(profile.encode()).hexdigest()
    assert backend.ask(MESSAGE, encrypted_msg_hash=digest)["errcode"] == 1


def test_the_phone_and_the_server_have_the_same_key(backend, now):
    phone = backend.wx("getLatestUserKey")
    [key] = backend.ask(KEY)["key_info_list"]

    assert key == {
        "encrypt_key": phone["encryptKey"],
        "version": phone["version"],
        "expire_in": 3600,
        "iv": phone["iv"],
        "create_time": int(now),
    }
    assert phone["expireTime"] == int(now) + 3600
    assert len(base64.b64decode(phone["encryptKey"])) == len(phone["iv"]) == 16


def test_what_the_phone_encrypts_the_server_decrypts(backend):
    phone = backend.wx("getLatestUserKey")
    [server] = backend.ask(KEY)["key_info_list"]

    def cipher(key, iv):
        return Cipher(algorithms.AES(base64.b64decode(key)), modes.CTR(iv.encode()))

    sent = cipher(phone["encryptKey"], phone["iv"]).encryptor().update("微信".encode())
    assert cipher(server["encrypt_key"], server["iv"]).decryptor().update(sent) == "微信".encode()


def test_the_server_has_the_last_three_keys_and_their_ends(world, backend):
    for _ in range(4):
        backend.wx("getLatestUserKey")
        world.clock.advance(3600)
    backend.wx("getLatestUserKey")
    world.clock.advance(10)

    keys = backend.ask(KEY)["key_info_list"]

    assert [key["version"] for key in keys] == [5, 4, 3]
    assert [key["expire_in"] for key in keys] == [3590, 0, 0]
    assert len({key["encrypt_key"] for key in keys}) == 3


def test_a_live_key_stays(world, backend):
    first = backend.wx("getLatestUserKey")
    world.clock.advance(3599)

    assert backend.wx("getLatestUserKey") == first


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_keys_are_asked_for_by_get_and_by_post(backend, method):
    request = backend.request(KEY)
    request.method = method

    assert len(request.send().json["key_info_list"]) == 1


def test_before_the_phone_has_asked_there_is_no_key(backend):
    query = {"access_token": backend.token(), **backend.signed(backend.login())}

    assert backend.client.get(KEY, query_string=query).json["key_info_list"] == []


def test_the_wx_object_has_the_key_where_wechat_has_it(platform):
    with MiniProgram(platform.url) as program:
        latest = program.wx.getUserCryptoManager().getLatestUserKey()

    assert latest["errMsg"] == "getLatestUserKey:ok"
    assert latest["version"] == 1
