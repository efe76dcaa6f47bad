"""What ``WXSIM_COMPILE=1 pip install .`` compiles."""

from __future__ import annotations

import ast
import runpy
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import find_spec
from pathlib import Path

import pytest
import setuptools

ROOT = Path(__file__).parents[2]


def compiled_modules(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    monkeypatch.delenv("WXSIM_COMPILE", raising=False)
    monkeypatch.setattr(setuptools, "setup", lambda: None)
    return [ROOT / name for name in runpy.run_path(str(ROOT / "setup.py"))["COMPILED"]]


def test_no_class_with_options_is_compiled_for_mypyc_would_lose_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in compiled_modules(monkeypatch):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            assert not isinstance(node, ast.ClassDef) or not node.keywords, (module, node.name)


def test_all_of_it_or_nothing_is_compiled_here(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [
        ".".join(module.relative_to(ROOT / "simulator").with_suffix("").parts)
        for module in compiled_modules(monkeypatch)
    ]
    specs = {name: find_spec(name) for name in names}
    origins = {name: spec.origin or "" for name, spec in specs.items() if spec is not None}
    assert set(origins) == set(names)
    are = {origin.endswith(tuple(EXTENSION_SUFFIXES)) for origin in origins.values()}
    assert len(are) == 1
