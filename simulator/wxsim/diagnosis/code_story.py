"""The story of a js_code or a phone code: to whom it was issued and what became of it."""

from __future__ import annotations

from wxsim.diagnosis.code_hints import code_hints
from wxsim.diagnosis.evidence import Chapter, Evidence, outcome, same_sender, unread
from wxsim.diagnosis.story import Facts, difference, seconds, tail
from wxsim.server_api.errors import ERROR_CODES
from wxsim.server_api.exchange import Exchange
from wxsim.world.records import LoginCode, OneTimeCode

# Of many tries with one code, so many of the latest are told.
_TRIES = 10

_HOW_TO_GET_ONE = (
    "ask the device door for a code, with the appid that the server uses: POST /_wxsim/device/login"
)


def known_code(evidence: Evidence, value: str) -> OneTimeCode | None:
    """Return the js_code or phone code that a value is, if it is remembered."""
    return evidence.world.codes.find(value) or evidence.world.phones.find(value)


def kind_of(code: OneTimeCode) -> str:
    """Return what WeChat calls such a code."""
    return "js_code" if isinstance(code, LoginCode) else "phone code"


def code_chapter(evidence: Evidence, code: OneTimeCode, facts: Facts, moment: float) -> Chapter:
    """Tell of a code that was issued here, adding what happened to ``facts``."""
    name = f"{kind_of(code)} {tail(code.code)}"
    source = "wx.login" if isinstance(code, LoginCode) else "the phone-number button"
    facts.add(code.issued_at, f"{source} issued {name} to {code.person} in {code.appid}")
    tries = evidence.with_code(code.code)
    spender = evidence.exchange(code.spent_by)
    if code.spent_at is not None and spender is None:
        how = code.spent_how if isinstance(code, LoginCode) else None
        facts.add(
            code.spent_at,
            f"{name} was spent by {how or 'an exchange'}, {evidence.named(code.spent_by)}",
            evidence.place(code.spent_by),
        )
    for exchange in tries[-_TRIES:]:
        spent = " and spent the code" if exchange is spender and exchange.errcode else ""
        facts.add(exchange.at, outcome(exchange) + spent, evidence.place(exchange.rid))
        if spender is not None and exchange.number > spender.number:
            facts.add(exchange.at, evidence.compared(spender, exchange))
    if code.expires_at <= moment:
        lifetime = seconds(code.expires_at - code.issued_at)
        state = "unused" if code.spent_at is None else "used"
        facts.add(code.expires_at, f"{name} expired, {state}: it lives {lifetime}")
    refused = [exchange for exchange in tries if exchange.errcode]
    errcode = refused[-1].errcode if refused else 0
    return Chapter(
        title=_title(evidence, code, tries, moment),
        advice=_advice(code, tries, spender, errcode),
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


def _title(evidence: Evidence, code: OneTimeCode, tries: list[Exchange], moment: float) -> str:
    name = f"{kind_of(code)} {tail(code.code)} of {code.person} in {code.appid}"
    spender = evidence.exchange(code.spent_by)
    later = [one for one in tries if spender is None or one.number > spender.number]
    if code.spent_at is not None:
        told = f"{name} was spent by request {code.spent_by}"
        if later:
            last = later[-1]
            when = (
                difference(spender, last)
                if spender is not None
                else f"{seconds(last.at - code.spent_at)} later"
            )
            told += f", and sent again by request {last.rid} {when}"
        return told
    if tries and tries[-1].errcode:
        return f"{name} was refused with {tries[-1].errcode}, because {tries[-1].why}"
    if code.expires_at <= moment:
        return f"{name} expired unused"
    return f"{name} is fresh for another {seconds(code.expires_at - moment)}"


def _advice(
    code: OneTimeCode, tries: list[Exchange], spender: Exchange | None, errcode: int
) -> list[str]:
    advice = []
    later = [one for one in tries if spender is not None and one.number > spender.number]
    if spender is not None and later:
        if unread(spender):
            advice.append(
                f"the answer to request {spender.rid} never reached the server, but the code is "
                "spent all the same: do not send it again, ask the client for a fresh one"
            )
        elif same_sender(spender, later[-1]):
            advice.append(
                "one and the same sender sent the code twice: look for a retry after a timeout, a "
                "second wx.request of the client, or two handlers that both exchange"
            )
        else:
            advice.append(
                "two senders have the code: find the one that should not exchange it, such as "
                "another worker, a gateway that repeats requests, or somebody's terminal"
            )
    others = {one.appid for one in tries if one.appid not in ("", code.appid)}
    if others:
        advice.append(
            f"the code belongs to {code.appid}, but {', '.join(sorted(others))} asked for it: "
            "client and server must use one appid"
        )
    row = ERROR_CODES.get(errcode)
    return advice if row is None else [*advice, row.fix]
