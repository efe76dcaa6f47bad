"""``wxsim.intercept()``: WeChat in this process, in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wxsim.testing import Simulator


@contextmanager
def intercept(*, offline: bool = False) -> Iterator[Simulator]:
    """Answer for api.weixin.qq.com from a new simulator, without any socket.

    Args:
        offline: see :meth:`wxsim.testing.Simulator.intercept`.

    Yields:
        The simulator.
    """
    # `import wxsim` stays free of everything.
    from wxsim.testing import Simulator  # noqa: PLC0415  # see above

    with Simulator() as simulator, simulator.intercept(offline=offline):
        yield simulator
