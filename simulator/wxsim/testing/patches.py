"""Letting libraries find the simulator, for as long as somebody intercepts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from typing import Any

from wxsim.testing import for_requests
from wxsim.testing.interception import Interception, active

_undo: list[Callable[[], None]] = []
_lock = Lock()


@contextmanager
def intercepting(interception: Interception) -> Iterator[None]:
    """Patch ``requests`` and, where it is installed, ``httpx``, and undo it at the end."""
    with _lock:
        if not active:
            _undo.extend(_patches())
        active.append(interception)
    try:
        yield
    finally:
        with _lock:
            active.remove(interception)
            if not active:
                while _undo:
                    _undo.pop()()


def _patches() -> Iterator[Callable[[], None]]:
    """Patch, and yield what undoes it."""
    patches = list(for_requests.PATCHES)
    for name in ("httpx", "httpx2"):
        if find_spec(name) is not None:
            # It stands on anyio, which comes with httpx.
            from wxsim.testing.for_httpx import Httpx  # noqa: PLC0415  # see above

            patches += Httpx(import_module(name)).patches
    for patch in patches:
        yield _patched(*patch)


def _patched(owner: type, name: str, wrapper: Callable[[Any], Any]) -> Callable[[], None]:
    """Put a wrapper around a method, and return what takes it off."""
    original = owner.__dict__[name]
    ours = wrapper(original)
    setattr(owner, name, ours)

    def undo() -> None:
        # Who patched after us and is not done yet puts ours back one day: it
        # then lets everything through.
        if owner.__dict__[name] is ours:
            setattr(owner, name, original)

    return undo
