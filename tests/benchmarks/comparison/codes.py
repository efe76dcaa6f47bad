"""js_codes to exchange: fresh ones from the device door, or made-up ones."""

from __future__ import annotations

import json
import random
import string
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from typing import Any

_CLIENTS = 4
_MADE_UP = 5_000


class MadeUpCodes:
    """Texts that look like codes, the same ones each time, for servers that take anything."""

    appid = "wx0123456789abcdef"
    secret = "0123456789abcdef0123456789abcdef"
    fresh = False

    def __init__(self) -> None:
        draw = random.Random(1)
        letters = string.digits + string.ascii_letters
        self._codes = ["0" + "".join(draw.choices(letters, k=31)) for _ in range(_MADE_UP)]

    def take(self, count: int) -> list[str]:
        """Return some of them, fewer than asked for where there are no more."""
        return self._codes[:count]


class FreshCodes:
    """Codes from the phones of many people, each with a simulator's first Mini Program.

    Args:
        port: where the simulator listens.
        people: how many to add to it.
    """

    fresh = True

    def __init__(self, port: int, people: int) -> None:
        self._port = port
        with closing(self._connection()) as connection:
            (app, *_) = _exchange(connection, "GET", "/_wxsim/apps", None)
        self.appid: str = app["appid"]
        self.secret: str = app["secret"]
        self._people = [f"load{number}" for number in range(people)]
        self._post("/_wxsim/people", [{"name": name} for name in self._people])

    def take(self, count: int) -> list[str]:
        """Return codes that nobody has seen: one of every person, then another of everyone."""
        logins = [
            {"appid": self.appid, "person": self._people[turn % len(self._people)]}
            for turn in range(count)
        ]
        return [result["code"] for result in self._post("/_wxsim/device/login", logins)]

    def _post(self, path: str, bodies: list[dict[str, str]]) -> list[dict[str, Any]]:
        """Post bodies over several connections at a time."""

        def post(share: list[dict[str, str]]) -> list[dict[str, Any]]:
            with closing(self._connection()) as connection:
                return [_exchange(connection, "POST", path, body) for body in share]

        shares = [bodies[place::_CLIENTS] for place in range(_CLIENTS)]
        with ThreadPoolExecutor(_CLIENTS) as pool:
            return [answer for answers in pool.map(post, shares) for answer in answers]

    def _connection(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self._port, timeout=30)


def _exchange(
    connection: HTTPConnection, method: str, path: str, body: dict[str, str] | None
) -> Any:
    connection.request(method, path, None if body is None else json.dumps(body))
    response = connection.getresponse()
    answer = response.read()
    if response.status >= 400:
        raise RuntimeError(f"{method} {path} was answered {response.status}: {answer!r}")
    return json.loads(answer)
