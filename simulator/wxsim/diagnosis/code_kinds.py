"""What kinds of codes there are: who gives them, and which paths take them."""

from __future__ import annotations

from dataclasses import dataclass

from wxsim.world.records import LoginCode, OneTimeCode, PhoneCode, PluginCode
from wxsim.world.web_codes import WebCode


@dataclass(frozen=True)
class CodeKind:
    """One kind of code.

    Attributes:
        name: what WeChat calls it.
        source: what gives it.
        paths: which paths of the Server API take it.
    """

    name: str
    source: str
    paths: tuple[str, ...]


_KINDS: dict[type[OneTimeCode], CodeKind] = {
    LoginCode: CodeKind(
        "js_code", "wx.login", ("/sns/jscode2session", "/sns/component/jscode2session")
    ),
    PhoneCode: CodeKind(
        "phone code", "the phone-number button", ("/wxa/business/getuserphonenumber",)
    ),
    WebCode: CodeKind(
        "code of a page",
        "the authorisation page",
        ("/sns/oauth2/access_token", "/sns/oauth2/component/access_token"),
    ),
    PluginCode: CodeKind("plugin code", "wx.pluginLogin", ("/wxa/getpluginopenpid",)),
}


def kind_of(code: OneTimeCode) -> CodeKind:
    """Return what kind of code one is."""
    return _KINDS[type(code)]
