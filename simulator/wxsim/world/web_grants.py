"""What pages were granted: one refresh_token each, and access_tokens one after the other."""

from __future__ import annotations

import msgspec

from wxsim.world.errors import Refused
from wxsim.world.ground import Ground
from wxsim.world.records import App, Record
from wxsim.world.switches import DAY
from wxsim.world.tables import Table
from wxsim.world.web_codes import WebCode, known_as

# Documented: /sns/oauth2/access_token.
ACCESS_LIFETIME = 7200

# How long an ended grant is told from one that never was: 42001 and 42002, not
# 40001 and 40030 (assumed).
_REMEMBERED = DAY


class WebGrant(Record, frozen=True, kw_only=True):
    """One authorisation, as long as its refresh_token lives.

    Attributes:
        ends_at: when the refresh_token dies; using it does not prolong it (documented).
        access_token: the latest one.
        access_until: when that one dies, unless it is refreshed.
        generation: how many access_tokens there have been.
        made_by: the rid of the request that exchanged the code.
    """

    refresh_token: str
    appid: str
    openid: str
    person: str
    scope: str
    snapshot: bool
    ends_at: float
    access_token: str
    access_until: float
    generation: int = 1
    made_by: str = ""


class _TokenOf(Record, frozen=True, kw_only=True):
    """Which grant an access_token belongs to."""

    refresh_token: str


class WebGrants:
    """The grants of every app.

    Which access_token of a grant works is decided by one record, the grant's;
    each grant has its own, so a person who authorises twice has two (assumed).
    """

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "web_grants", WebGrant)
        self._tokens = Table(ground.store, "web_tokens", _TokenOf)
        self._clock = ground.clock
        self._identifiers = ground.identifiers
        self._ledger = ground.ledger

    def begin(self, app: App, code: WebCode, rid: str) -> WebGrant:
        """Make the grant of a code that was just spent."""
        now = self._clock.now(app.appid)
        refresh_token = self._identifiers.web_token("refresh", code.code)
        grant = WebGrant(
            refresh_token=refresh_token,
            appid=app.appid,
            openid=code.openid,
            person=code.person,
            scope=code.scope,
            snapshot=code.snapshot,
            ends_at=now + app.switches.oauth_refresh_lifetime,
            access_token=self._identifiers.web_token("access", refresh_token),
            access_until=now + ACCESS_LIFETIME,
            made_by=rid,
        )
        self._table.add(refresh_token, grant, ttl=grant.ends_at - now + _REMEMBERED)
        self._remember(grant, now)
        self._ledger.write(
            "web code exchanged",
            f"code …{code.code[-6:]} of {code.person} gave {app.appid} a grant of {code.scope}",
            appid=app.appid,
            person=code.person,
            rid=rid,
        )
        return grant

    def refresh(self, app: App, refresh_token: str, rid: str) -> WebGrant:
        """Prolong the access_token, or make another one where it has expired (documented).

        Raises:
            Refused: 40030 no such refresh_token, or another app's (assumed);
                42002 it has expired (documented in the list of all errcodes).
        """
        while True:
            grant = self._table.get(refresh_token)
            if grant is None:
                raise Refused(40030, "this simulator never gave that refresh_token")
            if grant.appid != app.appid:
                raise Refused(40030, f"the refresh_token is {grant.appid}'s, not {app.appid}'s")
            now = self._clock.now(app.appid)
            if now >= grant.ends_at:
                raise Refused(
                    42002,
                    f"the refresh_token of {grant.person} ended {now - grant.ends_at:.0f} s "
                    "ago: the person has to authorise anew",
                )
            refreshed = self._refreshed(grant, now)
            if self._table.replace(refresh_token, grant, refreshed):
                break
        self._remember(refreshed, now)
        renewed = refreshed.generation != grant.generation
        self._ledger.write(
            "web grant refreshed",
            f"{app.appid} refreshed the grant of {grant.person}: "
            + ("a new access_token" if renewed else "the same access_token, prolonged"),
            appid=app.appid,
            person=grant.person,
            rid=rid,
        )
        return refreshed

    def of_token(self, access_token: str) -> WebGrant | None:
        """Return the grant that an access_token belongs to, dead or alive."""
        found = self._tokens.get(access_token)
        return None if found is None else self._table.get(found.refresh_token)

    def find(self, refresh_token: str) -> WebGrant | None:
        """Return the grant of a refresh_token that is still remembered."""
        return self._table.get(refresh_token)

    def check(self, access_token: str, openid: str) -> WebGrant:
        """Return the grant that a page's server may use.

        Raises:
            Refused: 41001, 40001, 42001 the access_token is missing, none, or
                over; 41009, 40003 the openid is missing or not the grant's.
        """
        if not access_token:
            raise Refused(41001, "the query has no access_token")
        grant = self.of_token(access_token)
        if grant is None:
            raise Refused(
                40001,
                "no authorisation gave that access_token (one of /cgi-bin/token is another thing)",
            )
        now = self._clock.now(grant.appid)
        if access_token != grant.access_token:
            raise Refused(42001, f"a refresh has replaced that access_token of {grant.person}")
        if now >= grant.access_until:
            raise Refused(
                42001,
                f"the access_token of {grant.person} ended {now - grant.access_until:.0f} s ago",
            )
        if not openid:
            raise Refused(41009, "the query has no openid")
        if openid != grant.openid:
            raise Refused(40003, f"the access_token is {grant.person}'s, the openid is not")
        return grant

    def unionid(self, app: App, grant: WebGrant) -> str | None:
        """Return the unionid of whoever granted, made up for a snapshot user; None if unbound."""
        if app.open_account is None:
            return None
        name = known_as(grant.person, snapshot=grant.snapshot)
        return self._identifiers.unionid(app.open_account, name)

    def _refreshed(self, grant: WebGrant, now: float) -> WebGrant:
        until = now + ACCESS_LIFETIME
        if now < grant.access_until:
            return msgspec.structs.replace(grant, access_until=until)
        number = grant.generation + 1
        return msgspec.structs.replace(
            grant,
            access_token=self._identifiers.web_token("access", grant.refresh_token, number),
            access_until=until,
            generation=number,
        )

    def _remember(self, grant: WebGrant, now: float) -> None:
        # A token is prolonged until its grant ends, and 2 hours beyond at most.
        left = grant.ends_at - now + _REMEMBERED
        self._tokens.add(grant.access_token, _TokenOf(refresh_token=grant.refresh_token), ttl=left)
