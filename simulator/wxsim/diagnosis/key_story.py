"""The story of a user's session_keys: which one signed, which is current, which the server has."""

from __future__ import annotations

from dataclasses import dataclass

from wxsim.diagnosis.evidence import Chapter, Evidence, outcome, unread
from wxsim.diagnosis.key_makers import SIGNING_EVENTS, Signed
from wxsim.diagnosis.sent import answered
from wxsim.diagnosis.story import Facts, tail
from wxsim.server_api.exchange import Exchange
from wxsim.world import User
from wxsim.world.records import LoginCode, SessionKey

# Of an app that renews the key at every login, so many of the latest are told.
_GENERATIONS = 5
_EVENTS = 5
_REFUSED = (87007, 87009)

_ALWAYS = (
    "let the Mini Program call wx.checkSession and only where it fails wx.login, exchange that "
    "code at once, and call wx.getUserInfo after that: each wx.login may renew the session_key"
)


def key_chapter(
    evidence: Evidence, user: User, facts: Facts, moment: float, signed: Signed | None = None
) -> Chapter:
    """Tell of a user's session_keys, adding what happened to ``facts``.

    Args:
        evidence: what is remembered.
        user: whose.
        facts: where to.
        moment: Unix seconds: when the question arose.
        signed: which of the keys the question is about, if about one.
    """
    keys = evidence.world.sessions.generations(user)
    whose = f"{user.person} in {user.appid}"
    if not keys:
        return Chapter(
            title=f"{whose} has never logged in, so there is no session_key",
            advice=["call wx.login on the phone first"],
        )
    current = keys[-1]
    wanted = {key.generation for key in keys[-_GENERATIONS:]}
    wanted |= {signed.generation} if signed else set()
    for key in keys:
        if key.generation in wanted:
            facts.add(
                key.made_at,
                f"session_key {key.generation} of {whose} was made by {key.made_by or 'a login'}: "
                f"{key.reason}{_what_its_code_became(evidence, user, key)}",
                evidence.made_at_place(user, key.generation),
            )
    if current.expires_at <= moment:
        name = f"session_key {current.generation} of {whose}"
        on_purpose = evidence.ended_on_purpose(name)
        if on_purpose is None:
            facts.add(current.expires_at, f"{name} expired")
        else:
            facts.add(on_purpose.at, on_purpose.story, on_purpose.number)
    got = _deliveries(evidence, user, keys, wanted, facts)
    _tell_signing(evidence, user, facts, signed)
    refused = [
        one
        for one in evidence.with_parameter("openid", user.openid)
        if one.errcode in _REFUSED and one.appid == user.appid
    ]
    for exchange in refused[-_EVENTS:]:
        facts.add(exchange.at, outcome(exchange), evidence.place(exchange.rid))
    return Chapter(
        title=_title(user, current, got, signed, moment),
        advice=_advice(current, got, signed, moment),
        errcode=refused[-1].errcode if refused else 0,
    )


@dataclass(frozen=True)
class _Delivery:
    """The session_key that the server got last, and how."""

    generation: int
    rid: str


def _deliveries(
    evidence: Evidence, user: User, keys: list[SessionKey], wanted: set[int], facts: Facts
) -> _Delivery | None:
    """Tell by which requests the keys went to the server; return the last that arrived."""
    generation_of = {key.value: key.generation for key in keys}
    last: _Delivery | None = None
    told: dict[int, Exchange] = {}
    for exchange in evidence.exchanges:
        answer = answered(exchange)
        generation = generation_of.get(str(answer.get("session_key")))
        if generation is None or answer.get("openid") != user.openid:
            continue
        told[generation] = exchange
        if not unread(exchange):
            last = _Delivery(generation, exchange.rid)
    for generation, exchange in told.items():
        if generation in wanted:
            arrived = (
                f"but the answer never arrived ({exchange.fault})"
                if unread(exchange)
                else "with the answer"
            )
            facts.add(
                exchange.at,
                f"session_key {generation} went to the server {arrived}: "
                f"{evidence.named(exchange.rid)}",
                evidence.place(exchange.rid),
            )
    # What the journal does not have, the ledger may, and the code that was exchanged.
    forgotten = [
        entry
        for entry in evidence.entries
        if entry.event == "code exchanged"
        and (entry.appid, entry.person) == (user.appid, user.person)
        and evidence.exchange(entry.rid) is None
    ]
    for entry in forgotten[-_EVENTS:]:
        facts.add(entry.at, f"{entry.story} to {evidence.named(entry.rid)}", entry.number)
    if last is None and forgotten:
        generation_text = forgotten[-1].story.rpartition(" ")[2]
        last = _Delivery(int(generation_text), forgotten[-1].rid)
    known = {*(exchange.rid for exchange in told.values()), *(entry.rid for entry in forgotten)}
    for code, generation in _exchanged_elsewhere(evidence, user, keys, known):
        name = evidence.named(code.spent_by, code.spent_from)
        facts.add(
            code.spent_at or 0.0,
            f"js_code {tail(code.code)} gave session_key {generation} to {name}",
        )
        if last is None or generation > last.generation:
            last = _Delivery(generation, code.spent_by or "")
    return last


