"""Loading one running server."""

from __future__ import annotations

from pathlib import Path

from comparison.codes import FreshCodes, MadeUpCodes
from comparison.load import Load, run_wrk
from comparison.processes import ServerProcess

_PATH = "/sns/jscode2session?appid={}&secret={}&grant_type=authorization_code&js_code="
_WARM_UP_CODES = 3_000
_WARM_UP_CONNECTIONS = 8
# Fresh codes for a window, as a multiple of what the fastest one so far took.
_SPARE = 1.3
_TRIES = 4


class WrongAnswers(Exception):
    """The server answered something else than was asked for; nothing was measured."""


class Pace:
    """How fast each server was under how many connections, at best."""

    def __init__(self) -> None:
        self._best: dict[tuple[str, int], float] = {}

    def note(self, name: str, connections: int, per_second: float) -> None:
        """Remember a window."""
        key = (name, connections)
        self._best[key] = max(self._best.get(key, 0.0), per_second)

    def expect(self, name: str, connections: int) -> float:
        """Return the best under so many connections or, before the first, under any."""
        key = (name, connections)
        return self._best.get(key) or max(
            (best for (whose, _), best in self._best.items() if whose == name), default=0.0
        )


class Driver:
    """Loads a server in windows of some seconds.

    Args:
        name: whose pace it is.
        port: where the server listens.
        process: whose CPU time counts.
        codes: what to send.
        file: where to put the codes for wrk.
        seconds: how long a window lasts.
        pace: of all servers so far.
    """

    def __init__(
        self,
        *,
        name: str,
        port: int,
        process: ServerProcess,
        codes: FreshCodes | MadeUpCodes,
        file: Path,
        seconds: int,
        pace: Pace,
    ) -> None:
        path = _PATH.format(codes.appid, codes.secret)
        self._url = f"http://127.0.0.1:{port}{path}"
        self._name = name
        self._process = process
        self._codes = codes
        self._file = file
        self._seconds = seconds
        self._pace = pace

    def warm_up(self) -> None:
        """Load the server without counting, and learn how fast it is.

        Codes may run out here, for a refusal takes about as long as a good answer.

        Raises:
            WrongAnswers: not one answer was good.
        """
        load, _ = self._load(_WARM_UP_CODES, _WARM_UP_CONNECTIONS)
        if not load.good:
            raise WrongAnswers(load.first_bad or "no answer at all")
        self._pace.note(self._name, _WARM_UP_CONNECTIONS, load.per_second)

    def window(self, connections: int) -> tuple[Load, float]:
        """Load the server and count.

        A window in which the fresh codes ran out is thrown away and repeated
        with more of them, so that none of those that count sent a code twice.

        Returns:
            What wrk saw, and the µs of CPU for one request.

        Raises:
            WrongAnswers: an answer was bad.
        """
        for attempt in range(_TRIES):
            expected = self._pace.expect(self._name, connections) * self._seconds
            load, cpu = self._load(int(expected * _SPARE * 2**attempt) + 100, connections)
            if load.good and not load.bad:
                self._pace.note(self._name, connections, load.per_second)
                return load, cpu / load.requests * 1e6
            if not (self._codes.fresh and load.laps):
                break
        raise WrongAnswers(load.first_bad or "no answer at all")

    def _load(self, count: int, connections: int) -> tuple[Load, float]:
        self._file.write_text("\n".join(self._codes.take(count)), "utf-8")
        before = self._process.cpu_seconds()
        load = run_wrk(self._url, self._file, connections=connections, seconds=self._seconds)
        return load, self._process.cpu_seconds() - before
