"""The control token as an option and a variable give it."""

from __future__ import annotations

import os

from wxsim_cli.exits import BadInput

_VARIABLE = "WXSIM_CONTROL_TOKEN"


def token_from_environment() -> str | None:
    """Return the control token of the simulator that commands talk to, if one is set.

    Raises:
        BadInput: it cannot be sent.
    """
    token = os.environ.get(_VARIABLE) or None
    if token is not None:
        require_sendable(token, _VARIABLE)
    return token


def require_sendable(token: str, name: str) -> None:
    """Refuse a control token that no HTTP header can carry as it is.

    Args:
        token: the token.
        name: of the option or the variable that gave it.

    Raises:
        BadInput: it has other characters than ASCII's, or a space at an end.
    """
    if not (token.isascii() and token.isprintable()):
        raise BadInput(f"{name} goes into an HTTP header; use letters and digits of ASCII")
    if token != token.strip():
        raise BadInput(f"{name} begins or ends with a space, which HTTP leaves out")
