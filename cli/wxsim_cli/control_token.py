"""The control token as an option and a variable give it."""

from __future__ import annotations

from wxsim_cli.exits import BadInput


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
