"""The certificate authority as commands need it."""

from __future__ import annotations

from pathlib import Path

from wxsim.redirect.authority import Authority, AuthorityError, find_authority
from wxsim_cli.exits import BadInput


def kept_authority(folder: Path) -> Authority:
    """Return the authority that is kept in a folder.

    Raises:
        BadInput: there is none, or it cannot be used.
    """
    try:
        authority = find_authority(folder)
    except AuthorityError as error:
        raise BadInput(str(error)) from error
    if authority is None:
        raise BadInput(
            f"there is no certificate authority in {folder} yet; `wxsim exec` makes it when it is "
            "first needed, `wxsim ca renew` makes it now"
        )
    return authority
