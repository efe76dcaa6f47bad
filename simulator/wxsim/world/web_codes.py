"""Codes of web and app authorisation: given to a page's address, exchanged once."""

from __future__ import annotations

import msgspec

from wxsim.world.apps import require_secret
from wxsim.world.codes import REMEMBERED_AFTER_END
from wxsim.world.counting import Counting
from wxsim.world.errors import InvalidValue, Refused
from wxsim.world.ground import Ground
from wxsim.world.people import People
from wxsim.world.records import App, OneTimeCode, Person, Sender
from wxsim.world.tables import Table
from wxsim.world.users import Users

# Documented: web page authorisation (5 minutes), website and mobile app login (10).
_LIFETIME = {"official_account": 300, "website": 600, "mobile_app": 600}

# What each kind of app can be granted (documented); the first is what it asks
# for where it names none. Other kinds have no such pages.
SCOPES: dict[str, tuple[str, ...]] = {
    "official_account": ("snsapi_base", "snsapi_userinfo"),
    "website": ("snsapi_login",),
    "mobile_app": ("snsapi_userinfo",),
}
BASE = "snsapi_base"


class WebCode(OneTimeCode, frozen=True, kw_only=True):
    """The code that an authorisation page sends along.

    Attributes:
        openid: a made-up one for a snapshot user.
        scope: what was granted.
        snapshot: whether the page was opened as a snapshot, by nobody in particular.
    """

    scope: str
    snapshot: bool = False


class WebCodes:
    """The codes of every page. Each works once."""

    def __init__(self, ground: Ground, people: People, users: Users) -> None:
        self._table = Table(ground.store, "web_codes", WebCode)
        self._counting = Counting(ground)
        self._people = people
        self._users = users
        self._clock = ground.clock
        self._identifiers = ground.identifiers
        self._ledger = ground.ledger

    def issue(
        self, app: App, person: Person, scope: str | None = None, *, snapshot: bool = False
    ) -> WebCode:
        """Make the code of one authorisation.

        Args:
            app: who is granted something.
            person: who grants it.
            scope: what; the least that the app can ask for when None.
            snapshot: whether the page is a snapshot (documented: announcement of
                2022-07), where everything about the person is made up.

        Raises:
            InvalidValue: apps of this kind have no such scope, or none at all.
        """
        known = SCOPES.get(app.kind, ())
        scope = scope or (known[0] if known else "")
        if scope not in known:
            raise InvalidValue(
                f"{app.appid} is a {app.kind}, which cannot be granted {scope or 'any scope'}",
                f"it can be granted {', '.join(known)}"
                if known
                else f"register it as one of {', '.join(SCOPES)}",
            )
        openid = self._identifiers.openid(app.appid, known_as(person.name, snapshot=snapshot))
        if not snapshot:
            # From now on the app knows the person, as after a wx.login.
            self._users.change(self._users.of(app, person), lambda user: user)
        now = self._clock.now(app.appid)
        lifetime = _LIFETIME[app.kind]
        code = WebCode(
            code=self._identifiers.web_code(openid, self._counting.next(f"web codes of {openid}")),
            openid=openid,
            appid=app.appid,
            person=person.name,
            issued_at=now,
            expires_at=now + lifetime,
            scope=scope,
            snapshot=snapshot,
        )
        self._table.add(code.code, code, ttl=lifetime + REMEMBERED_AFTER_END)
        self._ledger.write(
            "web code issued",
            f"code …{code.code[-6:]} was issued for {person.name} in {app.appid}: {scope}"
            + (", as a snapshot user" if snapshot else ""),
            appid=app.appid,
            person=person.name,
        )
        return code

    def find(self, value: str) -> WebCode | None:
        """Return a code that is still remembered, fresh or not."""
        return self._table.get(value)

    def exchange(
        self,
        app: App,
        secret: str | None,
        value: str,
        rid: str,
        sender: Sender | None = None,
    ) -> WebCode:
        """Spend a code.

        The code is looked at before the secret, so a bad code hides a bad
        secret (observed).

        Args:
            app: who exchanges it.
            secret: the app's; None where a third-party platform has proved itself instead.
            value: the code.
            rid: the request that spends it.
            sender: where that request came from.

        Raises:
            Refused: 40029 unknown, expired or another app's; 40163 spent;
                40125 wrong secret.
        """
        while True:
            code = self._fresh(app, value)
            if secret is not None:
                require_secret(app, secret)
            spent = msgspec.structs.replace(
                code, spent_at=self._clock.now(code.appid), spent_by=rid, spent_from=sender
            )
            if self._table.replace(value, code, spent):
                return spent

    def _fresh(self, app: App, value: str) -> WebCode:
        code = self._table.get(value)
        if code is None:
            raise Refused(
                40029,
                "no authorisation page gave that code, or long ago (a js_code of wx.login is "
                "another thing)",
            )
        if code.appid != app.appid:
            raise Refused(40029, f"the code was issued for {code.appid}, not for {app.appid}")
        now = self._clock.now(code.appid)
        if now >= code.expires_at:
            raise Refused(
                40029,
                f"the code of {code.person} expired: it is {now - code.issued_at:.0f} s old and "
                f"lives {code.expires_at - code.issued_at:.0f} s",
            )
        if code.spent_at is not None:
            raise Refused(
                40163,
                f"the code of {code.person} was spent by request {code.spent_by}, "
                f"{now - code.spent_at:.0f} s ago",
            )
        return code


def known_as(person: str, *, snapshot: bool) -> str:
    """Return the name from which a person's openid and unionid follow.

    No person can have the name of a snapshot user, for names have no blanks.
    """
    return f"snapshot of {person}" if snapshot else person
