"""Snapshots and the reset from the command line."""

from __future__ import annotations

from commands import Wxsim, done, refused


def test_a_snapshot_is_saved_restored_listed_and_deleted(wxsim: Wxsim) -> None:
    done(wxsim("snapshot", "save", "before"))
    done(wxsim("person", "add", "dan"))
    assert "before" in done(wxsim("snapshot", "list"))
    done(wxsim("snapshot", "restore", "before"))
    assert "dan" not in done(wxsim("person", "list"))
    done(wxsim("snapshot", "delete", "before"))
    assert done(wxsim("snapshot", "list")) == "no snapshots\n"
    assert "before" in refused(wxsim("snapshot", "restore", "before"))


def test_a_reset_forgets_what_was_added(wxsim: Wxsim) -> None:
    done(wxsim("person", "add", "dan"))
    done(wxsim("reset"))
    assert "dan" not in done(wxsim("person", "list"))
