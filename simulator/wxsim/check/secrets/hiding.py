"""Searching what the client has seen for what it must not see."""

from __future__ import annotations

from urllib.parse import quote

from wxsim.check.bench import Bench
from wxsim.check.check import Failed


def require_hidden(bench: Bench, secret: str, name: str) -> None:
    """Require that no answer so far holds a secret, plainly, in JSON or in a URL.

    Raises:
        Failed: one does.
    """
    forms = {secret, quote(secret, safe=""), secret.replace("/", "\\/")}
    for answer in bench.server.said:
        headers = {f"the header {header}": text for header, text in answer.headers.items()}
        for place, text in {"the body": answer.body, **headers}.items():
            if any(form in text for form in forms):
                asked = answer.request.partition("?")[0]
                raise Failed(f"{place} of the answer to {asked} holds {name}", "no trace of it")
