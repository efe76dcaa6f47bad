"""The button with open-type getPhoneNumber."""

from __future__ import annotations

from typing import Any

from wxsim.device.messages import PHONE_DENY
from wxsim.device.phone import Phone, WxFailed
from wxsim.world.people import PHONE_NUMBER
from wxsim.world.profile import phone_info


def get_phone_number(phone: Phone) -> dict[str, Any]:
    """Press the button and return the event's detail.

    It carries a code for the server and, while a session lives, the number
    encrypted the old way (documented: phone-number component).

    Raises:
        WxFailed: the person refuses.
    """
    if phone.refused(PHONE_NUMBER) or not phone.taps_allow:
        raise WxFailed(PHONE_DENY)
    result: dict[str, Any] = {"code": phone.world.phones.issue(phone.user).code}
    key = phone.session_key()
    if key is not None:
        now = int(phone.world.clock.now(phone.app.appid))
        sealed = phone.seal(key, phone_info(phone.person, phone.app.appid, now))
        phone.note(
            "phone number encrypted",
            f"the phone-number button of {phone.person.name} in {phone.app.appid} encrypted "
            f"with session_key {key.generation}",
            {"openid": phone.user.openid, "generation": str(key.generation), "iv": sealed["iv"]},
        )
        phone.world.sealed_data.remember(phone.app, sealed["encryptedData"])
        result |= sealed
    return result
