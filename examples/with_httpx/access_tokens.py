"""An access_token for many tasks, and a phone number, with async ``httpx``.

The address of WeChat is a setting, so ``test_access_tokens.py`` gives it the
simulator's; with the address built in, ``wxsim.intercept()`` works for httpx too.

Run it: ``pip install wxsim httpx pytest``, then ``pytest`` in this folder.
"""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

# The token is not, or no longer, the one that WeChat takes.
_STALE = (40001, 40014, 42001)


class WeChatError(Exception):
    """WeChat refuses, and it is not for the token."""


class WeChat:
    """One app's way to WeChat, shared by all tasks.

    Args:
        appid: of the app.
        secret: the AppSecret.
        base_url: where WeChat is.
    """

    def __init__(
        self, appid: str, secret: str, base_url: str = "https://api.weixin.qq.com"
    ) -> None:
        self._client = httpx.AsyncClient(base_url=base_url, timeout=3)
        self._credentials = {"appid": appid, "secret": secret}
        self._token = ""
        self._fetching = asyncio.Lock()

    async def phone_number(self, code: str) -> str:
        """Exchange the code of the phone-number button.

        Raises:
            WeChatError: the code is unknown, used or too old.
            httpx.HTTPError: WeChat cannot be reached.
        """
        answer = await self._post("/wxa/business/getuserphonenumber", {"code": code})
        number: str = answer["phone_info"]["purePhoneNumber"]
        return number

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        for _ in range(2):
            token = await self._current_token()
            response = await self._client.post(path, params={"access_token": token}, json=body)
            answer: dict[str, Any] = response.json()
            if answer.get("errcode") not in _STALE:
                break
            # Another task may have noticed as well, and fetched one meanwhile.
            if self._token == token:
                self._token = ""
        if answer.get("errcode"):
            raise WeChatError(answer["errmsg"])
        return answer

    async def _current_token(self) -> str:
        async with self._fetching:
            if not self._token:
                # Unlike /cgi-bin/token this gives all who ask the same one.
                response = await self._client.post(
                    "/cgi-bin/stable_token",
                    json={"grant_type": "client_credential", **self._credentials},
                )
                self._token = response.json()["access_token"]
            return self._token
