"""The errcodes of authorised web pages and of third-party platforms."""

from __future__ import annotations

from wxsim.server_api.error_code import ErrorCode

_WEB = "https://developers.weixin.qq.com/doc/service/guide/h5/auth.html"
_COMPONENT = "https://developers.weixin.qq.com/doc/oplatform/openApi/component/"

ROWS = (
    ErrorCode(
        errcode=40030,
        errmsg="invalid refresh_token",
        cause="The refresh_token was never given, or is another app's.",
        fix="Send the refresh_token that came with the access_token of the same app, or let the "
        "person authorise anew.",
        documentation=_WEB,
        evidence="documented",
    ),
    ErrorCode(
        errcode=40094,
        errmsg="invalid component credential",
        cause="The component_access_token was never issued.",
        fix="Fetch it with /cgi-bin/component/api_component_token.",
        documentation=_COMPONENT + "api_thirdpartycode2session.html",
        evidence="documented",
    ),
    ErrorCode(
        errcode=41003,
        errmsg="missing refresh_token",
        cause="The query has no refresh_token.",
        fix="Send the refresh_token that came with the access_token.",
        documentation=_WEB,
        evidence="assumed",
    ),
    ErrorCode(
        errcode=41009,
        errmsg="missing openid",
        cause="The query has no openid.",
        fix="Send the openid that came with the access_token.",
        documentation=_WEB,
        evidence="assumed",
    ),
    ErrorCode(
        errcode=41018,
        errmsg="missing component_appid",
        cause="There is no component_appid where the path looks for it.",
        fix="Send it in the JSON body of the component's own calls, in the query of "
        "jscode2session.",
        documentation=_COMPONENT + "api_getcomponentaccesstoken.html",
    ),
    ErrorCode(
        errcode=42002,
        errmsg="refresh_token expired",
        cause="The refresh_token's days are over.",
        fix="Let the person authorise anew.",
        documentation=_WEB,
        evidence="documented",
    ),
    ErrorCode(
        errcode=61003,
        errmsg="component is not authorized by this account",
        cause="The app has not authorised this third-party platform.",
        fix="Let the app's owner authorise the platform.",
        documentation=_COMPONENT + "api_thirdpartycode2session.html",
    ),
    ErrorCode(
        errcode=61005,
        errmsg="component ticket is expired",
        cause="The component_verify_ticket is more than 12 hours old.",
        fix="Keep the newest ticket that WeChat pushes, every 10 minutes.",
        documentation=_COMPONENT + "api_getcomponentaccesstoken.html",
    ),
    ErrorCode(
        errcode=61006,
        errmsg="component ticket is invalid",
        cause="The component_verify_ticket is missing or is not the newest.",
        fix="Keep the newest ticket that WeChat pushes, every 10 minutes.",
        documentation=_COMPONENT + "api_getcomponentaccesstoken.html",
    ),
    ErrorCode(
        errcode=61011,
        errmsg="invalid component",
        cause="The component_appid is not a third-party platform's, or not the token's.",
        fix="Send the platform's own appid, with its own token.",
        documentation=_COMPONENT + "api_getpreauthcode.html",
        evidence="documented",
    ),
)
