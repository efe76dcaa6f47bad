"""The story of an access_token: who fetched it, and whose fetch replaced it."""

from __future__ import annotations

from wxsim.diagnosis.evidence import Chapter, Evidence, outcome
from wxsim.diagnosis.story import Facts, difference, same_program, sender_of, span
from wxsim.server_api.errors import ERROR_CODES
from wxsim.times import iso
from wxsim.world import Refused
from wxsim.world.records import AccessToken, Sender

# Documented: getStableAccessToken makes a new token in the last 5 minutes of the old.
_STABLE_RENEWED_IN_LAST = 300

# So many of the tokens after it, and of its refusals, are told.
_FETCHES = 5
_REFUSALS = 3


def token_chapter(evidence: Evidence, token: AccessToken, facts: Facts, moment: float) -> Chapter:
    """Tell of an access_token that was issued here, adding what happened to ``facts``."""
    name = _name(token)
    _tell_fetch(evidence, token, facts)
    later = _later(evidence, token)
    first = _fetcher(evidence, token)
    for other in later[:_FETCHES]:
        _tell_fetch(evidence, other, facts)
        second = _fetcher(evidence, other)
        if first is not None and second is not None:
            differs = difference(first, second, other.issued_at - token.issued_at)
            facts.add(other.issued_at, f"request {other.issued_by} came {differs}")
    _tell_end(evidence, token, later, facts, moment)
    uses = evidence.with_parameter("access_token", token.value)
    good = [use for use in uses if not use.errcode]
    if good:
        facts.add(
            good[-1].at,
            f"{name} was last taken by {evidence.named(good[-1].rid)}",
            evidence.place(good[-1].rid),
        )
    for use in [use for use in uses if use.errcode][-_REFUSALS:]:
        facts.add(use.at, outcome(use), evidence.place(use.rid))
    try:
        evidence.world.tokens.app_of(token.value)
    except Refused as refused:
        return Chapter(
            title=f"{refused.why}, so it works no more",
            advice=_advice(evidence, token, later, refused.errcode),
            errcode=refused.errcode,
        )
    return Chapter(
        title=f"{name} of {token.appid} works until {iso(_end(evidence, token), digits=None)}"
    )


def _later(evidence: Evidence, token: AccessToken) -> list[AccessToken]:
    """Return the tokens of the same space that came after it, oldest first."""
    app = evidence.world.apps.get(token.appid)
    return [
        other
        for other in evidence.world.tokens.remembered(app)
        if other.space == token.space and other.number > token.number
    ]


def _tell_end(
    evidence: Evidence,
    token: AccessToken,
    later: list[AccessToken],
    facts: Facts,
    moment: float,
) -> None:
    name = _name(token)
    for entry in evidence.entries:
        mine = entry.appid == token.appid and entry.story.startswith(f"{name} of ")
        if mine and entry.event == "access_token revoked":
            facts.add(entry.at, entry.story, entry.number)
    if later:
        end = _end(evidence, token)
        overlap = end - later[0].issued_at
        beside = f"{name} worked on beside the new one for {span(overlap)}, until here"
        if end > moment:
            facts.add(
                moment, f"{name} still works beside the new one, until {iso(end, digits=None)}"
            )
        else:
            facts.add(end, beside if overlap > 0 else f"{name} ended at once")
    if token.expires_at <= moment:
        lifetime = token.expires_at - token.issued_at
        facts.add(token.expires_at, f"the {lifetime:g} s of {name} were over")


def _end(evidence: Evidence, token: AccessToken) -> float:
    """Return when a token stops working, as far as that is remembered."""
    grants = evidence.grants_of(token)
    if grants is not None and grants.previous == token:
        return min(token.expires_at, grants.previous_until)
    later = _later(evidence, token)
    if not later:
        return token.expires_at
    # Neither the latest nor the one before it: worked out as it was decided then,
    # by the overlap of today.
    forced = (
        token.space == "stable_token"
        and token.expires_at - later[0].issued_at >= _STABLE_RENEWED_IN_LAST
    )
    overlap = 0 if forced else evidence.world.apps.get(token.appid).switches.token_overlap
    ends = [token.expires_at, later[0].issued_at + overlap]
    return min(ends + [other.issued_at for other in later[1:2]])


def _advice(
    evidence: Evidence, token: AccessToken, later: list[AccessToken], errcode: int
) -> list[str]:
    advice = []
    if later:
        first = _fetcher(evidence, token)
        second = _fetcher(evidence, later[0])
        if first is not None and second is not None:
            advice.append(
                "one sender fetched both: keep a token for its lifetime instead of fetching another"
                if same_program(first, second)
                else "two senders fetch tokens of one app: each fetch ends the other's token"
            )
        advice.append(
            "let one place fetch the token and share it, or use POST /cgi-bin/stable_token "
            "everywhere, which gives all callers the same token"
        )
    elif errcode == 40001:
        advice.append("the token was revoked: fetch a new one when WeChat answers 40001")
    else:
        advice.append(ERROR_CODES[errcode].fix)
    return advice


def _tell_fetch(evidence: Evidence, token: AccessToken, facts: Facts) -> None:
    facts.add(
        token.issued_at,
        f"{evidence.named(token.issued_by, token.issued_from)}, got {_name(token)}",
        evidence.place(token.issued_by),
    )


def _fetcher(evidence: Evidence, token: AccessToken) -> Sender | None:
    """Return who fetched a token, as far as that is known."""
    exchange = evidence.exchange(token.issued_by)
    return token.issued_from if exchange is None else sender_of(exchange)


def _name(token: AccessToken) -> str:
    return f"access_token {token.number} of /cgi-bin/{token.space}"
