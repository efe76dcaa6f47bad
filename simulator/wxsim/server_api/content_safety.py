"""Content safety: whether texts, pictures and sounds may be shown."""

from __future__ import annotations

from typing import Any

from wxsim.server_api.body import json_body
from wxsim.server_api.call import Call, text_of
from wxsim.server_api.parameters import in_form, in_json
from wxsim.server_api.route import COMMON_ERRORS, DOCS, SIGNING_ERRORS, TOKEN_ERRORS, Route
from wxsim.world import Refused, User, World
from wxsim.world.safety import details, judge

_VERSION_2 = 2
_SCENES = (1, 2, 3, 4)
_MEDIA_TYPES = (1, 2)

# Documented: 2500 characters of text, 1 MB of a picture.
_LONGEST_TEXT = 2500
_LARGEST_PICTURE = 1 << 20


def msg_sec_check(world: World, call: Call) -> dict[str, Any]:
    """Check a text: ``POST /wxa/msg_sec_check``.

    Without ``version`` 2 it is the frozen version 1, which reads ``content``
    alone and refuses what is risky.

    Raises:
        Refused: 44002 nothing was sent, 47001 no JSON or no content, 45002 the
            content is too long (assumed: no errcode is documented), 87014 the
            text is risky (version 1); and as :func:`_visitor` does.
    """
    body = json_body(call, empty=44002)
    content = _content(body)
    judged = (content, *(text_of(body.get(name)) for name in ("title", "nickname", "signature")))
    if not _is_second_version(body):
        _require_harmless(call, content)
        return {"errcode": 0, "errmsg": "ok"}
    _visitor(world, call, body, with_scene=True)
    judgement = judge(call.app.switches, *judged)
    return {
        "errcode": 0,
        "errmsg": "ok",
        "result": {"suggest": judgement.suggest, "label": judgement.label},
        "detail": details(judgement),
        "trace_id": world.identifiers.trace_id(call.rid),
    }


def media_check_async(world: World, call: Call) -> dict[str, Any]:
    """Begin to check a picture or a sound: ``POST /wxa/media_check_async``.

    The result is pushed. Version 1, without ``version`` 2, knows no openid.

    Raises:
        Refused: 47001 no JSON or no media_url (assumed), 40004 no such
            media_type, and as :func:`_visitor` and :meth:`Safety.check_media` do.
    """
    body = json_body(call)
    url = text_of(body.get("media_url"))
    if not url:
        raise Refused(47001, "media_url is missing or empty")
    if not _is_one_of(body.get("media_type"), _MEDIA_TYPES):
        raise Refused(40004, f"media_type is {body.get('media_type')!r}; 1 is sound, 2 a picture")
    user = _visitor(world, call, body, with_scene=False) if _is_second_version(body) else None
    trace_id = world.safety.check_media(call.app, user, url, call.rid)
    return {"errcode": 0, "errmsg": "ok", "trace_id": trace_id}


def img_sec_check(_world: World, call: Call) -> dict[str, Any]:
    """Check a picture: ``POST /wxa/img_sec_check``, frozen since 2021-09-01.

    Words in its file name and in its bytes decide (assumed: nothing here looks
    at pictures).

    Raises:
        Refused: 40006 the picture is larger than 1 MB (assumed errcode), 41005
            the form has no file ``media``, 87014 it is risky.
    """
    if call.body is None:
        raise Refused(40006, "the body is larger than any picture may be")
    media = call.form_file("media")
    if media is None or not media.data:
        raise Refused(41005, "the body is no form with a file called media")
    if len(media.data) > _LARGEST_PICTURE:
        raise Refused(40006, f"the picture has {len(media.data)} bytes; 1 MB is the most")
    _require_harmless(call, media.filename, media.data.decode("utf-8", "ignore"))
    return {"errcode": 0, "errmsg": "ok"}


def _is_second_version(body: dict[str, Any]) -> bool:
    return text_of(body.get("version")) == str(_VERSION_2)


def _is_one_of(value: object, numbers: tuple[int, ...]) -> bool:
    # True is 1 to Python, and to nobody else.
    return type(value) is int and value in numbers


def _content(body: dict[str, Any]) -> str:
    content = text_of(body.get("content"))
    if not content:
        raise Refused(47001, "content is missing or empty")
    if len(content) > _LONGEST_TEXT:
        raise Refused(45002, f"content has {len(content)} characters; {_LONGEST_TEXT} are allowed")
    return content


def _visitor(world: World, call: Call, body: dict[str, Any], *, with_scene: bool) -> User:
    """Return the user a check is about.

    Raises:
        Refused: 40129 no such scene, and as :meth:`Safety.visitor` does.
    """
    if with_scene and not _is_one_of(body.get("scene"), _SCENES):
        raise Refused(40129, f"scene is {body.get('scene')!r}; there is 1, 2, 3 and 4")
    return world.safety.visitor(call.app, text_of(body.get("openid")))


def _require_harmless(call: Call, *texts: str) -> None:
    judgement = judge(call.app.switches, *texts)
    if judgement.suggest == "risky":
        words = ", ".join(word for word, _ in judgement.words) or "what content_verdict says"
        raise Refused(87014, f"it is risky: {words}")


# These paths have an errcode of their own for too many calls in a minute.
_ERRORS = (-1, 45009, 44991, *TOKEN_ERRORS, 43002)
_VISITOR_ERRORS = (40003, 43104, 61010)

ROUTES = (
    Route(
        path="/wxa/msg_sec_check",
        methods=("POST",),
        handler=msg_sec_check,
        needs_token=True,
        signable=True,
        errcodes=(*_ERRORS, *SIGNING_ERRORS, *_VISITOR_ERRORS, 40129, 44002, 45002, 47001, 87014),
        too_fast=44991,
        parameters=in_json(
            "content",
            "version?:integer",
            "scene?:integer",
            "openid?",
            "title?",
            "nickname?",
            "signature?",
        ),
        documentation=DOCS + "sec-center/sec-check/api_msgseccheck.html",
        compared="2026-11-22",
        tests=("contract/test_content_safety.py",),
    ),
    Route(
        path="/wxa/media_check_async",
        methods=("POST",),
        handler=media_check_async,
        needs_token=True,
        signable=True,
        errcodes=(*_ERRORS, *SIGNING_ERRORS, *_VISITOR_ERRORS, 40004, 47001, 87020),
        too_fast=44991,
        parameters=in_json(
            "media_url", "media_type:integer", "version?:integer", "scene?:integer", "openid?"
        ),
        documentation=DOCS + "sec-center/sec-check/api_mediacheckasync.html",
        evidence="documented",
        compared="2026-11-22",
        tests=("contract/test_content_safety.py",),
    ),
    Route(
        path="/wxa/img_sec_check",
        methods=("POST",),
        handler=img_sec_check,
        needs_token=True,
        errcodes=(*COMMON_ERRORS, *TOKEN_ERRORS, 40006, 41005, 43002, 87014),
        parameters=in_form("media:file"),
        documentation="https://developers.weixin.qq.com/miniprogram/dev/framework/"
        "security.imgSecCheck.html",
        compared="2026-11-22",
        tests=("contract/test_content_safety.py",),
    ),
)
