"""Checks of the family login: one module each."""
