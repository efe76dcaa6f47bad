"""What is done with a program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wxsim.javascript.engine import Limits
from wxsim.javascript.project import Project
from wxsim.javascript.roads import Roads

_SCENE = 1001  # documented: the list of recently used Mini Programs


@dataclass(frozen=True)
class Script:
    """What is done with a program, and how its surroundings behave.

    Attributes:
        pages: which pages open, with their queries, one on top of the other; the
            first of ``app.json`` when there is none.
        calls: modules and their functions to call, in order.
        taps: methods of the page on top that the person sets off, in order.
        fail: by API, the errMsg with which it fails.
        storage: what is on the phone already: JSON texts by key.
        roads: where requests lead.
        limits: how far the program may go.
    """

    pages: tuple[str, ...] = ()
    calls: tuple[tuple[str, str], ...] = ()
    taps: tuple[str, ...] = ()
    fail: Mapping[str, str] = field(default_factory=dict)
    storage: Mapping[str, str] = field(default_factory=dict)
    roads: Roads = field(default_factory=lambda: Roads({}))
    limits: Limits = field(default_factory=Limits)

    def opened(self, project: Project) -> tuple[str, ...]:
        """Return the pages that open, one on top of the other."""
        first = project.config.first_page
        return self.pages or (() if first is None else (first,))

    def launch(self, project: Project) -> dict[str, Any]:
        """Return what ``App.onLaunch`` is told (documented: launch options)."""
        path, _, query = next(iter(self.opened(project)), "").partition("?")
        pairs = (pair.partition("=")[::2] for pair in query.split("&") if pair)
        return {"path": path.strip("/"), "query": dict(pairs), "scene": _SCENE, "referrerInfo": {}}
