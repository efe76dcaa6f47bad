"""Logins by QR code: shown on one screen, scanned and answered on another."""

from __future__ import annotations

from typing import Literal

import msgspec

from wxsim.world.counting import Counting
from wxsim.world.ground import Ground
from wxsim.world.records import App, Person, Record
from wxsim.world.tables import Table
from wxsim.world.web_codes import WebCodes

# Assumed: the page says only that its code "has expired" after a while.
QR_LIFETIME = 300


class QrLogin(Record, frozen=True, kw_only=True):
    """One QR code on one screen.

    Attributes:
        uuid: what the QR code carries.
        code: what the screen takes back to the site, once allowed.
    """

    uuid: str
    appid: str
    scope: str
    expires_at: float
    status: Literal["waiting", "scanned", "allowed", "refused"] = "waiting"
    code: str = ""


class QrLogins:
    """The QR codes that are on screens now."""

    def __init__(self, ground: Ground, web_codes: WebCodes) -> None:
        self._table = Table(ground.store, "qr_logins", QrLogin)
        self._counting = Counting(ground)
        self._web_codes = web_codes
        self._clock = ground.clock
        self._identifiers = ground.identifiers

    def begin(self, app: App, scope: str) -> QrLogin:
        """Make what a new QR code carries."""
        login = QrLogin(
            uuid=self._identifiers.qr_uuid(self._counting.next("qr logins")),
            appid=app.appid,
            scope=scope,
            expires_at=self._clock.now(app.appid) + QR_LIFETIME,
        )
        self._table.add(login.uuid, login, ttl=QR_LIFETIME)
        return login

    def find(self, uuid: str) -> QrLogin | None:
        """Return a login whose QR code has not expired."""
        login = self._table.get(uuid)
        return None if login is None or self._clock.now(login.appid) >= login.expires_at else login

    def scan(self, uuid: str) -> QrLogin | None:
        """Note that a phone has seen the QR code; return None where it has expired."""
        login = self.find(uuid)
        if login is not None and login.status == "waiting":
            self._table.replace(uuid, login, msgspec.structs.replace(login, status="scanned"))
        return login

    def allow(self, login: QrLogin, app: App, person: Person) -> bool:
        """Let the screen go on as somebody; tell whether it still waited for that."""
        code = self._web_codes.issue(app, person, login.scope)
        return self._answer(login.uuid, status="allowed", code=code.code)

    def refuse(self, login: QrLogin) -> bool:
        """Let the screen know that nobody will come; tell whether it still waited for that."""
        return self._answer(login.uuid, status="refused")

    def _answer(self, uuid: str, **answer: str) -> bool:
        while True:
            login = self.find(uuid)
            if login is None or login.status not in ("waiting", "scanned"):
                return False
            if self._table.replace(uuid, login, msgspec.structs.replace(login, **answer)):
                return True
