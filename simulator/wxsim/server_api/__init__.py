"""Door 1: what the developer's server calls in place of api.weixin.qq.com."""

from wxsim.server_api.dispatch import ServerApi
from wxsim.server_api.journal import Journal

__all__ = ["Journal", "ServerApi"]
