"""What is said of a program that was stopped."""

from __future__ import annotations

from wxsim.javascript.engine import LimitReached, Limits

MEMORY_SPENT = "the program wanted more memory than --memory-limit allows"


def explained(reached: LimitReached, limits: Limits) -> str:
    """Return which limit was reached, in words."""
    if reached.limit == "memory":
        return MEMORY_SPENT
    if reached.limit == "microtasks":
        return (
            f"promises went on starting each other for more than {limits.turn:g} s, so that no "
            "callback could run, and were stopped"
        )
    if "exec (native)" in reached.stack:
        return f"a regular expression ran for more than {limits.turn:g} s and was stopped"
    return f"JavaScript computed for more than {limits.turn:g} s without a pause and was stopped"
