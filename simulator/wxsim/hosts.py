"""The hosts that the simulator answers for."""

from __future__ import annotations

# The first is what login needs. The others are the domains WeChat offers for
# the same API (documented: doc/offiaccount/Basic_Information/Interface_field_description).
API_HOSTS = (
    "api.weixin.qq.com",
    "api2.weixin.qq.com",
    "sh.api.weixin.qq.com",
    "sz.api.weixin.qq.com",
    "hk.api.weixin.qq.com",
)
# Whose pages people see in a browser.
OPEN_HOST = "open.weixin.qq.com"
FAKED_HOSTS = (API_HOSTS[0], OPEN_HOST, *API_HOSTS[1:])


def is_api(host: str) -> bool:
    """Tell whether a host's calls are the Server API's; case and a final dot do not count."""
    return _plain(host) in API_HOSTS


def is_faked(host: str) -> bool:
    """Tell whether a host's calls are answered here; case and a final dot do not count."""
    return _plain(host) in FAKED_HOSTS


def _plain(host: str) -> str:
    return host.lower().rstrip(".")
