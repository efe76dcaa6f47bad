"""Checks of the family sessions: one module each."""
