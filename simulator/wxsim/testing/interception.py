"""Answering for api.weixin.qq.com inside the process that asks."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from wxsim.hosts import is_api
from wxsim.server_api import ServerApi
from wxsim.server_api.answer import Answer, Delivery
from wxsim.server_api.routes import longest_body

_WHOLE = Delivery()


class WouldWaitForEver(AssertionError):
    """WeChat hangs, and whoever called it set no timeout."""


class Late(Exception):
    """The answer would come after the caller's timeout."""


class Interception:
    """One ``with simulator.intercept():``.

    Args:
        api: answers.
        offline: nothing but WeChat and this machine can be reached.

    Attributes:
        offline: as given.
    """

    def __init__(self, api: ServerApi, *, offline: bool) -> None:
        self._api = api
        self.offline = offline

    def answer(self, method: str, url: str, headers: Callable[[str], str], body: bytes) -> Answer:
        """Answer a request as WeChat does.

        Args:
            method: in any letters.
            url: with its query.
            headers: returns the header of a name, or the empty text.
            body: all of it.
        """
        parts = urlsplit(url)
        path = unquote(parts.path or "/", errors="replace")

        def header(name: str) -> str:
            # Libraries write this one when they send, which here they never do.
            return headers(name) or (parts.netloc if name.lower() == "host" else "")

        answer = self._api.answer(
            method=method.upper(),
            path=path,
            query_string=parts.query.encode(),
            body=body if len(body) <= longest_body(path) else None,
            client_ip="127.0.0.1",
            header=header,
            content_type=headers("Content-Type"),
            user_agent=headers("User-Agent"),
        )
        if method.upper() == "HEAD":
            return Answer(answer.headers, b"", answer.status, answer.delivery)
        return answer


def delivery_of(answer: Answer, timeout: float | None, url: str) -> Delivery:
    """Return how an answer reaches a caller who waits at most so long.

    Args:
        answer: what WeChat answers.
        timeout: seconds; None waits for ever.
        url: for the error.

    Raises:
        Late: the caller does not wait long enough. Nobody needs to wait for that.
        WouldWaitForEver: the caller would.
    """
    delivery = answer.delivery or _WHOLE
    if delivery.how == "hang" and timeout is None:
        raise WouldWaitForEver(
            f"WeChat hangs at {urlsplit(url).path}, on purpose, and this call has no timeout: it "
            "would wait for ever; give it one"
        )
    if delivery.how == "hang" or (timeout is not None and delivery.delay > timeout):
        raise Late
    return delivery


def reason_of(answer: Answer) -> str:
    """Return the words that stand beside the HTTP status."""
    known = {status.value: status.phrase for status in HTTPStatus}
    return known.get(answer.status, "Error")


class Unreachable(Exception):
    """A test that is offline asks for somebody who is not here."""


# Those that hold, the innermost last. All threads share them, as they share what is patched.
active: list[Interception] = []


def interception_for(host: str) -> Interception | None:
    """Return who answers for a host, or None where a request goes its own way.

    Raises:
        Unreachable: it may not, for a test that is offline.
    """
    holding = list(active)
    if not holding:
        return None
    if is_api(host):
        return holding[-1]
    if any(one.offline for one in holding) and not _is_here(host):
        raise Unreachable(
            f"{host} is not asked: wxsim.intercept(offline=True) lets nothing out but calls of "
            "this machine, and answers api.weixin.qq.com itself"
        )
    return None


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
