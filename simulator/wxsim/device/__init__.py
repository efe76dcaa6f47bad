"""Door 2: a phone. Does what the WeChat app does for a person."""

from wxsim.device.blueprint import device_door

__all__ = ["device_door"]
