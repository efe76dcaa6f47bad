"""A login with ``requests`` that has WeChat's address built in.

Nothing here knows of a simulator. ``test_wechat_login.py`` tests it as it is:
within ``wxsim.intercept()`` calls of api.weixin.qq.com are answered in the
test's own process, without any socket.

Run it: ``pip install wxsim requests pytest``, then ``pytest`` in this folder.
"""

from __future__ import annotations

from dataclasses import dataclass

import requests

_CODE_TO_SESSION = "https://api.weixin.qq.com/sns/jscode2session"
_SECONDS_TO_ANSWER = 3


class LoginRefused(Exception):
    """WeChat does not accept the code; only a new wx.login helps."""


class WeChatUnavailable(Exception):
    """WeChat gives no answer that could be used. The code may be spent all the same."""


@dataclass(frozen=True)
class Login:
    """Who logged in. The session_key must never leave the server."""

    openid: str
    session_key: str


def log_in(appid: str, secret: str, js_code: str) -> Login:
    """Exchange the code of a wx.login.

    Raises:
        LoginRefused: the code is unknown, used or too old, or the person is blocked.
        WeChatUnavailable: WeChat is busy, silent or talks nonsense.
    """
    query = {
        "appid": appid,
        "secret": secret,
        "js_code": js_code,
        "grant_type": "authorization_code",
    }
    try:
        response = requests.get(_CODE_TO_SESSION, params=query, timeout=_SECONDS_TO_ANSWER)
        response.raise_for_status()
        answer = response.json()
    except requests.RequestException as error:
        raise WeChatUnavailable(type(error).__name__) from error
    errcode = answer.get("errcode", 0)
    if errcode in (-1, 45011):
        raise WeChatUnavailable(answer["errmsg"])
    if errcode:
        raise LoginRefused(answer["errmsg"])
    return Login(answer["openid"], answer["session_key"])
