"""wx.getUserCryptoManager().getLatestUserKey."""

from __future__ import annotations

from typing import Any

from wxsim.device.phone import Phone


def get_latest_user_key(phone: Phone) -> dict[str, Any]:
    """Return the key that the server finds with getuserencryptkey (documented).

    ``expireTime`` is in Unix seconds (assumed: the page says a number).
    """
    key = phone.world.user_keys.latest(phone.user)
    return {
        "encryptKey": key.value,
        "iv": key.iv,
        "version": key.version,
        "expireTime": int(key.expires_at),
    }
