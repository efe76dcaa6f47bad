"""Pushes in the hands of a test."""

from __future__ import annotations

from collections.abc import Mapping

from wxsim.push.deliver import Deliverer
from wxsim.push.events import make_event
from wxsim.world import App, Person, World
from wxsim.world.push_log import Push


class PushesHandle:
    """What is pushed to the servers of apps. Nothing is sent until a test says so.

    Args:
        world: whose pushes.
    """

    def __init__(self, world: World) -> None:
        self._world = world

    def send_due(self) -> list[Push]:
        """Try everything that is due by the clock, in order, and return it as it stands then."""
        return Deliverer(self._world).send_due()

    def send(self, app: App, person: Person, event: str, fields: Mapping[str, str]) -> Push:
        """Push a message or event now; see :func:`wxsim.push.events.make_event`."""
        openid, made = make_event(self._world, app, person, event, fields)
        return Deliverer(self._world).send(app, openid, made)

    def arrived(self, app: App, event: str | None, times: int | None) -> list[Push]:
        """Send what is due, and return the pushes that an app's server has taken.

        Args:
            app: whose server.
            event: only this Event or MsgType.
            times: how many there have to be; None wants one or more.

        Raises:
            AssertionError: there are others; the message says how each push went.
        """
        self.send_due()
        log = self._world.pushes.list(app.appid)
        taken = [push for push in log if push.state == "delivered" and event in (None, push.name)]
        if len(taken) == times or (times is None and taken):
            return taken
        wanted = "one or more" if times is None else str(times)
        raise AssertionError(
            f"{event or 'anything'} should have arrived {wanted} times at the server of "
            f"{app.appid}, and did {len(taken)} times; "
            + ("; ".join(map(_story, log)) or "nothing was pushed")
        )


def _story(push: Push) -> str:
    tries = [attempt.problem or attempt.outcome for attempt in push.attempts]
    return f"push {push.number}, {push.name}, is {push.state}" + (
        f" ({', '.join(tries)})" if tries else ""
    )
