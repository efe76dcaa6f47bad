"""The query parameters that several requests have."""

from __future__ import annotations

from wxsim.control.route import Parameter

AFTER = Parameter(name="after", about="only entries of a greater number", kind="integer")
APP = Parameter(name="app", about="an appid")
PERSON = Parameter(name="person", about="a person's name")
SINCE = Parameter(name="since", about="a mark", kind="integer")
ABOUT = Parameter(
    name="about",
    about="a rid, code, access_token, session_key, signature, iv, encryptedData, openid, name or "
    "errcode, or a text with one in it; the last refusal when left out",
)
