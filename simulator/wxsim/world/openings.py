"""How Mini Programs were opened: by a scan, by a link, or from the list."""

from __future__ import annotations

from wxsim.world.ground import Ground
from wxsim.world.pages import EnvVersion, home_page, query_of
from wxsim.world.records import App, Person, Record
from wxsim.world.tables import Table

# Documented: scene values. From the list of Mini Programs used lately.
FROM_THE_LIST = 1001


class Opening(Record, frozen=True, kw_only=True):
    """How a person last opened a Mini Program.

    Attributes:
        path: the page.
        query: by name, the values as they stood in the code or link.
        scene: WeChat's number for the way in.
    """

    path: str
    query: dict[str, str]
    scene: int
    env_version: EnvVersion


class Openings:
    """The latest opening of every app by every person."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "openings", Opening)
        self._ledger = ground.ledger

    def open(
        self,
        app: App,
        person: Person,
        *,
        path: str,
        query: str,
        scene: int,
        env_version: EnvVersion,
    ) -> Opening:
        """Open a Mini Program at a page, or at its home page where ``path`` is empty."""
        opening = Opening(
            path=path or home_page(app),
            query=query_of(query),
            scene=scene,
            env_version=env_version,
        )
        self._table.change(f"{app.appid}/{person.name}", opening, lambda _: opening)
        self._ledger.write(
            "app opened",
            f"{person.name} opened {app.appid} at {opening.path} by way {scene}",
            appid=app.appid,
            person=person.name,
            facts={"scene": str(scene), "path": opening.path},
        )
        return opening

    def latest(self, app: App, person: Person) -> Opening:
        """Return how a person opened an app last; from the list if nothing is known."""
        known = self._table.get(f"{app.appid}/{person.name}")
        return known or Opening(
            path=home_page(app), query={}, scene=FROM_THE_LIST, env_version="release"
        )
