"""What there is to spoil, and the table of those who do."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from flask import Flask, Response, request

from wxsim.loginserver import LoginServerConfig, create_login_server
from wxsim.loginserver.answers import failure
from wxsim.loginserver.views import EXTENSION


class Reference:
    """The reference login server, to be spoiled before it is served."""

    def __init__(self, config: LoginServerConfig, patches: ExitStack) -> None:
        self.config = config
        self.app: Flask = create_login_server(config)
        self._patches = patches

    @property
    def parts(self) -> Any:
        return self.app.extensions[EXTENSION]

    def replace(self, **parts: Any) -> None:
        self.app.extensions[EXTENSION] = dataclasses.replace(self.parts, **parts)

    def patch(self, target: object, name: str, value: object) -> None:
        self._patches.enter_context(patch.object(target, name, value))

    def exchange(self, broken: Callable[[Callable[[str], Any], str], Any]) -> None:
        """Let ``broken(original, code)`` stand in for the exchange of a code."""
        original = self.parts.wechat.code_to_session
        self.parts.wechat.code_to_session = lambda code: broken(original, code)

    def answers(self, path: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Change the Data of every good answer of a path."""

        @self.app.after_request
        def changed(response: Response) -> Response:
            if request.path == path and response.status_code == 200:
                body = json.loads(response.data)
                data = json.loads(body["Data"])
                change(data)
                body["Data"] = json.dumps(data)
                response.data = json.dumps(body)
            return response

    def before(self, path: str, answer: Callable[[], Response | None]) -> None:
        """Let ``answer`` answer a path, where it does, in place of the view."""

        @self.app.before_request
        def early() -> Response | None:
            return answer() if request.path == path else None


def parameter(name: str) -> Any:
    body = request.get_json(silent=True)
    sent = body if isinstance(body, dict) else {}
    return request.values.get(name) or sent.get(name)


def crash() -> Response:
    return failure(500, "something went wrong")


Break = Callable[[Reference], None]


@dataclass(frozen=True)
class Fault:
    """A way to break the reference server.

    Attributes:
        about: what the server then does.
        fails: the checks that must notice.
    """

    about: str
    fails: set[str]
    spoil: Break


class Faults(dict[str, Fault]):
    """Faults by name."""

    def add(self, name: str, about: str, *fails: str) -> Callable[[Break], Break]:
        """Name a way to break the reference server, and the checks that must notice."""

        def named(spoil: Break) -> Break:
            self[name] = Fault(about, set(fails), spoil)
            return spoil

        return named
