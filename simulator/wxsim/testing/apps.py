"""An app in the hands of a test."""

from __future__ import annotations

from wxsim.world import App, Switches, World


class AppHandle:
    """A Mini Program that is registered with the simulator.

    Args:
        world: where it is registered.
        app: its registration.

    Attributes:
        appid: as WeChat gave it.
        secret: the AppSecret. Left out of ``repr``.
    """

    def __init__(self, world: World, app: App) -> None:
        self._world = world
        self.appid = app.appid
        self.secret = app.secret

    def __repr__(self) -> str:
        return f"<app {self.appid}>"

    @property
    def switches(self) -> Switches:
        """The switches as they stand."""
        return self._world.apps.get(self.appid).switches

    def policy(self, **switches: object) -> None:
        """Set switches, from the next request on; None sets one back to its default.

        Raises:
            InvalidValue: there is no switch of such a name, or it does not take
                the value; nothing is changed.
            Unknown: it names a person who does not exist.
        """
        self._world.change_switches(self.appid, switches)
