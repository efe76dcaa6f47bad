"""What is not known of the real WeChat, or differs from app to app, by name.

Each switch of an app has a default, a sentence, and the evidence for the
default: ``documented`` (WeChat's pages say so), ``observed`` (somebody saw it)
or ``assumed`` (a guess, stated as one).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Seconds = Annotated[int, Meta(ge=0)]
Count = Annotated[int, Meta(ge=0)]

DAY = 86_400


def _switch(about: str, evidence: Literal["documented", "observed", "assumed"]) -> Meta:
    return Meta(description=about, extra={"evidence": evidence})


class Switches(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The switches of one app."""

    profile_era: Annotated[
        Literal["current", "classic"],
        _switch(
            "current: getUserInfo and getUserProfile give everybody the anonymous profile, as "
            "since 2022-11. classic: the person's real nickname, avatar, gender and region.",
            "documented",
        ),
    ] = "current"
    session_key_renewal: Annotated[
        Literal["realistic", "every-login", "never"],
        _switch(
            "When a wx.login renews the session_key. realistic: when the current one is older than "
            "session_key_min_age. every-login: each time, as many back ends wrongly fear or "
            "wrongly rely on. never: the key lives for ever.",
            "documented",
        ),
    ] = "realistic"
    session_key_min_age: Annotated[
        Seconds,
        _switch(
            "A wx.login renews the session_key only when the current one is at least this old, "
            "in seconds; 0 renews it at every login. That there is a minimum is documented, "
            "how long it is is not.",
            "assumed",
        ),
    ] = DAY
    session_key_lifetime: Annotated[
        Annotated[int, Meta(ge=1)],
        _switch(
            "How long a session_key lives, in seconds. Undisclosed; three days is what WeChat's "
            "staff answered in 2018.",
            "observed",
        ),
    ] = 3 * DAY
    session_prolonged_by_login: Annotated[
        bool,
        _switch(
            "A wx.login that keeps the session_key starts its lifetime anew. WeChat documents "
            "that use prolongs a session, its staff once said that it does not.",
            "documented",
        ),
    ] = True
    session_reset_interval: Annotated[
        Seconds,
        _switch(
            "resetusersessionkey refuses (45011) a second reset of one user within this many "
            "seconds. That frequent resets are refused is documented, the figure and the "
            "errcode are not; 0 never refuses.",
            "assumed",
        ),
    ] = 0
    failed_exchange_burns_code: Annotated[
        bool,
        _switch(
            "A js_code that was refused for a wrong secret or the wrong app counts as used.",
            "assumed",
        ),
    ] = False
    tourist_mode: Annotated[
        bool,
        _switch(
            'The Mini Program runs without an appid: wx.login gives "the code is a mock one", '
            "which no server can exchange, and checkSession fails.",
            "observed",
        ),
    ] = False
    devtools_codes: Annotated[
        str,
        _switch(
            "The name of a person. A js_code of WeChat's form that was not issued here, such as "
            "a real DevTools gives, then logs in as this person, once. Empty: refused with "
            "40029, as WeChat refuses what it did not issue.",
            "assumed",
        ),
    ] = ""
    legacy_expires_in: Annotated[
        bool,
        _switch(
            'jscode2session answers also "expires_in":7200, as it does for old accounts.',
            "observed",
        ),
    ] = False
    country_code_as_number: Annotated[
        bool,
        _switch(
            "getuserphonenumber gives countryCode as the number 86, as the documentation showed "
            'until about 2025, instead of the text "86".',
            "documented",
        ),
    ] = False
    phone_code_of_other_app: Annotated[
        Literal[40029, 40013],
        _switch(
            "How getuserphonenumber refuses a code that was made for another app: 40029 was "
            "seen, 40013 is documented.",
            "observed",
        ),
    ] = 40029
    token_overlap: Annotated[
        Seconds,
        _switch(
            "How long the previous access_token still works after a new one was issued, in "
            "seconds. Some see it die at once: 0.",
            "documented",
        ),
    ] = 300
    ip_whitelist: Annotated[
        tuple[str, ...],
        _switch(
            "Token calls from any other address are refused with 40164; empty lets all in. "
            "Mini Programs are said not to need it, yet some have met it.",
            "documented",
        ),
    ] = ()
    source_ips: Annotated[
        tuple[str, ...],
        _switch(
            "jscode2session from any other address is refused with 40090, as for an app hosted "
            "by a third party; empty lets all in.",
            "observed",
        ),
    ] = ()
    token_refusal: Annotated[
        Literal[0, 40243, 50004, 50007, 89503, 89506, 89507],
        _switch(
            "Refuse every token call with this errcode: secret frozen (40243), interface "
            "forbidden (50004), account frozen (50007), call waits for the administrator "
            "(89503) or was turned down (89506, 89507). 0 refuses nothing.",
            "documented",
        ),
    ] = 0
    minute_quota: Annotated[
        Count,
        _switch(
            "Calls of one path in one minute after which 45011 is answered; 0 is no limit. "
            "WeChat's own figures differ by path and era.",
            "assumed",
        ),
    ] = 0
    daily_quota: Annotated[
        Count,
        _switch(
            "Calls of one path in one day (Beijing time) after which 45009 is answered; 0 is "
            "no limit.",
            "assumed",
        ),
    ] = 0
    oauth_page_error: Annotated[
        Literal[0, 10004, 10005, 10006, 10009, 10015],
        _switch(
            "The authorisation pages end in this error: account banned (10004), no right to the "
            "scope (10005), the person must follow the test account first (10006), too frequent "
            "(10009), not authorised to the third party (10015). 0 lets them work.",
            "documented",
        ),
    ] = 0
    oauth_refusal: Annotated[
        Literal["stays", "redirects"],
        _switch(
            "What happens when a person refuses on an authorisation page. stays: nobody is sent "
            "back, as newer documentation has it. redirects: back with the state and without a "
            "code, as older documentation has it.",
            "documented",
        ),
    ] = "stays"
    oauth_state_required: Annotated[
        bool,
        _switch(
            "An authorisation page without a state is refused with 10013. The documentation "
            "lists the error and calls the parameter optional.",
            "documented",
        ),
    ] = False
    oauth_parameter_order: Annotated[
        bool,
        _switch(
            "/connect/oauth2/authorize wants its parameters in the documented order, for the "
            "documentation says that the page does not open otherwise.",
            "documented",
        ),
    ] = True
    oauth_refresh_lifetime: Annotated[
        Annotated[int, Meta(ge=1)],
        _switch(
            "How long a refresh_token of a page lives, in seconds, however often it is used. "
            "One page says 30 days, another 180.",
            "documented",
        ),
    ] = 30 * DAY
    snapshot_userinfo: Annotated[
        Literal["refused", "virtual"],
        _switch(
            "What /sns/userinfo says of a snapshot user. refused: 48001. virtual: a made-up "
            "profile, as the announcement of 2022 promised.",
            "observed",
        ),
    ] = "refused"


