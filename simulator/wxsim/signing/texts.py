"""The two texts that tie a request to its URL, its app and its second.

Documented: the Server API signing guide. An older page of WeChat's put the
number of the key into the text to sign as well; the guide's sample verifies
without it.
"""

from __future__ import annotations

# Whatever address is called, SDKs sign this one (documented).
OFFICIAL_ADDRESS = "https://api.weixin.qq.com"


def additional_data(url: str, appid: str, timestamp: int | str, sn: str) -> bytes:
    """Return what GCM authenticates besides the ciphertext.

    Args:
        url: with its scheme, without its query.
        appid: whose app calls.
        timestamp: Unix seconds, the same as in the header.
        sn: the number of the symmetric key, not of the one that signs.
    """
    return f"{url}|{appid}|{timestamp}|{sn}".encode()


def text_to_sign(url: str, appid: str, timestamp: int | str, body: bytes) -> bytes:
    """Return what is signed: four lines, the last of them without an end.

    Args:
        url: with its scheme, without its query.
        appid: whose app calls.
        timestamp: Unix seconds, the same as in the header.
        body: as it is sent, encrypted.
    """
    return f"{url}\n{appid}\n{timestamp}\n".encode() + body
