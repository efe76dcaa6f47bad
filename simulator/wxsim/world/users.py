"""People as the apps know them: by openid."""

from __future__ import annotations

from collections.abc import Callable

from wxsim.world.ground import Ground
from wxsim.world.records import App, Person, User
from wxsim.world.tables import Table


class Users:
    """The users of every app."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "users", User, kept=1_000)
        self._identifiers = ground.identifiers

    def of(self, app: App, person: Person) -> User:
        """Return the user that a person is in an app, known to WeChat or new."""
        openid = self._identifiers.openid(app.appid, person.name)
        found = self._table.get(openid)
        return found or User(openid=openid, appid=app.appid, person=person.name)

    def by_openid(self, app: App, openid: str) -> User | None:
        """Return the user whom the app knows by ``openid``."""
        found = self._table.get(openid)
        return found if found is not None and found.appid == app.appid else None

    def find(self, openid: str) -> User | None:
        """Return the user of an openid, whatever the app."""
        return self._table.get(openid)

    def change(self, user: User, step: Callable[[User], User]) -> User:
        """Take a user one step further; see :meth:`Table.change`."""
        return self._table.change(user.openid, user, step)
