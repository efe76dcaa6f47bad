"""The classic mistakes, and what to say about them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wxsim.javascript.places import Place
from wxsim.javascript.project import Project
from wxsim.javascript.scanning import without_comments

_UNDEFINED = re.compile(r"ReferenceError: '?(\w+)'? is not defined")

# What the sources alone give away, and what to say about it.
_GIVEN_AWAY = (
    (
        re.compile(r"\bsession_key\b|\bsessionKey\b"),
        (
            "session_key is used in the client; it must stay on your server, or anybody can forge "
            "what WeChat signs"
        ),
    ),
    (
        re.compile(
            r"""\b(?:app_?)?secret\b["']?\s*[:=]\s*["'][0-9a-f]{32}["']|[?&]secret=""",
            re.IGNORECASE,
        ),
        (
            "the AppSecret is in the client, where anybody can read it; keep it on your server, "
            "and change it if this was ever released"
        ),
    ),
    (
        re.compile(r"https?://api\.weixin\.qq\.com"),
        (
            "api.weixin.qq.com is called from the client, which WeChat never lets through; call "
            "your own server, and let that one call WeChat"
        ),
    ),
)


def hint_for_error(message: str, project: Project) -> str:
    """Return what an error most likely means; empty where there is nothing to say."""
    undefined = _UNDEFINED.search(message)
    if undefined is None:
        return ""
    name = undefined[1]
    defined = _definition(name, project)
    if defined is None:
        return (
            f"{name} is used here, and nowhere in the project is it defined: write it, or "
            "remove the call"
        )
    return f"{name} is defined at {defined}, but not exported from there and required here"


def hint_for_pending() -> str:
    """Return what a promise that never settles most likely means."""
    return "see that every path of it calls resolve or reject, the fail callbacks included"


def hints_in_sources(project: Project) -> Iterator[tuple[str, Place]]:
    """Yield what the sources alone give away: a secret or a session_key in the client."""
    for pattern, hint in _GIVEN_AWAY:
        for path, source in project.sources.items():
            if "/" in path and path.split("/")[0] in ("miniprogram_npm", "node_modules"):
                continue
            found = pattern.search(source) and pattern.search(without_comments(source))
            if found:
                yield hint, Place(path, found.string.count("\n", 0, found.start()) + 1)
                break


def _definition(name: str, project: Project) -> Place | None:
    pattern = re.compile(rf"\b(?:function|const|let|var|class)\s+{re.escape(name)}\b")
    for path, source in project.sources.items():
        found = pattern.search(source) and pattern.search(without_comments(source))
        if found:
            return Place(path, found.string.count("\n", 0, found.start()) + 1)
    return None
