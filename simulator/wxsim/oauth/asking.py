"""What a web site asks of a person, read out of the page's address and judged."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from wxsim.oauth.errors import PageError
from wxsim.oauth.redirects import is_registered
from wxsim.world import App, Refused, World
from wxsim.world.web_codes import SCOPES

# Documented: 128 bytes at most.
_LONGEST_STATE = 128
# Documented: the page checks the order.
_ORDER = ("appid", "redirect_uri", "response_type", "scope", "state")
# The appids that each page is for, and what it says to others (10005 assumed).
_PAGE_OF = {"/connect/oauth2/authorize": "official_account", "/connect/qrconnect": "website"}


@dataclass(frozen=True)
class Asking:
    """A good request of an authorisation page.

    Attributes:
        component: the appid of the third-party platform that asks; empty where
            the app asks for itself.
        snapshot: whether the site wants to see what a snapshot user sees.
    """

    app: App
    redirect_uri: str
    scope: str
    state: str
    component: str = ""
    snapshot: bool = False


def read_asking(world: World, path: str, query_string: bytes) -> Asking:
    """Read what is asked, checking one thing after the other (the order is assumed).

    Args:
        world: decides.
        path: which page.
        query_string: undecoded, without the question mark.

    Raises:
        PageError: the page does not open.
    """
    text = query_string.decode("ascii", "replace")
    query: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, errors="replace"):
        query.setdefault(name, value)
    app = _app(world, path, query)
    component = _component(world, app, query.get("component_appid", ""))
    redirect_uri = query.get("redirect_uri", "")
    if not redirect_uri:
        raise PageError(10011, "the address has no redirect_uri")
    scope = _scope(app, query)
    if not is_registered(redirect_uri, app.redirect_domains):
        known = ", ".join(app.redirect_domains) or "none at all"
        raise PageError(
            10003, f"{redirect_uri!r} leads to no redirect domain of {app.appid}; it has {known}"
        )
    state = query.get("state", "")
    if not state and app.switches.oauth_state_required:
        raise PageError(10013, f"oauth_state_required of {app.appid} is on")
    if len(state.encode("utf-8", "replace")) > _LONGEST_STATE:
        raise PageError(0, f"the state is longer than {_LONGEST_STATE} bytes")
    _require_order(app, path, list(query))
    snapshot = query.get("forceSnapShot") == "true"
    return Asking(app, redirect_uri, scope, state, component, snapshot)


def _app(world: World, path: str, query: dict[str, str]) -> App:
    appid = query.get("appid", "")
    if not appid:
        raise PageError(10012, "the address has no appid")
    try:
        app = world.apps.named_by(appid)
    except Refused as refused:
        raise PageError(refused.errcode, refused.why) from refused
    if app.switches.oauth_page_error:
        raise PageError(app.switches.oauth_page_error, f"oauth_page_error of {appid} says so")
    wanted = _PAGE_OF[path]
    if app.kind == wanted:
        return app
    why = f"{appid} is a {app.kind}; this page is for the kind {wanted}"
    of_open_platform = app.kind in ("website", "mobile_app", "component")
    raise PageError(10016 if wanted == "official_account" and of_open_platform else 10005, why)


def _component(world: World, app: App, appid: str) -> str:
    if not appid:
        return ""
    try:
        component = world.components.named_by(appid)
        world.components.require_authorised(component, app)
    except Refused as refused:
        raise PageError(10015, refused.why) from refused
    return appid


def _scope(app: App, query: dict[str, str]) -> str:
    if query.get("response_type") != "code":
        raise PageError(0, f"response_type is {query.get('response_type')!r}, not code")
    scope = query.get("scope", "")
    if not scope:
        raise PageError(10010, "the address has no scope")
    if scope not in SCOPES[app.kind]:
        raise PageError(10005, f"scope is {scope!r}; there is {', '.join(SCOPES[app.kind])}")
    return scope


def _require_order(app: App, path: str, names: list[str]) -> None:
    if path != "/connect/oauth2/authorize" or not app.switches.oauth_parameter_order:
        return
    found = [name for name in names if name in _ORDER]
    if found != sorted(found, key=_ORDER.index):
        raise PageError(
            0,
            f"the parameters come as {', '.join(found)}; the documentation wants "
            f"{', '.join(_ORDER)} in this order (oauth_parameter_order)",
        )
