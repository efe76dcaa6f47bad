"""What makes a recorded reason one that helps."""

from __future__ import annotations

import re

from flask import Flask

from wxsim.diagnosis import why
from wxsim.server_api.errors import ERROR_CODES

# Of what was not sent there is no more to tell than that.
_NOT_SENT = re.compile(r"\b(has no|is missing|is no form)\b")

# Fewer words do not tell what was wrong with what.
_WORDS = 4


def assert_the_reason_helps(app: Flask, path: str, errcode: int) -> None:
    """See to it that the latest refusal has a reason in plain words, and a story.

    The table's own sentences hold for every refusal of that errcode: what says
    no more than they do says nothing of this one.
    """
    api = app.wsgi_app.api  # type: ignore[attr-defined]  # app.py wraps the application so
    exchange = api.journal.exchanges()[-1]
    assert (exchange.path, exchange.errcode) == (path, errcode)
    reason, row = exchange.why, ERROR_CODES[errcode]
    assert len(reason.split()) >= _WORDS, reason
    general = {text.lower().rstrip(".") for text in (row.errmsg, row.cause, row.fix)}
    if not _NOT_SENT.search(reason):
        assert reason.lower().rstrip(".") not in general, reason

    story = why(api.world, api.journal, exchange.rid)

    assert story.title.endswith(reason)
    assert any(reason in fact.text for fact in story.facts)
    assert row.fix in story.advice
