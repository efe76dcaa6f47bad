"""What happened and why, read from what the world and the journal remember. Changes nothing."""

from wxsim.diagnosis.calls import Expectation, NearMiss, Verdict, check
from wxsim.diagnosis.explain import Explanation, explain, explanations
from wxsim.diagnosis.har import har
from wxsim.diagnosis.selecting import Filter, select
from wxsim.diagnosis.story import Fact, Story
from wxsim.diagnosis.why import why

__all__ = [
    "Expectation",
    "Explanation",
    "Fact",
    "Filter",
    "NearMiss",
    "Story",
    "Verdict",
    "check",
    "explain",
    "explanations",
    "har",
    "select",
    "why",
]
