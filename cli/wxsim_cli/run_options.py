"""Reading the options of `wxsim run` that are more than one word."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from wxsim.javascript import EVERYTHING, Project, Roads
from wxsim_cli.exits import BadInput
from wxsim_cli.jsontext import parse_json


def read_calls(texts: Iterable[str], project: Project) -> tuple[tuple[str, str], ...]:
    """Read ``MODULE#FUNCTION``; the module of a single file may be left out.

    Raises:
        BadInput: it is not of that form, or there is no such module.
    """
    calls = []
    for text in texts:
        module, mark, function = text.rpartition("#")
        if not function or not (mark or project.module):
            raise BadInput(
                f"--call {text!r} does not say what to call; write MODULE#FUNCTION, such as "
                "utils/login.js#login"
            )
        path = module.removeprefix("./").removeprefix("/") or project.module or ""
        found = next((name for name in (path, f"{path}.js") if name in project.sources), None)
        if found is None:
            raise BadInput(
                f"--call {text!r}: there is no module {path!r} below {project.root}; "
                "name it from the folder with app.json on"
            )
        calls.append((found, function))
    return tuple(calls)


def read_failures(texts: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Read ``API=errMsg``; the name and ``:`` before the errMsg may be left out.

    Raises:
        BadInput: it is not of that form, or there is no such API.
    """
    names = set(known)
    failures = {}
    for text in texts:
        api, mark, message = text.partition("=")
        api = api.strip().removeprefix("wx.")
        if not mark or not message.strip():
            raise BadInput(
                f"--fail {text!r} does not say how; write API=errMsg, such as "
                "'login=login:fail timeout'"
            )
        if api not in names:
            raise BadInput(f"--fail {text!r}: wx has no {api!r}")
        message = message.strip()
        failures[api] = message if message.startswith(f"{api}:") else f"{api}:{message}"
        if ":fail" not in failures[api]:
            raise BadInput(
                f"--fail {text!r}: an errMsg of a failure reads {api}:fail and the reason"
            )
    return failures


def read_roads(
    maps: Iterable[str], *, server: str | None, strict: bool, domains: Iterable[str]
) -> Roads:
    """Read ``https://api.example.com=http://127.0.0.1:3000``.

    Args:
        maps: as given.
        server: where everything else leads; None for nowhere.
        strict: only what is mapped or listed may be called.
        domains: what else is listed.

    Raises:
        BadInput: an entry is no pair of origins, or one that WeChat never allows.
    """
    mapped = {}
    for text in maps:
        origin, mark, target = text.partition("=")
        if not mark:
            raise BadInput(
                f"--map {text!r} is no pair; write --map https://api.example.com="
                "http://127.0.0.1:3000"
            )
        mapped[origin.rstrip("/")] = target.rstrip("/")
    listed = [*mapped, *(domain.rstrip("/") for domain in domains)] if strict else None
    if server is not None:
        mapped.setdefault(EVERYTHING, server)
    try:
        return Roads(mapped, listed)
    except ValueError as error:
        raise BadInput(str(error)) from error


def read_storage(path: Path | None) -> dict[str, str]:
    """Read what is on the phone; a file that is not there yet is an empty phone.

    Raises:
        BadInput: it holds no JSON object.
    """
    if path is None or not path.exists():
        return {}
    try:
        entries = parse_json(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"--storage {path} cannot be read as JSON: {error}") from error
    if not isinstance(entries, dict):
        raise BadInput(f'--storage {path} holds no JSON object; write {{"key": value}}')
    return {key: json.dumps(value, separators=(",", ":")) for key, value in entries.items()}


def write_storage(path: Path, storage: dict[str, str]) -> None:
    """Write what the program left on the phone.

    Raises:
        BadInput: it cannot be written.
    """
    entries = {key: json.loads(text) for key, text in storage.items()}
    try:
        path.write_text(json.dumps(entries, ensure_ascii=False, indent=2) + "\n", "utf-8")
    except OSError as error:
        raise BadInput(f"cannot write --storage {path}: {error.strerror}") from error
