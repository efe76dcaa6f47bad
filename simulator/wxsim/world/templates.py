"""Templates of subscribe messages, which an app picks in WeChat's console."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec import field

from wxsim.world.counting import Counting
from wxsim.world.errors import AlreadyThere, InvalidValue, Refused, Unknown
from wxsim.world.ground import Ground
from wxsim.world.keyword_rules import KINDS, fits, kind_of
from wxsim.world.records import App, Record
from wxsim.world.tables import Table

_SLOT = re.compile(r"\{\{(\w+)\.DATA\}\}")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")

# As WeChat counts (documented: gettemplate).
ONE_TIME: Literal[2] = 2
LONG_TERM: Literal[3] = 3


class Template(Record, frozen=True, kw_only=True):
    """One template of one app.

    Attributes:
        template_id: what a message names.
        content: lines such as ``订单号:{{character_string1.DATA}}``.
        example: the content with values in it, for people to read.
        type: 2 needs a grant for each message, 3 one for all (documented).
        enum_values: what an ``enum_string`` keyword may say, by keyword.
        banned: WeChat has taken it away: messages are refused with 43107.
        number: its place among the templates of its app.
    """

    template_id: str
    appid: str
    title: str
    content: str
    example: str = ""
    type: Literal[2, 3] = ONE_TIME
    enum_values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    banned: bool = False
    number: int = 0

    @property
    def keywords(self) -> list[str]:
        """The names in its content, in the order in which they stand there."""
        return list(dict.fromkeys(_SLOT.findall(self.content)))

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the content with values in the places of the keywords."""
        return _SLOT.sub(lambda slot: values.get(slot[1], ""), self.content)

    def values_of(self, data: object) -> dict[str, str]:
        """Return the values that a message gives the keywords.

        Keywords that the template does not have are let pass (assumed).

        Args:
            data: as it was sent: ``{"thing1": {"value": "…"}}``.

        Raises:
            Refused: 47003 one is missing or breaks its rule; the first in the
                order of the template counts (observed texts, assumed order).
        """
        given: dict[str, Any] = data if isinstance(data, dict) else {}
        return {keyword: self._value(keyword, given.get(keyword)) for keyword in self.keywords}

    def _value(self, keyword: str, entry: object) -> str:
        value = entry.get("value") if isinstance(entry, dict) else None
        text = value if isinstance(value, str) else _as_text(value)
        if not text:
            raise Refused(
                47003,
                f"data has no {keyword}.value",
                argument=f"data.{keyword}.value is emtpy",
            )
        allowed = self.enum_values.get(keyword)
        if not fits(keyword, text) or (allowed is not None and text not in allowed):
            raise Refused(
                47003,
                f"{text!r} breaks the rule of {keyword}",
                argument=f"data.{keyword}.value invalid",
            )
        return text


class Templates:
    """The templates of every app."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "templates", Template, kept=1_000)
        self._counting = Counting(ground)
        self._identifiers = ground.identifiers

    def add(
        self,
        app: App,
        *,
        title: str,
        content: str,
        template_id: str | None = None,
        example: str = "",
        long_term: bool = False,
        enum_values: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Template:
        """Give an app a template.

        Args:
            app: whose.
            title: what the person reads above the message.
            content: see :class:`Template`.
            template_id: up to 64 letters, digits, ``_`` and ``-``; made up when omitted.
            example: see :class:`Template`.
            long_term: one grant is good for any number of messages.
            enum_values: see :class:`Template`.

        Raises:
            InvalidValue: the id, the title or the content are none.
            AlreadyThere: the app has a template of that id.
        """
        require_template(title=title, content=content, template_id=template_id)
        number = self._counting.next(f"templates of {app.appid}")
        template = Template(
            template_id=template_id or self._identifiers.template_id(app.appid, number),
            appid=app.appid,
            title=title,
            content=content,
            example=example,
            type=LONG_TERM if long_term else ONE_TIME,
            enum_values=dict(enum_values or {}),
            number=number,
        )
        if not self._table.add(_key(app, template.template_id), template):
            raise AlreadyThere(
                f"{app.appid} has a template {template.template_id} already",
                "choose another id, or none to get one made",
            )
        return template

    def find(self, app: App, template_id: str) -> Template | None:
        """Return a template of an app, or None."""
        return self._table.get(_key(app, template_id))

    def get(self, app: App, template_id: str) -> Template:
        """Return a template of an app.

        Raises:
            Unknown: the app has none of that id.
        """
        found = self.find(app, template_id)
        if found is None:
            raise Unknown("template", template_id, [one.template_id for one in self.list(app)])
        return found

    def ban(self, app: App, template_id: str, *, banned: bool) -> Template:
        """Let WeChat take a template away, or give it back.

        Raises:
            Unknown: the app has none of that id.
        """
        template = self.get(app, template_id)

        def changed(template: Template) -> Template:
            return msgspec.structs.replace(template, banned=banned)

        return self._table.change(_key(app, template_id), template, changed)

    def remove(self, app: App, template_id: str) -> Template:
        """Take a template from an app and return what it was.

        Raises:
            Unknown: the app has none of that id.
        """
        template = self.get(app, template_id)
        self._table.delete(_key(app, template_id))
        return template

    def list(self, app: App) -> list[Template]:
        """Return the templates of an app, oldest first."""
        return sorted(self._table.all(f"{app.appid}/"), key=lambda one: one.number)


def require_template(*, title: str, content: str, template_id: str | None) -> None:
    """Refuse what no template can be; the arguments are those of :meth:`Templates.add`.

    Raises:
        InvalidValue: the id, the title or the content are none.
    """
    if template_id is not None and not _ID.fullmatch(template_id):
        raise InvalidValue(
            f"{template_id!r} is no template id", "use up to 64 letters, digits, '_' and '-'"
        )
    if not title:
        raise InvalidValue("a template has a title", "say what the message is about")
    _require_keywords(content)


def _key(app: App, template_id: str) -> str:
    return f"{app.appid}/{template_id}"


def _require_keywords(content: str) -> None:
    keywords = _SLOT.findall(content)
    unknown = [keyword for keyword in keywords if kind_of(keyword) is None]
    if unknown or not keywords:
        raise InvalidValue(
            f"{content!r} has {f'the keyword {unknown[0]!r}' if unknown else 'no keyword'}",
            "write lines such as 商品:{{thing1.DATA}}, of the kinds " + ", ".join(KINDS),
        )


def _as_text(value: object) -> str:
    """Return a value that is no text as one: 12.5 is as good as "12.5" (documented: any)."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    return msgspec.json.encode(value).decode()
