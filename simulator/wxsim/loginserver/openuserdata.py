"""Is this really what WeChat gave to this person's phone?

The profile that a client sends proves nothing. WeChat proves it in two ways,
both with the session_key that only WeChat and this server hold: rawData comes
with a signature, and encryptedData cannot be made without the key (documented:
open data verification and decryption).
"""

from __future__ import annotations

import json
import time

from wxsim import opendata
from wxsim.loginserver.wechat import WeChatSession


class UntrustedDataError(Exception):
    """The data is not what WeChat gave this person's phone for this login.

    Tampering and a session_key that WeChat has replaced meanwhile look exactly
    alike, so an honest client gets here too. Its text says what did not fit.
    """


def read_raw_data(raw_data: str, signature: str, session: WeChatSession) -> dict[str, object]:
    """Return the object in a rawData, once its signature has been verified.

    There is no watermark in rawData: who has it may send it again until the
    session_key is replaced. Where that matters, ask for encryptedData.

    Raises:
        UntrustedDataError: the signature is not for this text and session_key,
            or the text is not a JSON object.
    """
    if not opendata.raw_data_is_genuine(raw_data, signature, session.session_key):
        raise UntrustedDataError("the signature does not fit rawData and this login")
    return _json_object(raw_data, "rawData")


def read_encrypted_data(
    encrypted_data: str, iv: str, session: WeChatSession, *, appid: str, max_age: float
) -> dict[str, object]:
    """Return the object in an encryptedData, once it has been opened and verified.

    Args:
        encrypted_data: as the phone gave it.
        iv: as the phone gave it.
        session: the login it must belong to.
        appid: the app it must have been made for.
        max_age: seconds since its watermark that are still allowed. A
            watermark in the future is taken: clocks differ.

    Raises:
        UntrustedDataError: it does not open, is not a JSON object, is too old,
            or belongs to another app or person.
    """
    try:
        plaintext = opendata.decrypt(encrypted_data, session.session_key, iv)
    except opendata.OpenDataError:
        raise UntrustedDataError("encryptedData does not open with this login and iv") from None
    data = _json_object(plaintext, "encryptedData")
    watermark = data.get("watermark")
    if not isinstance(watermark, dict) or watermark.get("appid") != appid:
        raise UntrustedDataError("encryptedData was not made for this app")
    timestamp = watermark.get("timestamp")
    if type(timestamp) is not int or timestamp < time.time() - max_age:
        raise UntrustedDataError("encryptedData is too old")
    # Not all of it names the person: what wx.getUserProfile gives does not (documented).
    if data.get("openId", session.openid) != session.openid:
        raise UntrustedDataError("encryptedData is about another person")
    return data


def _json_object(text: str, name: str) -> dict[str, object]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise UntrustedDataError(f"{name} is not JSON") from None
    if not isinstance(document, dict):
        raise UntrustedDataError(f"{name} is not a JSON object")
    return document
