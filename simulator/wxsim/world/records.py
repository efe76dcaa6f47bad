"""What is remembered, as immutable records. Times are Unix seconds."""

from __future__ import annotations

from typing import Literal

import msgspec

from wxsim.world.switches import Switches

AppKind = Literal["mini_program", "official_account", "website", "mobile_app", "component"]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a table. A change makes a new record from the old one."""


class Origin(Record, frozen=True, kw_only=True):
    """How a world began.

    Attributes:
        openings: how often it was opened, by one simulator after another or by
            several that share it.
    """

    seed: str
    openings: int = 0


class Counter(Record, frozen=True, kw_only=True):
    """How many of something were ever added."""

    count: int = 0


class App(Record, frozen=True, kw_only=True):
    """The registration of a Mini Program, or of another thing that has an appid.

    Attributes:
        open_account: the Open Platform account it is bound to; apps of one
            account share unionids, an unbound app has none.
        original_id: the ``gh_…`` name that pushes carry.
        number: its place in lists, by age.
        kind: what it is; ``component`` is a third-party platform.
        redirect_domains: the hosts that web pages may send people back to after
            authorisation, each with a port where only that one is meant.
    """

    appid: str
    secret: str
    name: str
    original_id: str
    open_account: str | None = None
    switches: Switches = Switches()
    number: int = 0
    kind: AppKind = "mini_program"
    redirect_domains: tuple[str, ...] = ()


class Person(Record, frozen=True, kw_only=True):
    """A WeChat user.

    Attributes:
        name: what developers call the person; never shown by WeChat.
        gender: 0 unknown, 1 male, 2 female, as WeChat counts.
        phone: without the country code.
        risk_rank: 0 to 4; the codes of a person of rank 4 are refused with 40226.
        number: the person's place in lists, by age.
    """

    name: str
    nickname: str
    gender: int = 0
    language: str = "zh_CN"
    city: str = ""
    province: str = ""
    country: str = ""
    avatar_url: str = ""
    real_name: str = ""
    address: str = ""
    phone: str = ""
    country_code: str = "86"
    risk_rank: int = 0
    number: int = 0


class SessionKey(Record, frozen=True, kw_only=True):
    """One generation of the session_key of a user.

    Attributes:
        reason: why this generation was made, in plain words.
        made_by: what made it: ``wx.login 3``, ``request RID``, or a command.
    """

    generation: int
    value: str
    made_at: float
    expires_at: float
    reason: str
    made_by: str = ""


class User(Record, frozen=True, kw_only=True):
    """A person inside one app: what an openid stands for.

    Attributes:
        logins: how often wx.login was called.
        phone_asks: how often the phone-number button was pressed.
        session_key: the latest generation, alive or expired; None before the
            first login.
        reset_at: when the server last reset the session_key.
        visited_at: when the person last called wx.login.
        plugin_logins: how often wx.pluginLogin was called.
    """

    openid: str
    appid: str
    person: str
    logins: int = 0
    phone_asks: int = 0
    session_key: SessionKey | None = None
    reset_at: float | None = None
    visited_at: float | None = None
    plugin_logins: int = 0


class Sender(Record, frozen=True, kw_only=True):
    """Where a request came from, kept with what it changed.

    Whoever asks later who spent a code may ask another process, or after a
    restart, where the request itself is forgotten.

    Attributes:
        port: empty where the server does not tell.
        user_agent: of a long one the beginning.
    """

    ip: str
    port: str = ""
    user_agent: str = ""


class OneTimeCode(Record, frozen=True, kw_only=True):
    """What a code of any kind is.

    Attributes:
        spent_at: when it was used up; None while it is fresh.
        spent_by: the rid of the request that used it up.
        spent_from: who sent that request.
    """

    code: str
    openid: str
    appid: str
    person: str
    issued_at: float
    expires_at: float
    spent_at: float | None = None
    spent_by: str | None = None
    spent_from: Sender | None = None


class LoginCode(OneTimeCode, frozen=True, kw_only=True):
    """A js_code.

    Attributes:
        spent_how: what the request did that used it up, in plain words.
        from_devtools: whether it was not issued here, but taken in as the
            switch ``devtools_codes`` says.
    """

    spent_how: str | None = None
    from_devtools: bool = False


class PhoneCode(OneTimeCode, frozen=True, kw_only=True):
    """The code of a phone-number button."""


class PluginCode(OneTimeCode, frozen=True, kw_only=True):
    """The code of a wx.pluginLogin."""


class AccessToken(Record, frozen=True, kw_only=True):
    """An access_token as it was issued.

    Attributes:
        space: ``token`` or ``stable_token``, by the path that issues it.
        issued_by: the rid of the request that fetched it.
        issued_from: who sent that request.
    """

    value: str
    appid: str
    space: str
    number: int
    issued_at: float
    expires_at: float
    issued_by: str = ""
    issued_from: Sender | None = None


class TokenGrants(Record, frozen=True, kw_only=True):
    """The access_tokens of one app in one space.

    Attributes:
        issued: how many were ever issued.
        previous_until: when the previous token stops working.
        forced_at: when forced refreshes took place, of the last day.
    """

    issued: int = 0
    current: AccessToken | None = None
    previous: AccessToken | None = None
    previous_until: float = 0.0
    forced_at: tuple[float, ...] = ()


class Consent(Record, frozen=True, kw_only=True):
    """What a person answered in one app, by scope. Unasked scopes are absent."""

    answers: dict[str, bool] = {}


class QuotaUse(Record, frozen=True, kw_only=True):
    """How often a path was called in the current minute and day."""

    minute: int = -1
    in_minute: int = 0
    day: int = -1
    in_day: int = 0


class QuotaClearings(Record, frozen=True, kw_only=True):
    """How often an app has cleared its quotas in one month, ``2025-11``."""

    month: str = ""
    count: int = 0
