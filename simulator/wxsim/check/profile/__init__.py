"""Checks of the family profile: one module each."""