def _exchanged_elsewhere(
    evidence: Evidence, user: User, keys: list[SessionKey], known: set[str]
) -> list[tuple[LoginCode, int]]:
    """Return the codes that requests unknown here exchanged, and which key each of them gave."""
    codes = [
        code
        for code in evidence.login_codes()
        if code.openid == user.openid
        and code.spent_how == "an exchange"
        and code.spent_by not in known
        and evidence.exchange(code.spent_by) is None
    ]
    codes.sort(key=lambda code: code.spent_at or 0.0)
    given = []
    for code in codes[-_EVENTS:]:
        made_before = [key for key in keys if key.made_at <= (code.spent_at or 0.0)]
        if made_before:
            given.append((code, made_before[-1].generation))
    return given


def _what_its_code_became(evidence: Evidence, user: User, key: SessionKey) -> str:
    """Say whether the js_code of the login that made a key was exchanged, if that is known."""
    login = key.made_by.removeprefix("wx.login ")
    if not login.isdecimal():
        return ""
    code = evidence.world.codes.find(evidence.world.identifiers.login_code(user.openid, int(login)))
    if code is None:
        return ""
    became = (
        "has not been exchanged"
        if code.spent_by is None
        else f"was exchanged by request {code.spent_by}"
    )
    return f"; its js_code {tail(code.code)} {became}"


def _tell_signing(evidence: Evidence, user: User, facts: Facts, signed: Signed | None) -> None:
    mine = [
        entry
        for entry in evidence.entries
        if entry.event in SIGNING_EVENTS and (entry.facts or {}).get("openid") == user.openid
    ]
    for entry in mine[-_EVENTS:]:
        facts.add(entry.at, entry.story, entry.number)
    if signed is None:
        return
    by_that_key = [
        entry for entry in mine if (entry.facts or {})["generation"] == str(signed.generation)
    ]
    for entry in by_that_key[-1:]:
        facts.add(entry.at, entry.story, entry.number)


def _title(
    user: User,
    current: SessionKey,
    got: _Delivery | None,
    signed: Signed | None,
    moment: float,
) -> str:
    whose = f"{user.person} in {user.appid}"
    state = "has expired" if current.expires_at <= moment else "is current"
    made = f"{current.generation} {state}, made by {current.made_by or 'a login'}"
    server = (
        "that your server has ever got one is not remembered"
        if got is None
        else f"your server last got session_key {got.generation}, by request {got.rid}"
    )
    if signed is None:
        return f"session_key of {whose}: {made}; {server}"
    if signed.what.startswith("session_key"):
        return f"{signed.what} of {whose}: {made}; {server}"
    return (
        f"{signed.what} was made with session_key {signed.generation} of {whose}: {made}; {server}"
    )


def _advice(
    current: SessionKey, got: _Delivery | None, signed: Signed | None, moment: float
) -> list[str]:
    advice = []
    generation = current.generation if signed is None else signed.generation
    if got is None:
        advice.append(
            "exchange a fresh js_code: nothing tells that the server has any session_key of theirs"
        )
    elif got.generation < generation:
        advice.append(
            f"the server holds session_key {got.generation}, but {generation} is what signs: "
            "exchange the js_code of the wx.login that made it before using the signed data"
        )
    elif got.generation > generation:
        advice.append(
            f"the data was made with session_key {generation} before the server got "
            f"{got.generation}: have the phone make it again, with wx.getUserInfo after the login"
        )
    elif current.generation > generation:
        advice.append(
            f"the server's session_key {generation} is the one that signed, but "
            f"{current.generation} is current by now: what the phone makes from here on needs a "
            "fresh exchange"
        )
    elif signed is not None:
        advice.append(
            "signer and server agree: if verifying fails, hash rawData byte for byte as the phone "
            "gave it, followed by the session_key as base64 text"
        )
    if current.expires_at <= moment:
        advice.append("the session has expired: call wx.login and exchange its code")
    return [*advice, _ALWAYS]
