"""access_tokens, in two spaces that know nothing of each other."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from wxsim.world.apps import Apps
from wxsim.world.beijing import day_number
from wxsim.world.errors import InvalidValue, Refused
from wxsim.world.ground import Ground
from wxsim.world.records import AccessToken, App, Sender, TokenGrants
from wxsim.world.switches import DAY
from wxsim.world.tables import Table

# Documented: access_token page and getStableAccessToken.
TOKEN_LIFETIME = 7200
_STABLE_RENEWED_IN_LAST = 300
_FORCED_GAP = 30
_FORCED_PER_DAY = 20

# How long an ended token is told from one that never was: 42001, not 40001 (assumed).
_REMEMBERED = DAY

_PLAIN = "token"
_STABLE = "stable_token"


class AccessTokens:
    """Issues tokens and tells whose a token is.

    Which tokens of a space work is decided by one record, so a new token
    comes and the old one starts to go at one moment for everybody. What a
    token was, dead or alive, is remembered for explanations.
    """

    def __init__(self, ground: Ground, apps: Apps) -> None:
        self._tokens = Table(ground.store, "access_tokens", AccessToken)
        self._grants = Table(ground.store, "token_grants", TokenGrants)
        self._apps = apps
        self._clock = ground.clock
        self._identifiers = ground.identifiers
        self._ledger = ground.ledger

    def fetch(self, app: App, rid: str, sender: Sender | None = None) -> AccessToken:
        """Issue a new token, as ``/cgi-bin/token`` does at every call (documented).

        The previous one works on for the app's ``token_overlap``.
        """
        return self._advance(
            app, _PLAIN, rid, lambda grants, _: self._renewed(app, _PLAIN, grants, rid, sender)
        )

    def fetch_stable(
        self, app: App, rid: str, sender: Sender | None = None, *, force_refresh: bool = False
    ) -> AccessToken:
        """Return the stable token (documented: getStableAccessToken).

        It stays the same until its last 5 minutes. A forced refresh makes a new
        one and ends the old at once, at most 20 times a day and 30 seconds
        apart; beyond that the call is not an error, it just refreshes nothing.
        """

        def stable(grants: TokenGrants, now: float) -> TokenGrants:
            current = grants.current
            if current is None or current.expires_at - now < _STABLE_RENEWED_IN_LAST:
                return self._renewed(app, _STABLE, grants, rid, sender)
            if not force_refresh or not _may_force(grants, now):
                return grants
            renewed = self._renewed(app, _STABLE, grants, rid, sender)
            today = tuple(at for at in grants.forced_at if day_number(at) == day_number(now))
            return msgspec.structs.replace(renewed, previous_until=now, forced_at=(*today, now))

        return self._advance(app, _STABLE, rid, stable)

    def app_of(self, value: str) -> App:
        """Return the app whose live token this is.

        Raises:
            Refused: 41001 no token, 42001 its two hours are over, 40001 never
                issued, or replaced by a newer one.
        """
        if not value:
            raise Refused(41001, "the query has no access_token")
        token = self._tokens.get(value)
        if token is None:
            raise Refused(40001, "this simulator never issued that access_token")
        now = self._clock.now(token.appid)
        if now >= token.expires_at:
            raise Refused(
                42001, f"{_which(token)} of {token.appid} is {now - token.issued_at:.0f} s old"
            )
        grants = self._grants.get(_key(token.appid, token.space)) or TokenGrants()
        if grants.current != token and (grants.previous != token or now >= grants.previous_until):
            newest = grants.current
            raise Refused(
                40001,
                f"{_which(token)} of {token.appid} was "
                + (
                    "revoked"
                    if newest is None or newest == token
                    else f"replaced by {_which(newest)} {_ago(now, newest)}"
                ),
            )
        return self._apps.get(token.appid)

    def revoke(self, app: App, space: str | None = None) -> list[AccessToken]:
        """End an app's tokens now, as an AppSecret that is reset in the console does (assumed).

        Args:
            app: whose.
            space: ``token`` or ``stable_token``; both when None.

        Returns:
            Those that had been alive.

        Raises:
            InvalidValue: there is no such space.
        """
        if space not in (None, _PLAIN, _STABLE):
            raise InvalidValue(f"there is no space {space!r}", f"there is {_PLAIN} and {_STABLE}")
        now = self._clock.now(app.appid)
        revoked: list[AccessToken] = []
        for name in (_PLAIN, _STABLE) if space is None else (space,):
            before = self._grants.get(_key(app.appid, name)) or TokenGrants()
            self._grants.change(
                _key(app.appid, name),
                TokenGrants(),
                lambda grants: msgspec.structs.replace(
                    grants, current=None, previous=None, previous_until=0.0
                ),
            )
            alive = [before.current, before.previous if now < before.previous_until else None]
            revoked += [token for token in alive if token is not None and now < token.expires_at]
        for token in revoked:
            self._ledger.write(
                "access_token revoked",
                f"{_which(token)} of {app.appid} was revoked on purpose",
                appid=app.appid,
            )
        return revoked

    def find(self, value: str) -> AccessToken | None:
        """Return a token that is still remembered, alive or not."""
        return self._tokens.get(value)

    def remembered(self, app: App) -> list[AccessToken]:
        """Return every token of an app that is still remembered, oldest first."""
        mine = [token for token in self._tokens.all() if token.appid == app.appid]
        return sorted(mine, key=lambda token: (token.issued_at, token.number))

    def _advance(
        self, app: App, space: str, rid: str, step: Callable[[TokenGrants, float], TokenGrants]
    ) -> AccessToken:
        now = self._clock.now(app.appid)
        grants = self._grants.change(
            _key(app.appid, space), TokenGrants(), lambda grants: step(grants, now)
        )
        token = grants.current
        assert token is not None  # noqa: S101  # every step leaves a current token
        # Whoever hears of a token sees to it that it can be looked up, also
        # where another thread issued it and has not come this far yet.
        if self._tokens.add(token.value, token, ttl=TOKEN_LIFETIME + _REMEMBERED):
            self._ledger.write(
                "access_token issued",
                f"{app.appid} fetched {_which(token)}",
                appid=app.appid,
                rid=rid,
            )
        return token

    def _renewed(
        self, app: App, space: str, grants: TokenGrants, rid: str, sender: Sender | None
    ) -> TokenGrants:
        now = self._clock.now(app.appid)
        number = grants.issued + 1
        return TokenGrants(
            issued=number,
            current=AccessToken(
                value=self._identifiers.access_token(app.appid, space, number),
                appid=app.appid,
                space=space,
                number=number,
                issued_at=now,
                expires_at=now + TOKEN_LIFETIME,
                issued_by=rid,
                issued_from=sender,
            ),
            previous=grants.current,
            previous_until=now + app.switches.token_overlap,
            forced_at=grants.forced_at,
        )


def _key(appid: str, space: str) -> str:
    return f"{appid}/{space}"


def _which(token: AccessToken) -> str:
    return f"access_token {token.number} of /cgi-bin/{token.space}"


def _ago(now: float, token: AccessToken) -> str:
    return f"issued {now - token.issued_at:.0f} s ago"


def _may_force(grants: TokenGrants, now: float) -> bool:
    forced = [at for at in grants.forced_at if day_number(at) == day_number(now)]
    last = grants.forced_at[-1] if grants.forced_at else None
    return len(forced) < _FORCED_PER_DAY and (last is None or now - last >= _FORCED_GAP)
