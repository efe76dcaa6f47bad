"""Checks of the family trouble: one module each."""
