"""The device door over HTTP."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from wxsim.device.apis import APIS, perform
from wxsim.device.phone import Phone
from wxsim.json_http import json_answer, json_request_of
from wxsim.world import InvalidValue, Unknown, World


def device_door(world: World) -> Blueprint:
    """Return ``POST /_wxsim/device/<api>``.

    The body is a JSON object: ``appid`` and ``person`` (the first of each when
    omitted), ``tap`` (``allow``, the default, or ``refuse``: what the person
    does with a dialog that opens) and the wx options. The answer is the wx
    result, with HTTP 200 whether it is good or bad; other statuses mean that
    the request itself made no sense.
    """
    door = Blueprint("device", __name__, url_prefix="/_wxsim/device")

    @door.post("/<api>")
    def call(api: str) -> Response:
        if api not in APIS:
            raise Unknown("wx call", api, APIS)
        options = json_request_of(dict[str, Any])
        # Another process that shares the store may have moved the clock.
        world.timekeeping.refresh()
        phone = Phone(
            world=world,
            app=world.apps.get(_name(options, "appid")),
            person=world.people.get(_name(options, "person")),
            taps_allow=_taps_allow(options),
            options=options,
        )
        return json_answer(perform(api, phone))

    return door


def _name(options: dict[str, Any], field: str) -> str | None:
    name = options.pop(field, None)
    if name is not None and not isinstance(name, str):
        raise InvalidValue(f"{field} is {name!r}", "give its name as a text, or leave it out")
    return name


def _taps_allow(options: dict[str, Any]) -> bool:
    tap = options.pop("tap", "allow")
    if tap not in ("allow", "refuse"):
        raise InvalidValue(f"tap is {tap!r}", "a person taps 'allow' or 'refuse'")
    return bool(tap == "allow")
