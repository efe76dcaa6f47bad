"""What the login server has to be told: who it is, where WeChat is, how patient to be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class LoginServerConfig:
    """The settings of one login server; they never change while it runs.

    Attributes:
        appid: of the Mini Program whose people log in here.
        secret: the AppSecret that goes with it. Left out of ``repr``.
        wechat_base_url: where WeChat's server API is. Every path is put after it.
        database: an SQLite file, made when missing. ``:memory:`` forgets every
            account when the process ends.
        session_lifetime: seconds a third_session is good for, from its login.
        wechat_timeout: seconds WeChat may stay silent before we give up on a call.
        profile_max_age: seconds since the watermark of an encryptedData after
            which it is refused as old; ``math.inf`` takes any age.

    Raises:
        ValueError: a setting is empty, not positive, or not an HTTP address.
    """

    appid: str
    secret: str = field(repr=False)
    wechat_base_url: str = "https://api.weixin.qq.com"
    database: str = ":memory:"
    session_lifetime: float = 7 * _DAY
    wechat_timeout: float = 3
    profile_max_age: float = 3600

    def __post_init__(self) -> None:
        """Refuse settings that could only fail later."""
        for name in ("appid", "secret", "database"):
            if not getattr(self, name):
                raise ValueError(f"{name} is empty")
        if not _is_http_address(self.wechat_base_url):
            raise ValueError(
                f"wechat_base_url is {self.wechat_base_url!r}; it must be an "
                "address like https://api.weixin.qq.com"
            )
        for name in ("session_lifetime", "wechat_timeout", "profile_max_age"):
            # Written so that not-a-number is refused as well.
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be more than 0 seconds")
        if math.isinf(self.wechat_timeout):
            raise ValueError("wechat_timeout must end: give a number of seconds")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> LoginServerConfig:
        """Read the settings from environment variables.

        Args:
            environ: normally ``os.environ``. WECHAT_APPID and WECHAT_SECRET
                must be there; WECHAT_BASE_URL, LOGIN_DATABASE, WECHAT_TIMEOUT,
                LOGIN_SESSION_LIFETIME and LOGIN_PROFILE_MAX_AGE may be. A
                variable set to nothing counts as not set.

        Raises:
            ValueError: a variable is missing or not a number; the message
                names it.
        """
        return cls(
            appid=_required(environ, "WECHAT_APPID"),
            secret=_required(environ, "WECHAT_SECRET"),
            wechat_base_url=environ.get("WECHAT_BASE_URL") or cls.wechat_base_url,
            database=environ.get("LOGIN_DATABASE") or cls.database,
            session_lifetime=_seconds(environ, "LOGIN_SESSION_LIFETIME", cls.session_lifetime),
            wechat_timeout=_seconds(environ, "WECHAT_TIMEOUT", cls.wechat_timeout),
            profile_max_age=_seconds(environ, "LOGIN_PROFILE_MAX_AGE", cls.profile_max_age),
        )


def _is_http_address(text: str) -> bool:
    try:
        address = urlsplit(text)
        # Reading the port is what checks it.
        return address.scheme in ("http", "https") and bool(address.hostname) and address.port != 0
    except ValueError:
        return False


def _required(environ: Mapping[str, str], variable: str) -> str:
    value = environ.get(variable)
    if not value:
        raise ValueError(
            f"{variable} is not set; it is on the development settings page of your "
            "Mini Program, or printed by your simulator"
        )
    return value


def _seconds(environ: Mapping[str, str], variable: str, default: float) -> float:
    value = environ.get(variable)
    if not value:
        return default
    try:
        return float(value)
    except ValueError:
        raise ValueError(f"{variable} is {value!r}; it must be a number of seconds") from None
