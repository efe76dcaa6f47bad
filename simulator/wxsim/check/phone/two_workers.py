"""Two workers do not fight over the access_token."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.verdict import Failed, Skipped

_ROUNDS = 3


def _run(bench: Bench) -> None:
    if not bench.server.subject.workers:
        raise Skipped("the subject names no other workers")
    # Some see the token before the newest die at once.
    bench.policy(token_overlap=0)
    workers = [bench.server.subject.base_url, *bench.server.subject.workers]
    for at in workers * _ROUNDS:
        person = bench.person()
        login = bench.server.call("login", {"code": bench.code(person)}, at=at)
        variables = {**login.gives, **bench.phone_code(person)}
        answer = bench.server.call("phone", variables, at=at)
        if not answer.ok:
            raise Failed(f"the worker at {at} answered {answer.in_short}", "a number")
    fetched = sum(one.path.endswith("token") for one in bench.asked_all())
    if fetched > len(workers):
        raise Failed(
            f"{len(workers)} workers fetched {fetched} tokens for {_ROUNDS * len(workers)} calls",
            "one each at most, or one for all",
        )


CHECK = Check(
    id="phone.two-workers",
    sentence="two workers do not fight over the access_token",
    why="Each fetch of one kills the token of the other, which fetches in turn: under load the "
    "2,000 fetches of a day are gone in minutes.",
    evidence=(
        "https://developers.weixin.qq.com/miniprogram/dev/server/API/mp-access-token/"
        "api_getstableaccesstoken.html"
    ),
    fix="Fetch it from /cgi-bin/stable_token, which gives all the same one, or share a cache.",
    needs=("login", "phone"),
    run=_run,
)
