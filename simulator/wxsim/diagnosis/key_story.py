"""The story of a user's session_keys: which one signed, which is current, which the server has."""

from __future__ import annotations

from dataclasses import dataclass

from wxsim.diagnosis.evidence import Chapter, Evidence, outcome, unread
from wxsim.diagnosis.sent import answered
from wxsim.diagnosis.story import Facts, tail
from wxsim.opendata import session_signature_is_genuine, sign_raw_data
from wxsim.server_api.exchange import Exchange
from wxsim.world import User
from wxsim.world.records import SessionKey

# Of an app that renews the key at every login, so many of the latest are told.
_GENERATIONS = 5
_EVENTS = 5
_SIGNED = ("profile signed", "phone number encrypted", "open data encrypted")
_REFUSED = (87007, 87009)

_ALWAYS = (
    "let the Mini Program call wx.checkSession and only where it fails wx.login, exchange that "
    "code at once, and call wx.getUserInfo after that: each wx.login may renew the session_key"
)


@dataclass(frozen=True)
class Signed:
    """Whose session_key of which generation made something.

    Attributes:
        what: a few words for what it made.
    """

    user: User
    generation: int
    what: str


def who_signed(evidence: Evidence, value: str) -> Signed | None:
    """Find the session_key that made a signature (of rawData or of the login state) or an iv.

    The ledger knows what the phones here made. What it has let go of is made
    again with every remembered key and compared.
    """
    for entry in reversed(evidence.entries):
        facts = entry.facts or {}
        if entry.event in _SIGNED and value in (facts.get("signature"), facts.get("iv")):
            user = evidence.world.users.find(facts["openid"])
            if user is not None:
                what = "signature" if value == facts.get("signature") else "iv"
                return Signed(user, int(facts["generation"]), f"{what} {tail(value)}")
    if len(value) not in (40, 64):
        return None
    for user in evidence.users():
        for key in evidence.world.sessions.generations(user):
            if session_signature_is_genuine(value, key.value):
                what = f"login-state signature {tail(value)}"
                return Signed(user, key.generation, what)
            if value in (sign_raw_data(raw, key.value) for raw in evidence.raw_data_of(user)):
                return Signed(user, key.generation, f"signature {tail(value)}")
    return None


def whose_key(evidence: Evidence, value: str) -> Signed | None:
    """Find whose session_key a value is."""
    for user in evidence.users():
        for key in evidence.world.sessions.generations(user):
            if key.value == value:
                return Signed(user, key.generation, f"session_key {key.generation}")
    return None


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
                f"{key.reason}",
                evidence.made_at_place(user, key.generation),
            )
    if current.expires_at <= moment:
        facts.add(current.expires_at, f"session_key {current.generation} of {whose} expired")
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
    # What the journal has let go of, the ledger may still have.
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
    return last


def _tell_signing(evidence: Evidence, user: User, facts: Facts, signed: Signed | None) -> None:
    mine = [
        entry
        for entry in evidence.entries
        if entry.event in _SIGNED and (entry.facts or {}).get("openid") == user.openid
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
        "your server has got none that is remembered"
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
        advice.append("exchange a fresh js_code: without it the server has no session_key at all")
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
