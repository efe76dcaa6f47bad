"""A Mini Program project, as it lies in a folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_LARGEST = 2 << 20
_SKIPPED = {"node_modules", ".git"}


class NotAProject(ValueError):
    """There is nothing here that could be run; the text says what would be."""


@dataclass(frozen=True)
class Project:
    """What of a project matters to its JavaScript.

    Attributes:
        root: the folder that paths are relative to.
        sources: every ``.js`` file by its path.
        markup: every ``.wxml`` file by its path.
        config: ``app.json``; empty for a single module.
        packages: where a bare ``require`` of an npm package leads that was not
            built into ``miniprogram_npm``.
        module: the path of the one module to load, where it is no whole project.
        skipped: files that are no UTF-8.
    """

    root: Path
    sources: dict[str, str]
    markup: dict[str, str]
    config: dict[str, Any]
    packages: dict[str, str] = field(default_factory=dict)
    module: str | None = None
    skipped: tuple[str, ...] = ()

    @property
    def pages(self) -> list[str]:
        """Every page, those of subpackages included, in the order of ``app.json``."""
        pages = [str(page).strip("/") for page in self.config.get("pages") or ()]
        for package in (
            *(self.config.get("subpackages") or ()),
            *(self.config.get("subPackages") or ()),
        ):
            root = str(package.get("root", "")).strip("/")
            pages += [f"{root}/{str(page).strip('/')}" for page in package.get("pages") or ()]
        return pages

    @property
    def tabs(self) -> list[str]:
        """The pages of the tab bar."""
        bar = self.config.get("tabBar") or {}
        return [str(tab.get("pagePath", "")).strip("/") for tab in bar.get("list") or ()]

    @property
    def first_page(self) -> str | None:
        """The page that opens first, or None where there is none."""
        entry = self.config.get("entryPagePath")
        pages = self.pages
        return str(entry).strip("/") if entry else (pages[0] if pages else None)


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
    config = _json(root / "app.json")
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
    config = _json(root / "app.json") if (root / "app.json").is_file() else {}
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
            kinds[path.suffix][name] = path.read_text("utf-8-sig")
        except (OSError, ValueError):
            skipped.append(name)
    return kinds[".js"], kinds[".wxml"], tuple(skipped)


def _walk(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            if entry.name not in _SKIPPED and not entry.is_symlink():
                yield from _walk(entry)
        elif entry.suffix in (".js", ".wxml") and entry.stat().st_size <= _LARGEST:
            yield entry


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
