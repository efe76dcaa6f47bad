"""Nicknames come back as they went in."""

from __future__ import annotations

from wxsim.check.bench import Bench
from wxsim.check.check import Check
from wxsim.check.verdict import Failed

_NICKNAMES = (
    "小雨🌧️👩‍👩‍👧‍👦𠮷",
    "最长的昵称" * 6 + "三二",
    "",
    "<script>alert(1)</script>",
    "Robert'); DROP TABLE users;--",
    "a\\b\"c'd %s {0} ${x}",
)


def _run(bench: Bench) -> None:
    bench.require_given("profile", "nickName")
    bench.policy(profile_era="classic")
    for nickname in _NICKNAMES:
        who = bench.login(bench.person(nickname=nickname))
        answer = bench.send_profile(who, bench.profile(who.person))
        got = answer.gives.get("nickName")
        if got != nickname:
            shown = got if answer.ok else answer.in_short
            raise Failed(f"the nickname {nickname!r} came back as {shown!r}", "the same text")


CHECK = Check(
    id="profile.nicknames",
    sentence="nicknames come back as they went in",
    why=(
        "Emoji break a three-byte utf8 column, quotes break SQL, and angle brackets the page "
        "that shows them."
    ),
    evidence="https://dev.mysql.com/doc/refman/8.0/en/charset-unicode-utf8mb4.html",
    fix=(
        "Use utf8mb4, parameters instead of string concatenation, and escape when you show, "
        "not when you store."
    ),
    needs=("login", "profile"),
    run=_run,
)
