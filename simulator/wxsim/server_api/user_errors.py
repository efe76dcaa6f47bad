"""The errcodes of the calls about users."""

from __future__ import annotations

from wxsim.server_api.error_code import ErrorCode

_USER = "https://developers.weixin.qq.com/miniprogram/dev/server/API/user-info/"
_PLUGIN = _USER + "basic-info/api_getpluginopenpid.html"
_MESSAGE = _USER + "basic-info/api_checkencryptedmsg.html"
_PAID = _USER + "basic-info/api_getpaidunionid.html"
_RISK = (
    "https://developers.weixin.qq.com/miniprogram/dev/server/API/"
    "sec-center/safety-control-capability/api_getuserriskrank.html"
)

ROWS = (
    ErrorCode(
        errcode=1,
        errmsg="data not exit",
        cause="The encrypted data is unknown, older than 3 days, or another app's.",
        fix="Hash the encryptedData text as the phone gave it, with SHA-256 in hex, within 3 days.",
        documentation=_MESSAGE,
        evidence="documented",
    ),
    ErrorCode(
        errcode=1000,
        errmsg="系统错误",
        cause="The plugin service is busy.",
        fix="Wait a moment and try once more.",
        documentation=_PLUGIN,
        evidence="documented",
    ),
    ErrorCode(
        errcode=1001,
        errmsg="请求参数非法",
        cause="The body has no code.",
        fix="Send the code that wx.pluginLogin gave.",
        documentation=_PLUGIN,
        evidence="documented",
    ),
    ErrorCode(
        errcode=1003,
        errmsg="请求频率过快",
        cause="The plugin service is called too often.",
        fix="Wait, and call it less often.",
        documentation=_PLUGIN,
        evidence="documented",
    ),
    ErrorCode(
        errcode=1005,
        errmsg="插件 appid 与数据不匹配",
        cause="The code was made for another plugin.",
        fix="Use the access_token of the plugin that called wx.pluginLogin.",
        documentation=_PLUGIN,
        evidence="documented",
    ),
    ErrorCode(
        errcode=1007,
        errmsg="openpid数据不存在",
        cause="The code is unknown, spent, or older than 5 minutes.",
        fix="Call wx.pluginLogin again and redeem the fresh code once.",
        documentation=_PLUGIN,
        evidence="documented",
    ),
    ErrorCode(
        errcode=1022,
        errmsg="json数据解析错误",
        cause="The body is not a JSON object.",
        fix="Send a JSON object.",
        documentation=_PLUGIN,
        evidence="documented",
    ),
    ErrorCode(
        errcode=43104,
        errmsg="The openid does not match the appid",
        cause="The openid belongs to another app.",
        fix="Send the openid that jscode2session gave for this app.",
        documentation=_RISK,
        evidence="documented",
    ),
    ErrorCode(
        errcode=44002,
        errmsg="empty post data",
        cause="The POST has no body.",
        fix="Send a JSON object.",
        documentation=_RISK,
        evidence="documented",
    ),
    ErrorCode(
        errcode=48001,
        errmsg="api unauthorized",
        cause="The app may not use this interface; of a page's token, the scope that was granted "
        "does not reach so far, or a snapshot user granted it.",
        fix="Apply for it in the console; a page asks for snsapi_userinfo and tells a snapshot "
        "user (is_snapshotuser) to open it in full first.",
    ),
    ErrorCode(
        errcode=61007,
        errmsg="api is unauthorized to component",
        cause="The app has not given this permission to the third-party platform.",
        fix="Let the owner of the app grant it.",
        documentation=_RISK,
        evidence="documented",
    ),
    ErrorCode(
        errcode=61010,
        errmsg="code is expired",
        cause="The person has not opened the Mini Program within the last 2 hours.",
        fix="Ask while the person is there.",
        documentation=_RISK,
        evidence="documented",
    ),
    ErrorCode(
        errcode=61080,
        errmsg="the service of getuserriskrank is unavailable now",
        cause="The risk service is down.",
        fix="Go on without the rank, and ask again later.",
        documentation=_RISK,
        evidence="documented",
    ),
    ErrorCode(
        errcode=61081,
        errmsg="get riskrank too frequently",
        cause="The risk service is asked too often.",
        fix="Ask once per action of a person.",
        documentation=_RISK,
        evidence="documented",
    ),
    ErrorCode(
        errcode=89002,
        errmsg="open not exists",
        cause="The app is bound to no Open Platform account, so it has no unionids.",
        fix="Bind the app to an Open Platform account.",
        documentation=_PAID,
        evidence="documented",
    ),
    ErrorCode(
        errcode=89300,
        errmsg="invalid trade",
        cause="There is no such payment of this person, or it is more than 5 minutes old.",
        fix="Ask within 5 minutes of the payment, with the person who paid.",
        documentation=_PAID,
        evidence="documented",
    ),
    ErrorCode(
        errcode=9410009,
        errmsg="the quota is not enough;please apply again!",
        cause="The calls that were granted for tests are used up.",
        fix="Apply for more, or stop sending is_test.",
        documentation=_RISK,
        evidence="documented",
    ),
)
