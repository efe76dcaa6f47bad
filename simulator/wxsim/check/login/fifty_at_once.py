"""Fifty logins at once do not mix people up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.verdict import Failed

_PEOPLE = 50


def _run(bench: Bench) -> None:
    bench.require_given("me", "userId")
    people = [bench.person() for _ in range(_PEOPLE)]
    before = {person.name: bench.me(bench.login(person)).gives.get("userId") for person in people}
    with ThreadPoolExecutor(_PEOPLE) as pool:
        sessions = list(pool.map(bench.login, people))
        after = list(pool.map(bench.me, sessions))
    mixed = [
        person.name
        for person, answer in zip(people, after, strict=True)
        if answer.gives.get("userId") != before[person.name]
    ]
    if mixed:
        raise Failed(f"{len(mixed)} of {_PEOPLE} people got another account", "each their own")


CHECK = Check(
    id="login.fifty-at-once",
    sentence="fifty logins at once do not mix people up",
    why=(
        "A global variable or a shared connection shows one person another's account, under "
        "load only."
    ),
    evidence=(
        "https://developers.weixin.qq.com/community/develop/doc/000ce87adbcdf0e9d507be5d156c00"
    ),
    fix="Keep nothing about a login outside of its own request.",
    needs=("login", "me"),
    run=_run,
)
