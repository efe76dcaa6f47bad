"""The errcodes of media and of the datacube, as data; see :mod:`wxsim.server_api.errors`."""

from __future__ import annotations

from wxsim.server_api.error_code import ErrorCode

_MEDIA = "https://developers.weixin.qq.com/miniprogram/dev/server/API/kf-mgnt/kf-message/"

_MEDIA_ROWS = (
    ErrorCode(
        errcode=40004,
        errmsg="invalid media type",
        cause="type is none of image, voice, video and thumb, or media_type neither 1 nor 2.",
        fix="Put type=image, or another of the four, into the query of an upload; a check takes "
        "media_type 1 for a sound and 2 for a picture.",
        documentation=_MEDIA + "api_uploadtempmedia.html",
        evidence="documented",
    ),
    ErrorCode(
        errcode=40005,
        errmsg="invalid file type",
        cause="Files of this name are not taken for that type.",
        fix="Upload PNG, JPEG or GIF images, AMR or MP3 sounds, MP4 videos and JPEG thumbs.",
        evidence="documented",
    ),
    ErrorCode(
        errcode=40007,
        errmsg="invalid media_id",
        cause="The media_id is unknown, another app's, or older than three days.",
        fix="Upload the file again.",
        documentation=_MEDIA + "api_getmedia.html",
        evidence="documented",
    ),
    ErrorCode(
        errcode=41005,
        errmsg="media data missing",
        cause="The body is no form with a file called media.",
        fix="Send multipart/form-data with a part called media that has a filename.",
        documentation=_MEDIA + "api_uploadtempmedia.html",
    ),
    ErrorCode(
        errcode=45001,
        errmsg="media size out of limit",
        cause="The file is larger than its type allows.",
        fix="Make it smaller.",
        evidence="documented",
    ),
)

_DATACUBE_ROWS = (
    ErrorCode(
        errcode=61500,
        errmsg="date format error",
        cause="begin_date or end_date is no date of the form yyyymmdd.",
        fix="Send dates such as 20261122.",
        evidence="documented",
    ),
    ErrorCode(
        errcode=61501,
        errmsg="date range error",
        cause="The dates span what this path does not answer for, or are not over yet.",
        fix="Ask for one day, one week from Monday to Sunday, or one whole month, as the path "
        "wants it, up to yesterday.",
    ),
)

ROWS = (*_MEDIA_ROWS, *_DATACUBE_ROWS)
