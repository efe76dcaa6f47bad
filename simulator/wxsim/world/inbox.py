"""What people have received: the service notices and the chats of their WeChat."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import field

from wxsim.world.counting import Counting
from wxsim.world.ground import Ground
from wxsim.world.records import App, Record, User
from wxsim.world.tables import Table

# Nobody reads further back, and an inbox would otherwise grow for ever.
MESSAGES_KEPT = 100

MessageKind = Literal["subscribe", "text", "image", "link", "miniprogrampage"]


class Message(Record, frozen=True, kw_only=True):
    """One message as it stands in somebody's WeChat.

    Attributes:
        number: counts the person's messages, from 1.
        at: Unix seconds by the app's clock.
        kind: ``subscribe``, or the msgtype of a customer message.
        msgid: the 64-bit id that a subscribe message has; 0 for the rest.
        title: above a subscribe message, a link or a card.
        text: what there is to read.
        data: what the app's server sent: the values by keyword, or the object
            of the msgtype.
        page: what a tap opens; empty where nothing does.
        miniprogram_state: ``developer``, ``trial`` or ``formal``: which version it opens.
        lang: in which language it does.
    """

    number: int
    at: float
    appid: str
    openid: str
    person: str
    kind: MessageKind
    msgid: int = 0
    title: str = ""
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    template_id: str = ""
    page: str = ""
    miniprogram_state: str = ""
    lang: str = ""


class Inboxes:
    """The inboxes of all people, each with its latest messages."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "inboxes", Message)
        self._counting = Counting(ground)
        self._identifiers = ground.identifiers
        self._clock = ground.clock
        self._ledger = ground.ledger

    def deliver(self, app: App, user: User, kind: MessageKind, rid: str, **fields: Any) -> Message:
        """Put a message into somebody's inbox.

        Args:
            app: who sends it.
            user: who gets it.
            kind: see :class:`Message`.
            rid: the request that sends it.
            fields: of :class:`Message`.
        """
        number = self._counting.next(f"messages to {user.person}")
        if kind == "subscribe":
            fields["msgid"] = self._identifiers.message_id(user.openid, number)
        message = Message(
            number=number,
            at=self._clock.now(app.appid),
            appid=app.appid,
            openid=user.openid,
            person=user.person,
            kind=kind,
            **fields,
        )
        self._table.add(f"{user.person}/{number:012d}", message)
        self._table.delete(f"{user.person}/{number - MESSAGES_KEPT:012d}")
        self._ledger.write(
            "message received",
            f"{user.person} received a message of {app.appid}: {message.title or message.text}",
            appid=app.appid,
            person=user.person,
            rid=rid,
        )
        return message

    def list(self, person: str, appid: str | None = None) -> list[Message]:
        """Return a person's latest messages, of one app or of all, oldest first."""
        messages = [one for one in self._table.all(f"{person}/") if appid in (None, one.appid)]
        return sorted(messages, key=lambda one: one.number)
