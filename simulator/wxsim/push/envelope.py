"""A push as it goes over the wire, and the answer as it comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from wxsim.push.crypto import PushCryptoError, decrypt, encrypt
from wxsim.push.signature import is_genuine, sign
from wxsim.push.xmltext import element_of, to_xml
from wxsim.world.push_settings import PushSettings

_CONTENT_TYPES = {"json": "application/json", "xml": "text/xml"}


@dataclass(frozen=True)
class Envelope:
    """What is posted.

    Attributes:
        query: goes after the address.
        content_type: of the body (assumed; WeChat documents none).
    """

    query: dict[str, str]
    body: str
    content_type: str


def seal(
    event: dict[str, Any],
    settings: PushSettings,
    *,
    openid: str,
    timestamp: int,
    nonce: str,
    random16: str,
) -> Envelope:
    """Put an event into the envelope of an app's mode and format.

    Plain mode has no ``openid`` in its query and safe mode has (documented by
    example). Compatible mode holds plain and cipher text in one body
    (documented); that it is the plain body with an ``Encrypt`` at its end, and
    the query of safe mode, is assumed.

    Args:
        event: as its JSON form has it.
        settings: the app's.
        openid: of the user it is about; left out where it is empty.
        timestamp: Unix seconds.
        nonce: digits.
        random16: see :func:`wxsim.push.crypto.encrypt`.
    """
    query = {
        "signature": sign(settings.token, str(timestamp), nonce),
        "timestamp": str(timestamp),
        "nonce": nonce,
    }
    content_type = _CONTENT_TYPES[settings.format]
    plain = _written(event, settings.format)
    if settings.mode == "plain":
        return Envelope(query, plain, content_type)
    encrypted = encrypt(plain, settings.encoding_aes_key, settings.appid, random16)
    if openid:
        query["openid"] = openid
    query["encrypt_type"] = "aes"
    query["msg_signature"] = sign(settings.token, str(timestamp), nonce, encrypted)
    if settings.mode == "safe":
        sealed = {"ToUserName": event.get("ToUserName", ""), "Encrypt": encrypted}
        return Envelope(query, _written(sealed, settings.format), content_type)
    return Envelope(query, _written({**event, "Encrypt": encrypted}, settings.format), content_type)


@dataclass(frozen=True)
class Reply:
    """What a server answered.

    Attributes:
        text: decrypted, where it was encrypted and opens.
        problem: what is wrong with it, in plain words.
    """

    text: str
    problem: str = ""

    @property
    def is_nothing(self) -> bool:
        """Whether it is empty or ``success``, which needs no encryption (documented)."""
        return self.text.strip() in ("", "success")


def open_reply(body: str, settings: PushSettings) -> Reply:
    """Read an answer: encrypted in safe mode, either way in compatible mode, else plain."""
    reply = Reply(body)
    if reply.is_nothing or settings.mode == "plain":
        return reply
    fields = _sealed_fields(body)
    if fields is None:
        if settings.mode == "compatible":
            return reply
        return Reply(
            body,
            "in safe mode an answer other than success must be encrypted: "
            "Encrypt, MsgSignature, TimeStamp and Nonce",
        )
    encrypted, signature, timestamp, nonce = fields
    try:
        text = decrypt(encrypted, settings.encoding_aes_key, settings.appid)
    except PushCryptoError as error:
        return Reply(body, str(error))
    if not is_genuine(signature, settings.token, timestamp, nonce, encrypted):
        return Reply(text, "MsgSignature is not that of the token, TimeStamp, Nonce and Encrypt")
    return Reply(text)


def _written(fields: dict[str, Any], form: str) -> str:
    return to_xml(fields) if form == "xml" else msgspec.json.encode(fields).decode()


def _sealed_fields(body: str) -> tuple[str, str, str, str] | None:
    """Return Encrypt, MsgSignature, TimeStamp and Nonce; None where it is no sealed answer."""
    names = ("Encrypt", "MsgSignature", "TimeStamp", "Nonce")
    if body.lstrip().startswith("<"):
        found = [element_of(body, name) for name in names]
    else:
        try:
            fields = msgspec.json.decode(body, type=dict[str, Any])
        except msgspec.MsgspecError:
            return None
        found = [str(fields[name]) if name in fields else None for name in names]
    if found[0] is None:
        return None
    encrypted, signature, timestamp, nonce = (text or "" for text in found)
    return encrypted, signature, timestamp, nonce
