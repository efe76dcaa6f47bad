"""wx.getSetting, wx.authorize and wx.openSetting."""

from __future__ import annotations

from typing import Any

from wxsim.device import subscriptions
from wxsim.device.messages import AUTH_DENY, INVALID_ARGUMENT
from wxsim.device.phone import Phone, WxFailed
from wxsim.device.profile import USER_INFO
from wxsim.world.people import SCOPES

# Documented: these are always granted.
_ALWAYS = {"scope.address": True, "scope.invoice": True, "scope.invoiceTitle": True}


def get_setting(phone: Phone) -> dict[str, Any]:
    """Return what the person has answered so far (documented: wx.getSetting).

    With the option ``withSubscriptions`` also what they let the app send.
    """
    return _settings(phone)


def authorize(phone: Phone) -> dict[str, Any]:
    """Ask the person for a scope (documented: wx.authorize).

    Raises:
        WxFailed: no such scope, or the person refuses, now or before.
    """
    scope = phone.options.get("scope")
    if not isinstance(scope, str) or scope not in (*SCOPES, *_ALWAYS):
        raise WxFailed(INVALID_ARGUMENT)
    free = scope in _ALWAYS or (scope == USER_INFO and _user_info_is_free(phone))
    if not free and not phone.allows(scope):
        raise WxFailed(AUTH_DENY)
    return {}


def open_setting(phone: Phone) -> dict[str, Any]:
    """Open the settings page (documented: wx.openSetting).

    What the person does there comes as the options ``authSetting``, scope by
    scope, and ``subscriptionsSetting``; without them the page is only looked at.

    Raises:
        WxFailed: ``authSetting`` is no object of scopes and booleans, or
            ``subscriptionsSetting`` is not what getSetting returns under that name.
    """
    wanted = phone.options.get("authSetting", {})
    if not isinstance(wanted, dict) or not all(
        scope in SCOPES and isinstance(granted, bool) for scope, granted in wanted.items()
    ):
        raise WxFailed(INVALID_ARGUMENT)
    if "subscriptionsSetting" in phone.options:
        subscriptions.switch(phone, phone.options["subscriptionsSetting"])
    for scope, granted in wanted.items():
        phone.world.authorizations.answer(phone.app, phone.person, scope, granted=granted)
    return _settings(phone)


def _settings(phone: Phone) -> dict[str, Any]:
    settings: dict[str, Any] = {"authSetting": _auth_setting(phone)}
    if phone.options.get("withSubscriptions") is True:
        settings["subscriptionsSetting"] = subscriptions.settings_of(phone)
    return settings


def _auth_setting(phone: Phone) -> dict[str, bool]:
    answers = phone.world.consents.answers(phone.app.appid, phone.person.name)
    free = {USER_INFO: True} if _user_info_is_free(phone) else {}
    return {**free, **{scope: given for scope, given in answers.items() if scope in SCOPES}}


def _user_info_is_free(phone: Phone) -> bool:
    """Tell whether scope.userInfo counts as granted unasked (documented: since 2021-04-28)."""
    return phone.app.switches.profile_era == "current" and not phone.refused(USER_INFO)
