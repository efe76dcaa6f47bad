"""Telling the story behind anything that a developer has in hand."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from wxsim.diagnosis.code_hints import TOURISTS_CODE, resembles
from wxsim.diagnosis.code_kinds import kind_of
from wxsim.diagnosis.code_story import code_chapter, known_code, unknown_code_chapter
from wxsim.diagnosis.evidence import Chapter, Evidence
from wxsim.diagnosis.forgotten_story import forgotten_request_story
from wxsim.diagnosis.grant_story import grant_chapter, grant_of
from wxsim.diagnosis.key_makers import who_encrypted, who_signed, whose_key
from wxsim.diagnosis.key_story import key_chapter
from wxsim.diagnosis.parts import RID, part_of_text, whole_of_part
from wxsim.diagnosis.request_story import last_story, never_issued, request_story
from wxsim.diagnosis.sent import carries, code_sent
from wxsim.diagnosis.story import Facts, Story, tail
from wxsim.diagnosis.token_story import token_chapter
from wxsim.server_api.errors import ERROR_CODES
from wxsim.server_api.journal import Journal
from wxsim.world import InvalidValue, Unknown, User, World

# What can be asked about, as it is told to who asks about something else.
KEYS = (
    "access_token",
    "code of a page",
    "errcode",
    "errmsg with a rid",
    "iv, signature or encryptedData of open data, signature of checksession",
    "js_code",
    "last (the last refusal)",
    "name of a person",
    "openid",
    "phone code",
    "refresh_token of a page",
    "rid",
    "session_key",
)

# Of longer nonsense only the end is repeated.
_REPEATED = 100
# The form of the access_tokens that WeChat issues (observed).
_TOKEN = re.compile(r"\d{2,3}_[\w-]{64,}")

_Teller = Callable[[Evidence, str], "Story | None"]


def why(world: World, journal: Journal, about: str = "last") -> Story:
    """Tell what happened to something, and why.

    Args:
        world: what knows.
        journal: of its Server API.
        about: the rid of a request, a code of any kind, an access_token, a
            page's refresh_token, an openid, the name of a person, a session_key,
            the signature, iv or encryptedData of open data, a login-state
            signature, whatever else a request carried, a part of any of these,
            a text with one of these in it, such as WeChat's whole errmsg, an
            errcode, whose last refusal is told, or ``last`` for the last of all.

    Raises:
        Unknown: it is none of these.
        InvalidValue: it is a part of several.
    """
    evidence = Evidence(world, journal)
    if about == "last":
        return last_story(evidence)
    for tell in _TELLERS:
        story = tell(evidence, about)
        if story is not None:
            return story
    raise Unknown("story about", about if len(about) < _REPEATED else tail(about), KEYS)


def _request(evidence: Evidence, about: str) -> Story | None:
    exchange = evidence.exchange(about)
    if exchange is not None:
        return request_story(evidence, exchange, about, "rid")
    return forgotten_request_story(evidence, about) if RID.fullmatch(about) else None


def _code(evidence: Evidence, about: str) -> Story | None:
    code = known_code(evidence, about)
    if code is None:
        return None
    now = evidence.world.clock.now(code.appid)
    facts = Facts(now)
    chapter = code_chapter(evidence, code, facts, now)
    return _story(about, kind_of(code).name, chapter, facts)


def _token(evidence: Evidence, about: str) -> Story | None:
    token = evidence.world.tokens.find(about)
    if token is None:
        return None
    now = evidence.world.clock.now(token.appid)
    facts = Facts(now)
    chapter = token_chapter(evidence, token, facts, now)
    return _story(about, "access_token", chapter, facts)


def _grant(evidence: Evidence, about: str) -> Story | None:
    grant = grant_of(evidence, about)
    if grant is None:
        return None
    now = evidence.world.clock.now(grant.appid)
    facts = Facts(now)
    chapter = grant_chapter(evidence, grant, about, facts, now)
    kind = "refresh_token" if about == grant.refresh_token else "access_token"
    return _story(about, kind, chapter, facts)


def _openid(evidence: Evidence, about: str) -> Story | None:
    user = evidence.world.users.find(about)
    return None if user is None else _of_users(evidence, about, "openid", [user])


def _person(evidence: Evidence, about: str) -> Story | None:
    if all(person.name != about for person in evidence.world.people.list()):
        return None
    users = [user for user in evidence.users() if user.person == about]
    return _of_users(evidence, about, "person", users)


def _of_users(evidence: Evidence, about: str, kind: str, users: list[User]) -> Story:
    facts = Facts(max((evidence.world.clock.now(user.appid) for user in users), default=0.0))
    chapters = [
        key_chapter(evidence, user, facts, evidence.world.clock.now(user.appid))
        for user in sorted(users, key=lambda user: user.appid)
    ]
    if not chapters:
        chapters = [Chapter(f"{about} has never logged in", ["call wx.login on the phone first"])]
    return _story(
        about,
        kind,
        Chapter(
            title="; ".join(chapter.title for chapter in chapters),
            advice=[line for chapter in chapters for line in chapter.advice],
            errcode=next((chapter.errcode for chapter in chapters if chapter.errcode), 0),
        ),
        facts,
    )


def _key(evidence: Evidence, about: str) -> Story | None:
    kind, signed = "session_key", whose_key(evidence, about)
    if signed is None:
        kind, signed = "signature", who_signed(evidence, about)
    if signed is None:
        kind, signed = "encryptedData", who_encrypted(evidence, about)
    if signed is None:
        return None
    now = evidence.world.clock.now(signed.user.appid)
    facts = Facts(now)
    chapter = key_chapter(evidence, signed.user, facts, now, signed)
    return _story(about, kind, chapter, facts)


def _sent(evidence: Evidence, about: str) -> Story | None:
    """Tell of what is not known here but was sent here."""
    carriers = [exchange for exchange in evidence.exchanges if about and carries(exchange, about)]
    if not carriers:
        return None
    kind = "js_code" if code_sent(carriers[-1]) == about else "parameter"
    return request_story(evidence, carriers[-1], about, kind)


def _pasted(evidence: Evidence, about: str) -> Story | None:
    """Tell of what a text has in it: WeChat's errmsg, its whole answer, a URL."""
    part = part_of_text(about, lambda word: _first(_EXACT, evidence, word) is not None)
    return None if part is None else _renamed(_first(_EXACT, evidence, part), about)


