"""Reading the stories of `wxsim why`."""

from __future__ import annotations

from wxsim.diagnosis import Story
from wxsim.server_api.journal import Journal

JSCODE = "/sns/jscode2session"
CHECK = "/wxa/checksession"
PHONE = "/wxa/business/getuserphonenumber"


def texts(story: Story) -> list[str]:
    """Return what happened, sentence by sentence."""
    return [fact.text for fact in story.facts]


def rids(journal: Journal) -> list[str]:
    """Return the rids of what was asked, oldest first."""
    return [exchange.rid for exchange in journal.exchanges()]
