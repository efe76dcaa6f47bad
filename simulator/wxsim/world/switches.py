"""What is not known of the real WeChat, or differs from app to app, by name.

Each switch of an app has a default, a sentence, and the evidence for the
default: ``documented`` (WeChat's pages say so), ``observed`` (somebody saw it)
or ``assumed`` (a guess, stated as one).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from wxsim.world.errors import InvalidValue

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
    plain_requests_refused: Annotated[
        bool,
        _switch(
            "Where API signing is set up, refuse requests that are neither signed nor encrypted "
            "with 40233. Whether WeChat does is not known.",
            "assumed",
        ),
    ] = False
    signing_serial_wanted: Annotated[
        bool,
        _switch(
            "Signed requests must carry Wechatmp-Serial, the number of the key that signs, or are "
            "refused with 40230. The errcode is documented, the header is not.",
            "assumed",
        ),
    ] = False
    refusals_encrypted: Annotated[
        bool,
        _switch(
            "A refusal of a request that was rightly signed and encrypted is encrypted too. SDKs "
            "are prepared for plain ones.",
            "assumed",
        ),
    ] = False
    wechat_ips: Annotated[
        tuple[str, ...],
        _switch(
            "What get_api_domain_ip and getcallbackip answer: where WeChat is called and where "
            "it calls from. Here both are this machine.",
            "assumed",
        ),
    ] = ("127.0.0.1",)
    callback_ips: Annotated[
        tuple[str, ...],
        _switch(
            "Where callback/check finds the developer's server; none: no callback URL is set, "
            "40201.",
            "assumed",
        ),
    ] = ("127.0.0.1",)
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
    subscribe_send_refusal: Annotated[
        Literal[0, 43107, 43108],
        _switch(
            "Refuse every subscribe message with this errcode: the app may send none any more "
            "(43107, which also fails the dialog with 20005), or another is on its way to the same "
            "person (43108). 0 refuses nothing.",
            "documented",
        ),
    ] = 0
    custom_send_refusal: Annotated[
        Literal[0, 70000],
        _switch(
            "Refuse every customer message with this errcode: 70000 protects a minor. 0 refuses "
            "nothing.",
            "documented",
        ),
    ] = 0
    content_verdict: Annotated[
        Literal["by-words", "pass", "review", "risky"],
        _switch(
            "What the content checks say. by-words: risky where a risky word stands in a text, in "
            "the name or the bytes of a picture, or in the address of a file. The others say the "
            "same of everything.",
            "assumed",
        ),
    ] = "by-words"
    risky_words: Annotated[
        tuple[str, ...],
        _switch(
            "Words that are risky besides the simulator's own few. WORD:LABEL gives one of "
            "WeChat's labels, such as 赌博:20006; a WORD alone has 21000, other.",
            "assumed",
        ),
    ] = ()
    media_check_delay: Annotated[
        Seconds,
        _switch(
            "How long media_check_async takes, in seconds. Up to 30 minutes is documented.",
            "assumed",
        ),
    ] = 10
    media_check_repeats: Annotated[
        Count,
        _switch(
            "Checks of one file in one day after which media_check_async answers 87020; 0 is no "
            "limit. That there is one is documented, the figure is not.",
            "assumed",
        ),
    ] = 0

    pages: Annotated[
        tuple[str, ...],
        _switch(
            "The pages of the released version, as in app.json, the home page first. Codes and "
            "links to others are refused (41030, 40165, 40066). Empty: every page is there, and "
            "home is pages/index/index.",
            "assumed",
        ),
    ] = ()
    released: Annotated[
        bool,
        _switch(
            "The Mini Program has a released version; without one codes are refused with 41030 "
            "and links with 85079.",
            "assumed",
        ),
    ] = True
    codes_in_total: Annotated[
        Count,
        _switch(
            "How many codes getwxacode and createwxaqrcode make together before 45029; 0 is no "
            "limit. That a second code of one path counts again is assumed.",
            "documented",
        ),
    ] = 100_000
    link_refusal: Annotated[
        Literal[0, 40002, 40013, 43104, 85407, 85408],
        _switch(
            "Refuse links with this errcode: no right to them (40002, 85407), banned (40013, "
            "85408), or for short links the wrong category (43104). 0 refuses nothing.",
            "documented",
        ),
    ] = 0
    links_per_second: Annotated[
        Count,
        _switch(
            "Schemes and URL links in one second after which 44990 is answered; 0 is no limit.",
            "documented",
        ),
    ] = 100
    links_per_day: Annotated[
        Count,
        _switch(
            "Schemes and URL links in one day (Beijing time) after which 44993 is answered; 0 is "
            "no limit.",
            "documented",
        ),
    ] = 500_000
    link_visits_per_day: Annotated[
        Count,
        _switch(
            "How often an app's schemes and URL links can be opened in one day before opening "
            "fails and making more is refused with 85406; 0 lets none. Another page of WeChat's "
            "says 6,000,000.",
            "documented",
        ),
    ] = 3_000_000
    permanent_short_links: Annotated[
        Count,
        _switch(
            "How many short links without an end an app may make before 85400; 0 is no limit.",
            "documented",
        ),
    ] = 100_000
    link_for_one_person: Annotated[
        bool,
        _switch(
            "A scheme or URL link opens for the first person alone, as it did before 2023-12-19.",
            "documented",
        ),
    ] = False
    plain_schemes: Annotated[
        bool,
        _switch(
            "Plain schemes, which name appid and path, were declared in the console; without "
            "that they do not open, and queryscheme refuses them with 85405.",
            "documented",
        ),
    ] = False
    cloud_base: Annotated[
        bool,
        _switch(
            "The app has cloud development; without it generate_urllink refuses cloud_base with "
            "85088.",
            "assumed",
        ),
    ] = False
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


def changed_switches(switches: Switches, changes: Mapping[str, object]) -> Switches:
    """Return switches with some of them set anew.

    Args:
        switches: what they were.
        changes: by name; None goes back to the default.

    Raises:
        InvalidValue: there is no switch of such a name, or it does not take the value.
    """
    described = {switch.name: switch for switch in describe_switches()}
    values = msgspec.structs.asdict(switches)
    for name, value in changes.items():
        if name not in described:
            raise InvalidValue(f"there is no switch {name!r}", f"there is {', '.join(described)}")
        values[name] = described[name].default if value is None else value
        try:
            msgspec.convert({name: values[name]}, Switches)
        except msgspec.ValidationError as error:
            raise InvalidValue(
                f"the switch {name} does not take {value!r}: {error}",
                f"it takes {described[name].choices}: {described[name].about}",
            ) from error
    return msgspec.convert(values, Switches)


def require_addresses(switches: Switches) -> None:
    """Hold the lists of addresses against what a caller's address can be.

    Raises:
        InvalidValue: one has an entry that no caller could ever match.
    """
    for name in ("ip_whitelist", "source_ips"):
        for entry in getattr(switches, name):
            try:
                written = str(ipaddress.ip_address(entry))
            except ValueError as error:
                raise InvalidValue(
                    f"{name} has {entry!r}, which is no IP address",
                    "give single addresses such as 203.0.113.7 or 2001:db8::7",
                ) from error
            if entry != written:
                raise InvalidValue(
                    f"{name} has {entry!r}, as which no caller's address is written",
                    f"write {written}",
                )


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
    return "a text" if isinstance(kind, msgspec.inspect.StrType) else 'a list, ["…", "…"]'
