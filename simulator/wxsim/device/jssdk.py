"""wx.config, with which a web page asks for the JS-SDK."""

from __future__ import annotations

from typing import Any

from wxsim.device.messages import INVALID_SIGNATURE
from wxsim.device.phone import Phone, WxFailed
from wxsim.jssdk import page_signature_is_genuine


def config(phone: Phone) -> dict[str, Any]:
    """Check a page's signature against the app's jsapi_ticket (documented: wx.config).

    The options are those of wx.config, and ``url``: the address of the page,
    which WeChat knows by itself.

    Raises:
        WxFailed: the signature is none, or of another page, ticket, nonce or time.
    """
    ticket = phone.world.tickets.alive(phone.app, "jsapi")
    signature, nonce, timestamp, url = (
        str(phone.options.get(name, "")) for name in ("signature", "nonceStr", "timestamp", "url")
    )
    if ticket is None or not page_signature_is_genuine(
        signature, ticket.value, nonce, timestamp, url
    ):
        why = "there is no live jsapi_ticket" if ticket is None else f"it is not that of {url!r}"
        phone.note("wx.config failed", f"a page of {phone.app.appid} has no good signature: {why}")
        raise WxFailed(INVALID_SIGNATURE)
    return {}
