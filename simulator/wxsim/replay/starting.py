"""A login server that is started for a replay or for checks, and stopped after them."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import IO

import msgspec
import requests

from wxsim.replay.platform import Unreachable
from wxsim.replay.subject import Start, Subject
from wxsim.replay.values import filled

_STOP_SECONDS = 5
_TAIL = 15


class Started:
    """A server's process, for as long as the ``with`` block lasts."""

    def __init__(self, process: subprocess.Popen[bytes], output: IO[bytes], words: str) -> None:
        self._process = process
        self._output = output
        self._words = words

    def require_alive(self, moment: float = 0.0) -> None:
        """See that it still runs.

        Args:
            moment: seconds that it gets to end, where it seems to.

        Raises:
            Unreachable: it has ended; the text has its last words.
        """
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(moment)
        code = self._process.poll()
        if code is not None:
            raise Unreachable(f"the login server ({self._words}) ended with {code}{self._last()}")

    def _last(self) -> str:
        self._output.seek(0)
        lines = self._output.read().decode("utf-8", "replace").splitlines()[-_TAIL:]
        return "; its last words:\n" + "\n".join(f"  {line}" for line in lines) if lines else ""


@contextmanager
def started(
    subject: Subject, variables: Mapping[str, str]
) -> Iterator[tuple[Subject, Started | None]]:
    """Start a subject's server if it says how, wait for it, and stop it afterwards.

    Args:
        subject: from its file; ``${…}`` is filled in.
        variables: ``wechat``, ``appid`` and ``secret``.

    Yields:
        The subject as it can be called, and the process if there is one.

    Raises:
        Unreachable: it cannot be started, ends at once, or does not answer in time.
    """
    start = subject.start
    if start is None:
        yield subject, None
        return
    values = {**variables, "port": str(_free_port())}
    address = msgspec.structs.replace(subject, base_url=filled(subject.base_url, values))
    words = [str(filled(word, values)) for word in _words(start)]
    env = {**os.environ, **{name: str(filled(text, values)) for name, text in start.env.items()}}
    with tempfile.TemporaryFile() as output:
        try:
            process = subprocess.Popen(  # noqa: S603  # the user's own command
                words,
                env=env,
                cwd=start.cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise Unreachable(
                f"the login server cannot be started: {words[0]}: {error.strerror}"
            ) from error
        server = Started(process, output, shlex.join(words))
        try:
            _wait(server, address.base_url.rstrip("/") + start.ready, start.within)
            yield address, server
        finally:
            _stop(process)


def _words(start: Start) -> list[str]:
    return shlex.split(start.command) if isinstance(start.command, str) else start.command


def _wait(server: Started, url: str, within: float) -> None:
    give_up = time.monotonic() + within
    with requests.Session() as http:
        http.trust_env = False
        while True:
            server.require_alive()
            try:
                http.get(url, timeout=1, allow_redirects=False)
            except requests.RequestException as error:
                if time.monotonic() > give_up:
                    raise Unreachable(
                        f"the login server did not answer at {url} within {within:g} s: is that "
                        "its address, and does it listen on 127.0.0.1?"
                    ) from error
                time.sleep(0.05)
            else:
                return


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started."""
    _signal(process, signal.SIGTERM)
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        _signal(process, signal.SIGKILL)
        process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if os.name == "nt":
        process.terminate()
        return
    try:
        # It leads a session of its own, so that what it started goes with it.
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
