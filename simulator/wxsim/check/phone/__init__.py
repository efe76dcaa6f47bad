"""Checks of the family phone: one module each."""
