"""The cryptography of signed calls against WeChat's own published samples, in both directions."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate

from wxsim.signing import (
    BadKey,
    CannotOpen,
    additional_data,
    is_genuine,
    open_sealed,
    platform,
    require_public_key,
    rsa_pss,
    seal,
    sm2,
    text_to_sign,
)
from wxsim.signing.ciphers import key_of
from wxsim_fixtures import vectors

REQUEST = vectors()["api_signing_request_official"]
RESPONSE = vectors()["api_signing_response_official"]
AES, KEY, SN = "AES256_GCM", REQUEST["symmetric_key"], REQUEST["symmetric_sn"]
SAMPLES = pytest.mark.parametrize("sample", [REQUEST, RESPONSE], ids=["request", "response"])

# GB/T 32918.5, appendix A: the standard's own example of a signature.
STANDARD = {
    "private": 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8,
    "x": 0x09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020,
    "y": 0xCCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13,
    "nonce": 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21,
    "r": 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3,
    "s": 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA,
}


@SAMPLES
def test_the_additional_data_are_those_of_the_sample(sample):
    made = additional_data(sample["url"], sample["appid"], sample["timestamp"], SN)

    assert made.decode() == sample["aad"]


@SAMPLES
def test_the_sample_is_opened_and_made(sample):
    additional, body = sample["aad"].encode(), sample["body"].encode()
    iv = base64.b64decode(json.loads(body)["iv"])

    assert open_sealed(AES, KEY, body, additional).decode() == sample["plaintext"]
    assert seal(AES, KEY, sample["plaintext"].encode(), additional, iv) == body


@SAMPLES
def test_the_signature_of_the_sample_is_genuine_and_no_other(sample):
    text = text_to_sign(
        sample["url"], sample["appid"], sample["timestamp"], sample["body"].encode()
    )

    def genuine(text, signature=sample["signature"]):
        return is_genuine("RSAwithSHA256", sample["public_key"], "", text, signature)

    assert genuine(text)
    assert not genuine(text + b"\n")
    assert not genuine(text, base64.b64encode(bytes(256)).decode())
    assert not genuine(text, sample["signature"][:-4])
    assert not genuine(text, "微信")


def test_the_text_of_the_response_has_the_hash_of_the_guide():
    text = text_to_sign(
        RESPONSE["url"], RESPONSE["appid"], RESPONSE["timestamp"], RESPONSE["body"].encode()
    )

    assert hashlib.sha256(text).hexdigest() == (
        "f797cafd9e323df336fb427569fbe67e20d5bc96dd68a3f54d66b54e6e08bb27"
    )


@pytest.mark.parametrize("bits", [1024, 1027, 2048, 2055])
def test_what_is_signed_here_the_library_verifies(bits):
    key = rsa.generate_private_key(65537, bits)
    for number in range(8):
        text, salt = f"text {number}".encode(), bytes([number]) * 32

        signature = rsa_pss.sign(key, text, salt)

        sha256 = hashes.SHA256()
        key.public_key().verify(signature, text, padding.PSS(padding.MGF1(sha256), 32), sha256)
        assert rsa_pss.sign(key, text, salt) == signature
        assert rsa_pss.sign(key, text, bytes(31) + b"x") != signature


def test_the_platforms_signature_verifies_with_the_key_of_its_certificate():
    certificate = load_pem_x509_certificate(platform.certificate().encode())
    public_key = certificate.public_key().public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )

    signature = platform.sign(b"text", bytes(32))

    assert is_genuine("RSAwithSHA256", public_key.decode(), "", b"text", signature)
    # The console's number is not the certificate's own (documented).
    assert int(platform.serial(), 16) != certificate.serial_number
    assert len(platform.serial()) == 32


def test_the_standards_example_of_sm2_is_made_and_verified():
    public_key = sm2.Point(STANDARD["x"], STANDARD["y"])
    identity, text = "1234567812345678", b"message digest"

    signature = sm2.sign(STANDARD["private"], identity, text, STANDARD["nonce"])

    assert sm2.public_key_of(STANDARD["private"]) == public_key
    assert f"{STANDARD['r']:x}" in signature.hex()
    assert f"{STANDARD['s']:x}" in signature.hex()
    assert sm2.verify(public_key, identity, text, signature)
    assert not sm2.verify(public_key, "8765432187654321", text, signature)
    assert not sm2.verify(public_key, identity, b"message digesT", signature)
    assert not sm2.verify(sm2.public_key_of(7), identity, text, signature)


@pytest.mark.parametrize("signature", [b"", b"x", bytes(64), bytes.fromhex("3006020100020100")])
def test_what_is_no_signature_of_sm2_is_not_genuine(signature):
    assert not sm2.verify(sm2.public_key_of(7), "x", b"text", signature)


def test_keys_of_sm2_are_read_back_as_they_were_written():
    private, public = sm2.write_keys(STANDARD["private"])

    assert sm2.read_private_key(private) == STANDARD["private"]
    assert sm2.read_public_key(public) == sm2.Point(STANDARD["x"], STANDARD["y"])
    require_public_key("SM2withSM3", public)


@pytest.mark.parametrize("algorithm", ["RSAwithSHA256", "SM2withSM3"])
@pytest.mark.parametrize(
    "pem",
    [
        "",
        "nonsense",
        "-----BEGIN PUBLIC KEY-----\n????\n-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        platform.certificate(),
    ],
)
def test_what_is_no_public_key_is_refused(algorithm, pem):
    with pytest.raises(BadKey, match="public key"):
        require_public_key(algorithm, pem)


def test_a_key_of_another_kind_is_refused():
    with pytest.raises(BadKey, match="SM2"):
        require_public_key("SM2withSM3", REQUEST["public_key"])
    with pytest.raises(BadKey, match="public key"):
        require_public_key("RSAwithSHA256", sm2.write_keys(7)[1])
    with pytest.raises(BadKey, match="SM2"):
        sm2.read_private_key(sm2.write_keys(7)[1])


def test_a_point_beside_the_curve_is_refused():
    der = base64.b64decode("".join(sm2.write_keys(7)[1].splitlines()[1:-1]))
    text = base64.b64encode(der[:-1] + bytes([der[-1] ^ 1])).decode()

    with pytest.raises(BadKey, match="no point of the curve"):
        sm2.read_public_key(f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n")


@pytest.mark.parametrize(("algorithm", "size"), [("AES256_GCM", 32), ("SM4_GCM", 16)])
def test_a_symmetric_key_has_its_length(algorithm, size):
    good = base64.b64encode(bytes(size)).decode()
    assert key_of(algorithm, good) == bytes(size)
    for bad in ("", "x", "微信", base64.b64encode(bytes(size + 1)).decode()):
        with pytest.raises(BadKey, match=f"{size} bytes"):
            key_of(algorithm, bad)


@pytest.mark.parametrize(("algorithm", "size"), [("AES256_GCM", 32), ("SM4_GCM", 16)])
def test_a_body_opens_with_its_key_and_additional_data_alone(algorithm, size):
    key, other = (base64.b64encode(bytes([one]) * size).decode() for one in (1, 2))
    body = seal(algorithm, key, "微信".encode(), b"a|b", bytes(12))

    assert open_sealed(algorithm, key, body, b"a|b").decode() == "微信"
    for wrong_key, additional in ((other, b"a|b"), (key, b"a|c")):
        with pytest.raises(CannotOpen, match="another key"):
            open_sealed(algorithm, wrong_key, body, additional)


@pytest.mark.parametrize("name", ["iv", "data", "authtag"])
def test_a_changed_part_of_a_body_is_noticed(name):
    parts = json.loads(REQUEST["body"])
    changed = bytearray(base64.b64decode(parts[name]))
    changed[0] ^= 1
    body = json.dumps({**parts, name: base64.b64encode(changed).decode()}).encode()

    with pytest.raises(CannotOpen):
        open_sealed(AES, KEY, body, REQUEST["aad"].encode())
