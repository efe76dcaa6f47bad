"""The wx calls by name, so that help and completion need not load the simulator."""

from __future__ import annotations

WX_APIS = {
    "login": "a fresh js_code",
    "pluginLogin": "a code for a plugin's server",
    "checkSession": "whether the session_key still lives",
    "getUserInfo": "the profile, signed and encrypted",
    "getUserProfile": "the same, asking every time",
    "getPhoneNumber": "a code for the phone number: the button of that name",
    "getLatestUserKey": "the key to encrypt what goes to the server",
    "getSetting": "what the person has allowed and refused",
    "authorize": "asks the person for a scope",
    "openSetting": "changes what the person allows",
    "scanCode": "scans a code and opens what it leads to: wxsim wx scan FILE",
    "openLink": "opens a link to a Mini Program: wxsim wx open LINK",
    "getEnterOptionsSync": "how the person opened the Mini Program last",
    "getLaunchOptionsSync": "the same",
    "requestSubscribeMessage": "asks the person what they want to be told",
    "contact": "enters the chat with the app: the button of that name",
    "sendCustomerMessage": "sends a message in that chat",
    "config": "whether a web page's JS-SDK signature is good",
}
