"""How things stand on the phone before a program starts."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from typing import Literal

from wxsim.javascript.surroundings import Surroundings
from wxsim.miniprogram.device import DeviceDoor

Session = Literal["live", "expired"]


def deny(around: Surroundings, scopes: Iterable[str]) -> None:
    """Let the person have refused scopes.

    Raises:
        whatever the control door raises where there is no such scope.
    """
    for scope in scopes:
        body = {"appid": around.appid, "scope": scope, "granted": False}
        if around.person is not None:
            body["person"] = around.person
        around.control.ask("PUT", "/consent", body)


def set_session(around: Surroundings, session: Session) -> None:
    """Let the person have logged in before, and that session have ended or not.

    Raises:
        DeviceError: the simulator does not know the app or the person.
        PlatformUnreachable: no simulator answers.
    """
    door = DeviceDoor(around.url, around.appid, around.person, around.control_token)
    with closing(door) as phone:
        phone.call("login", {})
    if session == "expired":
        body = {"app": around.appid}
        if around.person is not None:
            body["person"] = around.person
        around.control.ask("POST", "/sessions/expire", body)
