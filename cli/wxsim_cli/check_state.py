"""What `wxsim check` remembers between runs: the last failures, and the known ones."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

from wxsim_cli.exits import BadInput

# In the folder one works in, as pytest does it.
_LAST = Path(".wxsim-check.json")


def last_failed() -> set[str]:
    """Return the ids of the checks that failed in the last run in this folder."""
    try:
        return set(json.loads(_LAST.read_text("utf-8"))["failed"])
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def remember(failed: Collection[str]) -> None:
    """Keep them for the next run; a folder that cannot be written remembers nothing."""
    try:
        if failed or _LAST.exists():
            _LAST.write_text(json.dumps({"failed": sorted(failed)}) + "\n", "utf-8")
    except OSError:
        return


def known_failures(baseline: Path) -> set[str]:
    """Return the ids in a baseline file.

    Raises:
        BadInput: it cannot be read, or is no baseline.
    """
    try:
        return set(json.loads(baseline.read_text("utf-8"))["known_failures"])
    except OSError as error:
        raise BadInput(
            f"{baseline} cannot be read: {error.strerror}; --update-baseline writes it"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{baseline} is no baseline; --update-baseline writes one") from error


def write_baseline(baseline: Path, failed: Collection[str]) -> None:
    """Write a baseline file.

    Raises:
        BadInput: it cannot be written.
    """
    try:
        text = json.dumps({"known_failures": sorted(failed)}, indent=2)
        baseline.write_text(text + "\n", "utf-8")
    except OSError as error:
        raise BadInput(f"{baseline} cannot be written: {error.strerror}") from error
