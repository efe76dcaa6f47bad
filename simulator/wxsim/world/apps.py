"""Registrations of Mini Programs."""

from __future__ import annotations

import hmac
import re

import msgspec

from wxsim.world.counting import Counting
from wxsim.world.errors import AlreadyThere, InvalidValue, Refused, Unknown
from wxsim.world.ground import Ground
from wxsim.world.records import App, AppKind
from wxsim.world.switches import Switches, require_addresses
from wxsim.world.tables import Table

_APPID = re.compile(r"wx[0-9a-f]{16}")
_SECRET = re.compile(r"[0-9a-f]{32}")
# What the ledger calls it when a switch of an app is set.
POLICY_SET, POLICY_RESET = "policy set", "policy reset"

_DOMAIN = re.compile(r"(?!-)[0-9A-Za-z.-]{1,253}(:[0-9]{1,5})?")


class Apps:
    """The apps that WeChat knows."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "apps", App, kept=1_000)
        self._counting = Counting(ground)
        self._identifiers = ground.identifiers
        self._ledger = ground.ledger

    def add(
        self,
        *,
        appid: str | None = None,
        secret: str | None = None,
        name: str = "",
        open_account: str | None = None,
        switches: Switches | None = None,
        kind: AppKind = "mini_program",
        redirect_domains: tuple[str, ...] = (),
    ) -> App:
        """Register an app.

        Args:
            appid: ``wx`` and 16 lowercase hex digits; made up when omitted.
            secret: 32 lowercase hex digits; made up when omitted.
            name: for people to read.
            open_account: any name for the Open Platform account it is bound to.
            switches: where it departs from the defaults.
            kind: see :class:`App`.
            redirect_domains: see :class:`App`.

        Raises:
            InvalidValue: appid or secret do not have WeChat's form, or a switch
                lists what is no address.
            AlreadyThere: the appid is taken.
        """
        if appid is None:
            appid = self._free_appid()
        if not _APPID.fullmatch(appid):
            raise InvalidValue(
                f"{appid!r} is not an appid", "an appid is wx and 16 digits of 0-9a-f"
            )
        if secret is None:
            secret = self._identifiers.secret(appid)
        if not _SECRET.fullmatch(secret):
            raise InvalidValue("that is not an AppSecret", "an AppSecret is 32 digits of 0-9a-f")
        switches = switches or Switches()
        require_addresses(switches)
        _require_domains(redirect_domains)
        app = App(
            appid=appid,
            secret=secret,
            name=name or appid,
            original_id=self._identifiers.original_id(appid),
            open_account=open_account,
            switches=switches,
            number=self._counting.next("apps"),
            kind=kind,
            redirect_domains=redirect_domains,
        )
        if not self._table.add(appid, app):
            raise AlreadyThere(
                f"the app {appid} exists already", "choose another appid, or none to get one made"
            )
        self._tell(appid, Switches(), switches)
        return app

    def change_switches(self, appid: str, switches: Switches) -> App:
        """Give an app other switches, from its next request on.

        Raises:
            Unknown: there is no such app.
            InvalidValue: a switch lists what is no address.
        """
        require_addresses(switches)
        before = self.get(appid)

        def changed(app: App) -> App:
            return msgspec.structs.replace(app, switches=switches)

        app = self._table.change(appid, before, changed)
        self._tell(appid, before.switches, switches)
        return app

    def _tell(self, appid: str, before: Switches, after: Switches) -> None:
        """Write down which switches were set, for every explanation of what they change."""
        defaults = Switches()
        for name in Switches.__struct_fields__:
            value, default = getattr(after, name), getattr(defaults, name)
            if value == getattr(before, name):
                continue
            written = msgspec.json.encode(default).decode()
            if value == default:
                event, told = POLICY_RESET, f"went back to its default, {written}"
            else:
                told = f"was set to {msgspec.json.encode(value).decode()}; its default is {written}"
                event = POLICY_SET
            self._ledger.write(
                event, f"{name} of {appid} {told}", appid=appid, facts={"switch": name}
            )

    def register_as(
        self,
        appid: str,
        kind: AppKind | None = None,
        redirect_domains: tuple[str, ...] | None = None,
    ) -> App:
        """Change what an app is and where its pages may send people, as the console does.

        Args:
            appid: which.
            kind: see :class:`App`; stays when None.
            redirect_domains: see :class:`App`; they stay when None.

        Raises:
            Unknown: there is no such app.
            InvalidValue: a domain is none.
        """
        _require_domains(redirect_domains or ())

        def changed(app: App) -> App:
            return msgspec.structs.replace(
                app,
                kind=app.kind if kind is None else kind,
                redirect_domains=(
                    app.redirect_domains if redirect_domains is None else redirect_domains
                ),
            )

        return self._table.change(appid, self.get(appid), changed)

    def list(self) -> list[App]:
        """Return every app, oldest first."""
        return sorted(self._table.all(), key=lambda app: (app.number, app.appid))

    def get(self, appid: str | None) -> App:
        """Return an app, or the oldest one where none is named.

        Raises:
            Unknown: there is no such app.
        """
        if appid is None:
            for app in self.list():
                return app
        else:
            found = self._table.get(appid)
            if found is not None:
                return found
        raise Unknown("app", appid or "", self._table.keys())

    def named_by(self, appid: str, where: str = "query") -> App:
        """Return the app that a caller of the Server API named.

        Args:
            appid: what the caller sent.
            where: the part of the request it should stand in.

        Raises:
            Refused: 41002 no appid, 40013 unknown appid.
        """
        if not appid:
            raise Refused(41002, f"the {where} has no appid")
        app = self._table.get(appid)
        if app is None:
            raise Refused(40013, f"no app {appid!r} is registered here")
        return app

    def _free_appid(self) -> str:
        while True:
            appid = self._identifiers.appid(self._counting.next("appids"))
            if self._table.get(appid) is None:
                return appid


def require_secret(app: App, secret: str) -> None:
    """Hold a secret against the app's.

    Raises:
        Refused: 40125 the secret is another one.
    """
    if not hmac.compare_digest(app.secret.encode(), secret.encode("utf-8", "replace")):
        raise Refused(40125, f"the secret sent for {app.appid} is not the app's secret")


def _require_domains(domains: tuple[str, ...]) -> None:
    for domain in domains:
        if not _DOMAIN.fullmatch(domain):
            raise InvalidValue(
                f"{domain!r} is no redirect domain",
                "write the host alone, as in www.example.com, or localhost:3000 for one port",
            )
