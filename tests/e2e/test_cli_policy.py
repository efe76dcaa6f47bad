"""Switches, sessions, tokens and people from the command line."""

from __future__ import annotations

import json

import pytest

from commands import Wxsim, done, refused


def test_a_switch_is_set_shown_and_reset(wxsim: Wxsim) -> None:
    def lifetime() -> int:
        switches = json.loads(done(wxsim("policy", "show", "--format", "json")))
        value: int = switches["session_key_lifetime"]
        return value

    before = lifetime()
    done(wxsim("policy", "set", "session_key_lifetime=60", "profile_era=classic"))
    assert lifetime() == 60
    done(wxsim("policy", "reset", "session_key_lifetime"))
    assert lifetime() == before
    assert "classic" in done(wxsim("policy", "show"))
    done(wxsim("policy", "reset"))
    assert "classic" not in done(wxsim("policy", "show"))
    assert "session_key_lifetime=" in done(wxsim("policy", "list"))


@pytest.mark.parametrize(
    ("switch", "hint"),
    [
        ("nothing=1", "there is no switch 'nothing'; there is "),
        ("profile_era=never", "classic"),
        ("profile_era", "write NAME=VALUE"),
    ],
)
def test_a_wrong_switch_is_told_what_would_be_right(wxsim: Wxsim, switch: str, hint: str) -> None:
    assert hint in refused(wxsim("policy", "set", switch))


def test_a_session_is_shown_masked_and_ended(wxsim: Wxsim) -> None:
    done(wxsim("code"))
    full = json.loads(done(wxsim("session", "show", "--show-secrets", "--format", "json")))
    assert full["alive"]
    key = full["history"][-1]["value"]
    assert key not in done(wxsim("session", "show"))
    assert key in done(wxsim("session", "show", "--show-secrets"))
    assert not json.loads(done(wxsim("session", "expire", "--format", "json")))["alive"]
    renewed = json.loads(done(wxsim("session", "renew", "--format", "json", "--show-secrets")))
    assert renewed["alive"]
    assert renewed["history"][-1]["value"] != key


def test_tokens_are_revoked(wxsim: Wxsim) -> None:
    assert "none" in done(wxsim("token", "revoke"))
    assert "wx1" in refused(wxsim("token", "revoke", "--app", "wx1"))


def test_a_person_is_blocked_and_unblocked(wxsim: Wxsim) -> None:
    assert done(wxsim("person", "block", "alice")) == "alice has risk_rank 4\n"
    assert done(wxsim("person", "unblock", "alice")) == "alice has risk_rank 0\n"
    assert "there is no person 'zed'" in refused(wxsim("person", "block", "zed"))
