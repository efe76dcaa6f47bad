"""The story of what a page was granted: its access_token and its refresh_token."""

from __future__ import annotations

from wxsim.diagnosis.evidence import Chapter, Evidence, outcome
from wxsim.diagnosis.story import Facts, tail
from wxsim.server_api.errors import ERROR_CODES
from wxsim.times import iso
from wxsim.world import Refused
from wxsim.world.web_grants import WebGrant

_REFRESHES = 5
_REFUSALS = 3


def grant_of(evidence: Evidence, value: str) -> WebGrant | None:
    """Return the grant whose access_token or refresh_token a value is."""
    grants = evidence.world.web_grants
    return grants.of_token(value) or grants.find(value)


def grant_chapter(
    evidence: Evidence, grant: WebGrant, value: str, facts: Facts, moment: float
) -> Chapter:
    """Tell of a page's token, adding what happened to ``facts``.

    Args:
        evidence: what is remembered.
        grant: what the token belongs to.
        value: its access_token, past or present, or its refresh_token.
        facts: where to.
        moment: Unix seconds: when the question arose.
    """
    maker = evidence.exchange(grant.made_by)
    if maker is not None:
        facts.add(
            maker.at,
            f"{evidence.named(grant.made_by)}, got {grant.appid} what {grant.person} granted: "
            f"{grant.scope}",
            evidence.place(grant.made_by),
        )
    refreshes = evidence.with_parameter("refresh_token", grant.refresh_token)
    uses = evidence.with_parameter("access_token", value)
    for exchange in (*refreshes[-_REFRESHES:], *[one for one in uses if one.errcode][-_REFUSALS:]):
        facts.add(exchange.at, outcome(exchange), evidence.place(exchange.rid))
    whose = f"{tail(value)} of {grant.person} in {grant.appid}"
    if value == grant.refresh_token:
        title = f"refresh_token {whose}"
        if moment >= grant.ends_at:
            return _ended(f"{title} ended at {iso(grant.ends_at, digits=None)}", 42002)
        return Chapter(title=f"{title} works until {iso(grant.ends_at, digits=None)}")
    title = f"the page's access_token {whose}"
    try:
        evidence.world.web_grants.check(value, grant.openid)
    except Refused as refused:
        return _ended(f"{title} works no more: {refused.why}", refused.errcode)
    return Chapter(
        title=f"{title} works until {iso(grant.access_until, digits=None)}, for {grant.scope}"
    )


def _ended(title: str, errcode: int) -> Chapter:
    return Chapter(title=title, advice=[ERROR_CODES[errcode].fix], errcode=errcode)
