"""One row of the Server API's table, and what many rows share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wxsim.server_api.answer import Raw
from wxsim.server_api.call import MAX_BODY_BYTES, Call
from wxsim.server_api.error_code import Evidence
from wxsim.server_api.parameters import Parameter
from wxsim.world import World

Handler = Callable[[World, Call], dict[str, Any] | Raw]

DOCS = "https://developers.weixin.qq.com/miniprogram/dev/server/API/"

# What every path that wants an access_token says of a wrong one.
TOKEN_ERRORS = (40001, 41001, 42001)
# What every path can say.
COMMON_ERRORS = (-1, 45009, 45011)
# What every path can say that takes signed and encrypted requests.
SIGNING_ERRORS = (
    *(40230, 40231, 40232, 40233, 40234, 40235),
    *(40236, 40237, 40238, 40239, 40240),
)


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
        longest_body: in bytes; a longer one counts as unreadable.
        besides: what stands in the answer beside an errcode.
        signable: whether it takes signed and encrypted requests (documented on its page).
        parameters: what it reads besides access_token, for the OpenAPI description.
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
    longest_body: int = MAX_BODY_BYTES
    besides: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    signable: bool = False
    parameters: tuple[Parameter, ...] = ()
    too_fast: int = 45011
    evidence: Evidence = "observed"
