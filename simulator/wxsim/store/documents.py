"""One row as JSON, as the ledger and the snapshot both hold it."""

from __future__ import annotations

import base64
import binascii

import msgspec
from msgspec import Raw

from wxsim.store.interface import Row

_encode = msgspec.json.Encoder().encode
_check = msgspec.json.Decoder(Raw).decode
_LINE_BREAK = 10


class Document(msgspec.Struct, kw_only=True, gc=False):
    """A row as it was read, its value still undecoded.

    Attributes:
        value: the value, where it is JSON.
        base64: the value, where it is anything else.
        until: Unix seconds after which nobody asks for the row any more.
    """

    key: str
    value: Raw = Raw()
    base64: str | None = None
    until: float | None = None

    def row(self) -> Row:
        """Return the value and its end.

        Raises:
            ValueError: it has no value, or its base64 is none.
        """
        # Copied: a Raw would keep the whole file in memory.
        value = bytes(self.value)
        if value:
            return value, self.until
        if self.base64 is None:
            raise ValueError("it has neither a value nor a base64")
        try:
            return base64.b64decode(self.base64, validate=True), self.until
        except binascii.Error as error:
            raise ValueError(f"its base64 is none: {error}") from error


def fields(key: str, value: bytes, until: float | None) -> bytes:
    """Return a row as the inside of a JSON object, in one line.

    The world's values are JSON already and go in as they are.
    """
    # str(): a key may be of a subclass, which the encoder does not take.
    name = _encode(str(key))
    end = b"" if until is None else b',"until":' + _encode(until)
    if _is_one_json_text(value):
        return b'"key":%b%b,"value":%b' % (name, end, value)
    return b'"key":%b%b,"base64":"%b"' % (name, end, base64.b64encode(value))


def _is_one_json_text(value: bytes) -> bool:
    """Tell whether a value is read from within a line of JSON as it was put there."""
    try:
        # Blanks around it would not be read back, and a line break would end the line.
        if bytes(_check(value)) != value or _LINE_BREAK in value:
            return False
        # The check passes over the inside of strings.
        value.isascii() or value.decode()
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True
