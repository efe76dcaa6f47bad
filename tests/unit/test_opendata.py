"""WeChat's cryptography against WeChat's own published samples, in both directions."""

import base64
import json

import pytest

from wxsim import opendata
from wxsim.opendata import OpenDataError
from wxsim_fixtures import vectors

VECTORS = vectors()
SAMPLE = VECTORS["open_data_official"]
RAW_DATA = [VECTORS["raw_data_signature_official"], VECTORS["raw_data_signature_non_ascii"]]
HMAC = [VECTORS["session_hmac_official"], *VECTORS["session_hmac_empty_message"]]
KEY, IV = SAMPLE["session_key"], SAMPLE["iv"]


def encoded(size):
    return base64.b64encode(bytes(range(size))).decode()


def test_every_sample_names_its_source():
    samples = [SAMPLE, *RAW_DATA, *HMAC]

    assert len(samples) == 6
    assert all(sample["source"] for sample in samples)


@pytest.mark.parametrize("sample", RAW_DATA, ids=lambda sample: sample["source"])
def test_raw_data_is_signed_and_verified_as_in_the_sample(sample):
    raw_data, key, signature = sample["rawData"], sample["session_key"], sample["signature"]

    assert opendata.sign_raw_data(raw_data, key) == signature
    assert opendata.raw_data_is_genuine(raw_data, signature, key)


@pytest.mark.parametrize("sample", HMAC, ids=range(len(HMAC)))
def test_a_session_is_signed_and_verified_as_in_the_sample(sample):
    key, message, signature = sample["session_key"], sample["message"], sample["signature"]

    assert opendata.sign_session(key, message) == signature
    assert opendata.session_signature_is_genuine(signature, key, message)


def test_a_session_is_signed_over_the_empty_text_where_nothing_is_said():
    assert opendata.sign_session(HMAC[1]["session_key"]) == HMAC[1]["signature"]


def test_the_official_sample_opens():
    opened = opendata.decrypt(SAMPLE["encryptedData"], KEY, IV)

    assert opened == SAMPLE["plaintext"]
    assert json.loads(opened)["watermark"]["appid"] == SAMPLE["appid"]


def test_the_official_sample_can_be_made():
    assert opendata.encrypt(SAMPLE["plaintext"], KEY, IV) == SAMPLE["encryptedData"]


@pytest.mark.parametrize(
    "plaintext", ["", "{}", "x" * 15, "x" * 16, "x" * 17, "微信👩‍👩‍👧‍👦𠮷" * 50, "\x00"]
)
def test_any_text_comes_back(plaintext):
    assert opendata.decrypt(opendata.encrypt(plaintext, KEY, IV), KEY, IV) == plaintext


@pytest.mark.parametrize("sample", RAW_DATA, ids=lambda sample: sample["source"])
def test_a_signature_of_anything_else_is_not_genuine(sample):
    raw_data, key, signature = sample["rawData"], sample["session_key"], sample["signature"]

    assert not opendata.raw_data_is_genuine(raw_data + " ", signature, key)
    assert not opendata.raw_data_is_genuine(raw_data, signature.upper(), key)
    assert not opendata.raw_data_is_genuine(raw_data, signature[:-1], key)
    assert not opendata.raw_data_is_genuine(raw_data, "", key)
    assert not opendata.raw_data_is_genuine(raw_data, "微信\ud800", key)
    assert not opendata.raw_data_is_genuine(raw_data, signature, KEY)


def test_a_session_signature_of_anything_else_is_not_genuine():
    key, message, signature = (HMAC[0][name] for name in ("session_key", "message", "signature"))

    assert not opendata.session_signature_is_genuine(signature, key)
    assert not opendata.session_signature_is_genuine(signature.upper(), key, message)
    assert not opendata.session_signature_is_genuine("微信\ud800", key, message)
    assert not opendata.session_signature_is_genuine(signature, KEY, message)


BAD_KEYS = ["", "x", "not base64!", encoded(15), encoded(17), encoded(32), KEY[:-1], "微信"]
BAD_DATA = ["", "x", "not base64!", encoded(15), encoded(17), SAMPLE["encryptedData"][:-4]]


@pytest.mark.parametrize("key", BAD_KEYS)
def test_a_malformed_session_key_is_41001(key):
    for work in (opendata.encrypt, opendata.decrypt):
        with pytest.raises(OpenDataError, match="session_key") as caught:
            work(SAMPLE["encryptedData"], key, IV)
        assert caught.value.code == -41001


@pytest.mark.parametrize("iv", BAD_KEYS)
def test_a_malformed_iv_is_41002(iv):
    for work in (opendata.encrypt, opendata.decrypt):
        with pytest.raises(OpenDataError, match="iv ") as caught:
            work(SAMPLE["encryptedData"], KEY, iv)
        assert caught.value.code == -41002


@pytest.mark.parametrize("data", [*BAD_DATA, "微信"])
def test_malformed_encrypted_data_is_41003(data):
    with pytest.raises(OpenDataError, match="encryptedData") as caught:
        opendata.decrypt(data, KEY, IV)
    assert caught.value.code == -41003


def test_another_session_key_does_not_open_it():
    with pytest.raises(OpenDataError, match="another session_key or iv") as caught:
        opendata.decrypt(SAMPLE["encryptedData"], RAW_DATA[0]["session_key"], IV)
    assert caught.value.code == -41003


def test_another_iv_changes_the_first_16_bytes_and_may_go_unnoticed():
    # Which is why a caller must still parse the JSON and check its watermark.
    other = bytearray(base64.b64decode(IV))
    other[0] ^= 1

    opened = opendata.decrypt(SAMPLE["encryptedData"], KEY, base64.b64encode(other).decode())

    assert opened == "z" + SAMPLE["plaintext"][1:]


@pytest.mark.parametrize("cut", [16, 32, 160])
def test_missing_blocks_are_noticed_by_the_padding(cut):
    data = base64.b64decode(SAMPLE["encryptedData"])[:-cut]

    with pytest.raises(OpenDataError) as caught:
        opendata.decrypt(base64.b64encode(data).decode(), KEY, IV)
    assert caught.value.code == -41003


def test_an_open_data_error_is_a_value_error():
    assert issubclass(OpenDataError, ValueError)
