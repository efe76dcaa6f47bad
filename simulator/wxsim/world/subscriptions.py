"""What people let an app send them: subscriptions, which wx.requestSubscribeMessage makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
from msgspec import field

from wxsim.world import events
from wxsim.world.errors import Refused
from wxsim.world.ground import Ground
from wxsim.world.outbox import Outbox
from wxsim.world.records import App, Record, User
from wxsim.world.tables import Table
from wxsim.world.templates import LONG_TERM, Template
from wxsim.world.users import Users

Choice = Literal["accept", "reject"]


class Subscribed(Record, frozen=True, kw_only=True):
    """What one user lets one app send. Decided by one record, so a grant is used once.

    Attributes:
        main_switch: whether the app may send anything at all.
        grants: how many messages of a template may still be sent; of a
            long-term template any number, if there is an entry.
        kept: the answers given with "always keep this choice", by template.
    """

    main_switch: bool = True
    grants: dict[str, int] = field(default_factory=dict)
    kept: dict[str, Choice] = field(default_factory=dict)


class Subscriptions:
    """The subscriptions of all users."""

    def __init__(self, ground: Ground, users: Users, outbox: Outbox) -> None:
        self._table = Table(ground.store, "subscriptions", Subscribed)
        self._users = users
        self._outbox = outbox
        self._clock = ground.clock
        self._ledger = ground.ledger

    def of(self, user: User) -> Subscribed:
        """Return what a user lets the app send."""
        return self._table.get(user.openid) or Subscribed()

    def answer(
        self, app: App, user: User, taps: Mapping[str, Choice], *, always: bool
    ) -> dict[str, Choice]:
        """Take the answers to a subscribe dialog.

        An accepted template may be sent once more (documented), a long-term
        one from now on. What was answered once and for all is not asked again,
        and an acceptance of that kind grants one more message each time.

        Args:
            app: which one asks.
            user: whom.
            taps: what the person answers, by template id, if a dialog opens.
            always: the person ticks "always keep this choice".

        Returns:
            What counts, by template id.
        """
        counted: dict[str, Choice] = {}

        def answered(old: Subscribed) -> Subscribed:
            counted.clear()
            counted.update({one: old.kept.get(one, tap) for one, tap in taps.items()})
            grants = dict(old.grants)
            for template_id, choice in counted.items():
                if choice == "accept":
                    grants[template_id] = grants.get(template_id, 0) + 1
            kept = {**old.kept, **counted} if always else old.kept
            return msgspec.structs.replace(old, grants=grants, kept=kept)

        # From here on the app's server may write to the openid.
        self._users.change(user, lambda user: user)
        self._table.change(user.openid, Subscribed(), answered)
        if counted:
            now = self._clock.now(app.appid)
            event = events.popup(app, user.openid, now, counted)
            self._outbox.add(app.appid, user.openid, event, now)
        self._ledger.write(
            "subscription answered",
            f"{user.person} answered {app.appid}: "
            + (", ".join(f"{choice} {one}" for one, choice in counted.items()) or "nothing"),
            appid=app.appid,
            person=user.person,
        )
        return counted

    def set(
        self,
        app: App,
        user: User,
        items: Mapping[str, Choice],
        *,
        main_switch: bool | None = None,
    ) -> Subscribed:
        """Take what a person switches on the settings page.

        A template that is switched off has no grants left (assumed).

        Args:
            app: which one.
            user: whose.
            items: templates switched on and off, by id; they are not asked again.
            main_switch: for all messages of the app; None leaves it.
        """
        rejected = [one for one, choice in items.items() if choice == "reject"]

        def switched(old: Subscribed) -> Subscribed:
            left = {one: count for one, count in old.grants.items() if one not in rejected}
            return Subscribed(
                main_switch=old.main_switch if main_switch is None else main_switch,
                grants=left,
                kept={**old.kept, **items},
            )

        self._users.change(user, lambda user: user)
        subscribed = self._table.change(user.openid, Subscribed(), switched)
        if rejected:
            now = self._clock.now(app.appid)
            event = events.settings_changed(app, user.openid, now, rejected)
            self._outbox.add(app.appid, user.openid, event, now)
        return subscribed

    def require(self, user: User, template: Template) -> None:
        """Raise Refused 43101 unless the user has subscribed; nothing is used up."""
        _after_use(self.of(user), user, template)

    def use(self, user: User, template: Template) -> None:
        """Use up one grant; of a long-term template there is always one left.

        Raises:
            Refused: 43101 there is none.
        """
        self._table.change(user.openid, Subscribed(), lambda old: _after_use(old, user, template))


def _after_use(old: Subscribed, user: User, template: Template) -> Subscribed:
    whose = f"{user.person} in {user.appid}"
    if not old.main_switch:
        raise Refused(43101, f"{whose} has switched off all subscribe messages")
    left = old.grants.get(template.template_id, 0)
    if left < 1:
        raise Refused(
            43101,
            f"{whose} has no subscription to {template.title!r} left: one acceptance of "
            "wx.requestSubscribeMessage is good for one message",
        )
    if template.type == LONG_TERM:
        return old
    return msgspec.structs.replace(old, grants={**old.grants, template.template_id: left - 1})
