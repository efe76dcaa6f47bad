"""The story of one request: what was asked, by whom, what was answered and why."""

from __future__ import annotations

from wxsim.diagnosis.code_story import code_chapter, known_code, unknown_code_chapter
from wxsim.diagnosis.evidence import Chapter, Evidence, outcome
from wxsim.diagnosis.grant_story import grant_chapter, grant_of
from wxsim.diagnosis.key_makers import who_signed
from wxsim.diagnosis.key_story import key_chapter
from wxsim.diagnosis.sent import code_sent, query_sent
from wxsim.diagnosis.story import Facts, Story, tail
from wxsim.diagnosis.token_story import token_chapter
from wxsim.server_api.errors import ERROR_CODES
from wxsim.server_api.exchange import Exchange

_OF_CODES = (1005, 1007, 40003, 40013, 40029, 40163, 40226)
_OF_TOKENS = (40001, 42001)
_OF_REFRESH_TOKENS = (40030, 42002)
# These take the access_token of a page, all others that of an app.
_PATHS_OF_PAGES = ("/sns/auth", "/sns/userinfo")
_OF_KEYS = (87007, 87009)

_IF_IT_FAILS_ELSEWHERE = (
    "where verifying or decrypting fails on your server, ask about the person, or about the "
    "signature or the iv that it got: `wxsim why alice`"
)
_OF_AN_APP = (
    "that is the app's access_token; {} takes the one that a person granted a page, which "
    "/sns/oauth2/access_token gives"
)
_OF_A_PAGE = (
    "that is the access_token that a person granted a page; {} takes the app's, which "
    "/cgi-bin/token or /cgi-bin/stable_token gives"
)


def request_story(evidence: Evidence, exchange: Exchange, about: str, kind: str) -> Story:
    """Tell of an exchange that the journal has, and of what it was refused for.

    Args:
        evidence: what is remembered.
        exchange: the request and its answer.
        about: the key that was asked for.
        kind: what sort of key that is.
    """
    facts = Facts(exchange.at)
    chapter = _chapter(evidence, exchange, facts)
    for policy in evidence.policies_at(exchange):
        facts.add(policy.at, policy.story, policy.number)
    facts.add(exchange.at, outcome(exchange), evidence.place(exchange.rid))
    advice = list(chapter.advice)
    row = ERROR_CODES.get(exchange.errcode)
    if row is not None:
        advice += [row.fix, f"{exchange.errcode} means: {row.cause} See {row.documentation}"]
    if exchange.fault:
        advice.append(
            f"{exchange.fault} was set on purpose; `wxsim fault list` shows what waits, "
            "`wxsim fault clear` takes it away"
        )
    return Story(
        about=about,
        kind=kind,
        title=_title(exchange),
        facts=facts.in_order(),
        advice=list(dict.fromkeys(advice)),
        errcode=exchange.errcode,
    )


def last_story(evidence: Evidence) -> Story:
    """Tell of the last request that was refused or spoiled by a fault."""
    for exchange in reversed(evidence.exchanges):
        if exchange.errcode or exchange.fault:
            return request_story(evidence, exchange, "last", "rid")
    kept = len(evidence.exchanges)
    return Story(
        about="last",
        kind="rid",
        title=f"nothing was refused: all {kept} requests that the journal has were answered well"
        if kept
        else "nothing was refused: the journal has no request yet",
        facts=[],
        advice=[_IF_IT_FAILS_ELSEWHERE] if kept else [],
    )


def _chapter(evidence: Evidence, exchange: Exchange, facts: Facts) -> Chapter:
    """Tell of what the request was refused for, where that has a story of its own."""
    if "errcode" in exchange.fault:
        return Chapter(title="")
    if exchange.errcode in _OF_CODES:
        return _of_code(evidence, exchange, facts)
    if exchange.errcode in _OF_TOKENS:
        return _of_token(evidence, exchange, facts)
    if exchange.errcode in _OF_REFRESH_TOKENS:
        return _of_grant(evidence, exchange, query_sent(exchange).get("refresh_token", ""), facts)
    if exchange.errcode in _OF_KEYS:
        return _of_key(evidence, exchange, facts)
    return Chapter(title="")


def _of_code(evidence: Evidence, exchange: Exchange, facts: Facts) -> Chapter:
    code = code_sent(exchange)
    known = known_code(evidence, code)
    if known is not None:
        return code_chapter(evidence, known, facts, exchange.at)
    if code and exchange.errcode == 40029:
        return unknown_code_chapter(evidence, code, facts)
    return Chapter(title="")


def _of_token(evidence: Evidence, exchange: Exchange, facts: Facts) -> Chapter:
    value = query_sent(exchange).get("access_token", "")
    wants_a_pages = exchange.path in _PATHS_OF_PAGES
    token = evidence.world.tokens.find(value)
    if token is not None:
        chapter = token_chapter(evidence, token, facts, exchange.at)
        return _wrong(_OF_AN_APP, exchange) if wants_a_pages else chapter
    if grant_of(evidence, value) is not None:
        chapter = _of_grant(evidence, exchange, value, facts)
        return chapter if wants_a_pages else _wrong(_OF_A_PAGE, exchange)
    return Chapter(title="", advice=[never_issued(value)])


def _wrong(advice: str, exchange: Exchange) -> Chapter:
    return Chapter(title="", advice=[advice.format(exchange.path)])


def _of_grant(evidence: Evidence, exchange: Exchange, value: str, facts: Facts) -> Chapter:
    grant = grant_of(evidence, value)
    if grant is None:
        return Chapter(title="")
    return grant_chapter(evidence, grant, value, facts, exchange.at)


def never_issued(value: str) -> str:
    """Say where an access_token may come from that nobody here remembers."""
    return (
        f"access_token {tail(value)} was never issued here or is forgotten: it may come from the "
        "real WeChat, from another simulator, or from before a reset"
    )


def _of_key(evidence: Evidence, exchange: Exchange, facts: Facts) -> Chapter:
    query = query_sent(exchange)
    user = evidence.world.users.find(query.get("openid", ""))
    if user is None:
        return Chapter(title="")
    signed = who_signed(evidence, query.get("signature", ""))
    mine = signed if signed is not None and signed.user.openid == user.openid else None
    return key_chapter(evidence, user, facts, exchange.at, mine)


def _title(exchange: Exchange) -> str:
    asked = f"{exchange.method} {exchange.path}"
    if exchange.errcode:
        return f"{asked} was refused with {exchange.errcode}: {exchange.why}"
    if exchange.fault:
        return f"{asked} went wrong on purpose: {exchange.fault}"
    return f"{asked} was answered well"
