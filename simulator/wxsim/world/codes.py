"""Login codes: made by wx.login, exchanged once by jscode2session."""

from __future__ import annotations

import re

import msgspec

from wxsim.world.apps import Apps, require_secret
from wxsim.world.errors import Refused
from wxsim.world.ground import Ground
from wxsim.world.people import People
from wxsim.world.records import App, LoginCode, Person, Sender, SessionKey, User
from wxsim.world.risk import BLOCKED_RANK
from wxsim.world.sessions import Sessions
from wxsim.world.tables import Table
from wxsim.world.users import Users

# Documented: wx.login.
CODE_LIFETIME = 300

# How long an ended code is remembered, so that its refusal can be explained.
# The errcode does not depend on it.
REMEMBERED_AFTER_END = 300

# The form of every js_code that was ever published (observed).
_CODE = re.compile(r"0[0-9a-d][13][0-9A-Za-z]{29}")


class LoginCodes:
    """The js_codes of every app.

    A code is spent by one compare-and-set of its record, so among any number
    of threads and processes exactly one exchange succeeds.
    """

    def __init__(
        self, ground: Ground, apps: Apps, people: People, users: Users, sessions: Sessions
    ) -> None:
        self._table = Table(ground.store, "login_codes", LoginCode)
        self._apps = apps
        self._people = people
        self._users = users
        self._sessions = sessions
        self._clock = ground.clock
        self._identifiers = ground.identifiers
        self._ledger = ground.ledger

    def issue(self, app: App, person: Person) -> LoginCode:
        """Make the code of one wx.login, after the session_key it stands for."""
        code = self._made(app, person, None)
        self._ledger.write(
            "code issued",
            f"js_code …{code.code[-6:]} was issued to {person.name} in {app.appid}",
            appid=app.appid,
            person=person.name,
        )
        return code

    def _made(self, app: App, person: Person, value: str | None) -> LoginCode:
        user = self._sessions.login(app, person)
        now = self._clock.now(app.appid)
        code = LoginCode(
            code=value or self._identifiers.login_code(user.openid, user.logins),
            openid=user.openid,
            appid=app.appid,
            person=person.name,
            issued_at=now,
            expires_at=now + CODE_LIFETIME,
            from_devtools=value is not None,
        )
        self._table.add(code.code, code, ttl=CODE_LIFETIME + REMEMBERED_AFTER_END)
        return code

    def find(self, value: str) -> LoginCode | None:
        """Return a code that is still remembered, fresh or not."""
        return self._table.get(value)

    def exchange(
        self,
        app: App,
        secret: str | None,
        value: str,
        rid: str,
        sender: Sender | None = None,
    ) -> tuple[User, SessionKey]:
        """Spend a code for the openid and the session_key behind it.

        The code is looked at before the secret, so a bad code hides a bad
        secret (observed on /sns/oauth2/access_token, assumed here). The key is
        the one that is current at the exchange (assumed: a user has exactly
        one valid key).

        Args:
            app: who exchanges it.
            secret: the app's; None where a third-party platform has proved itself instead.
            value: the code.
            rid: the request that spends it.
            sender: where that request came from.

        Raises:
            Refused: 40029 unknown, expired or another app's; 40163 spent;
                40125 wrong secret; 40226 the person is blocked.
        """
        while True:
            code = self._known(app, value)
            # One moment for the whole decision, and for what is told of it.
            now = self._clock.now(app.appid)
            self._require_fresh(app, code, rid, sender, now)
            try:
                if secret is not None:
                    require_secret(app, secret)
            except Refused:
                self._burn(code, rid, sender, "a request with the wrong secret")
                raise
            if self._people.get(code.person).risk_rank >= BLOCKED_RANK:
                raise Refused(40226, f"{code.person} has risk rank 4: WeChat blocks the login")
            if self._spend(code, rid, sender, "an exchange", now):
                break
        user = self._users.by_openid(app, code.openid)
        assert user is not None  # noqa: S101  # wx.login made the user before it made the code
        key = self._sessions.ensure(app, user, rid)
        self._ledger.write(
            "code exchanged",
            f"js_code …{value[-6:]} of {code.person} gave session_key {key.generation}",
            appid=app.appid,
            person=code.person,
            rid=rid,
            at=now,
        )
        return user, key

    def _known(self, app: App, value: str) -> LoginCode:
        code = self._table.get(value) or self._from_devtools(app, value)
        if code is None:
            raise Refused(
                40029,
                "this simulator does not know that js_code: it never issued it, or more than "
                f"{CODE_LIFETIME + REMEMBERED_AFTER_END} s ago",
            )
        return code

    def _require_fresh(
        self, app: App, code: LoginCode, rid: str, sender: Sender | None, now: float
    ) -> None:
        if code.appid != app.appid:
            self._burn(code, rid, sender, f"a request of the other app {app.appid}")
            raise Refused(
                40029,
                f"the js_code was issued to {code.person} in {code.appid}, not in {app.appid}",
            )
        if now >= code.expires_at:
            raise Refused(
                40029,
                f"the js_code of {code.person} expired: it is {now - code.issued_at:.0f} s old "
                f"and lives {CODE_LIFETIME} s",
            )
        if code.spent_at is not None:
            raise Refused(
                40163,
                f"the js_code of {code.person} was spent by {code.spent_how}, request "
                f"{code.spent_by}, {now - code.spent_at:.0f} s ago",
            )

    def _from_devtools(self, app: App, value: str) -> LoginCode | None:
        """Take a code that a real WeChat issued for one of a person here, if the app wants that."""
        name = app.switches.devtools_codes
        if not name or not _CODE.fullmatch(value):
            return None
        self._made(app, self._people.get(name), value)
        self._ledger.write(
            "code taken in",
            f"js_code …{value[-6:]}, which was not issued here, was taken for one of {name}: "
            f"devtools_codes of {app.appid} is {name}",
            appid=app.appid,
            person=name,
        )
        return self._table.get(value)

    def _burn(self, code: LoginCode, rid: str, sender: Sender | None, how: str) -> None:
        # The app whose code it is decides, whoever sent it.
        switches = self._apps.get(code.appid).switches
        if switches.failed_exchange_burns_code and code.spent_at is None:
            self._spend(code, rid, sender, how, self._clock.now(code.appid))

    def _spend(
        self, code: LoginCode, rid: str, sender: Sender | None, how: str, now: float
    ) -> bool:
        spent = msgspec.structs.replace(
            code,
            spent_at=now,
            spent_by=rid,
            spent_from=sender,
            spent_how=how,
        )
        return self._table.replace(code.code, code, spent)
