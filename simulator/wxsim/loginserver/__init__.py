"""The reference login server: what "our own server" looks like when done right.

It could be anybody's program. It knows WeChat by its HTTP API alone, and takes
nothing from the rest of wxsim but the open-data cryptography.
"""

from wxsim.loginserver.app import create_login_server
from wxsim.loginserver.config import LoginServerConfig

__all__ = ["LoginServerConfig", "create_login_server"]
