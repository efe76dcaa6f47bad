"""The ids of the checks, and of those about WeChat in trouble."""

from __future__ import annotations

from wxsim.check.table import CHECKS

IDS = {check.id for check in CHECKS}
TROUBLE = {one for one in IDS if one.startswith("trouble.")}
