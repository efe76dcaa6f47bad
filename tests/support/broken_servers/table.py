"""All that is broken, by name."""

from __future__ import annotations

from broken_servers import leaks, logging_in, phones, profiles, robustness, sessions, trouble
from broken_servers.reference import Fault

BROKEN: dict[str, Fault] = {
    **logging_in.FAULTS,
    **leaks.FAULTS,
    **trouble.FAULTS,
    **sessions.FAULTS,
    **profiles.FAULTS,
    **phones.FAULTS,
    **robustness.FAULTS,
}
# What the page about the checks tells of them.
TOLD = {name: (fault.about, fault.fails) for name, fault in BROKEN.items()}
