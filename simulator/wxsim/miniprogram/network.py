"""``wx.request``: the Mini Program talks to its own server."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin

import requests

from wxsim.miniprogram import messages
from wxsim.miniprogram.domains import DomainRule, origin_of
from wxsim.miniprogram.exchange import HttpExchange
from wxsim.miniprogram.javascript import parse_json
from wxsim.miniprogram.neterrors import failure_of
from wxsim.miniprogram.outcome import Outcome, failed
from wxsim.miniprogram.outgoing import Outgoing, RequestFailed, check_url, read_options

USER_AGENT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 15_6_1 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.29(0x18001d38)"
    " NetType/WIFI Language/zh_CN"
)
"""Observed: WeChat on a phone."""

_MOST_REDIRECTS = 20


class Network:
    """The phone's network, with the rules that WeChat puts on it.

    No proxy of the environment is used and no cookie is kept. Redirects are
    followed, each under the domain rule (assumed) and with the headers that the
    program gave. The timeout bounds every silence, the wait for a connection
    included: an answer that keeps trickling in is not cut off.

    Args:
        referer: sent with every request.
        user_agent: sent unless the program sets its own (assumed that it may).
        domains: which servers may be called.
    """

    def __init__(self, *, referer: str, user_agent: str, domains: DomainRule) -> None:
        self._domains = domains
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self._session.headers.update({"User-Agent": user_agent, "Referer": referer})

    def request(self, api: str, options: Mapping[str, Any]) -> Outcome:
        """Send one request and read its answer, whatever its status (documented).

        Raises:
            TypeError: the data is no JSON.
        """
        exchanges: list[HttpExchange] = []
        try:
            outgoing = read_options(options)
            response = self._fetch(outgoing, exchanges)
        except RequestFailed as end:
            return failed(api, end.failure, http=tuple(exchanges), **end.values)
        result = {
            "data": _data(response.content, outgoing),
            "statusCode": response.status_code,
            "header": _headers(response),
            "cookies": response.raw.headers.getlist("Set-Cookie"),
            "errMsg": f"{api}:ok",
        }
        return Outcome(result, http=tuple(exchanges))

    def close(self) -> None:
        """Close the connections to the servers."""
        self._session.close()

    def _fetch(self, outgoing: Outgoing, exchanges: list[HttpExchange]) -> requests.Response:
        method, url, body = outgoing.method, outgoing.url, outgoing.body
        for _ in range(_MOST_REDIRECTS + 1):
            request = self._prepared(method, url, outgoing.headers, body)
            response = self._send(request, outgoing.timeout, exchanges)
            target = self._session.get_redirect_target(response)
            if target is None:
                return response
            url = urljoin(response.url, target)
            if _becomes_get(method, response.status_code):
                method, body = "GET", None
        raise RequestFailed(messages.TOO_MANY_REDIRECTS, count=_MOST_REDIRECTS, url=url)

    def _prepared(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None
    ) -> requests.PreparedRequest:
        check_url(url)
        request = requests.Request(method, url, headers=headers, data=body)
        try:
            prepared = self._session.prepare_request(request)
        except ValueError as error:
            raise RequestFailed(messages.INVALID_URL, url=url) from error
        # The rule sees the URL as it is sent: api%2Eweixin.qq.com is no way round it.
        refusal = self._domains.refusal(str(prepared.url))
        if refusal is not None:
            raise RequestFailed(refusal, origin=origin_of(str(prepared.url)))
        return prepared

    def _send(
        self, prepared: requests.PreparedRequest, timeout: float, exchanges: list[HttpExchange]
    ) -> requests.Response:
        try:
            response = self._session.send(prepared, timeout=timeout, allow_redirects=False)
        except requests.RequestException as error:
            exchanges.append(_exchange(prepared, None))
            raise failure_of(error, str(prepared.url), timeout) from error
        except ValueError as error:  # a host name that cannot be one, found on connecting
            raise RequestFailed(messages.INVALID_URL, url=prepared.url) from error
        exchanges.append(_exchange(prepared, response))
        return response


def _becomes_get(method: str, status: int) -> bool:
    """As every browser does it: 303 always, 301 and 302 after a POST."""
    if status == requests.codes.see_other:
        return method != "HEAD"
    return method == "POST" and status in (requests.codes.moved, requests.codes.found)


def _data(content: bytes, outgoing: Outgoing) -> Any:
    if outgoing.binary:
        return content
    # Documented: UTF-8 is expected, and one byte order mark is dropped.
    text = content.decode("utf-8-sig", errors="replace")
    if not outgoing.parse:
        return text
    try:
        return parse_json(text)
    except ValueError:
        return text


def _headers(response: requests.Response) -> dict[str, str]:
    received = response.raw.headers
    return {name: ",".join(received.getlist(name)) for name in received}


def _exchange(
    request: requests.PreparedRequest, response: requests.Response | None
) -> HttpExchange:
    body = request.body or b""
    return HttpExchange(
        method=str(request.method),
        url=str(request.url),
        request_headers=dict(request.headers),
        request_body=body if isinstance(body, str) else body.decode(errors="replace"),
        status=None if response is None else response.status_code,
        response_headers={} if response is None else _headers(response),
        response_body="" if response is None else response.content.decode(errors="replace"),
    )
