"""Checks of the family robustness: one module each."""
