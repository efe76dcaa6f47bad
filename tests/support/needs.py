"""Programs that tests talk to: on a laptop without them a test skips, in CI it fails."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest


def program(*names: str) -> str:
    """Return the path of the first of these programs that is installed."""
    for name in names:
        found = shutil.which(name)
        if found is not None:
            return found
    return lacking(f"{' or '.join(names)} is not installed here")


def lacking(what: str) -> NoReturn:
    """Skip the test, or fail it where WXSIM_REQUIRE_ALL is set, as CI does."""
    if os.environ.get("WXSIM_REQUIRE_ALL"):
        pytest.fail(f"{what}, and WXSIM_REQUIRE_ALL asks for it")
    pytest.skip(what)
