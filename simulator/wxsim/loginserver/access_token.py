"""The access_token that WeChat wants on calls that are not about one login."""

from __future__ import annotations

import threading
import time

from wxsim.loginserver.wechat_http import WeChatHttp, unusable

_PATH = "/cgi-bin/stable_token"

# Renewed this long before it ends, in seconds, so that none ends on its way.
# WeChat has the next one ready five minutes ahead (documented: getStableAccessToken).
_MARGIN = 60


class AccessToken:
    """Keeps one access_token and renews it when it must.

    It asks ``stable_token``, which gives every process that asks the same
    token, where the older ``/cgi-bin/token`` makes a new one for each and
    thereby ends everybody else's. ``force_refresh`` is never used, for it does
    just that, and may be used twenty times a day.
    """

    def __init__(self, http: WeChatHttp, appid: str, secret: str) -> None:
        self._http = http
        self._appid = appid
        self._secret = secret
        self._lock = threading.Lock()
        self._token = ""
        self._renew_at = 0.0

    def current(self) -> str:
        """Return a token that has some life left.

        Raises:
            WeChatRefusalError: WeChat gives us none.
            WeChatUnavailableError: WeChat does not answer properly.
        """
        with self._lock:
            if not self._token or time.monotonic() >= self._renew_at:
                self._renew()
            return self._token

    def instead_of(self, refused: str) -> str:
        """Return a token to use after WeChat refused one.

        Of many threads that were refused at once, one renews and the others
        take what it brought.

        Args:
            refused: the token that WeChat did not take.

        Raises:
            WeChatRefusalError: WeChat gives us none.
            WeChatUnavailableError: WeChat does not answer properly.
        """
        with self._lock:
            if self._token == refused:
                self._renew()
            return self._token

    def _renew(self) -> None:
        asked_at = time.monotonic()
        answer = self._http.call(
            "POST",
            _PATH,
            body={
                "grant_type": "client_credential",
                "appid": self._appid,
                "secret": self._secret,
            },
        )
        token, lifetime = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not token:
            raise unusable(_PATH, "it has no access_token")
        if type(lifetime) is not int:
            raise unusable(_PATH, "expires_in is not an integer")
        self._token, self._renew_at = token, asked_at + lifetime - _MARGIN
