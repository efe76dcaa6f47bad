"""Login by QR code: the page on the phone, and what the screen asks meanwhile."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, request

from wxsim.oauth.errors import PageError
from wxsim.oauth.pages import page, people_on, person_named
from wxsim.oauth.same_site import require_own_form
from wxsim.world import World
from wxsim.world.qr_logins import QrLogin

# Observed in the source of WeChat's own page, which polls for these.
_STATUS = {"waiting": 408, "scanned": 404, "refused": 403, "allowed": 405}
_EXPIRED = 402

_SCRIPT = Path(__file__).with_name("scan.js").read_text("utf-8")


def add_scanning(pages: Blueprint, world: World) -> None:
    """Add ``/connect/confirm``, which the QR code opens, and ``/connect/l/qrconnect``."""

    @pages.get("/scan.js")
    def script() -> Response:
        """Give the page with the QR code the script that polls."""
        return Response(_SCRIPT, mimetype="text/javascript")

    @pages.get("/confirm")
    def scanned() -> Response:
        """Ask who scanned, on the phone."""
        login = _login(world)
        world.qr_logins.scan(login.uuid)
        app = world.apps.get(login.appid)
        people, others = people_on(world, world.visitors.get())
        return page("scanned.html", app=app, scope=login.scope, people=people, others=others)

    @pages.post("/confirm")
    def confirmed() -> Response:
        """Take the phone's answer; the other screen goes on."""
        require_own_form(request)
        login = _login(world)
        if request.form.get("answer") == "allow":
            person = person_named(world, request.form.get("person", ""))
            taken = world.qr_logins.allow(login, world.apps.get(login.appid), person)
        else:
            taken = world.qr_logins.refuse(login)
        if not taken:
            raise PageError(0, "the QR code was answered before")
        return page("confirmed.html")

    @pages.get("/l/qrconnect")
    def poll() -> Response:
        """Tell the screen with the QR code how it stands, as WeChat does: in two assignments."""
        world.timekeeping.refresh()
        login = world.qr_logins.find(request.args.get("uuid", ""))
        status = _EXPIRED if login is None else _STATUS[login.status]
        code = "" if login is None else login.code
        text = f"window.wx_errcode={status};window.wx_code='{code}';"
        return Response(text, mimetype="text/javascript", headers={"Cache-Control": "no-store"})


def _login(world: World) -> QrLogin:
    world.timekeeping.refresh()
    login = world.qr_logins.find(request.args.get("uuid", ""))
    if login is None:
        raise PageError(0, "the QR code has expired: load the page that shows it again")
    return login
