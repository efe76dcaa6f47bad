"""A developer's server that signs and encrypts: its half, by the library's own RSA."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate
from werkzeug.test import TestResponse

from wxsim.signing import sm2
from wxsim_fixtures import PLATFORM_CERTIFICATE_FILE

ADDRESS = "https://api.weixin.qq.com"
SHA256 = hashes.SHA256()
PSS = padding.PSS(padding.MGF1(SHA256), 32)

# Making one takes a moment, and any will do.
_RSA_KEY = rsa.generate_private_key(65537, 2048)
_SM2_KEY = 0x128B2FA8BD433C6C068C8D803DFF79792A519A55171B1B650C23661D15897263

CIPHERS = {"AES256_GCM": algorithms.AES, "SM4_GCM": algorithms.SM4}
KEYS = {
    "RSAwithSHA256": _RSA_KEY.public_key()
    .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    .decode(),
    "SM2withSM3": sm2.write_keys(_SM2_KEY)[1],
}


@dataclass
class Signer:
    """Signs the requests of a backend, whose app it gives keys of these algorithms.

    Attributes:
        backend: the `Backend` of the fixtures.
        plaintext: fields of what is encrypted, to be spoiled.
        headers: to be spoiled.
        additional: parts of the additional data, to be spoiled.
    """

    backend: Any
    cipher: str = "AES256_GCM"
    signature: str = "RSAwithSHA256"
    address: str = ADDRESS
    plaintext: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str | None] = field(default_factory=dict)
    additional: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        world, app = self.backend.world, self.backend.app
        size = {"AES256_GCM": 32, "SM4_GCM": 16}[self.cipher]
        world.api_keys.set_symmetric(app, self.cipher, size, None, None)
        ring = world.api_keys.set_public(app, self.signature, KEYS[self.signature], None)
        self.symmetric, self.public = ring.symmetric, ring.public

    def send(self, path: str, **changes: Any) -> TestResponse:
        """Send a good request of a path, signed and encrypted."""
        request = self.backend.request(path).change(**changes)
        token = request.query.pop("access_token")
        parameters = {**request.query, **(request.body or {})}
        now = str(int(self.backend.world.clock.now()))
        body = self.encrypt(path, now, parameters)
        sent: TestResponse = self.backend.client.post(
            path,
            query_string={"access_token": token},
            data=body,
            headers={name: value for name, value in self.signed(path, now, body) if value},
            content_type="application/json",
        )
        return sent

    def encrypt(self, path: str, now: str, parameters: dict[str, Any]) -> bytes:
        appid = self.backend.app.appid
        said = {"_n": "o89QaPVsRu1yppIZ", "_appid": appid, "_timestamp": int(now)}
        plaintext = {**said, **parameters, **self.plaintext}
        plaintext = {name: value for name, value in plaintext.items() if value is not None}
        iv = os.urandom(12)
        encryptor = self._cipher(modes.GCM(iv)).encryptor()
        encryptor.authenticate_additional_data(self._additional(path, now))
        data = encryptor.update(json.dumps(plaintext).encode()) + encryptor.finalize()
        parts = {"iv": iv, "data": data, "authtag": encryptor.tag}
        text = {name: base64.b64encode(part).decode() for name, part in parts.items()}
        return json.dumps(text, separators=(",", ":")).encode()

    def signed(self, path: str, now: str, body: bytes) -> list[tuple[str, str | None]]:
        appid = self.backend.app.appid
        text = f"{self.address}{path}\n{appid}\n{now}\n".encode() + body
        headers = {
            "Wechatmp-Appid": appid,
            "Wechatmp-TimeStamp": now,
            "Wechatmp-Signature": self.sign(text),
        }
        return list({**headers, **self.headers}.items())

    def sign(self, text: bytes) -> str:
        if self.signature == "SM2withSM3":
            nonce = int.from_bytes(os.urandom(31), "big") + 1
            return base64.b64encode(sm2.sign(_SM2_KEY, self.public.sn, text, nonce)).decode()
        return base64.b64encode(_RSA_KEY.sign(text, PSS, SHA256)).decode()

    def sign_as_pkcs1(self, text: bytes) -> str:
        return base64.b64encode(_RSA_KEY.sign(text, padding.PKCS1v15(), SHA256)).decode()

    def read(self, response: TestResponse, path: str) -> dict[str, Any]:
        """Verify and decrypt an answer."""
        headers, appid = response.headers, self.backend.app.appid
        assert headers["Wechatmp-Appid"] == appid
        now = headers["Wechatmp-TimeStamp"]
        text = f"{self.address}{path}\n{appid}\n{now}\n".encode() + response.data
        certificate = load_pem_x509_certificate(PLATFORM_CERTIFICATE_FILE.read_bytes())
        public_key = certificate.public_key()
        assert isinstance(public_key, rsa.RSAPublicKey)
        public_key.verify(base64.b64decode(headers["Wechatmp-Signature"]), text, PSS, SHA256)
        iv, data, tag = (
            base64.b64decode(response.json[part]) for part in ("iv", "data", "authtag")
        )
        decryptor = self._cipher(modes.GCM(iv, tag)).decryptor()
        decryptor.authenticate_additional_data(self._additional(path, now))
        answer: dict[str, Any] = json.loads(decryptor.update(data) + decryptor.finalize())
        return answer

    def _cipher(self, mode: modes.GCM) -> Cipher[modes.GCM]:
        return Cipher(CIPHERS[self.cipher](base64.b64decode(self.symmetric.key)), mode)

    def _additional(self, path: str, now: str) -> bytes:
        parts = {
            "url": self.address + path,
            "appid": self.backend.app.appid,
            "now": now,
            "sn": self.symmetric.sn,
        }
        return "|".join({**parts, **self.additional}.values()).encode()
