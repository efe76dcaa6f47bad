"""Customer conversations: a person speaks first, and then the app may answer for a while."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from wxsim.world import events
from wxsim.world.counting import Counting
from wxsim.world.errors import Refused
from wxsim.world.ground import Ground
from wxsim.world.outbox import Outbox
from wxsim.world.records import App, Record, User
from wxsim.world.tables import Table
from wxsim.world.users import Users

# Documented: sending customer messages. What a person does opens the window
# for so many seconds and so many answers.
AFTER_A_MESSAGE = (48 * 3600, 5)
AFTER_ENTERING = (60, 2)

# Documented: the typing status. Within 30 s of a message, for 15 s.
TYPING_AFTER_MESSAGE = 30
TYPING_LASTS = 15


SpokenKind = Literal["text", "image", "miniprogrampage"]


class Conversation(Record, frozen=True, kw_only=True):
    """Where the conversation of one user with one app stands.

    Attributes:
        until: when the app may no longer answer, in Unix seconds.
        left: how many answers it may still send.
        spoken_at: when either side last sent a message.
        typing_until: how long the user sees that somebody types.
    """

    until: float = 0.0
    left: int = 0
    spoken_at: float | None = None
    typing_until: float = 0.0


class Conversations:
    """The customer conversations of all users."""

    def __init__(self, ground: Ground, users: Users, outbox: Outbox) -> None:
        self._table = Table(ground.store, "conversations", Conversation)
        self._users = users
        self._outbox = outbox
        self._counting = Counting(ground)
        self._identifiers = ground.identifiers
        self._clock = ground.clock
        self._ledger = ground.ledger

    def enter(self, app: App, user: User, session_from: str) -> None:
        """Let a person press the contact button.

        Args:
            app: whose button.
            user: who presses it.
            session_from: the button's ``session-from``.
        """
        now = self._clock.now(app.appid)
        self._open(user, now, *AFTER_ENTERING)
        event = events.session_entered(app, user.openid, now, session_from)
        self._tell(app, user, event, now, f"{user.person} entered the chat with {app.appid}")

    def speak(self, app: App, user: User, kind: SpokenKind, content: Mapping[str, str]) -> int:
        """Let a person send a message, and return its 64-bit id.

        Args:
            app: to whom.
            user: from whom.
            kind: of message.
            content: the fields of that kind, by the names they are pushed under.
        """
        now = self._clock.now(app.appid)
        self._open(user, now, *AFTER_A_MESSAGE, spoken=True)
        msgid = self._identifiers.message_id(app.appid, self._counting.next("customer messages"))
        event = events.customer_message(app, user.openid, now, kind, {**content, "MsgId": msgid})
        self._tell(app, user, event, now, f"{user.person} wrote to {app.appid}")
        return msgid

    def answer(self, app: App, user: User) -> None:
        """Count one message of the app to the user.

        Raises:
            Refused: 45015 the window is closed, 45047 all its answers are sent.
        """
        now = self._clock.now(app.appid)

        def answered(old: Conversation) -> Conversation:
            _require_open(old, user, now)
            if old.left < 1:
                raise Refused(
                    45047, f"{user.person} has to write again before the app may send another one"
                )
            # Documented: a message ends the typing status.
            return msgspec.structs.replace(old, left=old.left - 1, spoken_at=now, typing_until=0.0)

        self._table.change(user.openid, Conversation(), answered)

    def type(self, app: App, user: User) -> None:
        """Show the user that somebody types.

        Raises:
            Refused: 45015 the window is closed, 45080 nobody has sent anything
                for 30 s, 45081 the user sees it already.
        """
        now = self._clock.now(app.appid)

        def typing(old: Conversation) -> Conversation:
            _require_open(old, user, now)
            if old.spoken_at is None or now - old.spoken_at > TYPING_AFTER_MESSAGE:
                raise Refused(45080, f"neither side has sent anything for {TYPING_AFTER_MESSAGE} s")
            if now < old.typing_until:
                raise Refused(45081, f"{user.person} sees for {TYPING_LASTS} s that you type")
            return msgspec.structs.replace(old, typing_until=now + TYPING_LASTS)

        self._table.change(user.openid, Conversation(), typing)

    def stop_typing(self, app: App, user: User) -> None:
        """Take the typing status away, shown or not.

        Raises:
            Refused: 45015 the window is closed.
        """
        now = self._clock.now(app.appid)

        def stopped(old: Conversation) -> Conversation:
            _require_open(old, user, now)
            return msgspec.structs.replace(old, typing_until=0.0)

        self._table.change(user.openid, Conversation(), stopped)

    def of(self, user: User) -> Conversation:
        """Return where the conversation with a user stands."""
        return self._table.get(user.openid) or Conversation()

    def _open(
        self, user: User, now: float, seconds: float, answers: int, *, spoken: bool = False
    ) -> None:
        """Open the window, or widen it: neither time nor answers get fewer (documented)."""

        def opened(old: Conversation) -> Conversation:
            left = old.left if now < old.until else 0
            return Conversation(
                until=max(old.until, now + seconds),
                left=max(left, answers),
                spoken_at=now if spoken else old.spoken_at,
                typing_until=old.typing_until,
            )

        # From here on the app's server may write to the openid.
        self._users.change(user, lambda user: user)
        self._table.change(user.openid, Conversation(), opened)

    def _tell(self, app: App, user: User, event: dict[str, object], now: float, story: str) -> None:
        self._outbox.add(app.appid, user.openid, event, now)
        self._ledger.write("customer spoke", story, appid=app.appid, person=user.person)


def _require_open(conversation: Conversation, user: User, now: float) -> None:
    if now >= conversation.until:
        raise Refused(
            45015,
            f"{user.person} has not written to {user.appid} for 48 hours, nor pressed its contact "
            "button within a minute",
        )
