"""The client half of a scenario in its own JavaScript."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wxsim.javascript import (
    EVERYTHING,
    ApiCall,
    Entry,
    NotAProject,
    Problem,
    Roads,
    Said,
    Script,
    Surroundings,
    in_brief,
    read_project,
    run,
)
from wxsim.miniprogram import DeviceError, HttpExchange, PlatformUnreachable
from wxsim.replay.listening import Listener
from wxsim.replay.masking import Masker
from wxsim.replay.platform import ControlRefused, Unreachable
from wxsim.replay.stage import Stage
from wxsim.replay.values import MISSING, look_up


class Client:
    """Runs a program on the stage, again and again, with one storage.

    Every request of the program that would leave this machine goes to the
    login server of the stage.

    Args:
        stage: where.
        listener: hears what the program says.
        masker: learns the session that the login server gives.
    """

    def __init__(self, stage: Stage, listener: Listener, masker: Masker) -> None:
        self._stage = stage
        self._listener = listener
        self._masker = masker
        self._storage: dict[str, str] = {}

    def run(self, program: Mapping[str, Any]) -> dict[str, Any]:
        """Run a program, and return what a scenario can expect of it.

        Args:
            program: the fields of the step.

        Returns:
            ``calls``: the errMsg of every wx call, in order; ``problems``: what
            went wrong, with its ``file:line``; ``hints``, ``console``,
            ``storage``, ``route`` and ``data`` of the page on top.

        Raises:
            ControlRefused: there is no such program.
            Unreachable: the simulator stopped answering.
        """
        platform = self._stage.platform
        around = Surroundings(
            url=platform.url,
            control=platform,
            appid=self._stage.appid,
            person=self._stage.person,
            control_token=platform.control_token,
            own=not self._stage.shared,
        )
        try:
            project = read_project(Path(program["path"]))
            script = Script(
                pages=tuple(program.get("pages", ())),
                calls=tuple(_called(text, project.module) for text in program.get("calls", ())),
                taps=tuple(program.get("taps", ())),
                fail=program.get("fail", {}),
                storage=self._storage,
                roads=Roads({EVERYTHING: self._stage.subject.base_url}),
            )
            story = run(project, around, script, self._hear, self._sent)
        except (NotAProject, DeviceError) as error:
            raise ControlRefused(str(error)) from error
        except PlatformUnreachable as error:
            raise Unreachable(str(error)) from error
        self._storage = dict(story.storage)
        return {
            "calls": [call.outcome for call in story.calls],
            "problems": [in_brief(problem) for problem in story.problems],
            "hints": [hint.text for hint in story.hints],
            "console": [entry.text for entry in story.entries if isinstance(entry, Said)],
            "storage": {key: json.loads(text) for key, text in story.storage.items()},
            "route": story.route,
            "data": story.data,
        }

    def _hear(self, entry: Entry) -> None:
        if isinstance(entry, ApiCall):
            if not entry.sent:
                self._listener.wx_call(entry.api, entry.options)
                self._listener.wx_result(entry.result)
        elif isinstance(entry, Problem):
            self._listener.event(in_brief(entry))
        else:
            self._listener.event(entry.text)

    def _sent(self, exchange: HttpExchange) -> None:
        login = self._stage.subject.calls.get("login")
        place = None if login is None else login.gives.get("session")
        if place is not None:
            session = look_up({"body": exchange.response_body}, place)
            if session is not MISSING:
                self._masker.learn(session)
        self._listener.request(exchange, self._listener.now())
        self._listener.overhear()
        if exchange.status is not None:
            self._listener.response(exchange)


def _called(text: str, module: str | None) -> tuple[str, str]:
    path, _, function = text.rpartition("#")
    return path or module or "", function
