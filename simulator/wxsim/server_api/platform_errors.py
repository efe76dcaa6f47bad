"""The errcodes of the calls about the interface itself."""

from __future__ import annotations

from wxsim.server_api.error_code import ErrorCode

_MANAGEMENT = "https://developers.weixin.qq.com/miniprogram/dev/server/API/openApi-mgnt/"
_QUOTA = _MANAGEMENT + "api_getapiquota.html"
_CLEAR = _MANAGEMENT + "api_clearquota.html"
_RID = _MANAGEMENT + "api_getridinfo.html"
_CALLBACK = _MANAGEMENT + "api_callbackcheck.html"

ROWS = (
    ErrorCode(
        errcode=40201,
        errmsg="invalid url",
        cause="The app has no callback URL.",
        fix="Set one in the console; here, the switch callback_ips.",
        documentation=_CALLBACK,
        evidence="documented",
    ),
    ErrorCode(
        errcode=40202,
        errmsg="invalid action",
        cause="The action is none of dns, ping and all.",
        fix="Send dns, ping or all.",
        documentation=_CALLBACK,
        evidence="documented",
    ),
    ErrorCode(
        errcode=40203,
        errmsg="invalid check_operator",
        cause="The check_operator is not known.",
        fix="Send CHINANET, UNICOM, CAP or DEFAULT.",
        documentation=_CALLBACK,
        evidence="documented",
    ),
    ErrorCode(
        errcode=48006,
        errmsg="forbid to clear quota because of reaching the limit",
        cause="The month's 10 clearings are used up.",
        fix="Call less often; clearing is for emergencies.",
        documentation=_CLEAR,
        evidence="documented",
    ),
    ErrorCode(
        errcode=50002,
        errmsg="user limited",
        cause="The account is limited.",
        fix="See the notices in the console.",
    ),
    ErrorCode(
        errcode=76001,
        errmsg="rid not found, please check",
        cause="No request of that rid is remembered; those of /sns/ never are.",
        fix="Ask about a rid of /cgi-bin/ or /wxa/, within 7 days.",
        documentation=_RID,
    ),
    ErrorCode(
        errcode=76002,
        errmsg="rid is error",
        cause="That is no rid.",
        fix="Send three groups of 8 hex digits.",
        documentation=_RID,
        evidence="documented",
    ),
    ErrorCode(
        errcode=76003,
        errmsg="could not query this rid,no permission",
        cause="The request was made by another app.",
        fix="Use the access_token of the app that made it.",
        documentation=_RID,
        evidence="documented",
    ),
    ErrorCode(
        errcode=76004,
        errmsg="rid time is error",
        cause="The rid is older than 7 days.",
        fix="Ask within 7 days.",
        documentation=_RID,
        evidence="documented",
    ),
    ErrorCode(
        errcode=76021,
        errmsg="cgi_path not found, please check",
        cause="There is no such path.",
        fix="Send the path alone, with its first slash and without the host.",
        documentation=_QUOTA,
        evidence="documented",
    ),
    ErrorCode(
        errcode=76022,
        errmsg="could not use this cgi_path，no permission",
        cause="Paths below /sns/ cannot be asked about.",
        fix="Ask about a path of /cgi-bin/ or /wxa/.",
        documentation=_QUOTA,
        evidence="documented",
    ),
)
