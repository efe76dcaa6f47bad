"""The commands. Each module has one, called ``command``."""
