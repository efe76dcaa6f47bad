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
    "getWeRunData": "the steps of the past 30 days, encrypted",
    "chooseAvatar": "a picture's temporary path: the button of that name",
    "typeNickname": "what the person fills into a nickname input",
    "getSetting": "what the person has allowed and refused",
    "authorize": "asks the person for a scope",
    "openSetting": "changes what the person allows",
    "scanCode": "scans a code and opens what it leads to: wxsim wx scan FILE",
    "openLink": "opens a link to a Mini Program: wxsim wx open LINK",
    "share": "shares the app with a friend or, with its option group, in a group",
    "openSharedCard": "opens what was shared: its option card",
    "getShareInfo": "the group's openGId, encrypted, for the shareTicket of a card",
    "getGroupEnterInfo": "the group's opengid, encrypted",
    "getEnterOptionsSync": "how the person opened the Mini Program last",
    "getLaunchOptionsSync": "the same",
    "requestSubscribeMessage": "asks the person what they want to be told",
    "contact": "enters the chat with the app: the button of that name",
    "sendCustomerMessage": "sends a message in that chat",
    "config": "whether a web page's JS-SDK signature is good",
}
