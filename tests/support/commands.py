"""A command of wxsim that a test runs, and how it ends."""

from __future__ import annotations

from collections.abc import Callable

from click.testing import Result

Wxsim = Callable[..., Result]


def done(result: Result) -> str:
    """Return what a command printed that did what it was asked."""
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def refused(result: Result, exit_code: int = 2) -> str:
    """Return what a command said that did not."""
    assert (result.exit_code, result.stdout) == (exit_code, ""), result.output
    return result.stderr
