"""Telling the story behind anything that a developer has in hand."""

from __future__ import annotations

import re
from collections.abc import Callable

from wxsim.diagnosis.code_hints import TOURISTS_CODE, resembles
from wxsim.diagnosis.code_story import code_chapter, kind_of, known_code, unknown_code_chapter
from wxsim.diagnosis.evidence import Chapter, Evidence
from wxsim.diagnosis.key_story import key_chapter, who_signed, whose_key
from wxsim.diagnosis.request_story import forgotten_request_story, last_story, request_story
from wxsim.diagnosis.sent import carries, code_sent
from wxsim.diagnosis.story import Facts, Story
from wxsim.diagnosis.token_story import token_chapter
from wxsim.server_api.journal import Journal
from wxsim.world import Unknown, User, World

# What can be asked about, as it is told to who asks about something else.
KEYS = (
    "access_token",
    "iv or signature of open data or of checksession",
    "js_code",
    "last (the last refusal)",
    "name of a person",
    "openid",
    "phone code",
    "rid",
    "session_key",
)

_RID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}")


def why(world: World, journal: Journal, about: str = "last") -> Story:
    """Tell what happened to something, and why.

    Args:
        world: what knows.
        journal: of its Server API.
        about: the rid of a request, a js_code, a phone code, an access_token, an
            openid, the name of a person, a session_key, the signature or iv of
            open data, a login-state signature, whatever else a request carried,
            or ``last`` for the last refusal.

    Raises:
        Unknown: it is none of these.
    """
    evidence = Evidence(world, journal)
    if about == "last":
        return last_story(evidence)
    for tell in _TELLERS:
        story = tell(evidence, about)
        if story is not None:
            return story
    raise Unknown("story about", about, KEYS)


def _request(evidence: Evidence, about: str) -> Story | None:
    exchange = evidence.exchange(about)
    if exchange is not None:
        return request_story(evidence, exchange, about, "rid")
    return forgotten_request_story(evidence, about) if _RID.fullmatch(about) else None


def _code(evidence: Evidence, about: str) -> Story | None:
    code = known_code(evidence, about)
    if code is None:
        return None
    now = evidence.world.clock.now(code.appid)
    facts = Facts(now)
    chapter = code_chapter(evidence, code, facts, now)
    return _story(about, kind_of(code), chapter, facts)


def _token(evidence: Evidence, about: str) -> Story | None:
    token = evidence.world.tokens.find(about)
    if token is None:
        return None
    now = evidence.world.clock.now(token.appid)
    facts = Facts(now)
    chapter = token_chapter(evidence, token, facts, now)
    return _story(about, "access_token", chapter, facts)


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


def _spoiled_code(evidence: Evidence, about: str) -> Story | None:
    """Tell of what was never sent here but looks like a code."""
    if about != TOURISTS_CODE and not resembles(about, evidence.login_codes()):
        return None
    facts = Facts(0.0)
    return _story(about, "js_code", unknown_code_chapter(evidence, about, facts), facts)


def _story(about: str, kind: str, chapter: Chapter, facts: Facts) -> Story:
    return Story(
        about=about,
        kind=kind,
        title=chapter.title,
        facts=facts.in_order(),
        advice=list(dict.fromkeys(chapter.advice)),
        errcode=chapter.errcode,
    )


_TELLERS: tuple[Callable[[Evidence, str], Story | None], ...] = (
    *(_request, _code, _token, _openid, _person, _key, _sent, _spoiled_code),
)
