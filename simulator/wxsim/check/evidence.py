"""Where it is said what several checks hold a server to."""

from __future__ import annotations

_DOCS = "https://developers.weixin.qq.com/miniprogram/dev/"
CODE_TO_SESSION_DOCS = _DOCS + "server/API/user-login/api_code2session.html"
LOGIN_DOCS = _DOCS + "framework/open-ability/login.html"
SIGNATURE_DOCS = _DOCS + "framework/open-ability/signature.html"
PHONE_NUMBER_DOCS = _DOCS + "server/API/user-info/phone-number/api_getphonenumber.html"
ACCESS_TOKEN_DOCS = _DOCS + "server/API/mp-access-token/api_getaccesstoken.html"

_OWASP = "https://cheatsheetseries.owasp.org/cheatsheets/"
INPUT_VALIDATION = _OWASP + "Input_Validation_Cheat_Sheet.html"
SESSION_MANAGEMENT = _OWASP + "Session_Management_Cheat_Sheet.html"
