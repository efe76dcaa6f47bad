"""What a person does outside a Mini Program, in a word: scan and open."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

from wxsim_cli.client import Json
from wxsim_cli.exits import BadInput

# The simulator takes bodies of 1 MB, and base64 makes 4 bytes of 3.
_LARGEST = 750_000
_PICTURES = (".jpg", ".jpeg", ".png", ".gif")


def scan(what: str) -> tuple[str, Json]:
    """Return the wx call that scans a picture's file, or the text of a code.

    Raises:
        BadInput: there is no such file, or it is too large.
    """
    path = Path(what)
    if not what.lower().endswith(_PICTURES) or "://" in what:
        if what == "{}":
            raise BadInput("name a picture or the text of a code: wxsim wx scan code.jpg")
        return "scanCode", {"text": what}
    try:
        picture = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{what} cannot be read: {error.strerror}") from error
    if len(picture) > _LARGEST:
        raise BadInput(f"{what} is larger than {_LARGEST} bytes; make the picture smaller")
    return "scanCode", {"picture": base64.b64encode(picture).decode()}


def open_link(what: str) -> tuple[str, Json]:
    """Return the wx call that opens a link.

    Raises:
        BadInput: none is named.
    """
    if what == "{}":
        raise BadInput("name a link: wxsim wx open 'weixin://dl/business/?t=…'")
    return "openLink", {"link": what}


SHORTHANDS: dict[str, Callable[[str], tuple[str, Json]]] = {"scan": scan, "open": open_link}
