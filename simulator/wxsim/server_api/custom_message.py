"""Customer messages: answers to people who spoke first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wxsim.server_api.body import json_body
from wxsim.server_api.call import Call, text_of
from wxsim.server_api.parameters import in_json
from wxsim.server_api.route import COMMON_ERRORS, DOCS, SIGNING_ERRORS, TOKEN_ERRORS, Route
from wxsim.world import App, Refused, User, World
from wxsim.world.inbox import MessageKind

# Documented in WeChat's general list of limits: 2048 bytes.
_LONGEST_TEXT = 2048

_Content = dict[str, Any]


def send(world: World, call: Call) -> dict[str, Any]:
    """Send a customer message: ``POST /cgi-bin/message/custom/send``.

    Raises:
        Refused: 47001 no JSON, 40003 no such openid in this app, 40008 the
            msgtype is none that Mini Programs have, then what is wrong with
            the content (40013, 44004, 45002), 40007 its media_id as
            :meth:`MediaFiles.get` does, 70000 by the app's switch, 45015 and
            45047 as :meth:`Conversations.answer` does. The order is assumed,
            and that a file of any type will do.
    """
    body = json_body(call)
    app = call.app
    user = _recipient(world, app, body)
    msgtype = text_of(body.get("msgtype"))
    kind = next((known for known in _READERS if known == msgtype), None)
    if kind is None:
        raise Refused(40008, f"msgtype is {msgtype!r}; a Mini Program sends {', '.join(_READERS)}")
    given = body.get(kind)
    content: _Content = given if isinstance(given, dict) else {}
    shown = _READERS[kind](app, content)
    if kind in _MEDIA:
        _require_media(world, app, content, _MEDIA[kind])
    if app.switches.custom_send_refusal:
        raise Refused(
            app.switches.custom_send_refusal, f"custom_send_refusal of {app.appid} says so"
        )
    world.conversations.answer(app, user)
    world.inboxes.deliver(app, user, kind, call.rid, data=content, **shown)
    return {"errcode": 0, "errmsg": "ok"}


def set_typing(world: World, call: Call) -> dict[str, Any]:
    """Show a person that somebody types: ``POST /cgi-bin/message/custom/business/typing``.

    Documented under that path and, until 2022, under ``/cgi-bin/message/custom/typing``.

    Raises:
        Refused: 47001 no JSON, 40003 no such openid in this app, 45072 no such
            command, then as :meth:`Conversations.type` does.
    """
    body = json_body(call)
    user = _recipient(world, call.app, body)
    command = text_of(body.get("command"))
    if command == "Typing":
        world.conversations.type(call.app, user)
    elif command == "CancelTyping":
        world.conversations.stop_typing(call.app, user)
    else:
        raise Refused(45072, f"command is {command!r}; there is Typing and CancelTyping")
    return {"errcode": 0, "errmsg": "ok"}


def _recipient(world: World, app: App, body: dict[str, Any]) -> User:
    openid = text_of(body.get("touser"))
    user = world.users.by_openid(app, openid)
    if user is None:
        raise Refused(40003, f"{app.appid} knows nobody by the openid {openid!r}")
    return user


def _text(_: App, content: _Content) -> dict[str, str]:
    text = text_of(content.get("content"))
    if not text:
        raise Refused(44004, "text.content is missing or empty")
    if len(text.encode()) > _LONGEST_TEXT:
        raise Refused(45002, f"text.content is longer than {_LONGEST_TEXT} bytes")
    return {"text": text}


def _image(_: App, content: _Content) -> dict[str, str]:
    return {"text": f"image {text_of(content.get('media_id'))}"}


def _link(_: App, content: _Content) -> dict[str, str]:
    title, url = text_of(content.get("title")), text_of(content.get("url"))
    if not title or not url:
        raise Refused(44004, "link.title or link.url is missing or empty")
    return {"title": title, "text": text_of(content.get("description")), "page": url}


def _card(app: App, content: _Content) -> dict[str, str]:
    title, page = text_of(content.get("title")), text_of(content.get("pagepath"))
    if not title or not page:
        raise Refused(44004, "miniprogrampage.title or .pagepath is missing or empty")
    appid = text_of(content.get("appid")) or app.appid
    if appid != app.appid:
        raise Refused(40013, f"miniprogrampage.appid is {appid!r}, the sender is {app.appid}")
    return {"title": title, "page": page}


def _require_media(world: World, app: App, content: _Content, name: str) -> None:
    media_id = text_of(content.get(name))
    if not media_id:
        raise Refused(40007, f"{name} is missing or empty")
    world.media.get(app, media_id)


_READERS: dict[MessageKind, Callable[[App, _Content], dict[str, str]]] = {
    "text": _text,
    "image": _image,
    "link": _link,
    "miniprogrampage": _card,
}
# Which of their fields names an uploaded file (documented).
_MEDIA: dict[MessageKind, str] = {"image": "media_id", "miniprogrampage": "thumb_media_id"}

_ERRORS = (*COMMON_ERRORS, *TOKEN_ERRORS, 40003, 43002, 47001)
_TYPING_ERRORS = (*_ERRORS, 45015, 45072, 45080, 45081)
_TYPING_DOCS = DOCS + "kf-mgnt/kf-message/api_typing.html"

ROUTES = (
    Route(
        path="/cgi-bin/message/custom/send",
        methods=("POST",),
        handler=send,
        needs_token=True,
        signable=True,
        errcodes=(
            *_ERRORS,
            *SIGNING_ERRORS,
            40007,
            40008,
            40013,
            44004,
            45002,
            45015,
            45047,
            70000,
        ),
        parameters=in_json(
            "touser",
            "msgtype",
            "text?:object",
            "image?:object",
            "link?:object",
            "miniprogrampage?:object",
        ),
        documentation=DOCS + "kf-mgnt/kf-message/api_sendcustommessage.html",
        compared="2026-11-22",
        tests=("contract/test_customer_messages.py",),
    ),
    Route(
        path="/cgi-bin/message/custom/business/typing",
        methods=("POST",),
        handler=set_typing,
        needs_token=True,
        errcodes=_TYPING_ERRORS,
        parameters=in_json("touser", "command"),
        documentation=_TYPING_DOCS,
        evidence="documented",
        compared="2026-11-22",
        tests=("contract/test_customer_messages.py",),
    ),
    Route(
        path="/cgi-bin/message/custom/typing",
        methods=("POST",),
        handler=set_typing,
        needs_token=True,
        errcodes=_TYPING_ERRORS,
        parameters=in_json("touser", "command"),
        documentation=_TYPING_DOCS,
        evidence="documented",
        compared="2026-11-22",
        tests=("contract/test_customer_messages.py",),
    ),
)
