"""One HTTP call to WeChat: what can go wrong on the way, and what came back.

WeChat answers HTTP 200 even when it refuses; the verdict is in ``errcode``,
and a success may have no ``errcode`` at all (both observed). Its Content-Type
says nothing: ``/sns`` calls its JSON text/plain (observed).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

logger = logging.getLogger(__name__)

_SYSTEM_ERROR = -1
_CONNECTIONS_KEPT = 50


class WeChatUnavailableError(Exception):
    """WeChat gave no answer that can be used. The reason has been logged."""


class WeChatRefusalError(Exception):
    """WeChat answered, and refused.

    Attributes:
        path: the endpoint that refused.
        errcode: WeChat's number for the reason.
        errmsg: WeChat's words for it, for the operator's eyes.
    """

    def __init__(self, path: str, errcode: int, errmsg: str) -> None:
        super().__init__(f"{path} answered errcode {errcode}: {errmsg}")
        self.path = path
        self.errcode = errcode
        self.errmsg = errmsg


class WeChatHttp:
    """Calls WeChat and returns the JSON objects it answers."""

    def __init__(self, base_url: str, timeout: float) -> None:
        """Prepare to call.

        Args:
            base_url: what stands before every path.
            timeout: seconds WeChat may stay silent.
        """
        self._base_url = base_url.rstrip("/")
        self._timeout = timeout
        self._http = requests.Session()
        # No automatic retries: a code may be spent even when the answer was lost.
        adapter = HTTPAdapter(pool_maxsize=_CONNECTIONS_KEPT, max_retries=0)
        self._http.mount("http://", adapter)
        self._http.mount("https://", adapter)
        if urlsplit(base_url).hostname in {"localhost", "127.0.0.1", "::1"}:
            # A proxy named in the environment has a loopback of its own, not ours.
            self._http.trust_env = False

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> dict[str, object]:
        """Make one call, and a second one when WeChat says that it was too busy.

        Args:
            method: GET or POST.
            path: of the endpoint, from the slash on.
            query: the query string.
            body: sent as JSON.

        Returns:
            The answer, a JSON object whose errcode is 0 or absent.

        Raises:
            WeChatRefusalError: the answer has an errcode.
            WeChatUnavailableError: there was no answer, or not one of WeChat's.
        """
        answer = self._exchange(method, path, query, body)
        if answer.get("errcode") == _SYSTEM_ERROR:
            # Documented: the system is busy, try again. Nothing was done or spent.
            answer = self._exchange(method, path, query, body)
        errcode = answer.get("errcode", 0)
        if type(errcode) is not int:
            raise unusable(path, "errcode is not an integer")
        if errcode != 0:
            raise WeChatRefusalError(path, errcode, str(answer.get("errmsg", "")))
        return answer

    def _exchange(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None,
        body: Mapping[str, object] | None,
    ) -> dict[str, object]:
        try:
            response = self._http.request(
                method,
                self._base_url + path,
                params=query,
                json=body,
                timeout=self._timeout,
                # A redirect would carry the secret to wherever it points.
                allow_redirects=False,
            )
        except requests.RequestException as error:
            # Its name alone: its text has the URL in it, and the URL has the secret.
            failure = type(error).__name__
        else:
            return _json_object(path, response)
        raise unusable(path, failure)


def unusable(path: str, reason: str) -> WeChatUnavailableError:
    """Log for the operator why an answer of WeChat cannot be used; return what to raise."""
    logger.warning("no usable answer from WeChat to %s: %s", path, reason)
    return WeChatUnavailableError(f"{path}: {reason}")


def _json_object(path: str, response: requests.Response) -> dict[str, object]:
    if response.status_code != 200:
        raise unusable(path, f"HTTP status {response.status_code}")
    try:
        answer = json.loads(response.content.decode())
    except (ValueError, RecursionError):
        raise unusable(path, "the body is not JSON") from None
    if not isinstance(answer, dict):
        raise unusable(path, "the JSON is not an object")
    return answer
