"""Ends a test that waits for ever, and every process that it started.

A test waits for programs, pipes, sockets and threads of its own, and any of them may
never come. Ending the waiting alone is not enough: on its way out the test waits for
its child once more (``with Popen(...)`` does), so the child has to go first.
"""

from __future__ import annotations

import signal
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import psutil
import pytest

# More than any test takes on a machine that is busy with many.
LIMIT = 300.0
# How long a test that was told to end has for its cleaning up, until it is told again.
GRACE = 20.0

_BEFORE = pytest.StashKey[set[psutil.Process]]()


def pytest_configure(config: pytest.Config) -> None:
    """Let a test have another limit."""
    config.addinivalue_line(
        "markers", f"limit(seconds): how long a test may wait, in place of {LIMIT:.0f} seconds"
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Watch over the fixtures of a test, and remember what ran before it."""
    item.stash[_BEFORE] = _children()
    with _limited(item):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Watch over a test."""
    with _limited(item):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """Watch over the end of what a test used."""
    with _limited(item):
        return (yield)


@contextmanager
def _limited(item: pytest.Item) -> Iterator[None]:
    """Fail what is within as soon as it takes too long."""
    if not hasattr(signal, "setitimer"):  # Windows
        yield
        return
    marker = item.get_closest_marker("limit")
    seconds = float(marker.args[0]) if marker else LIMIT
    # A server that tests share is spared at first: a test seldom hangs for its sake.
    spared = item.stash[_BEFORE]

    def too_long(_number: int, _frame: FrameType | None) -> None:
        nonlocal spared
        _end(spared)
        spared = set()
        pytest.fail(f"still waiting after {seconds:g} seconds; its processes were ended")

    previous = signal.signal(signal.SIGALRM, too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds, GRACE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _end(spared: set[psutil.Process]) -> None:
    """End all children but some."""
    ending: set[psutil.Process] = set()
    # Whoever is stopped starts no other that would outlive it.
    while more := _children() - spared - ending:
        ending |= more
        for child in more:
            with suppress(psutil.NoSuchProcess):
                child.suspend()
    for child in ending:
        with suppress(psutil.NoSuchProcess):
            child.kill()


def _children() -> set[psutil.Process]:
    """Return this process's children, and theirs."""
    return set(psutil.Process().children(recursive=True))
