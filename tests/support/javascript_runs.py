"""Running pieces of JavaScript against a simulator on a socket."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from wxsim.javascript import (
    EVERYTHING,
    ApiCall,
    Limits,
    Roads,
    Said,
    Script,
    Story,
    Surroundings,
    read_project,
    run,
)
from wxsim.replay.platform import Platform

Run = Callable[..., Story]

MAIN = "main.js"


class Runner:
    """Writes sources into a folder and runs them.

    Args:
        folder: where.
        platform: a simulator.
    """

    def __init__(self, folder: Path, platform: Platform) -> None:
        self.folder = folder
        self.platform = platform
        self.appid = str(platform.app(None)["appid"])

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")

    def __call__(
        self,
        main: str | None = None,
        /,
        *calls: str,
        files: dict[str, str] | None = None,
        server: str | None = None,
        roads: Roads | None = None,
        limits: Limits | None = None,
        **script: Any,
    ) -> Story:
        """Run ``main.js``, or the whole project where no text is given for it.

        Args:
            main: the text of ``main.js``.
            *calls: functions of it to call, or ``module.js#function``.
            files: further files.
            server: where everything leads that would leave this machine.
            roads: where requests lead, instead.
            limits: how far the program may go.
            **script: as :class:`Script` has them.
        """
        self.write({**(files or {}), **({} if main is None else {MAIN: main})})
        path = self.folder if main is None else self.folder / MAIN
        wanted = tuple((call.rpartition("#")[0] or MAIN, call.rpartition("#")[2]) for call in calls)
        return run(
            read_project(path),
            Surroundings(self.platform.url, self.platform, self.appid),
            Script(
                calls=wanted,
                roads=roads or Roads({} if server is None else {EVERYTHING: server}),
                limits=limits or Limits(turn=0.5, run=20),
                **script,
            ),
        )


def said(story: Story) -> list[str]:
    """Return what the program wrote on its console."""
    return [entry.text for entry in story.entries if isinstance(entry, Said)]


def outcomes(story: Story) -> list[str]:
    """Return how its wx calls ended."""
    return [call.outcome for call in story.calls]


def call_of(story: Story, api: str) -> ApiCall:
    """Return its only call of an API."""
    (call,) = [call for call in story.calls if call.api == api]
    return call


def problems(story: Story) -> list[tuple[str, str, str]]:
    """Return what went wrong: kind, message and place."""
    return [(problem.kind, problem.message, problem.place) for problem in story.problems]
