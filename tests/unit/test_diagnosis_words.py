"""How times and senders are put into words."""

from __future__ import annotations

import pytest

from wxsim.diagnosis.story import sender_in_words, span
from wxsim.world.records import Sender


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (0.25, "0.25 s"),
        (312, "312 s"),
        (599.9, "599.9 s"),
        (600, "10 min"),
        (7200, "2 h"),
        (46_800.3, "13 h"),
        (47_000, "13 h 3 min"),
        (86_400, "1 d"),
        (90_061, "1 d 1 h"),
        (86_460, "1 d 1 min"),
    ],
)
def test_a_long_time_is_told_as_people_would(seconds, words):
    assert span(seconds) == words


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        (Sender(ip="10.0.0.1", port="5", user_agent="curl/8"), "10.0.0.1:5 (curl/8)"),
        (Sender(ip="10.0.0.1"), "10.0.0.1 (no User-Agent)"),
        (Sender(ip="::1", port="5"), "[::1]:5 (no User-Agent)"),
        (Sender(ip="::1"), "::1 (no User-Agent)"),
    ],
)
def test_a_sender_is_told_by_address_and_program(sender, words):
    assert sender_in_words(sender) == words
