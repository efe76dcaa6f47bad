"""What a caller of the Server API sent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from wxsim.world import App


@dataclass(kw_only=True)
class Call:
    """One request, free of any web framework.

    Attributes:
        method: in capitals.
        path: decoded, as it stands after the host.
        query_string: undecoded, without the question mark.
        body: None where it was larger than the server takes.
        client_ip: where it came from.
        rid: the id WeChat gives this request.
        token_app: whose access_token it carried, on paths that need one.
    """

    method: str
    path: str
    query_string: bytes
    body: bytes | None
    client_ip: str
    rid: str
    token_app: App | None = None

    @cached_property
    def query(self) -> dict[str, str]:
        """The query parameters by name.

        Of duplicates the first counts, bytes that are not UTF-8 become U+FFFD
        and then match nothing, and a parameter without a value is as good as
        absent (all assumed).
        """
        text = self.query_string.decode("ascii", "replace")
        if "%" in text or "+" in text:
            pairs = parse_qsl(text, keep_blank_values=True, errors="replace")
        else:
            # Nothing to decode, as in most logins: the library's care costs 20 µs.
            pairs = [(name, value) for name, _, value in map(_partition, text.split("&"))]
        # The last of a dict's duplicates wins, so the first must come last.
        return dict(reversed(pairs))

    def parameter(self, name: str) -> str:
        """Return a query parameter, or the empty text where it is absent."""
        return self.query.get(name, "")

    @property
    def app(self) -> App:
        """The app whose access_token the call carries, on paths that need one."""
        assert self.token_app is not None, f"{self.path} needs no token"  # noqa: S101  # the dispatcher sets it on such paths
        return self.token_app

    def json_object(self) -> dict[str, Any] | None:
        """Return the body as a JSON object, or None where it is anything else."""
        if not self.body:
            return None
        try:
            decoded = msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        return decoded if isinstance(decoded, dict) else None


def _partition(pair: str) -> tuple[str, str, str]:
    return pair.partition("=")


def text_of(value: object) -> str:
    """Return a JSON value where WeChat wants a text: absent and null are empty."""
    if value is None:
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
