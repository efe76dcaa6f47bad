"""What WeChat has to tell an app's server, held until it is due."""

from __future__ import annotations

from typing import Any

from wxsim.world.counting import Counting
from wxsim.world.ground import Ground
from wxsim.world.records import Record
from wxsim.world.tables import Table

# What nobody takes is let go of once so many newer ones have come. Not by time: a
# clock that is moved by a day must not lose what fell due on the way.
MOST_WAITING = 1_000


class Delivery(Record, frozen=True, kw_only=True):
    """One message or event for an app's server.

    Attributes:
        number: counts from 1, across all apps.
        openid: of the user it is about, or the empty text.
        event: the whole of it, as its JSON form has it.
        due: Unix seconds by the app's clock, before which nothing is sent.
    """

    number: int
    appid: str
    openid: str
    event: dict[str, Any]
    due: float


class Outbox:
    """Deliveries that wait. Each is taken once, however many take."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "outbox", Delivery)
        self._counting = Counting(ground)
        self._clock = ground.clock

    def add(self, appid: str, openid: str, event: dict[str, Any], due: float) -> Delivery:
        """Hold an event for an app's server.

        Args:
            appid: whose server.
            openid: of the user it is about; may be empty.
            event: as its JSON form has it, ToUserName and all.
            due: when it goes out, in Unix seconds by the app's clock.
        """
        number = self._counting.next("deliveries")
        delivery = Delivery(number=number, appid=appid, openid=openid, event=event, due=due)
        self._table.add(_key(number), delivery)
        self._table.delete(_key(number - MOST_WAITING))
        return delivery

    def take_due(self) -> list[Delivery]:
        """Take out what is due by the clock of its app, the earliest first."""
        due = [one for one in self.list() if one.due <= self._clock.now(one.appid)]
        return [one for one in due if self._table.delete(_key(one.number))]

    def drop(self, delivery: Delivery) -> bool:
        """Take a delivery out, due or not; tell whether it was still there."""
        return self._table.delete(f"{delivery.number:012d}")

    def list(self, appid: str | None = None) -> list[Delivery]:
        """Return what waits, of one app or of all, in the order in which it falls due."""
        waiting = [one for one in self._table.all() if appid in (None, one.appid)]
        return sorted(waiting, key=lambda one: (one.due, one.number))


def _key(number: int) -> str:
    return f"{number:012d}"
