"""Opening a Mini Program by a scan or by a link, and what it is told of that."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from wxsim.device.messages import (
    CANCELLED,
    INVALID_ARGUMENT,
    LINK_FAILURES,
    NO_APP,
    NO_CODE,
    NO_LINK,
    NOT_RELEASED,
)
from wxsim.device.phone import Phone, WxFailed
from wxsim.device.qr_reader import read_picture
from wxsim.world import App, Unknown
from wxsim.world.link_texts import LinkKind, MadeLink, PlainScheme, read_link
from wxsim.world.links import CannotOpen
from wxsim.world.openings import Opening
from wxsim.world.pages import ENV_VERSIONS, EnvVersion
from wxsim.world.wxacodes import SCENES, WxaCode, read_code

# Documented: scene values. A URL link that is opened inside WeChat, as a
# scanned one is, counts as an open tag of a web page.
_LINK_SCENES: dict[LinkKind, int] = {"scheme": 1065, "url_link": 1194, "short_link": 1179}
_PLAIN_SCHEME = 1286
_INSIDE_WECHAT = 1167


def scan_code(phone: Phone) -> dict[str, Any]:
    """Scan a picture or a text with WeChat, and open what it leads to.

    The option ``picture`` is a picture in base64, ``text`` what stands in a
    code. The answer has the fields of wx.scanCode (documented) and, where the
    code opens a Mini Program, ``appId``, ``envVersion`` and ``launchOptions``.

    Raises:
        WxFailed: the person cancels, the picture has no code, or what it leads
            to does not open.
    """
    if not phone.taps_allow:
        raise WxFailed(CANCELLED)
    text = _scanned(phone)
    code, link = read_code(text), read_link(text)
    result = {
        "result": text,
        "scanType": "WX_CODE" if code is not None and code.kind == "wxacode" else "QR_CODE",
        "charSet": "utf-8",
        "rawData": base64.b64encode(text.encode()).decode(),
    }
    if code is not None:
        # Documented: of the Mini Program's own codes.
        if code.appid == phone.app.appid:
            query = f"?{code.query}" if code.query else ""
            result["path"] = f"{code.page}{query}"
        return {**result, **_open_code(phone, code)}
    return result if link is None else {**result, **_open_link(phone, link, inside=True)}


def open_link(phone: Phone) -> dict[str, Any]:
    """Open a scheme, a URL link or a short link: the option ``link``.

    ``inWeChat`` true opens a URL link inside WeChat instead of in a browser.

    Raises:
        WxFailed: it is no link of WeChat's, it has ended, or the person does
            not let it open.
    """
    text, inside = phone.options.get("link"), phone.options.get("inWeChat", False)
    if not isinstance(text, str) or not isinstance(inside, bool):
        raise WxFailed(INVALID_ARGUMENT)
    link = read_link(text)
    if link is None:
        raise WxFailed(NO_LINK)
    if not phone.taps_allow:
        raise WxFailed(CANCELLED)
    return _open_link(phone, link, inside=inside)


def get_enter_options(phone: Phone) -> dict[str, Any]:
    """Return how the person opened the Mini Program last (documented: wx.getEnterOptionsSync).

    Every opening counts as a cold start, so wx.getLaunchOptionsSync says the same (assumed).
    """
    return _launch_options(phone.world.openings.latest(phone.app, phone.person))


def _scanned(phone: Phone) -> str:
    picture, text = phone.options.get("picture"), phone.options.get("text")
    if isinstance(text, str) and text and picture is None:
        return text
    if not isinstance(picture, str) or text is not None:
        raise WxFailed(INVALID_ARGUMENT)
    try:
        read = read_picture(base64.b64decode(picture, validate=True))
    except (binascii.Error, ValueError) as error:
        raise WxFailed(INVALID_ARGUMENT) from error
    if read is None:
        raise WxFailed(NO_CODE)
    return read


def _open_code(phone: Phone, code: WxaCode) -> dict[str, Any]:
    app = app_to_open(phone, code.appid, code.env_version)
    return opened(
        phone,
        app,
        path=code.page,
        query=code.query,
        scene=SCENES[code.kind],
        env_version=code.env_version,
    )


def _open_link(phone: Phone, link: MadeLink | PlainScheme, *, inside: bool) -> dict[str, Any]:
    try:
        if isinstance(link, PlainScheme):
            return _open_plain_scheme(phone, link)
        found = phone.world.links.find(link.kind, link.ticket)
        app = app_to_open(phone, found.appid, found.env_version)
        phone.world.links.visit(app, found, phone.person)
    except CannotOpen as error:
        raise WxFailed(LINK_FAILURES[error.why]) from error
    query = "&".join(filter(None, [found.query, link.added]))
    scene = _LINK_SCENES[link.kind]
    if inside and link.kind == "url_link":
        scene = _INSIDE_WECHAT
    return opened(
        phone, app, path=found.path, query=query, scene=scene, env_version=found.env_version
    )


def _open_plain_scheme(phone: Phone, link: PlainScheme) -> dict[str, Any]:
    # Whatever else is written there counts as the released one (assumed).
    env_version = link.env_version if link.env_version in ENV_VERSIONS else "release"
    app = app_to_open(phone, link.appid, env_version)
    if not app.switches.plain_schemes:
        raise CannotOpen("not declared")
    phone.world.links.count_visit(app)
    path = link.path.removeprefix("/")
    return opened(
        phone, app, path=path, query=link.query, scene=_PLAIN_SCHEME, env_version=env_version
    )


def app_to_open(phone: Phone, appid: str, env_version: EnvVersion) -> App:
    """Return the app of a code, link or card.

    Raises:
        WxFailed: there is none, or it is not released and its release is wanted.
    """
    try:
        app = phone.world.apps.get(appid)
    except Unknown as error:
        raise WxFailed(NO_APP) from error
    if env_version == "release" and not app.switches.released:
        raise WxFailed(NOT_RELEASED)
    return app


def opened(
    phone: Phone,
    app: App,
    *,
    path: str,
    query: str,
    scene: int,
    env_version: EnvVersion,
    group: str | None = None,
    with_share_ticket: bool = False,
) -> dict[str, Any]:
    """Open an app, and tell of it as the calls that open something do.

    Args:
        phone: whose.
        app: what opens.
        path: the page; empty for the home page.
        query: as it stands in the code, link or card.
        scene: WeChat's number for the way in.
        env_version: which version.
        group: of a card that was shared in one, the group.
        with_share_ticket: whether the app is given a shareTicket.
    """
    opening = phone.world.openings.open(
        app,
        phone.person,
        path=path,
        query=query,
        scene=scene,
        env_version=env_version,
        group=group,
        with_share_ticket=with_share_ticket,
    )
    return {
        "appId": app.appid,
        "envVersion": env_version,
        "launchOptions": _launch_options(opening),
    }


def _launch_options(opening: Opening) -> dict[str, Any]:
    """Return an opening in WeChat's form (documented: wx.getLaunchOptionsSync)."""
    ticket = {} if opening.share_ticket is None else {"shareTicket": opening.share_ticket}
    return {
        "path": opening.path,
        "query": opening.query,
        "scene": opening.scene,
        **ticket,
        "referrerInfo": {},
        "apiCategory": "default",
    }
