"""A Mini Program project, as it lies in a folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from wxsim.javascript.app_json import AppJson

_LARGEST = 2 << 20
_SKIPPED = {"node_modules", ".git"}
_READ = (".js", ".wxml")


class NotAProject(ValueError):
    """There is nothing here that could be run; the text says what would be."""


@dataclass(frozen=True)
class Project:
    """What of a project matters to its JavaScript.

    Attributes:
        root: the folder that paths are relative to.
        sources: every ``.js`` file by its path.
        markup: every ``.wxml`` file by its path.
        config: ``app.json``; empty where there is none.
        packages: where a bare ``require`` of an npm package leads that was not
            built into ``miniprogram_npm``.
        module: the path of the one module to load, where it is no whole project.
        skipped: files that are too large, or no UTF-8.
    """

    root: Path
    sources: dict[str, str]
    markup: dict[str, str]
    config: AppJson
    packages: dict[str, str] = field(default_factory=dict)
    module: str | None = None
    skipped: tuple[str, ...] = ()


def read_project(path: Path) -> Project:
    """Read a project folder, or the folder around a single module.

    Raises:
        NotAProject: it is neither.
    """
    if path.is_file() and path.suffix == ".js":
        return _module(path)
    if not path.is_dir():
        what = "is no JavaScript file" if path.exists() else "does not exist"
        raise NotAProject(
            f"{path} {what}; give the folder of a Mini Program (the one with app.json), "
            "or a .js file"
        )
    root = _root(path)
    config = _app_json(root)
    sources, markup, skipped = _files(root)
    if "app.js" not in sources:
        raise NotAProject(f"{root} has an app.json but no app.js, so there is nothing to start")
    packages, more = _packages(root, path)
    return Project(root, {**more, **sources}, markup, config, packages, skipped=skipped)


def _module(path: Path) -> Project:
    """A module sees its siblings and what lies beside its folder, but no app."""
    root = next(
        (above for above in path.resolve().parents if (above / "app.json").is_file()),
        path.resolve().parent,
    )
    sources, markup, skipped = _files(root)
    name = path.resolve().relative_to(root).as_posix()
    if name not in sources:
        raise NotAProject(f"{path} is no UTF-8 text, or larger than 2 MB")
    packages, more = _packages(root, root)
    config = _app_json(root) if (root / "app.json").is_file() else AppJson()
    return Project(root, {**more, **sources}, markup, config, packages, name, skipped)


def _root(path: Path) -> Path:
    candidates = [path]
    settings = path / "project.config.json"
    if settings.is_file():
        inner = _json(settings).get("miniprogramRoot")
        if isinstance(inner, str) and inner:
            candidates.insert(0, path / inner)
    for candidate in candidates:
        if (candidate / "app.json").is_file():
            return candidate
    raise NotAProject(
        f"{path} has no app.json, so it is no Mini Program; give the folder that has one, "
        "or a single .js file. TypeScript, uni-app and Taro projects must be built first"
    )


def _app_json(root: Path) -> AppJson:
    path = root / "app.json"
    try:
        return msgspec.convert(_json(path), AppJson)
    except msgspec.ValidationError as error:
        raise NotAProject(f"{path} does not fit: {error}") from error


def _json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise NotAProject(f"{path} cannot be read as JSON: {error}") from error
    if not isinstance(data, dict):
        raise NotAProject(f"{path} holds no JSON object")
    return data


def _files(root: Path) -> tuple[dict[str, str], dict[str, str], tuple[str, ...]]:
    kinds: dict[str, dict[str, str]] = {".js": {}, ".wxml": {}}
    skipped = []
    for path in _walk(root):
        name = path.relative_to(root).as_posix()
        try:
            content = path.read_bytes()
            if len(content) <= _LARGEST:
                kinds[path.suffix][name] = content.decode("utf-8-sig")
                continue
        except (OSError, UnicodeDecodeError):
            pass
        skipped.append(name)
    return kinds[".js"], kinds[".wxml"], tuple(skipped)


def _walk(folder: Path) -> Iterator[Path]:
    # What may not be read is no part of the project.
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        yield from (Path(path, name) for name in sorted(names) if Path(name).suffix in _READ)


def _packages(root: Path, project: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Find the entries of npm packages that ``app.json``'s project asks for in ``package.json``.

    The developer tools build them into ``miniprogram_npm``; where that was not
    done, their own entry is taken.
    """
    entries: dict[str, str] = {}
    sources: dict[str, str] = {}
    for base in dict.fromkeys((root, project)):
        manifest = base / "package.json"
        if not manifest.is_file():
            continue
        for name in _json(manifest).get("dependencies") or {}:
            folder = base / "node_modules" / name
            if name in entries or not (folder / "package.json").is_file():
                continue
            about = _json(folder / "package.json")
            built = about.get("miniprogram")
            inside = folder / str(built) if built else folder
            main = "index.js" if built else str(about.get("main") or "index.js")
            found, _, _ = _files(inside) if inside.is_dir() else ({}, {}, ())
            sources |= {f"node_modules/{name}/{path}": text for path, text in found.items()}
            entries[name] = f"node_modules/{name}/{main}".replace("/./", "/").removesuffix(".js")
    return entries, sources
