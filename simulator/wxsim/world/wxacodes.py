"""Mini Program codes: what stands in them, and how many were made.

WeChat's round code is a format of its own that nobody else can draw. Here both
kinds are QR codes, and what a reader finds in one is a text that says where it
leads: ``https://mp.weixin.qq.com/a/~KIND/APPID/ENV_VERSION/PATH?QUERY``.
"""

from __future__ import annotations

import re
from typing import Literal, cast

import msgspec

from wxsim.world.errors import Refused
from wxsim.world.ground import Ground
from wxsim.world.pages import EnvVersion
from wxsim.world.records import App, Record
from wxsim.world.tables import Table

Kind = Literal["wxacode", "wxaqrcode"]

# Documented: scene values. A person who scans a Mini Program code, or a QR code.
SCENES: dict[Kind, int] = {"wxacode": 1047, "wxaqrcode": 1011}

_START = "https://mp.weixin.qq.com/a/~"
_FORM = re.compile(
    re.escape(_START) + r"(wxacode|wxaqrcode)/(\w+)/(release|trial|develop)/([^?]*)\??(.*)",
    re.DOTALL,
)


class WxaCode(msgspec.Struct, frozen=True, kw_only=True):
    """Where a code leads.

    Attributes:
        page: empty for the home page.
    """

    kind: Kind
    appid: str
    page: str
    query: str
    env_version: EnvVersion

    @property
    def text(self) -> str:
        """What stands in the code."""
        query = f"?{self.query}" if self.query else ""
        return f"{_START}{self.kind}/{self.appid}/{self.env_version}/{self.page}{query}"


def read_code(text: str) -> WxaCode | None:
    """Return where the code with this text leads, or None where it is no code of WeChat's."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    kind, appid, env_version, page, query = found.groups()
    return WxaCode(
        kind=cast("Kind", kind),
        appid=appid,
        page=page,
        query=query,
        env_version=cast("EnvVersion", env_version),
    )


class CodesMade(Record, frozen=True, kw_only=True):
    """How many codes of the limited kinds an app has made."""

    count: int = 0


class WxaCodes:
    """Counts the codes whose number is limited."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "wxa_codes", CodesMade)

    def count(self, app: App) -> int:
        """Count one code and return how many there are now.

        Raises:
            Refused: 45029 the app has as many as it may have.
        """
        limit = app.switches.codes_in_total

        def counted(made: CodesMade) -> CodesMade:
            return CodesMade(count=min(made.count + 1, limit + 1) if limit else made.count + 1)

        count = self._table.change(app.appid, CodesMade(), counted).count
        if limit and count > limit:
            raise Refused(45029, f"{app.appid} has made {limit} codes; codes_in_total is {limit}")
        return count
