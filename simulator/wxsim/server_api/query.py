"""What stands behind the question mark."""

from __future__ import annotations

from urllib.parse import parse_qsl


def query_of(query_string: bytes) -> dict[str, str]:
    """Return the parameters of an undecoded query by name.

    Of duplicates the first counts, bytes that are not UTF-8 become U+FFFD
    and then match nothing, and a parameter without a value is as good as
    absent (all assumed).
    """
    text = query_string.decode("ascii", "replace")
    query: dict[str, str] = {}
    if "%" in text or "+" in text:
        for name, value in parse_qsl(text, keep_blank_values=True, errors="replace"):
            query.setdefault(name, value)
        return query
    # Nothing to decode, as in most logins: the library's care costs 20 µs.
    for pair in text.split("&"):
        name, _, value = pair.partition("=")
        query.setdefault(name, value)
    return query
