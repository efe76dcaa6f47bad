"""From the options of ``wx.request`` to the HTTP request that they mean."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from wxsim.miniprogram import messages
from wxsim.miniprogram.domains import host_of
from wxsim.miniprogram.javascript import encode_component, to_json, to_text, type_name, well_formed
from wxsim.miniprogram.messages import Failure

# Documented: wx.request. PATCH is not among them.
METHODS = ("OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "CONNECT")

# Documented: the network page gives 60 s as the default and as the maximum.
LONGEST_MILLISECONDS = 60_000

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[^\x00\r\n\u0100-\U0010ffff]*")


class RequestFailed(Exception):
    """A ``wx.request`` ends here, with one row of the message table.

    Args:
        failure: the row.
        **values: what its texts have places for.
    """

    def __init__(self, failure: Failure, **values: Any) -> None:
        super().__init__(failure)
        self.failure = failure
        self.values = values


@dataclass(frozen=True)
class Outgoing:
    """What is to be sent, and how the answer is to be read.

    Attributes:
        method: in capitals.
        url: with the data of a GET in its query.
        headers: what the program may set; the client adds its own.
        body: None for an empty one.
        timeout: in seconds.
        parse: whether the answer is tried as JSON.
        binary: whether the answer is wanted as bytes.
    """

    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None
    timeout: float
    parse: bool
    binary: bool


def read_options(options: Mapping[str, Any]) -> Outgoing:
    """Read the options of a ``wx.request`` as WeChat does.

    Raises:
        RequestFailed: WeChat would not send it.
        TypeError: the data is no JSON.
    """
    url = _url(options)
    method = _method(options.get("method"))
    headers = _headers(options.get("header"))
    data = options.get("data")
    if callable(data):
        raise RequestFailed(messages.DATA_IS_FUNCTION)
    if method == "GET" and isinstance(data, Mapping):
        url, body = _with_query(url, data), None
    else:
        body = _body(data, headers["content-type"])
    return Outgoing(
        method=method,
        url=url,
        headers=headers,
        body=body,
        timeout=_milliseconds(options.get("timeout")) / 1000,
        parse=options.get("dataType", "json") == "json",
        binary=options.get("responseType") == "arraybuffer",
    )


def check_url(url: str) -> None:
    """Refuse what is no http or https URL, as it stands in the options or in a redirect.

    Raises:
        RequestFailed: it is not.
    """
    try:
        host_of(url)
    except ValueError as error:
        raise RequestFailed(messages.INVALID_URL, url=url) from error


def _url(options: Mapping[str, Any]) -> str:
    url = options.get("url")
    if not isinstance(url, str):
        found = type_name(url) if "url" in options else "Undefined"
        raise RequestFailed(messages.PARAMETER_TYPE, name="url", wanted="String", found=found)
    check_url(url)
    return url


def _method(method: object) -> str:
    name = "GET" if method is None else str(method).upper()
    if name not in METHODS:
        raise RequestFailed(messages.METHOD_INVALID, found=repr(method), allowed=", ".join(METHODS))
    return name


def _headers(header: object) -> dict[str, str]:
    """Observed: values are stringified, content-type alone is put in small letters."""
    if header is None:
        header = {}
    if not isinstance(header, Mapping):
        warnings.warn(
            f"header of wx.request must be an object, not {type_name(header)}; it is not sent",
            stacklevel=2,
        )
        header = {}
    headers: dict[str, str] = {}
    for key, value in header.items():
        name, text = to_text(key), to_text(value).strip()
        if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(text):
            raise RequestFailed(messages.INVALID_HEADER, name=name)
        if name.lower() == "content-type":
            name = "content-type"
        if name.lower() != "referer":  # documented: it cannot be set
            headers[name] = text
    if not headers.get("content-type"):
        headers["content-type"] = "application/json"  # observed: on a GET as well
    return headers


def _with_query(url: str, data: Mapping[Any, Any]) -> str:
    """Observed: the query stays as it is written, but for the keys that data gives too."""
    if not data:
        return url
    parts = urlsplit(url)
    pairs = dict(pair.partition("=")[::2] for pair in parts.query.split("&") if pair)
    for key, value in data.items():
        is_object = type_name(value) in ("Object", "Array", "Null")
        text = to_json(value, "data of wx.request") if is_object else to_text(value)
        pairs[encode_component(to_text(key))] = encode_component(text)
    query = "&".join(f"{key}={value}" for key, value in pairs.items())
    return parts._replace(query=query).geturl()


def _body(data: object, content_type: str) -> bytes | None:
    if data is None:
        return None
    if isinstance(data, (bytes, bytearray)):
        return bytes(data)
    if isinstance(data, str):
        return well_formed(data).encode()
    if "application/x-www-form-urlencoded" in content_type and isinstance(data, Mapping):
        # Documented: encodeURIComponent(k)=encodeURIComponent(v), so that an
        # object in a form arrives as "[object Object]".
        pairs = (
            (encode_component(to_text(k)), encode_component(to_text(v))) for k, v in data.items()
        )
        return "&".join(f"{key}={value}" for key, value in pairs).encode()
    return to_json(data, "data of wx.request").encode()


def _milliseconds(timeout: object) -> float:
    """A timeout that is no positive number counts as none given (assumed)."""
    if isinstance(timeout, bool) or not isinstance(timeout, (int, float)) or not timeout > 0:
        return LONGEST_MILLISECONDS
    return min(timeout, LONGEST_MILLISECONDS)
