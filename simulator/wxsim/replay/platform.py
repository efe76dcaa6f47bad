"""The simulator's control door, as the replay uses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import requests


class Unreachable(ConnectionError):
    """A server that a replay needs does not answer."""


class ControlRefused(ValueError):
    """The simulator did not do what it was asked."""


class Platform:
    """A simulator, reached over HTTP like everybody reaches it.

    Args:
        url: where it listens.
        control_token: what it wants to hear, if anything.

    Attributes:
        control_token: as it was given.
    """

    def __init__(self, url: str, control_token: str | None = None) -> None:
        self.url = url.rstrip("/")
        self.control_token = control_token
        self._http = requests.Session()
        self._http.trust_env = False
        if control_token is not None:
            self._http.headers["Authorization"] = f"Bearer {control_token}"

    def seed(self) -> str:
        """Return the seed of its world.

        Raises:
            Unreachable: as :meth:`ask` does.
        """
        return str(self._object("/", having="seed")["seed"])

    def app(self, appid: str | None) -> dict[str, Any]:
        """Return an app, or the first where none is named.

        Raises:
            Unreachable, ControlRefused: as :meth:`ask` does.
        """
        if appid is None:
            return dict(self.ask("GET", "/apps")[0])
        return self._object(f"/apps/{quote(appid, safe='')}", having="appid")

    def person(self, name: str) -> dict[str, Any]:
        """Return a person.

        Raises:
            Unreachable, ControlRefused: as :meth:`ask` does.
        """
        return self._object(f"/people/{quote(name, safe='')}", having="name")

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Ask the control door and return the decoded answer.

        Raises:
            Unreachable: nothing answers there, or something that is no simulator.
            ControlRefused: the request made no sense to it.
        """
        try:
            response = self._http.request(method, f"{self.url}/_wxsim{path}", json=body, timeout=10)
            answer = response.json()
        except requests.JSONDecodeError as error:
            raise self._somebody_else() from error
        except requests.RequestException as error:
            raise Unreachable(
                f"no simulator answers at {self.url}; start one with `wxsim serve`"
            ) from error
        if not response.ok:
            if isinstance(answer, dict) and {"error", "hint"} <= answer.keys():
                raise ControlRefused(f"{answer['error']}; {answer['hint']}")
            raise self._somebody_else()
        return answer

    def call(
        self, method: str, path: str, query: Mapping[str, Any], body: object
    ) -> dict[str, Any] | None:
        """Call WeChat's server API, as a login server does.

        Returns:
            What it answered, or None where that was no JSON object or nothing at all.
        """
        try:
            response = self._http.request(
                method, self.url + path, params=dict(query), json=body, timeout=10
            )
            answer = response.json()
        except requests.RequestException:
            return None
        return answer if isinstance(answer, dict) else None

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _object(self, path: str, *, having: str) -> dict[str, Any]:
        answer = self.ask("GET", path)
        if not isinstance(answer, dict) or having not in answer:
            raise self._somebody_else()
        return answer

    def _somebody_else(self) -> Unreachable:
        return Unreachable(f"what answers at {self.url} is no wxsim simulator")
