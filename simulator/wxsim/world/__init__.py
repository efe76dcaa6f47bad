"""What WeChat knows and the rules it keeps. Pure Python: no HTTP, no files, no other clock."""

from wxsim.store import StoreError
from wxsim.world.clock import Clock
from wxsim.world.errors import AlreadyThere, InvalidValue, Refused, Unknown, WorldError
from wxsim.world.faults import Fault
from wxsim.world.records import App, Person, User
from wxsim.world.switches import Switches
from wxsim.world.world import World

__all__ = [
    "AlreadyThere",
    "App",
    "Clock",
    "Fault",
    "InvalidValue",
    "Person",
    "Refused",
    "StoreError",
    "Switches",
    "Unknown",
    "User",
    "World",
    "WorldError",
]
