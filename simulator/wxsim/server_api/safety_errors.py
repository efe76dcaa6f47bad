"""The errcodes of content safety."""

from __future__ import annotations

from wxsim.server_api.error_code import ErrorCode

_SAFETY = "https://developers.weixin.qq.com/miniprogram/dev/server/API/sec-center/sec-check/"

ROWS = (
    ErrorCode(
        errcode=40004,
        errmsg="invalid media type",
        cause="The media_type is neither 1 nor 2.",
        fix="Send media_type 1 for a sound, 2 for a picture.",
        documentation=_SAFETY + "api_mediacheckasync.html",
        evidence="documented",
    ),
    ErrorCode(
        errcode=40006,
        errmsg="invalid media size",
        cause="The picture is larger than 1 MB.",
        fix="Send a smaller one, or use media_check_async.",
        evidence="assumed",
    ),
    ErrorCode(
        errcode=40129,
        errmsg="invalid scene",
        cause="The scene is not one of 1, 2, 3 and 4.",
        fix="Send 1 for a profile, 2 for a comment, 3 for a forum, 4 for a diary.",
        documentation=_SAFETY + "api_msgseccheck.html",
        evidence="documented",
    ),
    ErrorCode(
        errcode=41005,
        errmsg="media data missing",
        cause="The body is no multipart form with a file called media.",
        fix="Send multipart/form-data and call the file media.",
    ),
    ErrorCode(
        errcode=43104,
        errmsg="The openid does not match the appid",
        cause="The openid is one of another app's.",
        fix="Use the openid that jscode2session gave to the app of the access_token.",
        documentation=_SAFETY + "api_msgseccheck.html",
        evidence="documented",
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
        errcode=61010,
        errmsg="code is expired",
        cause="The person has not visited the Mini Program for two hours.",
        fix="Check what somebody wrote while they are there.",
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
