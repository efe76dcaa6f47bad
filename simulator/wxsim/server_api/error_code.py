"""What is known of one errcode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Evidence = Literal["documented", "observed", "assumed"]

_CODES = "https://developers.weixin.qq.com/doc/oplatform/Return_codes/Return_code_descriptions_new"


@dataclass(frozen=True, kw_only=True)
class ErrorCode:
    """One errcode.

    Attributes:
        errmsg: the text before the suffix; ``{ip}`` stands for the caller's address.
        sns_errmsg: the text on ``/sns/…`` where it differs.
        cause: why WeChat answers it.
        fix: what the developer does about it.
        documentation: WeChat's page.
        evidence: how sure the text is.
    """

    errcode: int
    errmsg: str
    cause: str
    fix: str
    documentation: str = _CODES
    sns_errmsg: str | None = None
    evidence: Evidence = "observed"