def _errcode(evidence: Evidence, about: str) -> Story | None:
    """Tell of the last refusal with an errcode."""
    errcode = int(about) if re.fullmatch(r"-?[0-9]{1,9}", about) else 0
    if errcode not in ERROR_CODES:
        return None
    for exchange in reversed(evidence.exchanges):
        if exchange.errcode == errcode:
            return request_story(evidence, exchange, about, "errcode")
    raise InvalidValue(
        f"the journal has no refusal with {errcode}",
        f"`wxsim explain {errcode}` says what it means",
    )


def _spoiled_code(evidence: Evidence, about: str) -> Story | None:
    """Tell of what was never sent here but looks like a code."""
    if about != TOURISTS_CODE and not resembles(about, evidence.login_codes()):
        return None
    facts = Facts(0.0)
    return _story(about, "js_code", unknown_code_chapter(evidence, about, facts), facts)


def _part(evidence: Evidence, about: str) -> Story | None:
    """Tell of what is given in part: masked, or as stories and lists show it."""
    whole = whole_of_part(evidence, about)
    return None if whole is None else _renamed(_first(_EXACT, evidence, whole), about)


def _foreign_token(_evidence: Evidence, about: str) -> Story | None:
    """Tell of an access_token that nobody here remembers and nobody has sent."""
    if not _TOKEN.fullmatch(about):
        return None
    return _story(about, "access_token", Chapter(never_issued(about)), Facts(0.0))


def _first(tellers: tuple[_Teller, ...], evidence: Evidence, about: str) -> Story | None:
    return next((story for tell in tellers if (story := tell(evidence, about))), None)


def _renamed(story: Story | None, about: str) -> Story | None:
    return None if story is None else msgspec.structs.replace(story, about=about)


def _story(about: str, kind: str, chapter: Chapter, facts: Facts) -> Story:
    return Story(
        about=about,
        kind=kind,
        title=chapter.title,
        facts=facts.in_order(),
        advice=list(dict.fromkeys(chapter.advice)),
        errcode=chapter.errcode,
    )


# What a whole key is recognised by, and then what is done with anything else.
_EXACT: tuple[_Teller, ...] = (_request, _code, _token, _grant, _openid, _key)
_TELLERS: tuple[_Teller, ...] = (
    *(*_EXACT[:5], _person, _key, _sent),
    *(_pasted, _errcode, _spoiled_code, _part, _foreign_token),
)
