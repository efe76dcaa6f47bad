"""A WeChat of a test's own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from types import TracebackType

from wxsim.app import make_app
from wxsim.demo import demo_world
from wxsim.resetting import reset
from wxsim.server_api import Journal, ServerApi
from wxsim.serving.local_server import LocalServer
from wxsim.settings import DEFAULT_SEED
from wxsim.testing.arrangement import Arrangement
from wxsim.testing.clock import Moment, unix_seconds
from wxsim.testing.interception import Interception
from wxsim.testing.patches import intercepting
from wxsim.world import Clock


class Simulator(Arrangement):
    """A simulator in this process, for as long as the ``with`` lasts.

    Its demo apps and people are those of ``wxsim serve``. The *default app* is
    the first that :meth:`app` made, or the first demo app before that.

    Args:
        seed: where identifiers and random bytes come from.
        start: when its time begins: Unix seconds, an aware datetime or
            ISO 8601, UTC where it names no zone. Without one it is the machine's
            time, to the second, when the simulator is made or reset: production
            code may hold a watermark against its own clock.
        frozen: time stands still until it is moved; otherwise it runs.
        apps_file: a file of apps and people in place of the demo's.

    Raises:
        InvalidValue: ``start`` is no time, or the file does not fit.
    """

    def __init__(
        self,
        *,
        seed: str | int = DEFAULT_SEED,
        start: Moment | None = None,
        frozen: bool = True,
        apps_file: Path | str | None = None,
    ) -> None:
        clock = Clock(time.time)
        self._follows_machine = start is None and frozen
        if frozen:
            clock.freeze(_this_second() if start is None else unix_seconds(start))
        elif start is not None:
            clock.set(unix_seconds(start))
        file = None if apps_file is None else Path(apps_file)
        super().__init__(demo_world(str(seed), clock=clock, apps_file=file), Journal())
        self._api = ServerApi(self.world, self.journal)
        self._server: LocalServer | None = None
        self._starting = Lock()
        self._stopped = False

    @property
    def url(self) -> str:
        """Where it listens, in place of ``https://api.weixin.qq.com``; no slash at the end.

        The socket is opened when this is first asked for.

        Raises:
            RuntimeError: the simulator was stopped.
        """
        with self._starting:
            if self._stopped:
                raise RuntimeError("this simulator was stopped; make another one")
            if self._server is None:
                self._server = LocalServer(make_app(self._api))
            return self._server.url

    @property
    def env(self) -> dict[str, str]:
        """What a child process needs in its environment, besides what else is there.

        ``WXSIM_URL`` for the wxsim command; ``WECHAT_BASE_URL``, ``WECHAT_APPID``
        and ``WECHAT_SECRET``, the default app's, as the reference login server
        reads them.
        """
        app = self.default_app
        return {
            "WXSIM_URL": self.url,
            "WECHAT_BASE_URL": self.url,
            "WECHAT_APPID": app.appid,
            "WECHAT_SECRET": app.secret,
        }

    @contextmanager
    def intercept(self, *, offline: bool = False) -> Iterator[Simulator]:
        """Answer for api.weixin.qq.com in this process, through ``requests`` and ``httpx``.

        For code that has the address built in. No socket is opened. Faults
        raise what the library raises when they happen on a wire, and nobody
        waits for an answer that would come too late.

        Args:
            offline: refuse every other address but the machine's own.

        Yields:
            The simulator.
        """
        with intercepting(Interception(self._api, offline=offline)):
            yield self

    def reset(self, *, snapshots: bool = False) -> None:
        """Go back to how it began: its first apps and people, no calls, no faults, its first time.

        Args:
            snapshots: throw them away too.
        """
        reset(self.world, self.journal)
        if self._follows_machine:
            self.clock.freeze(_this_second())
        if snapshots:
            for snapshot in self.world.snapshots.list():
                self.world.snapshots.delete(snapshot.name)

    def stop(self) -> None:
        """Close the socket, if there is one. What ``with`` does at its end."""
        with self._starting:
            self._stopped = True
            if self._server is not None:
                self._server.stop()
                self._server = None

    def __enter__(self) -> Simulator:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def _this_second() -> float:
    return float(int(time.time()))
