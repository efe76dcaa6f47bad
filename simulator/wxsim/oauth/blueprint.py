"""The pages over HTTP."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from wxsim.oauth.asking import Asking, read_asking
from wxsim.oauth.errors import PageError
from wxsim.oauth.pages import consent_page, error_page, person_named, refused_page, scan_page
from wxsim.oauth.redirects import sent_back
from wxsim.oauth.same_site import require_own_form
from wxsim.oauth.scanning import add_scanning
from wxsim.world import Person, Unknown, World
from wxsim.world.web_codes import BASE

# Who authorised last in this browser.
_COOKIE = "wxsim_person"


def open_weixin(world: World) -> Blueprint:
    """Return the pages below ``/connect``."""
    pages = Blueprint("open_weixin", __name__, url_prefix="/connect", template_folder="templates")

    @pages.get("/oauth2/authorize")
    @pages.get("/qrconnect")
    def ask() -> AnyResponse:
        """Open the page, or send the person back at once where nothing is to be asked."""
        asking = _asking(world)
        visitor = _visitor(world)
        if asking.scope == BASE:
            return _allow(world, asking, visitor, snapshot=False)
        if asking.app.kind != "website":
            return consent_page(world, asking, visitor)
        login = world.qr_logins.begin(asking.app, asking.scope)
        return scan_page(
            world, asking, visitor, login, f"{request.host_url}connect/confirm?uuid={login.uuid}"
        )

    @pages.post("/oauth2/authorize")
    @pages.post("/qrconnect")
    def answer() -> AnyResponse:
        """Take what the person answered; what was asked is read and judged anew."""
        asking = _asking(world)
        require_own_form(request)
        person = person_named(world, request.form.get("person", ""))
        if request.form.get("answer") == "allow":
            snapshot = request.form.get("snapshot") == "on"
            return _allow(world, asking, person, snapshot=snapshot)
        return _refuse(world, asking, person)

    add_scanning(pages, world)

    @pages.errorhandler(PageError)
    def does_not_open(error: PageError) -> Response:
        world.ledger.write("page not opened", f"{request.path}: {error.why}")
        return error_page(error)

    return pages


def _asking(world: World) -> Asking:
    world.timekeeping.refresh()
    return read_asking(world, request.path, request.query_string)


def _visitor(world: World) -> Person:
    """Return whose WeChat this browser is: who authorised last, or the world's visitor."""
    name = request.cookies.get(_COOKIE)
    if name is None:
        return world.visitors.get()
    try:
        return world.people.get(name)
    except Unknown:
        # A cookie of a world that is gone.
        return world.visitors.get()


def _allow(world: World, asking: Asking, person: Person, *, snapshot: bool) -> AnyResponse:
    code = world.web_codes.issue(asking.app, person, asking.scope, snapshot=snapshot)
    # Documented: a third-party platform is told the app as well.
    acting = {"appid": asking.app.appid} if asking.component else {}
    back = sent_back(asking.redirect_uri, code=code.code, state=asking.state, **acting)
    response = redirect(back)
    response.set_cookie(_COOKIE, person.name, httponly=True, samesite="Lax", path="/connect")
    return response


def _refuse(world: World, asking: Asking, person: Person) -> AnyResponse:
    world.ledger.write(
        "authorisation refused",
        f"{person.name} refused {asking.scope} to {asking.app.appid}",
        appid=asking.app.appid,
        person=person.name,
    )
    if asking.app.switches.oauth_refusal == "redirects":
        return redirect(sent_back(asking.redirect_uri, state=asking.state))
    return refused_page(asking)
