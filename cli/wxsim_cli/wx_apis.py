"""The wx calls by name, so that help and completion need not load the simulator."""

from __future__ import annotations

WX_APIS = {
    "login": "a fresh js_code",
    "checkSession": "whether the session_key still lives",
    "getUserInfo": "the profile, signed and encrypted",
    "getUserProfile": "the same, asking every time",
    "getPhoneNumber": "a code for the phone number: the button of that name",
    "getSetting": "what the person has allowed and refused",
    "authorize": "asks the person for a scope",
    "openSetting": "changes what the person allows",
    "config": "whether a web page's JS-SDK signature is good",
}
