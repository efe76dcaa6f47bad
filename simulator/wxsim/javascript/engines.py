"""Which JavaScript engine there is."""

from __future__ import annotations

from wxsim.javascript.engine import INSTALL, Engine, EngineMissing, Limits


def require_engine() -> None:
    """See that an engine is installed.

    Raises:
        EngineMissing: there is none.
    """
    open_engine(Limits()).close()


def open_engine(limits: Limits) -> Engine:
    """Start whichever engine is installed.

    Raises:
        EngineMissing: there is none.
    """
    try:
        from wxsim.javascript.quickjs_engine import QuickJs  # noqa: PLC0415  # an extra

        return QuickJs(limits)
    except ImportError:
        pass
    try:
        from wxsim.javascript.v8_engine import V8  # noqa: PLC0415  # likewise, on Intel Macs

        return V8(limits)
    except ImportError:
        raise EngineMissing(INSTALL) from None
