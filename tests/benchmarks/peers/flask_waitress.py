"""The stub that a Flask developer writes, on waitress."""

from __future__ import annotations

import sys

from flask import Flask, Response, jsonify
from waitress import serve

SESSION = {
    "session_key": "3q2+7wABAgMEBQYHCAkKCw==",
    "openid": "oTPeD5bX0m4pXnJ9s8Y0kq2vWl3M",
    "unionid": "oUnPf6cY1n5qYoK0t9Z1lr3wXm4N",
}

app = Flask(__name__)


@app.get("/sns/jscode2session")
def session() -> Response:
    """Answer every code alike."""
    return jsonify(SESSION)


serve(app, host="127.0.0.1", port=int(sys.argv[1]))
