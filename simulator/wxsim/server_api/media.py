"""Files that an app uploads for messages, kept for three days."""

from __future__ import annotations

from typing import Any, cast

from wxsim.server_api.answer import Raw
from wxsim.server_api.call import Call
from wxsim.server_api.parameters import in_form, in_query
from wxsim.server_api.route import COMMON_ERRORS, DOCS, TOKEN_ERRORS, Route
from wxsim.world import Refused, World
from wxsim.world.media import MEDIA_TYPES, MediaType

_MB = 1 << 20
# Documented: the largest file of each type, in bytes.
_LARGEST: dict[str, int] = {
    "image": 10 * _MB,
    "voice": 2 * _MB,
    "video": 10 * _MB,
    "thumb": 64 << 10,
}
# What a form adds to its file.
_AROUND_THE_FILE = 64 << 10
# Documented: which files are taken, with the type each comes back as. That the
# name decides is assumed.
_KINDS: dict[str, dict[str, str]] = {
    "image": {
        "png": "image/png",
        "jpeg": "image/jpeg",
        "jpg": "image/jpeg",
        "gif": "image/gif",
    },
    "voice": {"amr": "audio/amr", "mp3": "audio/mp3"},
    "video": {"mp4": "video/mp4"},
    "thumb": {"jpg": "image/jpeg", "jpeg": "image/jpeg"},
}


def upload_temp_media(world: World, call: Call) -> dict[str, Any]:
    """Keep a file for three days: ``POST /cgi-bin/media/upload?type=image``.

    Raises:
        Refused: 40004 no such type, 45001 too large, 41005 no file called
            media, 40005 no file of that type; the order is assumed.
    """
    kind = call.parameter("type")
    if kind not in MEDIA_TYPES:
        raise Refused(40004, f"type is {kind!r}; there is {', '.join(MEDIA_TYPES)}")
    if call.body is None:
        raise Refused(45001, "the body is larger than any file may be")
    part = call.form_file("media")
    if part is None or not part.filename or not part.data:
        raise Refused(41005, "the body is no multipart/form-data with a file called media")
    if len(part.data) > _LARGEST[kind]:
        raise Refused(45001, f"{kind} of {len(part.data)} bytes; {_LARGEST[kind]} are the most")
    content_type = _KINDS[kind].get(part.filename.rpartition(".")[2].lower())
    if content_type is None:
        raise Refused(40005, f"{part.filename!r} is no {kind}: {', '.join(_KINDS[kind])} are taken")
    media = world.media.add(
        call.app,
        cast("MediaType", kind),
        filename=part.filename,
        content_type=content_type,
        data=part.data,
    )
    return {
        "errcode": 0,
        "errmsg": "ok",
        "type": media.type,
        "media_id": media.media_id,
        "created_at": int(media.made_at),
    }


def get_media(world: World, call: Call) -> dict[str, Any] | Raw:
    """Return an uploaded file: ``GET /cgi-bin/media/get?media_id=…``.

    Of a video the answer is JSON with an address (documented), which leads
    nowhere here.

    Raises:
        Refused: 40007 there is no such file, or not any more.
    """
    media = world.media.get(call.app, call.parameter("media_id"))
    if media.type == "video":
        return {"video_url": f"https://mpvideo.qpic.cn/{media.media_id}.mp4"}
    extension = media.filename.rpartition(".")[2].lower()
    named = f'attachment; filename="{media.media_id}.{extension}"'
    return Raw(
        body=media.data,
        content_type=media.content_type,
        headers=(("Content-disposition", named),),
    )


_PAGES = DOCS + "kf-mgnt/kf-message/"
_TESTS = ("contract/test_media.py",)

ROUTES = (
    Route(
        path="/cgi-bin/media/upload",
        methods=("POST",),
        handler=upload_temp_media,
        needs_token=True,
        errcodes=(*COMMON_ERRORS, *TOKEN_ERRORS, 40004, 40005, 41005, 43002, 45001),
        longest_body=max(_LARGEST.values()) + _AROUND_THE_FILE,
        parameters=(*in_query("type"), *in_form("media:file")),
        documentation=_PAGES + "api_uploadtempmedia.html",
        evidence="documented",
        compared="2026-11-23",
        tests=_TESTS,
    ),
    Route(
        path="/cgi-bin/media/get",
        methods=("GET",),
        handler=get_media,
        needs_token=True,
        errcodes=(*COMMON_ERRORS, *TOKEN_ERRORS, 40007),
        parameters=in_query("media_id"),
        documentation=_PAGES + "api_getmedia.html",
        evidence="documented",
        compared="2026-11-23",
        tests=_TESTS,
    ),
)
