"""Where an app wants its messages and events, and in which form."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from wxsim.world.errors import InvalidValue
from wxsim.world.ground import Ground
from wxsim.world.records import App, Record
from wxsim.world.tables import Table

Mode = Literal["plain", "compatible", "safe"]
Format = Literal["json", "xml"]

_TOKEN = re.compile(r"[A-Za-z0-9]{3,32}")
_AES_KEY = re.compile(r"[A-Za-z0-9]{43}")
_URL = re.compile(r"https?://(\[[0-9A-Fa-f:.]+\]|[^\s/?#:@\[\]]+)(?::([0-9]{1,5}))?([/?][^\s#]*)?")
_LAST_PORT = 65_535


class PushSettings(Record, frozen=True, kw_only=True):
    """What the page "message push" of an app's console holds (documented: message push).

    Attributes:
        url: where to; empty where the app has no server for it.
        token: goes into every signature.
        encoding_aes_key: 43 characters, base64 of the 32 bytes of the AES key.
        mode: ``plain`` text, ``safe``: only cipher text, ``compatible``: both.
        format: of the bodies.
    """

    appid: str
    url: str = ""
    token: str
    encoding_aes_key: str
    mode: Mode = "plain"
    format: Format = "json"


class PushSettingsOfApps:
    """The push settings of every app. Token and key are made up where none were set."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "push_settings", PushSettings, kept=100)
        self._identifiers = ground.identifiers
        self._ledger = ground.ledger

    def of(self, app: App) -> PushSettings:
        """Return an app's settings."""
        return self._table.get(app.appid) or self._first(app)

    def change(
        self,
        app: App,
        *,
        url: str | None = None,
        token: str | None = None,
        encoding_aes_key: str | None = None,
        mode: Mode | None = None,
        format: Format | None = None,  # noqa: A002  # what the console calls it
    ) -> PushSettings:
        """Set what is given and leave the rest.

        The real console takes the ports 80 and 443 alone (documented); here any
        port will do, for servers under development listen on others.

        Args:
            app: whose.
            url: ``http://`` or ``https://``; the empty text turns push off.
            token: 3 to 32 letters and digits (documented).
            encoding_aes_key: 43 letters and digits (documented).
            mode: see :class:`PushSettings`.
            format: see :class:`PushSettings`.

        Raises:
            InvalidValue: a value has not the form the console asks for.
        """
        if url:
            require_url(url)
        if token is not None and not _TOKEN.fullmatch(token):
            raise InvalidValue(f"{token!r} is no push token", "use 3 to 32 letters and digits")
        if encoding_aes_key is not None and not _AES_KEY.fullmatch(encoding_aes_key):
            raise InvalidValue(
                f"that EncodingAESKey has {len(encoding_aes_key)} characters, or others than "
                "letters and digits",
                "copy all 43 of it, without the = that base64 would have at its end",
            )
        given = {
            "url": url,
            "token": token,
            "encoding_aes_key": encoding_aes_key,
            "mode": mode,
            "format": format,
        }
        changes = {name: value for name, value in given.items() if value is not None}
        settings = self._table.change(
            app.appid, self._first(app), lambda old: msgspec.structs.replace(old, **changes)
        )
        self._ledger.write(
            "push set up",
            f"messages and events of {app.appid} go to {settings.url or 'nowhere'}, "
            f"{settings.mode}, as {settings.format}",
            appid=app.appid,
        )
        return settings

    def _first(self, app: App) -> PushSettings:
        return PushSettings(
            appid=app.appid,
            token=self._identifiers.push_token(app.appid),
            encoding_aes_key=self._identifiers.encoding_aes_key(app.appid),
        )


def require_url(url: str) -> None:
    """Raise InvalidValue unless pushes can be sent to ``url``."""
    found = _URL.fullmatch(url)
    if not found or not url.isprintable() or not 0 < int(found[2] or 1) <= _LAST_PORT:
        raise InvalidValue(
            f"{url!r} is no address to push to", "give one like http://127.0.0.1:3000/wechat"
        )
