"""A local WeChat for people who build Mini Program back ends."""

from wxsim.intercepting import intercept
from wxsim.version import __version__

__all__ = ["__version__", "intercept"]
