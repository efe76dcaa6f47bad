"""Whether a request is signed and encrypted, which few are."""

from __future__ import annotations

from wxsim.server_api.call import Call
from wxsim.world import Refused, World
from wxsim.world.api_keys import KeyRing

_HEADERS = ("Wechatmp-Appid", "Wechatmp-TimeStamp", "Wechatmp-Signature")


def open_if_signed(world: World, call: Call) -> None:
    """Make a signed and encrypted request a plain one; let a plain one pass.

    Raises:
        Refused: as :func:`wxsim.server_api.secured.open_request` does; 40233 the
            request is plain and the app's ``plain_requests_refused`` is on.
    """
    if any(map(call.header, _HEADERS)):
        # RSA takes 15 ms to import, and most apps never sign.
        from wxsim.server_api.secured import open_request  # noqa: PLC0415  # see above

        open_request(world, call)
    elif call.app.switches.plain_requests_refused and world.api_keys.of(call.app) != KeyRing():
        raise Refused(40233, "the request is plain, and plain_requests_refused of the app is on")
