"""Every published sample of WeChat's cryptography is held against the code, by some test."""

from __future__ import annotations

from pathlib import Path

from wxsim_fixtures import vectors

TESTS = Path(__file__).parents[1]

# The ten sets; those with two directions are gone through in both.
SETS = {
    "open_data_official",
    "raw_data_signature_official",
    "raw_data_signature_non_ascii",
    "session_hmac_official",
    "session_hmac_empty_message",
    "push_signature_official",
    "push_safe_mode_official",
    "push_encrypted_reply_official",
    "api_signing_request_official",
    "api_signing_response_official",
}


def test_all_ten_sets_are_there() -> None:
    assert set(vectors()) == SETS


def test_every_set_is_read_by_some_test() -> None:
    texts = [file.read_text("utf-8") for file in TESTS.rglob("test_*.py") if file != Path(__file__)]

    unread = {name for name in SETS if not any(f'["{name}"]' in text for text in texts)}

    assert unread == set()
