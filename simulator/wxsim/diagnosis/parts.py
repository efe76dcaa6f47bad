"""Keys in part, and keys in the middle of a text: what people have when they paste."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from wxsim.diagnosis.evidence import Evidence
from wxsim.world import InvalidValue

RID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}")

# Shorter words of a text are no keys, and fewer characters the part of too much.
_WORD = re.compile(r"[\w+/=-]{20,}", re.ASCII)
_TELLING = 6
_CUT = re.compile(r"…|\.\.\.")


def part_of_text(text: str, is_key: Callable[[str], bool]) -> str | None:
    """Return the key in the middle of a text; a rid before all others.

    Args:
        text: such as ``invalid code, rid: …``, or a URL.
        is_key: tells a key from any other word.
    """
    rid = RID.search(text)
    if rid is not None:
        return rid[0]
    for word in _WORD.findall(text):
        # In a query the value comes after its name; a session_key has the same sign at its end.
        for part in (word, word.partition("=")[2]):
            if part != text and is_key(part):
                return str(part)
    return None


def whole_of_part(evidence: Evidence, part: str) -> str | None:
    """Return the key that begins or ends as a part does, or as one with ``…`` in it.

    Raises:
        InvalidValue: several do.
    """
    start, cut, end = _halves(part)
    if len(start) + len(end) < (_TELLING if not cut else _TELLING - 2):
        return None
    found = {
        key
        for key in _keys(evidence)
        if (key.startswith(start) and key.endswith(end)) or (not cut and key.endswith(start))
    }
    if len(found) > 1:
        raise InvalidValue(
            f"{part!r} is a part of {len(found)} things that are remembered",
            "give the whole of it, or the rid of the request",
        )
    return next(iter(found), None)


def _halves(part: str) -> tuple[str, bool, str]:
    cut = _CUT.search(part)
    if cut is None:
        return part, False, ""
    return part[: cut.start()], True, part[cut.end() :]


def _keys(evidence: Evidence) -> Iterator[str]:
    yield from (exchange.rid for exchange in evidence.exchanges)
    yield from (code.code for code in evidence.codes())
    yield from (token.value for token in evidence.tokens())
    for user in evidence.users():
        yield user.openid
        yield from (key.value for key in evidence.world.sessions.generations(user))
    for entry in evidence.entries:
        facts = entry.facts or {}
        yield from (facts[name] for name in ("signature", "iv") if name in facts)
