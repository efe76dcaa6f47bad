"""Codes that lead to a page of a Mini Program: pictures to print and scan."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import msgspec

from wxsim.server_api.answer import Raw
from wxsim.server_api.body import json_body
from wxsim.server_api.call import Call, text_of
from wxsim.server_api.parameters import in_json
from wxsim.server_api.qrpicture import BLACK, Colour, picture
from wxsim.server_api.route import COMMON_ERRORS, DOCS, SIGNING_ERRORS, TOKEN_ERRORS, Route
from wxsim.world import App, Refused, World
from wxsim.world.pages import ENV_VERSIONS, EnvVersion, is_released_page, split_path
from wxsim.world.wxacodes import Kind, WxaCode

# Documented: the longest path of getwxacode and of createwxaqrcode, and the
# longest scene. That bytes are counted is documented for createwxaqrcode alone.
_LONGEST_PATH = 1024
_LONGEST_QR_PATH = 128
_LONGEST_SCENE = 32
_SCENE = re.compile(r"[A-Za-z0-9!#$&'()*+,/:;=?@\-._~]*")

# Documented: the width of a picture, in pixels.
_NARROWEST, _WIDEST, _USUAL = 280, 1280, 430
_MOST_OF_A_COLOUR = 255


def get_wxa_code(world: World, call: Call) -> Raw:
    """Draw a Mini Program code: ``POST /wxa/getwxacode``.

    Its header ``Num-Used`` says how many codes there are now (documented).

    Raises:
        Refused: 47001, 40159, 85096, 40097, 45029; the order is assumed.
    """
    body = json_body(call)
    path = _path(body, _LONGEST_PATH)
    look = _look(body)
    code = _code("wxacode", call.app, path, _env_version(body))
    used = world.wxa_codes.count(call.app)
    drawn = picture(code.text, *look[:2], transparent=look[2])
    return msgspec.structs.replace(drawn, headers=(("Num-Used", str(used)),))


def create_wxa_qr_code(world: World, call: Call) -> Raw:
    """Draw a QR code: ``POST /cgi-bin/wxaapp/createwxaqrcode``.

    A width that is no number is passed over, for this path documents no errcode for it.

    Raises:
        Refused: 47001, 40159, 85096, 45029; the order is assumed.
    """
    body = json_body(call)
    path = _path(body, _LONGEST_QR_PATH)
    code = _code("wxaqrcode", call.app, path, "release")
    world.wxa_codes.count(call.app)
    return picture(code.text, _width(body.get("width")) or _USUAL)


def get_wxa_code_unlimit(world: World, call: Call) -> Raw:  # noqa: ARG001  # the table's signature
    """Draw a code with a scene: ``POST /wxa/getwxacodeunlimit``.

    The page gets the scene encoded, as the documentation tells it to decode it.

    Raises:
        Refused: 47001, 40169, 40129, 85096, 41030, 40097; the order is assumed.
    """
    body = json_body(call)
    scene = text_of(body.get("scene"))
    if not 0 < len(scene) <= _LONGEST_SCENE:
        raise Refused(40169, f"scene has {len(scene)} characters; 1 to {_LONGEST_SCENE} are right")
    if not _SCENE.fullmatch(scene):
        raise Refused(
            40129, f"scene is {scene!r}, and not each of its characters can stand in a code"
        )
    page = text_of(body.get("page"))
    _refuse_scancode_time(page)
    checked = body.get("check_path") is not False
    if checked and not (is_released_page(call.app, page) if page else call.app.switches.released):
        raise Refused(41030, f"the released version of {call.app.appid} has no page {page!r}")
    if len(page.encode()) > _LONGEST_PATH:
        raise Refused(40097, f"page is longer than {_LONGEST_PATH} bytes")
    width, colour, transparent = _look(body)
    path = f"{page}{'&' if '?' in page else '?'}scene={quote(scene, safe='')}"
    code = _code("wxacode", call.app, path, _env_version(body))
    return picture(code.text, width, colour, transparent=transparent)


def _path(body: dict[str, Any], longest: int) -> str:
    path = text_of(body.get("path"))
    if not 0 < len(path.encode()) <= longest:
        raise Refused(40159, f"path has {len(path.encode())} bytes; 1 to {longest} are right")
    _refuse_scancode_time(path)
    return path


def _refuse_scancode_time(path: str) -> None:
    if "scancode_time" in path:
        raise Refused(85096, f"{path!r} has a scancode_time, which WeChat keeps for itself")


def _env_version(body: dict[str, Any]) -> EnvVersion:
    env_version = text_of(body.get("env_version")) or "release"
    if env_version not in ENV_VERSIONS:
        raise Refused(40097, f"env_version is {env_version!r}; there is {', '.join(ENV_VERSIONS)}")
    return env_version


def _look(body: dict[str, Any]) -> tuple[int, Colour, bool]:
    """Return width, colour and whether the ground is left out."""
    width = _width(body.get("width"))
    if width is None:
        raise Refused(40097, f"width is {body['width']!r}, which is no number")
    return width, _colour(body), body.get("is_hyaline") is True


def _width(given: object) -> int | None:
    """Return a width within WeChat's bounds (assumed: not refused), or None for no number."""
    if given is None:
        return _USUAL
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        return None
    return int(min(max(given, _NARROWEST), _WIDEST))


