"""The hosts that the simulator answers for."""

from __future__ import annotations

# The first two are what login needs. The others are the domains WeChat offers
# for the same API (documented: doc/offiaccount/Basic_Information/Interface_field_description).
FAKED_HOSTS = (
    "api.weixin.qq.com",
    "open.weixin.qq.com",
    "api2.weixin.qq.com",
    "sh.api.weixin.qq.com",
    "sz.api.weixin.qq.com",
    "hk.api.weixin.qq.com",
)


def is_faked(host: str) -> bool:
    """Tell whether a host's calls are answered here; case and a final dot do not count."""
    return host.lower().rstrip(".") in FAKED_HOSTS
