"""What is said of a program that was stopped."""

from __future__ import annotations

from wxsim.javascript.engine import LimitReached, Limits


def explained(reached: LimitReached, limits: Limits) -> str:
    """Return which limit was reached, in words."""
    if reached.limit == "memory":
        return f"the program took more than {limits.memory >> 20} MB of memory and was stopped"
    if reached.limit == "microtasks":
        return (
            f"promises went on starting each other for more than {limits.turn:g} s, so that no "
            "callback could run, and were stopped"
        )
    if "exec (native)" in reached.stack:
        return f"a regular expression ran for more than {limits.turn:g} s and was stopped"
    return f"JavaScript computed for more than {limits.turn:g} s without a pause and was stopped"
