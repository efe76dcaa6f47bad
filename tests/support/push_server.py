"""A developer's server for pushes, on a real socket."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Pushed:
    """What arrived."""

    method: str
    query: dict[str, str]
    content_type: str
    body: str


Answer = Callable[[Pushed], "tuple[int, str]"]


class PushServer:
    """Keeps what arrives, and answers as a test says.

    Attributes:
        answer: what it does with a request; ``success`` unless set.
        pause: seconds after each byte of an answer.
        arrived: all requests, oldest first.
    """

    def __init__(self) -> None:
        self.arrived: list[Pushed] = []
        self.pause = 0.0
        self.answer: Answer = lambda _: (200, "success")
        self._came = threading.Condition()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                pushed = Pushed(
                    method=self.command,
                    query=dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True)),
                    content_type=self.headers.get("Content-Type") or "",
                    body=self.rfile.read(length).decode(),
                )
                with owner._came:
                    owner.arrived.append(pushed)
                    owner._came.notify_all()
                status, text = owner.answer(pushed)
                try:
                    self.send_response(status)
                    self.end_headers()
                    for byte in text.encode():
                        self.wfile.write(bytes([byte]))
                        time.sleep(owner.pause)
                except OSError:
                    return

            def do_GET(self) -> None:
                self.do_POST()

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/wechat?own=1"

    def wait_for(self, count: int, seconds: float = 10) -> list[Pushed]:
        """Return what arrived, as soon as there are so many."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.arrived) >= count, seconds), self.arrived
            return list(self.arrived)

    def __enter__(self) -> PushServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
