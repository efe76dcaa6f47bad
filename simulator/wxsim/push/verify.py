"""The check that WeChat makes before it takes an address for pushes."""

from __future__ import annotations

import msgspec

from wxsim.push.deliver import Deliverer
from wxsim.push.signature import sign
from wxsim.push.wire import ask
from wxsim.world import App, World
from wxsim.world.push_log import TRY_SECONDS


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """How a server did at the check.

    Attributes:
        ok: whether WeChat would take the address.
        url: as it was asked, with its query.
        echostr: what had to come back.
        status: of HTTP; 0 without an answer.
        reply: what came.
        problem: what is wrong with that, in plain words.
    """

    ok: bool
    url: str
    echostr: str
    status: int
    ms: int
    reply: str
    problem: str


def verify(world: World, app: App, to: str = "", *, seconds: float = TRY_SECONDS) -> Verified:
    """Ask a server for the echostr, which must come back as it is (documented: message push).

    Args:
        world: where the app is.
        app: whose token signs the request.
        to: which server, in place of the app's own.
        seconds: how long it may take.

    Raises:
        InvalidValue: there is no address.
    """
    url = Deliverer(world).address(app, to)
    settings = world.push_settings.of(app)
    timestamp = str(int(world.clock.now(app.appid)))
    nonce = world.identifiers.push_nonce("verify", app.appid, timestamp)
    echostr = world.identifiers.echostr(app.appid, timestamp)
    query = {
        "signature": sign(settings.token, timestamp, nonce),
        "echostr": echostr,
        "timestamp": timestamp,
        "nonce": nonce,
    }
    heard = ask("GET", url, query, seconds=seconds)
    problem = heard.problem
    if not problem and heard.status != 200:
        problem = f"it answered HTTP {heard.status}"
    if not problem and heard.body != echostr:
        problem = _difference(heard.body, echostr)
    return Verified(
        ok=not problem,
        url=url,
        echostr=echostr,
        status=heard.status,
        ms=heard.ms,
        reply=heard.body,
        problem=problem,
    )


def _difference(reply: str, echostr: str) -> str:
    if not reply:
        return "the answer is empty; send echostr back"
    if reply.strip().strip('"') == echostr:
        return "the answer is echostr with something around it; send it alone, without quotes"
    if reply.strip() == "success":
        return "success is the answer to a push; here send echostr back"
    return "the answer is not echostr; send it back as it came"
