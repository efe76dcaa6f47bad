"""The two things this server asks of WeChat: who is this, and what is their number."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from wxsim.loginserver.access_token import AccessToken
from wxsim.loginserver.config import LoginServerConfig
from wxsim.loginserver.wechat_http import (
    WeChatHttp,
    WeChatRefusalError,
    WeChatUnavailableError,
    unusable,
)

logger = logging.getLogger(__name__)

_SESSION_PATH = "/sns/jscode2session"
_PHONE_PATH = "/wxa/business/getuserphonenumber"

# invalid or not the latest, expired, and the documented twin of the first.
_TOKEN_REFUSED = {40001, 42001, 40014}


class CodeRefusedError(Exception):
    """The code is unknown to WeChat, expired, spent, or of another app."""


class PersonBlockedError(Exception):
    """WeChat holds this person to be a high risk and does not let them log in."""


class WeChatBusyError(Exception):
    """This appid has used up its calls for the minute or the day."""


# Refusals that mean something for the person. All others are ours to put right.
_MEANINGS: dict[int, type[Exception]] = {
    # The phone code is not this openid's (assumed: no errcode is documented for it).
    40003: CodeRefusedError,
    40029: CodeRefusedError,
    40163: CodeRefusedError,
    40226: PersonBlockedError,
    45009: WeChatBusyError,
    45011: WeChatBusyError,
}


@dataclass(frozen=True)
class WeChatSession:
    """Who logged in, and the key that WeChat and the phone now share for them."""

    openid: str
    session_key: str = field(repr=False)


@dataclass(frozen=True)
class PhoneNumber:
    """A number as WeChat knows it: with and without prefix, and the country's code."""

    phone_number: str
    pure_phone_number: str
    country_code: str


class ForeignWatermarkError(Exception):
    """The answer is genuine but was made for another app."""


class WeChatClient:
    """WeChat's server API, as far as this server needs it.

    Each method may raise PersonBlockedError, WeChatBusyError or
    WeChatUnavailableError besides what it names. The last one also stands for
    a mistake in our own settings, which the log then tells of: the person can
    do nothing about either.
    """

    def __init__(self, config: LoginServerConfig) -> None:
        self._appid = config.appid
        self._secret = config.secret
        self._http = WeChatHttp(config.wechat_base_url, config.wechat_timeout)
        self._token = AccessToken(self._http, config.appid, config.secret)

    def code_to_session(self, code: str) -> WeChatSession:
        """Redeem the code that wx.login gave (documented: code2Session).

        A call that got no answer is not made again: WeChat may have spent the
        code, and a second try would then blame the person for it.

        Raises:
            CodeRefusedError: the code is no good.
        """
        with _refusals_explained():
            answer = self._http.call(
                "GET",
                _SESSION_PATH,
                query={
                    "appid": self._appid,
                    "secret": self._secret,
                    "js_code": code,
                    "grant_type": "authorization_code",
                },
            )
        return WeChatSession(
            openid=_ascii(_SESSION_PATH, answer, "openid"),
            session_key=_ascii(_SESSION_PATH, answer, "session_key"),
        )

    def phone_number(self, code: str, openid: str) -> PhoneNumber:
        """Redeem the code of the getPhoneNumber button (documented: getPhoneNumber).

        Args:
            code: as the client sent it.
            openid: whose code it must be; WeChat checks it, so that nobody gets
                another person's number into their account.

        Raises:
            CodeRefusedError: the code is no good, or another person's.
            ForeignWatermarkError: the number was given to another app.
        """
        with _refusals_explained():
            info = self._call_with_token(_PHONE_PATH, {"code": code, "openid": openid}).get(
                "phone_info"
            )
        if not isinstance(info, dict) or not isinstance(info.get("watermark"), dict):
            raise unusable(_PHONE_PATH, "it has no phone_info with a watermark")
        if info["watermark"].get("appid") != self._appid:
            raise ForeignWatermarkError
        if type(info.get("countryCode")) is int:
            # WeChat's documentation has had both 86 and "86".
            info["countryCode"] = str(info["countryCode"])
        return PhoneNumber(
            phone_number=_ascii(_PHONE_PATH, info, "phoneNumber"),
            pure_phone_number=_ascii(_PHONE_PATH, info, "purePhoneNumber"),
            country_code=_ascii(_PHONE_PATH, info, "countryCode"),
        )

    def _call_with_token(self, path: str, body: dict[str, object]) -> dict[str, object]:
        token = self._token.current()
        try:
            return self._http.call("POST", path, query={"access_token": token}, body=body)
        except WeChatRefusalError as refusal:
            if refusal.errcode not in _TOKEN_REFUSED:
                raise
        # WeChat looks at the token before anything else (observed), so the code
        # in the body is still unspent.
        token = self._token.instead_of(token)
        return self._http.call("POST", path, query={"access_token": token}, body=body)


@contextmanager
def _refusals_explained() -> Iterator[None]:
    """Let WeChat's refusals out as what they mean to the person."""
    try:
        yield
    except WeChatRefusalError as refusal:
        raise _meaning_of(refusal) from None


def _meaning_of(refusal: WeChatRefusalError) -> Exception:
    meaning = _MEANINGS.get(refusal.errcode)
    if meaning is not None:
        return meaning()
    logger.error(
        # Repr and a limit: somebody else's text does not get to write lines of our log.
        "WeChat refused %s with errcode %d: %.300r",
        refusal.path,
        refusal.errcode,
        refusal.errmsg,
    )
    return WeChatUnavailableError(refusal.path)


def _ascii(path: str, answer: dict[str, object], name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str) or not value or not value.isascii():
        raise unusable(path, f"{name} is missing or not a string of ASCII")
    return value