class SwitchDescription(msgspec.Struct, frozen=True):
    """One line of the list of switches.

    Attributes:
        choices: what it takes, in words.
    """

    name: str
    default: Any
    about: str
    evidence: str
    choices: str


def describe_switches() -> list[SwitchDescription]:
    """Return every switch with its default, its sentence and its evidence."""
    described = []
    for field in msgspec.inspect.type_info(Switches).fields:  # type: ignore[attr-defined]  # a Struct's type_info has fields; the declared return type is the base class
        meta = field.type.extra_json_schema or {}
        described.append(
            SwitchDescription(
                name=field.name,
                default=field.default,
                about=meta.get("description", ""),
                evidence=(field.type.extra or {}).get("evidence", ""),
                choices=_choices(field.type),
            )
        )
    return described


def _choices(kind: Any) -> str:
    """Say what a type takes."""
    while isinstance(kind, msgspec.inspect.Metadata):
        kind = kind.type
    if isinstance(kind, msgspec.inspect.LiteralType):
        return ", ".join(map(str, kind.values))
    if isinstance(kind, msgspec.inspect.BoolType):
        return "true, false"
    if isinstance(kind, msgspec.inspect.IntType):
        return f"a number from {kind.ge or 0}"
    return "a text" if isinstance(kind, msgspec.inspect.StrType) else "a list of texts"
