"""Further instances of the server under test, started otherwise than the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

import msgspec

from wxsim.loginserver import LoginServerConfig, create_login_server
from wxsim.replay.starting import started
from wxsim.replay.subject import ARTICLE, Sessions, Subject
from wxsim.serving.local_server import LocalServer

# Starts one more, with environment variables besides its own and a WeChat's
# address, and ends it with the block.
Another = Callable[[Mapping[str, str], str], AbstractContextManager[Subject]]

# The reference login server gives WeChat this long: the checks let it hang.
_REFERENCE_TIMEOUT = 1.0
# It says what every subject may say of its sessions.
REFERENCE = msgspec.structs.replace(
    ARTICLE,
    sessions=Sessions(seconds=0.3, env={"LOGIN_SESSION_LIFETIME": "0.3"}, login_again="ends"),
)


def another_started(subject: Subject, variables: Mapping[str, str]) -> Another | None:
    """Return what starts a subject's server once more; None where it cannot be done.

    Args:
        subject: as its file says it, with its ``${…}``.
        variables: ``appid`` and ``secret``.
    """
    start = subject.start
    if start is None or "${port}" not in subject.base_url:
        return None

    @contextmanager
    def another(env: Mapping[str, str], wechat: str) -> Iterator[Subject]:
        changed = msgspec.structs.replace(start, env={**start.env, **env})
        once_more = msgspec.structs.replace(subject, start=changed)
        with started(once_more, {**variables, "wechat": wechat}) as (ready, _):
            yield ready

    return another


def another_reference(appid: str, secret: str) -> Another:
    """Return what starts a reference login server in this process."""

    @contextmanager
    def another(env: Mapping[str, str], wechat: str) -> Iterator[Subject]:
        config = LoginServerConfig.from_environment(
            {
                "WECHAT_APPID": appid,
                "WECHAT_SECRET": secret,
                "WECHAT_BASE_URL": wechat,
                "WECHAT_TIMEOUT": str(_REFERENCE_TIMEOUT),
                **env,
            }
        )
        with LocalServer(create_login_server(config)) as server:
            yield msgspec.structs.replace(REFERENCE, base_url=server.url)

    return another
