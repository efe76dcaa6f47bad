"""The errcodes of signed and encrypted requests."""

from __future__ import annotations

from wxsim.server_api.error_code import ErrorCode

_GUIDE = (
    "https://developers.weixin.qq.com/miniprogram/dev/server/getting_started/api_signature.html"
)

ROWS = (
    ErrorCode(
        errcode=40230,
        errmsg="API_Missing_Wechatmp_Serial",
        cause="The header Wechatmp-Serial is missing.",
        fix="Send the number of the key that signs.",
        documentation=_GUIDE,
        evidence="documented",
    ),
    ErrorCode(
        errcode=40231,
        errmsg="API_Missing_Wechatmp_Timestamp",
        cause="The header Wechatmp-TimeStamp is missing.",
        fix="Send the Unix seconds that are in the additional data and in the text that is signed.",
        documentation=_GUIDE,
        evidence="documented",
    ),
    ErrorCode(
        errcode=40232,
        errmsg="API_Missing_Wechatmp_Signature",
        cause="The header Wechatmp-Signature is missing.",
        fix="Sign URL, appid, timestamp and body.",
        documentation=_GUIDE,
        evidence="documented",
    ),
    ErrorCode(
        errcode=40233,
        errmsg="API_Missing_Wechatmp_Appid",
        cause="The header Wechatmp-Appid is missing.",
        fix="Send the appid.",
        documentation=_GUIDE,
        evidence="documented",
    ),
    ErrorCode(
        errcode=40234,
        errmsg="API_Invalid_Signature",
        cause="The signature does not fit what was sent.",
        fix="Sign four lines: the URL without query, the appid, the timestamp, the body as sent. "
        "RSA wants PSS with a salt of 32 bytes.",
        documentation=_GUIDE,
        evidence="documented",
    ),
    ErrorCode(
        errcode=40235,
        errmsg="API_Invalid_Encrypt",
        cause="The body does not open, or does not say what the headers say.",
        fix="Compare the additional data: URL, appid, timestamp and the symmetric key's number.",
        documentation=_GUIDE,
        evidence="documented",
    ),
    ErrorCode(
        errcode=40236,
        errmsg="API_Invalid_Wechatmp_Appid",
        cause="There is no app of the appid in the header.",
        fix="Send the appid of the app.",
        documentation=_GUIDE,
        evidence="documented",
    ),
    ErrorCode(
        errcode=40237,
        errmsg="API_Invalid_Wechatmp_Appidmatch",
        cause="The access_token belongs to another app.",
        fix="Use the access_token of the app in the header.",
        documentation=_GUIDE,
        evidence="documented",
    ),
    ErrorCode(
        errcode=40238,
        errmsg="API_NoExist_DevSecretSym",
        cause="The app has no symmetric key.",
        fix="Set one in the console; here, with wxsim app keys.",
        documentation=_GUIDE,
        evidence="documented",
    ),
    ErrorCode(
        errcode=40239,
        errmsg="API_NoExist_DevSecretAsym",
        cause="The app has no public key.",
        fix="Set one in the console; here, with wxsim app keys.",
        documentation=_GUIDE,
        evidence="documented",
    ),
    ErrorCode(
        errcode=40240,
        errmsg="API_Expired_Wechatmp_Timestamp",
        cause="The timestamp is more than 5 minutes away from now.",
        fix="Set the clock of the server right, and sign each request anew.",
        documentation=_GUIDE,
        evidence="documented",
    ),
)
