"""The session token is not the openid, the code, or a hash of them."""

from __future__ import annotations

import base64
import hashlib

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import LOGIN_DOCS
from wxsim.check.verdict import Failed


def _derived(value: str) -> dict[str, str]:
    raw = value.encode()
    hashes = {f"the {name} of": hashlib.new(name, raw).hexdigest() for name in _HASHES}
    return {"": value, "base64 of": base64.b64encode(raw).decode().rstrip("="), **hashes}


_HASHES = ("md5", "sha1", "sha256")


def _run(bench: Bench) -> None:
    person = bench.person()
    code = bench.code(person)
    answer = bench.send_code(code)
    if not answer.session:
        raise Failed(f"a login with a fresh code got {answer.in_short}", "a session")
    openid = bench.world.users.of(bench.app, person).openid
    key = bench.session_key(person)
    for name, value in {"openid": openid, "code": code, "session_key": key}.items():
        for how, derived in _derived(value).items():
            if derived.lower() in answer.session.lower():
                raise Failed(f"the session token holds {how} the {name}", "a random text")


CHECK = Check(
    id="secrets.token-not-derived",
    sentence="the session token is not the openid, the code, or a hash of them",
    why="Openids are no secret: they stand in logs, exports and other people's databases.",
    evidence=LOGIN_DOCS,
    fix="Draw the token at random and keep the openid beside it on the server.",
    run=_run,
)
