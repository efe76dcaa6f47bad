"""Codes of the phone-number button."""

from __future__ import annotations

import msgspec

from wxsim.world.codes import REMEMBERED_AFTER_END
from wxsim.world.errors import Refused
from wxsim.world.ground import Ground
from wxsim.world.people import People
from wxsim.world.records import App, Person, PhoneCode, Sender, User
from wxsim.world.tables import Table
from wxsim.world.users import Users

# Documented: the phone-number component.
PHONE_CODE_LIFETIME = 300


class PhoneCodes:
    """The codes behind which WeChat keeps a phone number. Each works once."""

    def __init__(self, ground: Ground, people: People, users: Users) -> None:
        self._table = Table(ground.store, "phone_codes", PhoneCode)
        self._people = people
        self._users = users
        self._clock = ground.clock
        self._identifiers = ground.identifiers
        self._ledger = ground.ledger

    def issue(self, user: User) -> PhoneCode:
        """Make the code of one press of the button."""

        def asked(user: User) -> User:
            return msgspec.structs.replace(user, phone_asks=user.phone_asks + 1)

        user = self._users.change(user, asked)
        now = self._clock.now(user.appid)
        code = PhoneCode(
            code=self._identifiers.phone_code(user.openid, user.phone_asks),
            openid=user.openid,
            appid=user.appid,
            person=user.person,
            issued_at=now,
            expires_at=now + PHONE_CODE_LIFETIME,
        )
        self._table.add(code.code, code, ttl=PHONE_CODE_LIFETIME + REMEMBERED_AFTER_END)
        self._ledger.write(
            "phone code issued",
            f"{user.person} let {user.appid} ask for the phone number",
            appid=user.appid,
            person=user.person,
        )
        return code

    def find(self, value: str) -> PhoneCode | None:
        """Return a code that is still remembered, fresh or not."""
        return self._table.get(value)

    def redeem(
        self, app: App, value: str, openid: str, rid: str, sender: Sender | None = None
    ) -> Person:
        """Spend a code and return whose phone number it stands for.

        Args:
            app: the app of the access_token.
            value: the code.
            openid: checked against the code's where it is not empty (documented).
            rid: the request that spends it.
            sender: where that request came from.

        Raises:
            Refused: 40029 unknown, spent or expired, or another app's (or 40013,
                by the app's switch); 40003 the openid is another person's
                (assumed: WeChat documents no errcode for it).
        """
        while True:
            code = self._fresh(app, value)
            if openid and openid != code.openid:
                raise Refused(40003, f"the code is {code.person}'s, the openid is not")
            spent = msgspec.structs.replace(
                code, spent_at=self._clock.now(code.appid), spent_by=rid, spent_from=sender
            )
            if self._table.replace(value, code, spent):
                break
        self._ledger.write(
            "phone code redeemed",
            f"{app.appid} learned the phone number of {code.person}",
            appid=app.appid,
            person=code.person,
            rid=rid,
        )
        return self._people.get(code.person)

    def _fresh(self, app: App, value: str) -> PhoneCode:
        code = self._table.get(value)
        if code is None:
            raise Refused(
                40029, "no phone-number button gave that code (a wx.login code is another thing)"
            )
        if code.appid != app.appid:
            raise Refused(
                app.switches.phone_code_of_other_app,
                f"the code was made in {code.appid}, the access_token is {app.appid}'s",
            )
        now = self._clock.now(code.appid)
        if now >= code.expires_at:
            raise Refused(40029, f"the code is {now - code.issued_at:.0f} s old and has expired")
        if code.spent_at is not None:
            raise Refused(40029, f"the code was spent by request {code.spent_by}")
        return code
