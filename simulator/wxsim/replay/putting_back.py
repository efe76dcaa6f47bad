"""An app as it was before a scenario was played with it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import quote

from wxsim.replay.platform import ControlRefused, Platform


@contextmanager
def put_back(platform: Platform, app: dict[str, Any]) -> Iterator[None]:
    """Put an app's switches, faults and time back as they were.

    Args:
        platform: where it is registered.
        app: as the platform showed it before.

    Raises:
        Unreachable: the simulator stopped answering meanwhile.
    """
    appid = app["appid"]
    faults = {fault["number"] for fault in _faults(platform)}
    clock = platform.ask("GET", "/clock")["apps"].get(appid)
    begun = time.monotonic()
    try:
        yield
    finally:
        platform.ask("PATCH", f"/apps/{quote(appid, safe='')}/switches", app["switches"])
        for fault in _faults(platform):
            if fault["appid"] == appid and fault["number"] not in faults:
                # It may have struck for the last time meanwhile.
                with suppress(ControlRefused):
                    platform.ask("DELETE", f"/faults/{fault['number']}")
        if clock is None:
            platform.ask("POST", "/clock/reset", {"app": appid})
        elif clock["frozen"]:
            platform.ask("POST", "/clock/freeze", {"app": appid, "at": clock["now"]})
        else:
            platform.ask("POST", "/clock/resume", {"app": appid})
            now = clock["now"] + time.monotonic() - begun
            platform.ask("POST", "/clock/set", {"app": appid, "at": now})


def _faults(platform: Platform) -> list[dict[str, Any]]:
    return list(platform.ask("GET", "/faults"))
