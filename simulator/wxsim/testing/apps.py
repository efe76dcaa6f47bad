"""An app in the hands of a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from wxsim.registration import NewTemplate, register_template
from wxsim.testing.choices import fitting
from wxsim.world import App, Switches, World
from wxsim.world.push_settings import Format, Mode, PushSettings


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

    def template(
        self,
        title: str,
        content: str,
        *,
        template_id: str | None = None,
        long_term: bool = False,
        enum_values: Mapping[str, Sequence[str]] | None = None,
    ) -> str:
        """Give the app a template of subscribe messages and return its id.

        Args:
            title: what the person reads above the message.
            content: lines such as ``订单号:{{character_string1.DATA}}``.
            template_id: for code that has it built in; made up when omitted.
            long_term: one acceptance is good for any number of messages.
            enum_values: what an ``enum_string`` keyword may say, by keyword.

        Raises:
            InvalidValue: the content has no keyword, or one that WeChat does not
                know, or an argument is none.
            AlreadyThere: the app has a template of that id.
        """
        new = fitting(
            NewTemplate,
            "the template",
            title=title,
            content=content,
            template_id=template_id,
            long_term=long_term,
            enum_values=enum_values or {},
        )
        return register_template(self._world, self._world.apps.get(self.appid), new).template_id

    def push_to(self, url: str, *, mode: Mode = "plain", format: Format = "json") -> PushSettings:  # noqa: A002  # what the console calls it
        """Let the app's messages and events be pushed to a server.

        Returns:
            The settings; ``token`` and ``encoding_aes_key`` are what the server needs.

        Raises:
            InvalidValue: that is no address, or there is no such mode or format.
        """
        app = self._world.apps.get(self.appid)
        made = self._world.push_settings.of(app)
        new = fitting(
            PushSettings,
            "where to push",
            **{**msgspec.structs.asdict(made), "url": url, "mode": mode, "format": format},
        )
        return self._world.push_settings.change(app, url=new.url, mode=new.mode, format=new.format)

    def policy(self, **switches: object) -> None:
        """Set switches, from the next request on; None sets one back to its default.

        Raises:
            InvalidValue: there is no switch of such a name, or it does not take
                the value; nothing is changed.
            Unknown: it names a person who does not exist.
        """
        self._world.change_switches(self.appid, switches)
