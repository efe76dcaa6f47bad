"""What goes back to a caller of the Server API."""

from __future__ import annotations

from typing import Literal

import msgspec

# Names and values, in the order they are sent.
Headers = tuple[tuple[str, str], ...]


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """How an answer is brought to the caller, where something goes wrong on purpose.

    Attributes:
        delay: seconds before anything else happens.
        how: ``hang`` sends nothing until the caller gives up, ``drop`` closes
            the connection without a word, ``truncate`` after half the body.
    """

    delay: float = 0.0
    how: Literal["whole", "hang", "drop", "truncate"] = "whole"


class Raw(msgspec.Struct, frozen=True, kw_only=True):
    """A good answer that is no JSON: a picture, a sound.

    Attributes:
        body: its bytes.
        content_type: as the header says it.
        headers: others, which come after those of every answer.
    """

    body: bytes
    content_type: str
    headers: Headers = ()


class Answer(msgspec.Struct, frozen=True):
    """Bytes for the caller. The HTTP status is 200 whatever they say (observed).

    Attributes:
        delivery: None where nothing goes wrong on the way.
    """

    headers: Headers
    body: bytes
    status: int = 200
    delivery: Delivery | None = None
