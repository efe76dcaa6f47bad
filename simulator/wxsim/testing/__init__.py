"""The simulator inside other people's tests: pytest, unittest, scripts."""

from wxsim.testing.apps import AppHandle
from wxsim.testing.interception import WouldWaitForEver
from wxsim.testing.people import PersonHandle
from wxsim.testing.simulator import Simulator

__all__ = ["AppHandle", "PersonHandle", "Simulator", "WouldWaitForEver"]
