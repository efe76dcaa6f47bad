"""Codes of wx.pluginLogin, behind which stands who a person is to a plugin."""

from __future__ import annotations

import msgspec

from wxsim.world.codes import REMEMBERED_AFTER_END
from wxsim.world.errors import Refused
from wxsim.world.ground import Ground
from wxsim.world.records import App, PluginCode, User
from wxsim.world.tables import Table
from wxsim.world.users import Users

# Documented: getpluginopenpid.
PLUGIN_CODE_LIFETIME = 300


class PluginCodes:
    """The codes that plugins exchange for an openpid. Each works once.

    A plugin is an app of its own here: the one on whose phone wx.pluginLogin
    was called, and whose access_token redeems the code (assumed: the program
    that carries the plugin has no part in it).
    """

    def __init__(self, ground: Ground, users: Users) -> None:
        self._table = Table(ground.store, "plugin_codes", PluginCode)
        self._users = users
        self._clock = ground.clock
        self._identifiers = ground.identifiers
        self._ledger = ground.ledger

    def issue(self, user: User) -> PluginCode:
        """Make the code of one wx.pluginLogin."""

        def asked(user: User) -> User:
            return msgspec.structs.replace(user, plugin_logins=user.plugin_logins + 1)

        user = self._users.change(user, asked)
        now = self._clock.now(user.appid)
        code = PluginCode(
            code=self._identifiers.plugin_code(user.openid, user.plugin_logins),
            openid=user.openid,
            appid=user.appid,
            person=user.person,
            issued_at=now,
            expires_at=now + PLUGIN_CODE_LIFETIME,
        )
        self._table.add(code.code, code, ttl=PLUGIN_CODE_LIFETIME + REMEMBERED_AFTER_END)
        self._ledger.write(
            "plugin code issued",
            f"wx.pluginLogin of {user.person} in {user.appid} gave a code",
            appid=user.appid,
            person=user.person,
        )
        return code

    def find(self, value: str) -> PluginCode | None:
        """Return a code that is still remembered, fresh or not."""
        return self._table.get(value)

    def redeem(self, app: App, value: str, rid: str) -> str:
        """Spend a code and return the openpid it stands for.

        Raises:
            Refused: 1005 another plugin's code, 1007 unknown, spent or expired.
        """
        while True:
            code = self._fresh(app, value)
            now = self._clock.now(app.appid)
            spent = msgspec.structs.replace(code, spent_at=now, spent_by=rid)
            if self._table.replace(value, code, spent):
                break
        self._ledger.write(
            "plugin code redeemed",
            f"{app.appid} learned the openpid of {code.person}",
            appid=app.appid,
            person=code.person,
            rid=rid,
        )
        return self._identifiers.openpid(app.appid, code.person)

    def _fresh(self, app: App, value: str) -> PluginCode:
        code = self._table.get(value)
        if code is None:
            raise Refused(1007, "no wx.pluginLogin gave that code (a wx.login code is another)")
        if code.appid != app.appid:
            raise Refused(1005, f"the code was made in {code.appid}, the token is {app.appid}'s")
        age = self._clock.now(app.appid) - code.issued_at
        if age >= PLUGIN_CODE_LIFETIME:
            raise Refused(1007, f"the code is {age:.0f} s old and has expired")
        if code.spent_at is not None:
            raise Refused(1007, f"the code was spent by request {code.spent_by}")
        return code
