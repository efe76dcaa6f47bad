"""The simulator's control door, as the replay uses it."""

from __future__ import annotations

from typing import Any

import requests


class Unreachable(ConnectionError):
    """A server that a replay needs does not answer."""


class ControlRefused(ValueError):
    """The control door did not do what it was asked."""


class Platform:
    """A simulator, reached over HTTP like everybody reaches it.

    Args:
        url: where it listens.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._http = requests.Session()
        self._http.trust_env = False

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
            raise Unreachable(f"what answers at {self.url} is no wxsim simulator") from error
        except requests.RequestException as error:
            raise Unreachable(
                f"no simulator answers at {self.url}; start one with `wxsim serve`"
            ) from error
        if not response.ok:
            if isinstance(answer, dict) and "hint" in answer:
                raise ControlRefused(f"{answer['error']}; {answer['hint']}")
            raise Unreachable(f"what answers at {self.url} is no wxsim simulator")
        return answer

    def close(self) -> None:
        """Close the connections."""
        self._http.close()
