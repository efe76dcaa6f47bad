"""Answering for api.weixin.qq.com inside the process that asks."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit

from wxsim.server_api import ServerApi
from wxsim.server_api.answer import Answer, Delivery
from wxsim.server_api.routes import longest_body

# Documented: the general domain, the one for when that is down, and one for each place.
HOSTS = frozenset(f"{name}.weixin.qq.com" for name in ("api", "api2", "sh.api", "sz.api", "hk.api"))

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


# The innermost last. All threads share it, as they share what is patched.
_active: list[Interception] = []
_undo: list[Callable[[], None]] = []
_lock = Lock()


def interception_for(url: str) -> Interception | None:
    """Return who answers a request, or None where it goes its own way.

    Raises:
        Unreachable: it may not, for a test that is offline.
    """
    active = list(_active)
    if not active:
        return None
    host = urlsplit(url).hostname or ""
    if host in HOSTS:
        return active[-1]
    if any(one.offline for one in active) and not _is_here(host):
        raise Unreachable(
            f"{host} is not asked: wxsim.intercept(offline=True) lets nothing out but calls of "
            "this machine, and answers api.weixin.qq.com itself"
        )
    return None


class Unreachable(Exception):
    """A test that is offline asks for somebody who is not here."""


@contextmanager
def intercepting(interception: Interception) -> Iterator[None]:
    """Patch ``requests`` and, where it is installed, ``httpx``, and undo it at the end."""
    with _lock:
        if not _active:
            _undo.extend(_patches())
        _active.append(interception)
    try:
        yield
    finally:
        with _lock:
            _active.remove(interception)
            if not _active:
                while _undo:
                    _undo.pop()()


def _patches() -> Iterator[Callable[[], None]]:
    """Patch, and yield what undoes it."""
    # Only those who intercept import any of these.
    from wxsim.testing import for_requests  # noqa: PLC0415  # see above

    yield patched(*for_requests.SEND)
    for name in ("httpx", "httpx2"):
        if find_spec(name) is not None:
            from wxsim.testing.for_httpx import Httpx  # noqa: PLC0415  # see above

            for patch in Httpx(import_module(name)).patches:
                yield patched(*patch)


def patched(owner: type, name: str, wrapper: Callable[[Any], Any]) -> Callable[[], None]:
    """Put a wrapper around a method, and return what takes it off."""
    original = owner.__dict__[name]
    ours = wrapper(original)
    setattr(owner, name, ours)

    def undo() -> None:
        # Who patched after us and is not done yet puts ours back one day: it
        # then lets everything through.
        if owner.__dict__[name] is ours:
            setattr(owner, name, original)

    return undo


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
