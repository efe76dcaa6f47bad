"""What an errcode means and what to do about it."""

from __future__ import annotations

import re

import msgspec

from wxsim.server_api.error_code import Evidence
from wxsim.server_api.errors import ERROR_CODES
from wxsim.server_api.routes import ROUTES
from wxsim.world import Unknown

_NUMBER = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_IN_ANSWER = re.compile(r'"?errcode"?\s*[:=]\s*"?(-?[0-9]{1,9})')
# What WeChat puts after a text; see docs/errcodes.md.
_SUFFIX = re.compile(r",?(?: hint: \[[^]]*\])?,? rid: \S*$")

# What is said of every path that is not in the route table.
_INVALID_URL = 40066
ANY_OTHER_PATH = "any other path"


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of one errcode.

    Attributes:
        errmsg: WeChat's text before the rid; ``{ip}`` stands for the caller's address.
        cause: why WeChat answers it.
        fix: what to do about it.
        documentation: WeChat's page.
        evidence: how sure the text is: documented, observed or assumed.
        paths: which paths answer it.
    """

    errcode: int
    errmsg: str
    cause: str
    fix: str
    documentation: str
    evidence: Evidence
    paths: list[str]


def explain(errcode: int) -> Explanation:
    """Return what is known of an errcode.

    Raises:
        Unknown: the Server API never answers it here.
    """
    row = ERROR_CODES.get(errcode)
    if row is None:
        raise Unknown("errcode", str(errcode), map(str, ERROR_CODES))
    paths = [route.path for route in ROUTES if errcode in route.errcodes]
    if errcode == _INVALID_URL:
        paths.append(ANY_OTHER_PATH)
    return Explanation(
        errcode=errcode,
        errmsg=row.errmsg,
        cause=row.cause,
        fix=row.fix,
        documentation=row.documentation,
        evidence=row.evidence,
        paths=paths,
    )


def errcodes_in(text: str) -> list[int]:
    """Return the errcodes that a text means: a number, WeChat's text, or its whole answer.

    Args:
        text: such as ``40163``, ``code been used``, ``invalid code, rid: …`` or
            ``{"errcode":40163,…}``.

    Returns:
        One that fits exactly, or all whose text the given one is a part of;
        empty where there is none.
    """
    wanted = text.strip().lower()
    if _NUMBER.fullmatch(wanted):
        return [int(wanted)]
    in_answer = _IN_ANSWER.search(wanted)
    if in_answer is not None:
        return [int(in_answer[1])]
    said = _SUFFIX.sub("", wanted)
    texts = {errcode: row.errmsg.partition("{")[0].lower() for errcode, row in ERROR_CODES.items()}
    same = [errcode for errcode, errmsg in texts.items() if said and errmsg.rstrip() == said]
    begun = [errcode for errcode, errmsg in texts.items() if errmsg and said.startswith(errmsg)]
    within = [errcode for errcode, errmsg in texts.items() if said and said in errmsg]
    return same or within or begun


def explanations() -> list[Explanation]:
    """Return what is known of every errcode, in the order of the table."""
    return [explain(errcode) for errcode in ERROR_CODES]
