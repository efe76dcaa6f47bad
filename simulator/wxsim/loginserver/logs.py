"""Keeping secrets out of the log lines that other people's code writes.

WeChat takes the secret, the js_code and the access_token in the query string,
and a Mini Program may send third_Session there. urllib3 writes each URL it
asks for at DEBUG level, and Flask's development server each URL it is asked
for at INFO level. Whatever runs in front of this server (nginx, a load
balancer) has an access log of its own: have clients use POST.
"""

from __future__ import annotations

import logging
import re

_LOGGERS_THAT_WRITE_URLS = ("urllib3.connectionpool", "werkzeug")
_QUERY = re.compile(r"\?[^\s\"]*")


class _QueryHider(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                _QUERY.sub("?(hidden)", argument) if isinstance(argument, str) else argument
                for argument in record.args
            )
        return True


# One object, because logging adds the same filter only once.
_QUERY_HIDER = _QueryHider()


def hide_queries_in_logs() -> None:
    """Blank the query string of every URL that urllib3 and werkzeug log."""
    for name in _LOGGERS_THAT_WRITE_URLS:
        logging.getLogger(name).addFilter(_QUERY_HIDER)
