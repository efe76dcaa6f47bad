"""``wxsim check`` as its users call it, and servers for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

# The reference login server, started as anybody's would be.
STARTED = f"""\
base_url: http://127.0.0.1:${{port}}
start:
  command: [{sys.executable}, -m, wxsim_cli, login-server, --port, "${{port}}"]
  env: {{WECHAT_BASE_URL: "${{wechat}}", WECHAT_APPID: "${{appid}}", WECHAT_SECRET: "${{secret}}"}}
ok: {{status: 200, body.Code: 0}}
calls:
  login:
    path: /Login
    json: {{code: "${{code}}"}}
    gives: {{session: body.Data.third_Session}}
"""


# Logs everybody in, whatever they send.
BROKEN = """\
import http.server, json, os, secrets
class Any(http.server.BaseHTTPRequestHandler):
    asked = 0
    def do_POST(self):
        if self.path == "/die":
            os._exit(7)
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        Any.asked += 1
        if self.path == "/later" and Any.asked > 9:
            os._exit(7)
        body = json.dumps({"token": secrets.token_hex(16)}).encode()
        if self.path == "/garbage":
            body = os.urandom(500)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    do_GET = do_POST
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Any).serve_forever()
"""


BROKEN_SUBJECT = """\
base_url: http://127.0.0.1:${{port}}
start: {{command: [{python}, broken.py], env: {{PORT: "${{port}}"}}, within: 10}}
calls:
  login: {{path: {path}, json: {{code: "${{code}}"}}, gives: {{session: body.token}}}}
"""


# Gives everybody the same token.
SAME = BROKEN.replace("secrets.token_hex(16)", '"a" * 32')


# Answers as no server should.
ODD = """\
import http.server, os, time
class Odd(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/noise":
            return self.wfile.write(b"\\x00\\xff noise\\r\\n")
        self.send_response(200)
        if self.path == "/short":
            self.send_header("Content-Length", "9" * 7)
        self.end_headers()
        drips = self.path == "/drip"
        for _ in range(1 if self.path == "/short" else 10**9):
            self.wfile.write(b"x" if drips else b"x" * 100_000)
            time.sleep(0.2 if drips else 0)
    do_GET = lambda self: self.send_error(404)
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Odd).serve_forever()
"""


URL = "base_url: http://127.0.0.1:1"


def check(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "wxsim_cli", "check", *words],
        cwd=folder,
        env={**os.environ, "GITHUB_ACTIONS": "", **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
