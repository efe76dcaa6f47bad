"""Door 3: what only a simulator can do."""

from wxsim.control.blueprint import control_door

__all__ = ["control_door"]
