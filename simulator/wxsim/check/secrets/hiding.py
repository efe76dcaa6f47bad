"""Searching what the client has seen for what it must not see."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from urllib.parse import unquote

from wxsim.check.bench import Bench
from wxsim.check.verdict import Failed

# Two parts of a JWT: whoever has it reads them.
_JWT = re.compile(r"\b(eyJ[\w-]+)\.([\w-]+)\.")


def require_hidden(bench: Bench, secret: str, name: str) -> None:
    """Require that no answer so far holds a secret, plainly, in JSON, in a URL or in a JWT.

    Raises:
        Failed: one does.
    """
    for answer in bench.server.said:
        headers = {f"the header {header}": text for header, text in answer.headers.items()}
        for place, text in {"the body": answer.body, **headers}.items():
            if any(secret in reading for reading in _readings(text)):
                asked = answer.request.partition("?")[0]
                raise Failed(f"{place} of the answer to {asked} holds {name}", "no trace of it")


def _readings(text: str) -> Iterator[str]:
    yield text
    # No secret has a backslash or a percent sign of its own; JSON and URLs add them.
    yield text.replace("\\", "")
    yield unquote(text)
    for token in _JWT.finditer(text):
        for part in token.groups():
            yield _decoded(part).replace("\\", "")


def _decoded(part: str) -> str:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("utf-8", "replace")
    except ValueError:
        return ""
