"""What a profile is made of, and what may stand in it."""

from __future__ import annotations

from collections.abc import Callable

from wxsim.loginserver.answers import RefusalError
from wxsim.loginserver.parameters import is_unicode

# The longest that each text may be, in characters. WeChat lets a nickname have
# 32; the rest is room for what nobody foresaw.
_MAX_LENGTHS = {"nickName": 64, "avatarUrl": 1024, "province": 64, "city": 64, "country": 64}

# WeChat's own: not told, male, female.
_GENDERS = {0: 0, 1: 1, 2: 2, "0": 0, "1": 1, "2": 2}

PROFILE_FIELDS = (*_MAX_LENGTHS, "gender")


def read_profile(get: Callable[[str], object]) -> dict[str, str | int | None]:
    """Take the profile out of what somebody sent or WeChat vouched for.

    Args:
        get: gives the value of a field by its name, None when there is none.

    Returns:
        Every one of PROFILE_FIELDS, None where there was nothing.

    Raises:
        RefusalError: 400, a field is of the wrong type, too long, or no text.
    """
    profile: dict[str, str | int | None] = {
        name: _text(name, get(name), limit) for name, limit in _MAX_LENGTHS.items()
    }
    return profile | {"gender": _gender(get("gender"))}


def _text(name: str, value: object, limit: int) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not is_unicode(value):
        raise RefusalError(400, f"{name} must be a string of Unicode text")
    if len(value) > limit:
        raise RefusalError(400, f"{name} is longer than {limit} characters")
    return value


def _gender(value: object) -> int | None:
    if value is None:
        return None
    # A form can only send digits as text. True and 1.0 equal 1, and are not it.
    if type(value) not in (int, str) or value not in _GENDERS:
        raise RefusalError(400, "gender must be 0, 1 or 2")
    return _GENDERS[value]
