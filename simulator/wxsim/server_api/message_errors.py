"""The errcodes of subscribe messages and of customer messages."""

from __future__ import annotations

from wxsim.server_api.error_code import ErrorCode

_SUBSCRIBE = (
    "https://developers.weixin.qq.com/miniprogram/dev/server/API/mp-message-management/"
    "subscribe-message/api_sendmessage.html"
)
_CUSTOMERS = "https://developers.weixin.qq.com/miniprogram/dev/server/API/kf-mgnt/kf-message/"

ROWS = (
    ErrorCode(
        errcode=40008,
        errmsg="invalid message type",
        cause="The msgtype is none that this app can send.",
        fix="Send text, image, link or miniprogrampage.",
        evidence="documented",
    ),
    ErrorCode(
        errcode=40037,
        errmsg="invalid template_id",
        cause="The app has no template of that id.",
        fix="Copy the id from the app's own templates; each app has its own.",
        documentation=_SUBSCRIBE,
    ),
    ErrorCode(
        errcode=43101,
        errmsg="user refuse to accept the msg",
        cause="The person has no subscription to the template left, or has never had one.",
        fix="Call wx.requestSubscribeMessage once for every message you mean to send.",
        documentation=_SUBSCRIBE,
    ),
    ErrorCode(
        errcode=43107,
        errmsg="订阅消息能力封禁",
        cause="The app may send no subscribe messages any more, or not of this template.",
        fix="See the notices in the console.",
        documentation=_SUBSCRIBE,
        evidence="documented",
    ),
    ErrorCode(
        errcode=43108,
        errmsg="并发下发消息给同一个粉丝",
        cause="Another message is on its way to the same person.",
        fix="Send messages to one person one after the other.",
        documentation=_SUBSCRIBE,
        evidence="documented",
    ),
    ErrorCode(
        errcode=44004,
        errmsg="empty content",
        cause="The message has no text, or its card or link no title or address.",
        fix="Fill in the object that is called like the msgtype.",
        evidence="documented",
    ),
    ErrorCode(
        errcode=45002,
        errmsg="content size out of limit",
        cause="The text is too long.",
        fix="Send 2500 characters to be checked, 2048 bytes to be read, or fewer.",
        evidence="documented",
    ),
    ErrorCode(
        errcode=45015,
        errmsg="response out of time limit or subscription is canceled",
        cause="The person has not written for 48 hours, or entered the chat more than a minute "
        "ago.",
        fix="Answer sooner, or send a subscribe message.",
        documentation=_CUSTOMERS + "api_sendcustommessage.html",
    ),
    ErrorCode(
        errcode=45047,
        errmsg="out of response count limit",
        cause="All answers are sent: five to a message, two to somebody who entered the chat.",
        fix="Wait until the person writes again.",
        documentation=_CUSTOMERS + "api_sendcustommessage.html",
    ),
    ErrorCode(
        errcode=45072,
        errmsg="invalid command",
        cause="The command is neither Typing nor CancelTyping.",
        fix="Send Typing or CancelTyping.",
        documentation=_CUSTOMERS + "api_typing.html",
        evidence="documented",
    ),
    ErrorCode(
        errcode=45080,
        # The blanks are WeChat's own.
        errmsg="need sending message to user  orrecving message from user in the last 30 seconds "
        "before typing",
        cause="Neither side has sent anything for 30 seconds.",
        fix="Show that you type right after a message.",
        documentation=_CUSTOMERS + "api_typing.html",
        evidence="documented",
    ),
    ErrorCode(
        errcode=45081,
        errmsg="you are already typing",
        cause="The person sees the typing status already; it lasts 15 seconds.",
        fix="Send Typing again after 15 seconds.",
        documentation=_CUSTOMERS + "api_typing.html",
        evidence="documented",
    ),
    ErrorCode(
        errcode=45168,
        errmsg="命中敏感词",
        cause="A value of the message has a risky word.",
        fix="Check what people wrote with msg_sec_check before it goes into a message.",
        documentation=_SUBSCRIBE,
        evidence="documented",
    ),
    ErrorCode(
        errcode=47003,
        errmsg="argument invalid! {argument}",
        cause="A keyword of the template has no value, or one that breaks the rule of its kind.",
        fix="Send data as {keyword: {value: text}} and cut the text to the kind's limit, such as "
        "20 characters for a thing.",
        documentation=_SUBSCRIBE,
    ),
    ErrorCode(
        errcode=70000,
        errmsg="为保护未成年人权益，该条消息发送失败",
        cause="The person is a minor whom WeChat protects.",
        fix="Do not send it again.",
        documentation=_CUSTOMERS + "api_sendcustommessage.html",
        evidence="documented",
    ),
)
