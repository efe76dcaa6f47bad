"""Checks of the family secrets: one module each."""
