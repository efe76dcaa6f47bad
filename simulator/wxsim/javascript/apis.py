"""What the prelude is told of the wx object: names, shapes, texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wxsim.javascript.parts import table
from wxsim.javascript.project import Project
from wxsim.miniprogram import messages
from wxsim.miniprogram.account import Account
from wxsim.miniprogram.device import DEVICE_APIS
from wxsim.miniprogram.storage import ENTRY_LIMIT, TOTAL_LIMIT

# What a person does on the phone, and no name of the wx object: buttons and the like.
_NOT_OF_WX = {
    "chooseAvatar",
    "contact",
    "getPhoneNumber",
    "openLink",
    "openSharedCard",
    "sendCustomerMessage",
    "share",
    "typeNickname",
}

PHONE_APIS = tuple(api for api in DEVICE_APIS if api not in _NOT_OF_WX)


def configuration(
    project: Project, account: Account, launch: Mapping[str, Any], fail: Mapping[str, str]
) -> dict[str, Any]:
    """Return what the prelude works with.

    Args:
        project: the program.
        account: which Mini Program it is.
        launch: what ``App.onLaunch`` is told.
        fail: by API, the errMsg with which it is to fail.
    """
    names, own = table("apis"), table("answers")
    sync = own["sync"]
    return {
        "apis": names["apis"],
        "objects": names["objects"],
        "answers": {**own["answers"], "getSystemInfo": sync["getSystemInfoSync"]},
        "sync": {
            **sync,
            "getAccountInfoSync": account.info(),
            "getLaunchOptionsSync": dict(launch),
            "getEnterOptionsSync": dict(launch),
        },
        "components": own["components"],
        "phone": PHONE_APIS,
        "pages": project.config.all_pages,
        "tabs": project.config.tabs,
        "fail": dict(fail),
        "storage": {
            "entryLimit": ENTRY_LIMIT,
            "totalLimit": TOTAL_LIMIT,
            "messages": {
                "parameter": messages.PARAMETER_TYPE.text,
                "noData": messages.STORAGE_NO_DATA.text,
                "notFound": messages.STORAGE_NOT_FOUND.text,
                "tooLarge": messages.STORAGE_ENTRY_TOO_LARGE.text,
                "full": messages.STORAGE_FULL.text,
            },
        },
    }


def api_names() -> tuple[str, ...]:
    """Return every name that ``wx`` has as a function."""
    names, own = table("apis"), table("answers")
    return tuple(sorted({*names["apis"], *own["sync"], *PHONE_APIS}))
