"""A WeChat whose certificate nobody vouches for is not believed."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.evidence import CODE_TO_SESSION_DOCS
from wxsim.check.impostor import impostor
from wxsim.check.verdict import Failed


def _run(bench: Bench) -> None:
    with impostor() as wechat, bench.another(wechat=wechat.url) as other:
        answer = other.send_code(bench.code(bench.person()))
    if wechat.asked:
        raise Failed(
            "the server sent its AppSecret to a WeChat with a certificate of its own making",
            "no word after the handshake",
        )
    if answer.ok or answer.session:
        raise Failed(f"a login got {answer.in_short} without a WeChat", "no session")


CHECK = Check(
    id="login.certificate",
    sentence="a WeChat whose certificate nobody vouches for is not believed",
    why=(
        "Whoever sits between the server and WeChat reads the AppSecret, and says who logs in: "
        "https without a look at the certificate is none."
    ),
    evidence=CODE_TO_SESSION_DOCS,
    fix="Never set verify=False, rejectUnauthorized: false or InsecureSkipVerify.",
    run=_run,
)
