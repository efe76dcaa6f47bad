"""Third-party platforms ("components"): what they prove themselves with, and for whom they act."""

from __future__ import annotations

import msgspec

from wxsim.world.apps import Apps, require_secret
from wxsim.world.counting import Counting
from wxsim.world.errors import InvalidValue, Refused
from wxsim.world.ground import Ground
from wxsim.world.records import App, Record
from wxsim.world.switches import DAY
from wxsim.world.tables import Table

# Documented: component_verify_ticket is pushed every 10 minutes and lives 12 hours.
VERIFY_TICKET_LIFETIME = 12 * 3600
# Documented: api_component_token.
TOKEN_LIFETIME = 7200
# Documented in words; the example beside them says 600.
PRE_AUTH_LIFETIME = 1800

_REMEMBERED = DAY


class Standing(Record, frozen=True, kw_only=True):
    """What a component has by now.

    Attributes:
        acts_for: the appids of those who have authorised it.
        verify_ticket: the latest component_verify_ticket; empty before the first.
        verify_tickets: how many there have been.
    """

    acts_for: tuple[str, ...] = ()
    verify_ticket: str = ""
    verify_ticket_until: float = 0.0
    verify_tickets: int = 0


class ComponentToken(Record, frozen=True, kw_only=True):
    """A component_access_token. A newer one does not end it (assumed)."""

    value: str
    component: str
    issued_at: float
    expires_at: float


class Components:
    """The third-party platforms: apps of the kind ``component``."""

    def __init__(self, ground: Ground, apps: Apps) -> None:
        self._standings = Table(ground.store, "components", Standing)
        self._tokens = Table(ground.store, "component_tokens", ComponentToken)
        self._counting = Counting(ground)
        self._apps = apps
        self._clock = ground.clock
        self._identifiers = ground.identifiers
        self._ledger = ground.ledger

    def standing(self, component: App) -> Standing:
        """Return what a component has.

        Raises:
            InvalidValue: the app is no component.
        """
        self._require_component(component)
        return self._standings.get(component.appid) or Standing()

    def verify_ticket(self, component: App) -> Standing:
        """Make another component_verify_ticket, as WeChat pushes one every 10 minutes.

        From then on the one before is refused (assumed).

        Raises:
            InvalidValue: the app is no component.
        """
        self._require_component(component)

        def ticketed(standing: Standing) -> Standing:
            number = standing.verify_tickets + 1
            value = self._identifiers.component_secret("verify_ticket", component.appid, number)
            return msgspec.structs.replace(
                standing,
                verify_ticket=f"ticket@@@{value}",
                verify_ticket_until=self._clock.now(component.appid) + VERIFY_TICKET_LIFETIME,
                verify_tickets=number,
            )

        return self._standings.change(component.appid, Standing(), ticketed)

    def set_authorised(self, component: App, app: App, *, authorised: bool) -> Standing:
        """Let a component act for an app, or no longer.

        Raises:
            InvalidValue: the first is no component, or the second is one.
        """
        self._require_component(component)
        if app.kind == "component":
            raise InvalidValue(f"{app.appid} is a component itself", "name an app to act for")

        def changed(standing: Standing) -> Standing:
            others = tuple(appid for appid in standing.acts_for if appid != app.appid)
            return msgspec.structs.replace(
                standing, acts_for=(*others, app.appid) if authorised else others
            )

        standing = self._standings.change(component.appid, Standing(), changed)
        self._ledger.write(
            "component authorised" if authorised else "component unauthorised",
            f"{component.appid} may {'' if authorised else 'no longer '}act for {app.appid}",
            appid=app.appid,
        )
        return standing

    def named_by(self, appid: str) -> App:
        """Return the component that a caller of the Server API named.

        Raises:
            Refused: 41018 no appid, 40013 unknown, 61011 no component (assumed).
        """
        if not appid:
            raise Refused(
                41018,
                "there is no appid of a component where this path looks for it (component_appid)",
            )
        component = self._apps.named_by(appid)
        if component.kind != "component":
            raise Refused(61011, f"{appid} is a {component.kind}, not a component")
        return component

    def fetch_token(self, component: App, secret: str, ticket: str, rid: str) -> ComponentToken:
        """Issue a component_access_token.

        Raises:
            Refused: 41004, 40125 the secret is missing or wrong; 61006, 61005
                the component_verify_ticket is not the latest, or has expired.
        """
        if not secret:
            raise Refused(41004, "no component_appsecret was sent")
        require_secret(component, secret)
        standing = self.standing(component)
        now = self._clock.now(component.appid)
        if not ticket or ticket != standing.verify_ticket:
            raise Refused(
                61006,
                "that is not the latest component_verify_ticket"
                if standing.verify_ticket
                else f"{component.appid} was never sent a component_verify_ticket",
            )
        if now >= standing.verify_ticket_until:
            raise Refused(
                61005,
                "the component_verify_ticket ended "
                f"{now - standing.verify_ticket_until:.0f} s ago, 12 hours after it was pushed",
            )
        number = self._counting.next(f"component_access_tokens of {component.appid}")
        token = ComponentToken(
            value=self._identifiers.component_secret(
                "component_access_token", component.appid, number
            ),
            component=component.appid,
            issued_at=now,
            expires_at=now + TOKEN_LIFETIME,
        )
        self._tokens.add(token.value, token, ttl=TOKEN_LIFETIME + _REMEMBERED)
        self._ledger.write(
            "component_access_token issued",
            f"{component.appid} fetched component_access_token {number}",
            appid=component.appid,
            rid=rid,
        )
        return token

    def of_token(self, value: str, *, unknown: int) -> App:
        """Return the component whose live token this is.

        Args:
            value: the component_access_token.
            unknown: the errcode for one that was never issued.

        Raises:
            Refused: 41001 no token, ``unknown``, 42001 its two hours are over.
        """
        if not value:
            raise Refused(
                41001, "the query has no access_token of a component (component_access_token)"
            )
        token = self._tokens.get(value)
        if token is None:
            raise Refused(unknown, "this simulator never issued that component_access_token")
        now = self._clock.now(token.component)
        if now >= token.expires_at:
            raise Refused(42001, f"the component_access_token is {now - token.issued_at:.0f} s old")
        return self._apps.get(token.component)

    def pre_auth_code(self, component: App) -> str:
        """Return a new pre_auth_code, for the page on which an account authorises the component."""
        number = self._counting.next(f"pre_auth_codes of {component.appid}")
        return self._identifiers.component_secret("pre_auth_code", component.appid, number)

    def require_authorised(self, component: App, app: App) -> None:
        """See to it that a component may act for an app.

        Raises:
            Refused: 61003 it may not.
        """
        if app.appid not in self.standing(component).acts_for:
            raise Refused(61003, f"{app.appid} has not authorised {component.appid}")

    def _require_component(self, app: App) -> None:
        if app.kind != "component":
            raise InvalidValue(
                f"{app.appid} is a {app.kind}, not a third-party platform",
                "register it with the kind component",
            )
