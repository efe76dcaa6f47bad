"""The types of RSGI, granian's own interface: ASGI with less in between.

For annotations alone, so that nobody imports granian who does not serve with it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from granian.rsgi import HTTPProtocol as Proto  # type: ignore[attr-defined]  # says so itself
from granian.rsgi import Scope

Application = Callable[[Scope, Proto], Awaitable[None]]

__all__ = ["Application", "Proto", "Scope"]
