"""The client half of the login flow: a Mini Program and its ``wx`` object."""

from wxsim.miniprogram.errors import DeviceError, PlatformUnreachable, WxError
from wxsim.miniprogram.exchange import HttpExchange, WxExchange
from wxsim.miniprogram.program import MiniProgram
from wxsim.miniprogram.wx import Wx

__all__ = [
    "DeviceError",
    "HttpExchange",
    "MiniProgram",
    "PlatformUnreachable",
    "Wx",
    "WxError",
    "WxExchange",
]
