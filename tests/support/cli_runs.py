"""Commands in a process of their own, and what they may find on the other side."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import requests

APPID = "wx0123456789abcdef"


SECRET = "0123456789abcdef0123456789abcdef"


COMMAND = [sys.executable, "-m", "wxsim_cli"]


def process(*words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
        text=True,
        timeout=30,
        check=False,
    )


@contextmanager
def answering(status: int, body: bytes, content_type: str = "application/json") -> Iterator[str]:
    """Serve one answer to everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815  # the name http.server looks for

        def log_message(self, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def exchange(url: str, code: str, appid: str = APPID, secret: str = SECRET) -> dict[str, Any]:
    grant = {"appid": appid, "secret": secret, "grant_type": "authorization_code"}
    with requests.Session() as session:
        session.trust_env = False
        answer: dict[str, Any] = session.get(
            f"{url}/sns/jscode2session", params={**grant, "js_code": code}, timeout=10
        ).json()
    return answer
