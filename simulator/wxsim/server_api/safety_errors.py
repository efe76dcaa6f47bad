"""The errcodes of content safety."""

from __future__ import annotations

from wxsim.server_api.error_code import ErrorCode

_SAFETY = "https://developers.weixin.qq.com/miniprogram/dev/server/API/sec-center/sec-check/"

ROWS = (
    ErrorCode(
        errcode=40006,
        errmsg="invalid media size",
        cause="The picture is larger than 1 MB.",
        fix="Send a smaller one, or use media_check_async.",
        evidence="assumed",
    ),
    ErrorCode(
        errcode=44991,
        errmsg="reach max api minute frequence",
        cause="Too many checks in one minute.",
        fix="Wait for the next minute.",
        documentation=_SAFETY + "api_msgseccheck.html",
        evidence="documented",
    ),
    ErrorCode(
        errcode=87014,
        errmsg="risky content",
        cause="The text or the picture is risky.",
        fix="Do not show it.",
        documentation=_SAFETY + "api_msgseccheck.html",
    ),
    ErrorCode(
        errcode=87020,
        errmsg="repeat request limit exceeded",
        cause="The same file was checked too often.",
        fix="Keep the result of the first check.",
        documentation=_SAFETY + "api_mediacheckasync.html",
        evidence="documented",
    ),
)