def _colour(body: dict[str, Any]) -> Colour:
    # With auto_color WeChat picks one from the app's logo; without a logo, black.
    given = body.get("line_color")
    if given is None or body.get("auto_color") is True:
        return BLACK
    # Documented: the numbers may be texts.
    parts = [str(given.get(name)) for name in "rgb"] if isinstance(given, dict) else []
    if not parts or not all(re.fullmatch("[0-9]{1,3}", part) for part in parts):
        raise Refused(
            40097, f"line_color is {given!r}, not an object with r, g and b from 0 to 255"
        )
    red, green, blue = (min(int(part), _MOST_OF_A_COLOUR) for part in parts)
    return red, green, blue


def _code(kind: Kind, app: App, path: str, env_version: EnvVersion) -> WxaCode:
    page, query = split_path(path)
    return WxaCode(
        kind=kind,
        appid=app.appid,
        page=page.removeprefix("/"),
        query=query,
        env_version=env_version,
    )


_PAGES = DOCS + "qrcode-link/qr-code/"
_TESTS = ("contract/test_wxa_codes.py",)
_EVERY = (*COMMON_ERRORS, *TOKEN_ERRORS, 43002, 47001, 85096)

ROUTES = (
    Route(
        path="/wxa/getwxacode",
        methods=("POST",),
        handler=get_wxa_code,
        needs_token=True,
        signable=True,
        errcodes=(*_EVERY, *SIGNING_ERRORS, 40097, 40159, 45029),
        parameters=in_json(
            "path",
            "width?:integer",
            "auto_color?:boolean",
            "line_color?:object",
            "is_hyaline?:boolean",
            "env_version?",
        ),
        documentation=_PAGES + "api_getqrcode.html",
        compared="2026-11-23",
        tests=_TESTS,
    ),
    Route(
        path="/wxa/getwxacodeunlimit",
        methods=("POST",),
        handler=get_wxa_code_unlimit,
        needs_token=True,
        signable=True,
        errcodes=(*_EVERY, *SIGNING_ERRORS, 40097, 40129, 40169, 41030),
        parameters=in_json(
            "scene",
            "page?",
            "check_path?:boolean",
            "width?:integer",
            "auto_color?:boolean",
            "line_color?:object",
            "is_hyaline?:boolean",
            "env_version?",
        ),
        documentation=_PAGES + "api_getunlimitedqrcode.html",
        compared="2026-11-23",
        tests=_TESTS,
    ),
    Route(
        path="/cgi-bin/wxaapp/createwxaqrcode",
        methods=("POST",),
        handler=create_wxa_qr_code,
        needs_token=True,
        signable=True,
        errcodes=(*_EVERY, *SIGNING_ERRORS, 40159, 45029),
        parameters=in_json("path", "width?:integer"),
        documentation=_PAGES + "api_createqrcode.html",
        compared="2026-11-23",
        tests=_TESTS,
    ),
)
