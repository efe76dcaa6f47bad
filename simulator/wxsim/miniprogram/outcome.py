"""How one wx call ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wxsim.miniprogram.exchange import HttpExchange
from wxsim.miniprogram.messages import Failure


@dataclass(frozen=True)
class Outcome:
    """A result object as a callback gets it, and what else is known of it.

    Attributes:
        result: with ``errMsg``, and on failure mostly ``errno``.
        hint: advice for the developer.
        http: what ``wx.request`` sent and received.
    """

    result: dict[str, Any]
    hint: str = ""
    http: tuple[HttpExchange, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether ``success`` is the callback to call (documented: ``{api}:ok``)."""
        return str(self.result["errMsg"]).partition(":")[2].startswith("ok")


Perform = Callable[[str, Mapping[str, Any]], Outcome]
"""What an API does: from its name, as it is to stand in errMsg, and its options."""


def succeeded(api: str, **fields: Any) -> Outcome:
    """Return the outcome of a call that worked, with what it yields."""
    return Outcome({**fields, "errMsg": f"{api}:ok"})


def failed(
    api: str, failure: Failure, *, http: tuple[HttpExchange, ...] = (), **values: Any
) -> Outcome:
    """Return the outcome of a call that failed.

    Args:
        api: the name for the errMsg.
        failure: the row of the table.
        http: what had been sent until then.
        **values: what the texts of the row have places for.
    """
    result: dict[str, Any] = {"errMsg": f"{api}:{failure.text.format(**values)}"}
    if failure.errno is not None:
        result["errno"] = failure.errno
    return Outcome(result, failure.hint.format(**values), http)
