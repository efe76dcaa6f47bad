"""What people get wrong when they sign, by trying it."""

from __future__ import annotations

from collections.abc import Callable

from wxsim.server_api.call import Call
from wxsim.signing import OFFICIAL_ADDRESS, text_to_sign
from wxsim.signing.rsa_pss import padded_otherwise
from wxsim.world.api_keys import PublicKey


def likely_mistake(
    call: Call, key: PublicKey, timestamp: str, signature: str, fits: Callable[[bytes], bool]
) -> str:
    """Return what was signed instead, in words that end a sentence; empty if nobody knows.

    Args:
        call: the request.
        key: against which it did not verify.
        timestamp: as in the header.
        signature: as in the header.
        fits: whether the signature is that of a text.
    """
    appid, body = call.app.appid, call.body or b""
    url = OFFICIAL_ADDRESS + call.path
    right = text_to_sign(url, appid, timestamp, body)
    query = call.query_string.decode("latin-1")
    tried = {
        "the URL was signed with its query": text_to_sign(f"{url}?{query}", appid, timestamp, body),
        "the path was signed in place of the URL": text_to_sign(call.path, appid, timestamp, body),
        "the number of the key was signed too": text_to_sign(
            url, appid, f"{timestamp}\n{key.sn}", body
        ),
        "a line end was signed after the body": right + b"\n",
    }
    for mistake, text in tried.items():
        if fits(text):
            return f": {mistake}"
    if key.algorithm == "RSAwithSHA256" and padded_otherwise(key.public_key, right, signature):
        return ": the text is right, but RSA wants PSS padding with a salt of 32 bytes"
    return ""
