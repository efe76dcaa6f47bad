"""What the journal remembers of one request."""

from __future__ import annotations

import msgspec

from wxsim.server_api.answer import Headers


class Exchange(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One request and its answer.

    Attributes:
        number: counts from 1.
        at: Unix seconds by the app's clock.
        query: the undecoded query string.
        body: what was sent, as text; of a long one the beginning, and of a form
            with files only how long it was.
        client_port: empty where the server does not tell.
        appid: of the app it was about, as far as the request tells.
        status: of the answer.
        headers: of the answer.
        answer: what was answered, as text; of a picture only how long it was.
        errcode: 0 for a good answer.
        why: the reason of a refusal, in plain words; WeChat never tells it.
        fault: what went wrong on purpose, if anything did.
    """

    number: int
    at: float
    rid: str
    method: str
    path: str
    query: str
    body: str
    client_ip: str
    client_port: str = ""
    user_agent: str = ""
    appid: str = ""
    status: int = 200
    headers: Headers
    answer: str
    errcode: int = 0
    why: str = ""
    fault: str = ""
