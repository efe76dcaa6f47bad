"""Every errcode this fake can answer with, as data.

The texts are those seen on the wire, not those of the documentation, which
has lost its commas; where nobody has published a real answer the
documentation's text stands and the row is marked so.
"""

from __future__ import annotations

from wxsim.server_api import (
    code_errors,
    file_errors,
    message_errors,
    platform_errors,
    safety_errors,
    signing_errors,
    user_errors,
    web_errors,
)
from wxsim.server_api.error_code import ErrorCode, Evidence

__all__ = ["ALL_ROWS", "ERROR_CODES", "STABLE_ADVICE", "ErrorCode", "Evidence"]

_TOKENS = "https://developers.weixin.qq.com/miniprogram/dev/server/API/mp-access-token/"
_LOGIN = "https://developers.weixin.qq.com/miniprogram/dev/server/API/user-login/"

_INVALID_CREDENTIAL = "invalid credential, access_token is invalid or not latest"

# Said wherever an access_token is wrong or hard to get.
STABLE_ADVICE = (
    ", could get access_token by getStableAccessToken, more details at "
    "https://mmbizurl.cn/s/JtxxFh33r"
)

_ROWS = (
    ErrorCode(
        errcode=-1,
        errmsg="system error",
        cause="WeChat is busy.",
        fix="Wait a moment and try once more; give up cleanly after that.",
        evidence="documented",
    ),
    ErrorCode(
        errcode=40001,
        errmsg=_INVALID_CREDENTIAL + STABLE_ADVICE,
        sns_errmsg=_INVALID_CREDENTIAL,
        cause="The access_token was never issued, or a newer one has replaced it.",
        fix="Let one place fetch tokens and share them, or use /cgi-bin/stable_token.",
        documentation=_TOKENS + "api_getstableaccesstoken.html",
    ),
    ErrorCode(
        errcode=40002,
        errmsg="invalid grant_type",
        cause="grant_type is missing or is not the one this path takes.",
        fix="Send authorization_code with a code, refresh_token to refresh, client_credential for "
        "a token.",
    ),
    ErrorCode(
        errcode=40003,
        errmsg="invalid openid",
        cause="The openid is not the one that belongs here.",
        fix="Use the openid that jscode2session gave for this app and person.",
    ),
    ErrorCode(
        errcode=40013,
        errmsg="invalid appid",
        cause="No such app; often a blank or a quote has slipped into the appid.",
        fix="Compare the appid, character by character, with the one of the app.",
    ),
    ErrorCode(
        errcode=40029,
        errmsg="invalid code",
        cause="The code is unknown, older than 5 minutes (10 for websites and apps), or another "
        "app's.",
        fix="Get a fresh code and exchange it at once, with the appid it was made for: wx.login "
        "gives a js_code, the phone-number button the code of getuserphonenumber, and an "
        "authorisation page its own.",
        documentation=_LOGIN + "api_code2session.html",
    ),
    ErrorCode(
        errcode=40066,
        errmsg="invalid url",
        cause="WeChat has no such path; capitals count.",
        fix="Compare the path with the documentation.",
    ),
    ErrorCode(
        errcode=40090,
        errmsg="invalid request source (bad client ip), requestIP: {ip}",
        cause="The app is hosted by a third party and this address is not the host's.",
        fix="Call from the host's servers.",
    ),
    ErrorCode(
        errcode=40097,
        errmsg="invalid args",
        cause="A parameter is missing, or is none that this path takes.",
        fix="Send openid, signature and sig_method in the query of the session calls, and a type "
        "that exists to getticket.",
        documentation=_LOGIN + "api_resetusersessionkey.html",
        evidence="documented",
    ),
    ErrorCode(
        errcode=40125,
        errmsg="invalid appsecret",
        cause="The AppSecret is not this app's.",
        fix="Copy the AppSecret anew; it may have been reset.",
    ),
    ErrorCode(
        errcode=40129,
        errmsg="invalid scene",
        cause="The scene is missing, none that this path knows, or has a character that a code "
        "cannot carry.",
        fix="Send a number that the page of the path lists; for a code up to 32 of the characters "
        "0-9a-zA-Z!#$&'()*+,/:;=?@-._~, without %.",
        documentation="https://developers.weixin.qq.com/miniprogram/dev/server/API/"
        "qrcode-link/qr-code/api_getunlimitedqrcode.html",
        evidence="documented",
    ),
    ErrorCode(
        errcode=40163,
        errmsg="code been used",
        cause="The js_code, or the code of a page, was exchanged before; a code works once.",
        fix="Exchange a code once, never retry with it, and get a new one: call wx.login, or open "
        "the page again.",
        documentation=_LOGIN + "api_code2session.html",
    ),
    ErrorCode(
        errcode=40164,
        errmsg="invalid ip {ip} ipv6 ::ffff:{ip}, not in whitelist",
        cause="The app has an IP whitelist and this address is not on it.",
        fix="Add the server's address to the whitelist.",
    ),
    ErrorCode(
        errcode=40226,
        errmsg="code blocked",
        cause="WeChat holds the person for a high risk and blocks the login.",
        fix="Refuse the login politely; the person has to settle it with WeChat.",
        documentation=_LOGIN + "api_code2session.html",
        evidence="documented",
    ),
    ErrorCode(
        errcode=40243,
        errmsg="AppSecret has been frozen",
        cause="The AppSecret was frozen in the console.",
        fix="Unfreeze it in the console.",
        documentation=_TOKENS + "api_getaccesstoken.html",
        evidence="assumed",
    ),
    ErrorCode(
        errcode=41001,
        errmsg="access_token missing",
        cause="The query has no access_token; one in the body does not count.",
        fix="Append ?access_token=… to the URL.",
    ),
    ErrorCode(
        errcode=41002,
        errmsg="appid missing",
        cause="The appid is not where this path looks for it.",
        fix="jscode2session and /cgi-bin/token read the query alone, stable_token a JSON body.",
    ),
    ErrorCode(
        errcode=41004,
        errmsg="appsecret missing",
        cause="The secret is missing.",
        fix="Send the AppSecret as secret.",
    ),
    ErrorCode(
        errcode=41008,
        errmsg="missing code",
        cause="js_code, or code on the paths of pages, is missing or empty.",
        fix="Pass on the code that wx.login gave as js_code, and a page's as code.",
    ),
    ErrorCode(
        errcode=42001,
        errmsg="access_token expired",
        cause="The access_token's two hours are over.",
        fix="Fetch a new one and repeat the call once.",
        evidence="documented",
    ),
    ErrorCode(
        errcode=43002,
        errmsg="require POST method",
        cause="This path wants a POST.",
        fix="Send a POST with a JSON body.",
        evidence="documented",
    ),
    ErrorCode(
        errcode=45009,
        errmsg="reach max api daily quota limit",
        cause="The day's quota of this path is used up.",
        fix="Fetch tokens rarely and share them; the quota comes back at midnight.",
    ),
    ErrorCode(
        errcode=45011,
        errmsg="api minute-quota reach limit, must slower, retry next minute",
        cause="Too many calls in one minute.",
        fix="Wait for the next minute.",
    ),
    ErrorCode(
        errcode=47001,
        errmsg="data format error",
        cause="The body is not a JSON object.",
        fix="Send a JSON object, not a form.",
    ),
    ErrorCode(
        errcode=50004,
        errmsg="access_token interface is forbidden",
        cause="The app may not fetch tokens.",
        fix="See the notices in the console.",
        documentation=_TOKENS + "api_getaccesstoken.html",
        evidence="assumed",
    ),
    ErrorCode(
        errcode=50007,
        errmsg="account is frozen",
        cause="The account is frozen.",
        fix="See the notices in the console.",
        documentation=_TOKENS + "api_getaccesstoken.html",
        evidence="assumed",
    ),
    ErrorCode(
        errcode=87007,
        errmsg="session_key is not existd or expired",
        cause="The user has no live session_key.",
        fix="Let the client call wx.login again.",
        documentation=_LOGIN + "api_resetusersessionkey.html",
        evidence="documented",
    ),
    ErrorCode(
        errcode=87008,
        errmsg="invalid sig_method",
        cause="sig_method is not hmac_sha256.",
        fix="Send sig_method=hmac_sha256.",
        documentation=_LOGIN + "api_resetusersessionkey.html",
        evidence="documented",
    ),
    ErrorCode(
        errcode=87009,
        errmsg="invalid signature",
        cause="The signature was not made with the current session_key.",
        fix="Sign the empty string with the base64 text of the newest session_key; if a wx.login "
        "has replaced it, log in again.",
        documentation=_LOGIN + "api_checksessionkey.html",
    ),
    ErrorCode(
        errcode=89503,
        errmsg="this ip needs the administrator's confirmation",
        cause="The administrator has yet to confirm this address.",
        fix="Ask the administrator to confirm in WeChat.",
        documentation=_TOKENS + "api_getaccesstoken.html",
        evidence="assumed",
    ),
    ErrorCode(
        errcode=89506,
        errmsg="this ip was refused twice by the administrator, retry in 24 hours",
        cause="The administrator has refused this address for 24 hours.",
        fix="Wait, or ask the administrator.",
        documentation=_TOKENS + "api_getaccesstoken.html",
        evidence="assumed",
    ),
    ErrorCode(
        errcode=89507,
        errmsg="this ip was refused by the administrator, retry in 1 hour",
        cause="The administrator has refused this address for an hour.",
        fix="Wait, or ask the administrator.",
        documentation=_TOKENS + "api_getaccesstoken.html",
        evidence="assumed",
    ),
)

# One row for each errcode: a test sees to it that no two families bring the same.
ALL_ROWS = (
    *_ROWS,
    *code_errors.ROWS,
    *file_errors.ROWS,
    *message_errors.ROWS,
    *platform_errors.ROWS,
    *safety_errors.ROWS,
    *signing_errors.ROWS,
    *user_errors.ROWS,
    *web_errors.ROWS,
)

ERROR_CODES: dict[int, ErrorCode] = {
    row.errcode: row for row in sorted(ALL_ROWS, key=lambda row: row.errcode)
}
