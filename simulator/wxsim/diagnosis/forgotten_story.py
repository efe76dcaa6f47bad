"""The story of a request that the journal does not have."""

from __future__ import annotations

from wxsim.diagnosis.code_kinds import kind_of
from wxsim.diagnosis.evidence import Evidence
from wxsim.diagnosis.story import Facts, Story, sender_in_words, tail
from wxsim.server_api.errors import ERROR_CODES
from wxsim.times import iso
from wxsim.world.records import Sender

_ASK_SOONER = (
    "the journal is this process's own and starts empty with it: ask sooner, or keep it with "
    "`wxsim journal --har FILE`"
)


def forgotten_request_story(evidence: Evidence, rid: str) -> Story:
    """Tell what is left of a request that the journal no longer has."""
    entries = evidence.of_request(rid)
    facts = Facts(entries[-1].at if entries else int(rid[:8], 16))
    for entry in entries:
        facts.add(entry.at, entry.story, entry.number)
    for code in evidence.codes():
        if code.spent_by == rid and code.spent_at is not None:
            name = f"{kind_of(code).name} {tail(code.code)} of {code.person} in {code.appid}"
            facts.add(code.spent_at, f"it spent {name}{_from(code.spent_from)}")
    for token in evidence.tokens():
        if token.issued_by == rid:
            name = f"access_token {token.number} of /cgi-bin/{token.space} of {token.appid}"
            facts.add(token.issued_at, f"it fetched {name}{_from(token.issued_from)}")
    errcode = next((entry.errcode for entry in entries if entry.errcode), 0)
    row = ERROR_CODES.get(errcode)
    oldest = evidence.exchanges[0] if evidence.exchanges else None
    kept = (
        "the journal is empty" if oldest is None else f"it begins at {iso(oldest.at, digits=None)}"
    )
    told = facts.in_order()
    left = "this is left of it" if told else "nothing else remembers it either"
    made = iso(int(rid[:8], 16))
    return Story(
        about=rid,
        kind="rid",
        title=f"the journal does not have request {rid} of {made} (any more): {kept}; {left}",
        facts=told,
        advice=([] if row is None else [row.fix]) + [_ASK_SOONER],
        errcode=errcode,
    )


def _from(sender: Sender | None) -> str:
    return "" if sender is None else f", sent from {sender_in_words(sender)}"
