"""Reading what the Mini Program sent, wherever wx.request put it.

A GET carries its data in the query string, a POST in a form or a JSON body,
and people write parameter names in every case.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from flask import Request

from wxsim.loginserver.answers import RefusalError


class Parameters:
    """The parameters of one request; names are found in any case."""

    def __init__(self, items: Iterable[tuple[str, object]]) -> None:
        self._values: dict[str, object] = {}
        for name, value in items:
            if isinstance(value, str) and not is_unicode(value):
                raise RefusalError(400, f"{name[:40]!a} holds half a character; send Unicode text")
            # Two values for one name: whichever we took, somebody would be surprised.
            key = name.lower()
            if key in self._values and self._values[key] != value:
                raise RefusalError(400, f"{name[:40]!a} was sent twice with different values")
            self._values[key] = value

    def get(self, name: str) -> object:
        """Return a parameter as it was sent, or None when it was not, or was null."""
        return self._values.get(name.lower())

    def text(self, name: str, max_length: int | None = None) -> str:
        """Return a parameter that is a text; empty when it was not sent.

        Raises:
            RefusalError: 400, it is something else, or longer than
                ``max_length`` characters.
        """
        value = self.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise RefusalError(400, f"{name} must be a string")
        if max_length is not None and len(value) > max_length:
            raise RefusalError(400, f"{name} is longer than {max_length} characters")
        return value

    def pair(self, name: str, partner: str) -> tuple[str, str] | None:
        """Return two texts that only mean something together, or None without both.

        Raises:
            RefusalError: 400, one of them came alone.
        """
        value, proof = self.text(name), self.text(partner)
        if bool(value) != bool(proof):
            present, absent = (name, partner) if value else (partner, name)
            raise RefusalError(
                400, f"{present} came without {absent}; send both as WeChat gave them to you"
            )
        return (value, proof) if value else None


def read_parameters(request: Request) -> Parameters:
    """Collect the parameters of a request from query, form and JSON body.

    Raises:
        RefusalError: 400, the JSON body is not a JSON object, or the same
            parameter came with different values.
    """
    items: list[tuple[str, object]] = list(request.args.items(multi=True))
    if request.is_json:
        items += _json_body(request.get_data()).items()
    else:
        items += request.form.items(multi=True)
    return Parameters(items)


def is_unicode(text: str) -> bool:
    r"""Tell whether a text can be written as UTF-8.

    JSON can name half of a surrogate pair (``"\ud83d"``), which no database,
    hash or URL will take.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _json_body(body: bytes) -> dict[str, object]:
    # wx.request says application/json by default, even of a GET with no body.
    if not body:
        return {}
    try:
        document = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise RefusalError(400, "the body is not JSON, though its Content-Type says so") from None
    if not isinstance(document, dict):
        raise RefusalError(400, 'the JSON body must be an object, like {"code":"…"}')
    return document
