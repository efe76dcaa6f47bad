"""The wx calls that need WeChat, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wxsim.device import (
    consent,
    customer,
    jssdk,
    opening,
    phone_number,
    portrait,
    profile,
    session,
    sharing,
    subscriptions,
    user_key,
    werun,
)
from wxsim.device.phone import Phone, WxFailed

APIS: dict[str, Callable[[Phone], dict[str, Any]]] = {
    "login": session.login,
    "pluginLogin": session.plugin_login,
    "checkSession": session.check_session,
    "getUserInfo": profile.get_user_info,
    "getUserProfile": profile.get_user_profile,
    "getPhoneNumber": phone_number.get_phone_number,
    "getLatestUserKey": user_key.get_latest_user_key,
    "getWeRunData": werun.get_we_run_data,
    "chooseAvatar": portrait.choose_avatar,
    "typeNickname": portrait.type_nickname,
    "getSetting": consent.get_setting,
    "authorize": consent.authorize,
    "openSetting": consent.open_setting,
    "scanCode": opening.scan_code,
    "openLink": opening.open_link,
    "share": sharing.share,
    "openSharedCard": sharing.open_card,
    "getShareInfo": sharing.get_share_info,
    "getGroupEnterInfo": sharing.get_group_enter_info,
    "getEnterOptionsSync": opening.get_enter_options,
    "getLaunchOptionsSync": opening.get_enter_options,
    "requestSubscribeMessage": subscriptions.request_subscribe_message,
    "contact": customer.contact,
    "sendCustomerMessage": customer.send_customer_message,
    "config": jssdk.config,
}


def perform(api: str, phone: Phone) -> dict[str, Any]:
    """Make one wx call and return its result, good or bad, with its errMsg.

    Raises:
        KeyError: there is no such call in :data:`APIS`.
    """
    try:
        return {"errMsg": f"{api}:ok", **APIS[api](phone)}
    except WxFailed as failed:
        failure = failed.failure
        result: dict[str, Any] = {"errMsg": f"{api}:{failure.text}"}
        if failure.errno is not None:
            result["errno"] = failure.errno
        if failure.err_code is not None:
            result["errCode"] = failure.err_code
        return result
