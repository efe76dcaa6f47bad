"""What this server asks of WeChat."""

import base64
import hashlib
import hmac
import json
import time

import requests
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from django.core.cache import cache

CACHE_KEY = "wechat-access-token"
DAY = 24 * 3600


class Refused(Exception):
    """The request cannot be answered as it was meant, with the HTTP status that says so."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status
        self.message = message


def ask(method, path, params=None, body=None):
    """Ask WeChat. It answers HTTP 200 whatever it says, and at times not even JSON."""
    try:
        response = requests.request(
            method,
            settings.WECHAT_BASE_URL + path,
            params=params,
            json=body,
            timeout=2,
            allow_redirects=False,
        )
        answer = response.json()
    except (requests.RequestException, ValueError):
        raise Refused(502, "WeChat does not answer; try again") from None
    if not isinstance(answer, dict):
        raise Refused(502, "WeChat does not answer; try again")
    return answer


def code_to_session(code):
    """Exchange the code of wx.login, once."""
    answer = ask(
        "GET",
        "/sns/jscode2session",
        {
            "appid": settings.WECHAT_APPID,
            "secret": settings.WECHAT_SECRET,
            "js_code": code,
            "grant_type": "authorization_code",
        },
    )
    if answer.get("openid") and answer.get("session_key"):
        return answer["openid"], answer["session_key"]
    if answer.get("errcode") in (40029, 40163):
        raise Refused(401, "call wx.login again")
    if answer.get("errcode") == 40226:
        raise Refused(403, "WeChat has blocked this account")
    raise Refused(503, "WeChat is busy; try again")


def phone_number(code):
    """Exchange the code of the phone-number button."""
    for last in (False, True):
        answer = ask(
            "POST",
            "/wxa/business/getuserphonenumber",
            {"access_token": access_token()},
            {"code": code},
        )
        if answer.get("errcode") not in (40001, 42001) or last:
            break
        cache.delete(CACHE_KEY)
    if isinstance(answer.get("phone_info"), dict):
        return answer["phone_info"]["purePhoneNumber"]
    if answer.get("errcode") == 40029:
        raise Refused(401, "press the button again")
    raise Refused(503, "WeChat is busy; try again")


def access_token():
    """Return the token that all workers share, from stable_token."""
    token = cache.get(CACHE_KEY)
    if token is None:
        answer = ask(
            "POST",
            "/cgi-bin/stable_token",
            body={
                "grant_type": "client_credential",
                "appid": settings.WECHAT_APPID,
                "secret": settings.WECHAT_SECRET,
            },
        )
        token = answer.get("access_token")
        if not token:
            raise Refused(503, "WeChat is busy; try again")
        cache.set(CACHE_KEY, token, answer.get("expires_in", 7200) - 60)
    return token


def open_profile(sent, session_key):
    """Return the profile in what wx.getUserInfo gave, if it is genuine."""
    signed = (sent["rawData"] + session_key).encode()
    # WeChat signs with sha1.
    wanted = hashlib.sha1(signed, usedforsecurity=False).hexdigest()
    if not hmac.compare_digest(wanted.encode(), sent["signature"].encode()):
        raise Refused(403, "the signature does not fit this login; log in again")
    try:
        key, iv = base64.b64decode(session_key), base64.b64decode(sent["iv"])
        decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        padded = decryptor.update(base64.b64decode(sent["encryptedData"])) + decryptor.finalize()
        unpadder = padding.PKCS7(128).unpadder()
        data = json.loads(unpadder.update(padded) + unpadder.finalize())
        watermark = data["watermark"]
        fresh = watermark["timestamp"] > time.time() - DAY
        genuine = watermark["appid"] == settings.WECHAT_APPID and fresh
    except (ValueError, KeyError, TypeError):
        genuine = False
    if not genuine:
        raise Refused(403, "this profile does not fit this login; log in again")
    return data
