"""The story of a code: to whom it was issued and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from wxsim.diagnosis.code_hints import code_hints
from wxsim.diagnosis.code_kinds import kind_of
from wxsim.diagnosis.evidence import Chapter, Evidence, outcome, unread
from wxsim.diagnosis.story import Facts, difference, same_program, sender_of, span, tail
from wxsim.server_api.errors import ERROR_CODES
from wxsim.server_api.exchange import Exchange
from wxsim.world.records import LoginCode, OneTimeCode, Sender

# Of many tries with one code, so many of the latest are told.
_TRIES = 10

_HOW_TO_GET_ONE = (
    "ask the device door for a code, with the appid that the server uses: POST /_wxsim/device/login"
)


@dataclass(frozen=True)
class _Spending:
    """The request that spent a code.

    Attributes:
        sender: None where the code was not spent over the Server API.
        exchange: None where the journal does not have it.
        later: what was sent with the code after that, oldest first.
    """

    rid: str
    at: float
    sender: Sender | None
    exchange: Exchange | None
    later: list[Exchange]

    def compared(self, exchange: Exchange) -> str:
        """Say how much later another request came, and from whom."""
        seconds = exchange.at - self.at
        if self.sender is None:
            return f"{span(seconds)} later"
        return difference(self.sender, sender_of(exchange), seconds)


def known_code(evidence: Evidence, value: str) -> OneTimeCode | None:
    """Return the code of whatever kind that a value is, if it is remembered."""
    world = evidence.world
    return (
        world.codes.find(value)
        or world.phones.find(value)
        or world.web_codes.find(value)
        or world.plugins.find(value)
    )


def code_chapter(evidence: Evidence, code: OneTimeCode, facts: Facts, moment: float) -> Chapter:
    """Tell of a code that was issued here, adding what happened to ``facts``."""
    name = f"{kind_of(code).name} {tail(code.code)}"
    facts.add(code.issued_at, _origin(code, name))
    tries = evidence.with_code(code.code)
    spending = _spending(evidence, code, tries)
    if spending is not None and spending.exchange is None:
        how = code.spent_how if isinstance(code, LoginCode) else None
        facts.add(
            spending.at,
            f"{name} was spent by {how or 'an exchange'}, "
            f"{evidence.named(spending.rid, spending.sender)}",
            evidence.place(spending.rid),
        )
    for exchange in tries[-_TRIES:]:
        spent = spending is not None and exchange is spending.exchange and exchange.errcode
        ending = " and spent the code" if spent else ""
        facts.add(exchange.at, outcome(exchange) + ending, evidence.place(exchange.rid))
        if spending is not None and spending.sender is not None and exchange in spending.later:
            facts.add(exchange.at, f"request {exchange.rid} came {spending.compared(exchange)}")
    if code.expires_at <= moment:
        lifetime = span(code.expires_at - code.issued_at)
        state = "unused" if code.spent_at is None else "used"
        facts.add(code.expires_at, f"{name} expired, {state}: it lives {lifetime}")
    refused = [exchange for exchange in tries if exchange.errcode]
    errcode = refused[-1].errcode if refused else 0
    return Chapter(
        title=_title(code, tries, spending, moment),
        advice=_advice(code, tries, spending, errcode),
        errcode=errcode,
    )


def unknown_code_chapter(evidence: Evidence, value: str, facts: Facts) -> Chapter:
    """Tell of a code that was never issued here, or so long ago that it is forgotten."""
    tries = evidence.with_code(value)
    for exchange in tries[-_TRIES:]:
        facts.add(exchange.at, outcome(exchange), evidence.place(exchange.rid))
    return Chapter(
        title=f"the code {value!r} was never issued here, or is forgotten since",
        advice=[
            *code_hints(value, evidence.login_codes()),
            _HOW_TO_GET_ONE,
        ],
        errcode=next((exchange.errcode for exchange in reversed(tries)), 0),
    )


def _origin(code: OneTimeCode, name: str) -> str:
    if isinstance(code, LoginCode) and code.from_devtools:
        return (
            f"{name}, which was not issued here, was taken for one of {code.person}, as "
            f"devtools_codes of {code.appid} says"
        )
    return f"{kind_of(code).source} issued {name} to {code.person} in {code.appid}"


def _spending(evidence: Evidence, code: OneTimeCode, tries: list[Exchange]) -> _Spending | None:
    if code.spent_at is None or code.spent_by is None:
        return None
    exchange = evidence.exchange(code.spent_by)
    return _Spending(
        rid=code.spent_by,
        at=code.spent_at,
        sender=code.spent_from if exchange is None else sender_of(exchange),
        exchange=exchange,
        later=[
            one
            for one in tries
            if (one.at >= code.spent_at if exchange is None else one.number > exchange.number)
        ],
    )


def _title(
    code: OneTimeCode, tries: list[Exchange], spending: _Spending | None, moment: float
) -> str:
    name = f"{kind_of(code).name} {tail(code.code)} of {code.person} in {code.appid}"
    if spending is not None:
        told = f"{name} was spent by request {spending.rid}"
        if spending.later:
            last = spending.later[-1]
            told += f", and sent again by request {last.rid} {spending.compared(last)}"
        return told
    if tries and tries[-1].errcode:
        return f"{name} was refused with {tries[-1].errcode}, because {tries[-1].why}"
    if code.expires_at <= moment:
        return f"{name} expired unused"
    return f"{name} is fresh for another {span(code.expires_at - moment)}"


def _advice(
    code: OneTimeCode, tries: list[Exchange], spending: _Spending | None, errcode: int
) -> list[str]:
    advice = []
    if spending is not None and spending.later:
        advice.append(_about_two_tries(spending, spending.later[-1]))
    kind = kind_of(code)
    strange = {one.path for one in tries if one.path not in kind.paths}
    if strange:
        advice.append(
            f"{', '.join(sorted(strange))} was sent a {kind.name}, which {kind.source} gives and "
            f"{kind.paths[0]} takes: they are different things"
        )
    others = {one.appid for one in tries if one.appid not in ("", code.appid)}
    if others:
        advice.append(
            f"the code belongs to {code.appid}, but {', '.join(sorted(others))} asked for it: "
            "client and server must use one appid"
        )
    row = ERROR_CODES.get(errcode)
    return advice if row is None else [*advice, row.fix]


def _about_two_tries(spending: _Spending, last: Exchange) -> str:
    """Say what to look for where a code was sent again after it was spent."""
    if spending.exchange is not None and unread(spending.exchange):
        return (
            f"the answer to request {spending.rid} never reached the server, but the code is "
            "spent all the same: do not send it again, ask the client for a fresh one"
        )
    sender = sender_of(last)
    if spending.sender is None or not same_program(spending.sender, sender):
        return (
            "two senders have the code: find the one that should not exchange it, such as "
            "another worker, a gateway that repeats requests, or somebody's terminal"
        )
    if spending.sender.port == sender.port:
        return (
            "one and the same sender sent the code twice: look for a retry after a timeout, a "
            "second wx.request of the client, or two handlers that both exchange"
        )
    return (
        "one and the same sender sent the code twice, over two connections: look for a retry "
        "after a timeout, a second wx.request of the client that reached another worker, or two "
        "handlers that both exchange"
    )
