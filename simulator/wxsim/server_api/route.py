"""One row of the Server API's table, and what many rows share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wxsim.server_api.call import Call
from wxsim.server_api.errors import Evidence
from wxsim.world import World

Handler = Callable[[World, Call], dict[str, Any]]

DOCS = "https://developers.weixin.qq.com/miniprogram/dev/server/API/"

# What every path that wants an access_token says of a wrong one.
TOKEN_ERRORS = (40001, 41001, 42001)
# What every path can say.
COMMON_ERRORS = (-1, 45009, 45011)


@dataclass(frozen=True, kw_only=True)
class Route:
    """One endpoint.

    Attributes:
        methods: what WeChat documents. A path that documents GET reads its
            query under any method (observed of POST); one that documents POST
            alone refuses the rest with 43002.
        handler: decides; knows nothing of any web framework.
        needs_token: the query must carry an access_token, which is looked at
            before method, body and parameters (observed).
        errcodes: all that this path can answer.
        texts: where its text for an errcode is its own.
        hinted: errcodes whose text carries a hint before the rid.
        too_fast: its errcode for more calls in a minute than ``minute_quota`` allows.
        documentation: WeChat's page.
        evidence: how sure we are of the endpoint as a whole.
        compared: the day it was last held against what is known of WeChat.
        tests: the files below ``tests/`` that show it.
    """

    path: str
    methods: tuple[str, ...]
    handler: Handler
    errcodes: tuple[int, ...]
    documentation: str
    compared: str
    tests: tuple[str, ...]
    needs_token: bool = False
    texts: Mapping[int, str] = field(default_factory=dict)
    hinted: tuple[int, ...] = ()
    too_fast: int = 45011
    evidence: Evidence = "observed"
