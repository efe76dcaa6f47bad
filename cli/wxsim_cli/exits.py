"""How a command ends: the exit codes, and the errors that lead to them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

DONE = 0
FAILED = 1
USAGE = 2
UNREACHABLE = 3
# 128 and the number of the signal, as shells report it.
INTERRUPTED = 130
READER_LEFT = 141

EXIT_CODES = {
    DONE: "done",
    FAILED: "an expectation failed, or a wx call came back with a fail errMsg",
    USAGE: "usage or bad input",
    UNREACHABLE: "a server could not be reached",
    INTERRUPTED: "interrupted with Ctrl-C",
    READER_LEFT: "the program that was reading the output left",
}


class BadInput(click.ClickException):
    """What was asked for makes no sense; the message says what would."""

    exit_code = USAGE


class Unreachable(click.ClickException):
    """A server does not answer, or is not the one that was expected."""

    exit_code = UNREACHABLE


class WxFailed(click.ClickException):
    """A wx call failed where only a good one is of use; the message is its errMsg."""

    exit_code = FAILED


@contextmanager
def ends_as_shells_expect() -> Iterator[None]:
    """Give Ctrl-C and a reader who left codes of their own.

    click ends both with 1, which here means that an expectation failed.
    """
    try:
        yield
    except KeyboardInterrupt:
        # The new line ends the one on which the terminal shows ^C.
        click.echo("\nInterrupted.", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        _leave_quietly()


def _leave_quietly() -> NoReturn:
    # Python flushes stdout once more at exit, and would report that it cannot.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(READER_LEFT)
