"""The APIs that need a phone: sent to the simulator's device door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from wxsim.miniprogram.errors import DeviceError, PlatformUnreachable
from wxsim.miniprogram.javascript import to_json
from wxsim.miniprogram.neterrors import root_of
from wxsim.miniprogram.outcome import Outcome

DEVICE_APIS = (
    "authorize",
    "checkSession",
    "chooseAvatar",
    "getLatestUserKey",
    "contact",
    "getGroupEnterInfo",
    "getPhoneNumber",
    "getSetting",
    "getShareInfo",
    "getUserInfo",
    "getUserProfile",
    "getWeRunData",
    "login",
    "openLink",
    "openSetting",
    "openSharedCard",
    "scanCode",
    "pluginLogin",
    "requestSubscribeMessage",
    "sendCustomerMessage",
    "share",
    "typeNickname",
)
"""The device APIs that ``wx`` offers as methods; others are called by name."""

_SILENCE_SECONDS = 30.0
_SHOWN_CHARACTERS = 200


class DeviceDoor:
    """One person's phone with one Mini Program on it, played by the simulator.

    Args:
        platform_url: where the simulator listens.
        appid: None for the simulator's first app.
        person: None for the simulator's first person.
        control_token: what the simulator wants to hear, if anything.

    Raises:
        ValueError: the URL is not one.
    """

    def __init__(
        self,
        platform_url: str,
        appid: str | None,
        person: str | None,
        control_token: str | None = None,
    ) -> None:
        parts = urlsplit(platform_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(
                f"platform_url {platform_url!r} is no address;"
                " give the one that `wxsim serve` prints, such as http://127.0.0.1:8000"
            )
        self._url = platform_url.rstrip("/")
        identity = {"appid": appid, "person": person}
        self._identity = {name: value for name, value in identity.items() if value is not None}
        self._session = requests.Session()
        # A proxy from the environment would carry a local call out of the machine.
        self._session.trust_env = False
        if control_token is not None:
            self._session.headers["Authorization"] = f"Bearer {control_token}"

    def call(self, api: str, options: Mapping[str, Any]) -> Outcome:
        """Have the phone perform ``api``.

        Raises:
            DeviceError: the simulator would not take the call, or something
                else answers at its address.
            PlatformUnreachable: nothing answers there.
            TypeError: the options are no JSON.
        """
        url = f"{self._url}/_wxsim/device/{quote(api, safe='')}"
        body = to_json({**options, **self._identity}, f"the options of wx.{api}")
        try:
            response = self._session.post(
                url,
                data=body.encode(),
                headers={"Content-Type": "application/json"},
                timeout=_SILENCE_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise PlatformUnreachable(self._url, str(root_of(error))) from error
        return Outcome(self._result(response))

    def close(self) -> None:
        """Close the connections to the simulator."""
        self._session.close()

    def _result(self, response: requests.Response) -> dict[str, Any]:
        try:
            answer = response.json()
        except requests.JSONDecodeError:
            answer = None
        if not isinstance(answer, dict):
            answer = {}
        if response.status_code == requests.codes.ok and isinstance(answer.get("errMsg"), str):
            return answer
        if isinstance(answer.get("error"), str):
            raise DeviceError(answer["error"], str(answer.get("hint", "")))
        raise DeviceError(
            f"{response.url} answered {response.status_code}"
            f" and no wx result: {response.text[:_SHOWN_CHARACTERS]!r}",
            f"see that it is wxsim that listens at {self._url}",
        )
