"""What a lost connection is called: Chromium's net errors, which WeChat shows."""

from __future__ import annotations

import http.client
import socket
import ssl

import requests

from wxsim.miniprogram import messages
from wxsim.miniprogram.outgoing import RequestFailed

# The first that fits counts. Numbers and names are those of Chromium's public
# list of net errors; -101, -102 and -202 have been seen in errMsg texts.
_NET_ERRORS: tuple[tuple[type[BaseException], int, str], ...] = (
    (http.client.RemoteDisconnected, -324, "ERR_EMPTY_RESPONSE"),
    (ConnectionRefusedError, -102, "ERR_CONNECTION_REFUSED"),
    (ConnectionResetError, -101, "ERR_CONNECTION_RESET"),
    (socket.gaierror, -105, "ERR_NAME_NOT_RESOLVED"),
    (ssl.SSLCertVerificationError, -202, "ERR_CERT_AUTHORITY_INVALID"),
    (ssl.SSLError, -107, "ERR_SSL_PROTOCOL_ERROR"),
)


def root_of(error: requests.RequestException) -> BaseException:
    """Return the system's own error behind that of the HTTP library.

    The library wraps it several times over, in words about pools and retries.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and not isinstance(cause, requests.RequestException):
            return cause
        cause = cause.__cause__ or cause.__context__
    return error


def failure_of(error: requests.RequestException, url: str, timeout: float) -> RequestFailed:
    """Return how ``wx.request`` ends when the connection ended with ``error``.

    Args:
        error: what the HTTP library raised.
        url: what was called.
        timeout: in seconds.
    """
    root = root_of(error)
    if isinstance(root, TimeoutError):
        return RequestFailed(messages.TIMEOUT, url=url, seconds=timeout)
    reason = f"{url}: {root}"
    for kind, code, name in _NET_ERRORS:
        if isinstance(root, kind):
            return RequestFailed(messages.CONNECTION, code=code, name=name, reason=reason)
    return RequestFailed(messages.CONNECTION, code=-2, name="ERR_FAILED", reason=reason)
