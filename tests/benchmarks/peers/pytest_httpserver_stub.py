"""pytest-httpserver, as a test would set it up, kept running."""

from __future__ import annotations

import signal
import sys

from pytest_httpserver import HTTPServer

SESSION = {
    "session_key": "3q2+7wABAgMEBQYHCAkKCw==",
    "openid": "oTPeD5bX0m4pXnJ9s8Y0kq2vWl3M",
    "unionid": "oUnPf6cY1n5qYoK0t9Z1lr3wXm4N",
}

server = HTTPServer(host="127.0.0.1", port=int(sys.argv[1]))
server.expect_request("/sns/jscode2session", method="GET").respond_with_json(SESSION)
server.start()
signal.pause()
