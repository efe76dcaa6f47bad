"""The profile that WeChat lets an app see."""

from __future__ import annotations

from typing import Any, Literal

from wxsim.world.records import Person

# Observed (getUserProfile): the whole object that everybody gets since 2022-11.
_ANONYMOUS: dict[str, Any] = {
    "nickName": "微信用户",
    "gender": 0,
    "language": "",
    "city": "",
    "province": "",
    "country": "",
    "avatarUrl": "https://thirdwx.qlogo.cn/mmopen/vi_32/"
    "POgEwh4mIHO4nibH0KlMECNjjGxQUq24ZEaGT4poC6icRiccVGKSyXwibcPq4BWmiaIGuG1icwxaQX6grC9VemZoJ8rg"
    "/132",
    "is_demote": True,
}


def visible_profile(person: Person, era: Literal["current", "classic"]) -> dict[str, Any]:
    """Return userInfo, its keys in the order of rawData (documented samples)."""
    if era == "current":
        return dict(_ANONYMOUS)
    return {
        "nickName": person.nickname,
        "gender": person.gender,
        "language": person.language,
        "city": person.city,
        "province": person.province,
        "country": person.country,
        "avatarUrl": person.avatar_url,
    }


def phone_info(person: Person, appid: str, now: int) -> dict[str, Any]:
    """Return what both phone-number ways tell of a number (documented).

    Args:
        person: whose number it is.
        appid: for the watermark.
        now: Unix seconds, for the watermark.
    """
    home = person.country_code == "86"
    return {
        # Documented: a foreign number carries its country code here.
        "phoneNumber": person.phone if home else person.country_code + person.phone,
        "purePhoneNumber": person.phone,
        "countryCode": person.country_code,
        "watermark": {"timestamp": now, "appid": appid},
    }
