"""The errcodes of Mini Program codes and of links, as data; see :mod:`wxsim.server_api.errors`."""

from __future__ import annotations

from wxsim.server_api.error_code import ErrorCode

_CODES = "https://developers.weixin.qq.com/miniprogram/dev/server/API/qrcode-link/qr-code/"
_LINKS = "https://developers.weixin.qq.com/miniprogram/dev/server/API/qrcode-link/"
_SCHEME = _LINKS + "url-scheme/api_generatescheme.html"
_QUERY = _LINKS + "url-scheme/api_queryscheme.html"

_CODE_ROWS = (
    ErrorCode(
        errcode=40159,
        errmsg="invalid length for path, or the data is not json string",
        cause="path is missing or too long: 1024 bytes for getwxacode, 128 for createwxaqrcode.",
        fix="Send a shorter path, or use getwxacodeunlimit with a scene.",
        documentation=_CODES + "api_getqrcode.html",
        evidence="documented",
    ),
    ErrorCode(
        errcode=40169,
        errmsg="invalid length for scene, or the data is not json string",
        cause="scene is missing or longer than 32 characters.",
        fix="Keep what is long on the server and put a short key for it into scene.",
        documentation=_CODES + "api_getunlimitedqrcode.html",
    ),
    ErrorCode(
        errcode=41030,
        errmsg="invalid page",
        cause="The released version has no such page, or page begins with / or has a query.",
        fix="Write page as in app.json, put parameters into scene, and release the Mini Program; "
        "check_path=false takes any page.",
        documentation=_CODES + "api_getunlimitedqrcode.html",
    ),
    ErrorCode(
        errcode=45029,
        errmsg="qrcode count out of limit",
        cause="getwxacode and createwxaqrcode have made 100,000 codes together, which is for life.",
        fix="Use getwxacodeunlimit.",
        documentation=_CODES + "api_getqrcode.html",
        evidence="documented",
    ),
    ErrorCode(
        errcode=85096,
        errmsg="not allow include scancode_time field",
        cause="The path or page has a parameter scancode_time, which WeChat keeps for itself.",
        fix="Give the parameter another name.",
        documentation=_CODES + "api_getqrcode.html",
        evidence="documented",
    ),
)

_LINK_ROWS = (
    ErrorCode(
        errcode=40165,
        errmsg="invalid weapp pagepath",
        cause="The released version has no such page, or path has a query.",
        fix="Write path as in app.json and put parameters into query.",
        documentation=_SCHEME,
    ),
    ErrorCode(
        errcode=40212,
        errmsg="invalid query",
        cause="query is longer than 1024 characters or has a character that needs encoding.",
        fix="Write k1=v1&k2=v2 and URL-encode the values.",
        documentation=_SCHEME,
        evidence="documented",
    ),
    ErrorCode(
        errcode=40225,
        errmsg="invalid page title",
        cause="page_title is no text that could stand in a link.",
        fix="Send a plain title of up to 20 characters.",
        documentation=_LINKS + "short-link/api_generateshortlink.html",
        evidence="documented",
    ),
    ErrorCode(
        errcode=44990,
        errmsg="reach max api second frequence limit",
        cause="More than 100 links were made within one second.",
        fix="Make links more slowly, or ahead of time.",
        documentation=_SCHEME,
        evidence="documented",
    ),
    ErrorCode(
        errcode=44993,
        errmsg="reach max api day frequence limit",
        cause="More than 500,000 schemes and URL links were made today.",
        fix="Use one link for many people; each may open it.",
        documentation=_SCHEME,
        evidence="documented",
    ),
    ErrorCode(
        errcode=85079,
        errmsg="miniprogram has no online release",
        cause="The Mini Program was never released.",
        fix="Release it first.",
        documentation=_SCHEME,
        evidence="documented",
    ),
    ErrorCode(
        errcode=85088,
        errmsg="cloud base is not opened",
        cause="cloud_base is given, and the app has no cloud development.",
        fix="Switch cloud development on in the console, or leave cloud_base out.",
        documentation=_LINKS + "url-link/api_generateurllink.html",
        evidence="assumed",
    ),
    ErrorCode(
        errcode=85400,
        errmsg="reach max long time quota limit",
        cause="The app has made 100,000 short links that never end.",
        fix="Make short links that end: is_permanent false.",
        documentation=_LINKS + "short-link/api_generateshortlink.html",
        evidence="documented",
    ),
    ErrorCode(
        errcode=85401,
        errmsg="time limit between 1min and 30days",
        cause="The link would end in less than a minute or in more than 30 days.",
        fix="Send expire_time in Unix seconds, or expire_type 1 and expire_interval in days.",
        documentation=_SCHEME,
        evidence="documented",
    ),
    ErrorCode(
        errcode=85402,
        errmsg="invalid env_version",
        cause="env_version is none of release, trial and develop.",
        fix="Send release, trial or develop, or leave it out.",
        documentation=_SCHEME,
        evidence="documented",
    ),
    ErrorCode(
        errcode=85403,
        errmsg="not found",
        cause="This app has no such scheme or URL link.",
        fix="Send the link as it was made, with the access_token of the app that made it.",
        documentation=_QUERY,
        evidence="documented",
    ),
    ErrorCode(
        errcode=85405,
        errmsg="appid or path not support plain scheme",
        cause="The app has not declared that page for plain schemes.",
        fix="Declare it in the console, or make an encrypted scheme.",
        documentation=_QUERY,
        evidence="documented",
    ),
    ErrorCode(
        errcode=85406,
        errmsg="daily visit limit",
        cause="The day's openings of the app's links are used up.",
        fix="Wait for the next day.",
        documentation=_SCHEME,
        evidence="documented",
    ),
    ErrorCode(
        errcode=85407,
        errmsg="no scheme permission",
        cause="The app may not make links; a personal one never may.",
        fix="See the capabilities of the app in the console.",
        documentation=_SCHEME,
        evidence="documented",
    ),
    ErrorCode(
        errcode=85408,
        errmsg="appid banned",
        cause="The app was banned from making links.",
        fix="See the notices in the console.",
        documentation=_SCHEME,
        evidence="documented",
    ),
)

ROWS = (*_CODE_ROWS, *_LINK_ROWS)
