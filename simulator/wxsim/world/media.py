"""Temporary media: files that an app uploads, kept for three days."""

from __future__ import annotations

from typing import Literal, get_args

from wxsim.world.counting import Counting
from wxsim.world.errors import Refused
from wxsim.world.ground import Ground
from wxsim.world.records import App, Record
from wxsim.world.switches import DAY
from wxsim.world.tables import Table

# Documented: temporary media.
MEDIA_LIFETIME = 3 * DAY

MediaType = Literal["image", "voice", "video", "thumb"]
MEDIA_TYPES: tuple[str, ...] = get_args(MediaType)


class MediaFile(Record, frozen=True, kw_only=True):
    """An uploaded file.

    Attributes:
        filename: as it was uploaded.
        data: its bytes.
    """

    media_id: str
    appid: str
    type: MediaType
    filename: str
    content_type: str
    data: bytes
    made_at: float
    expires_at: float


class MediaFiles:
    """The files of every app."""

    def __init__(self, ground: Ground) -> None:
        self._table = Table(ground.store, "media", MediaFile)
        self._counting = Counting(ground)
        self._clock = ground.clock
        self._identifiers = ground.identifiers
        self._ledger = ground.ledger

    def add(
        self, app: App, kind: MediaType, *, filename: str, content_type: str, data: bytes
    ) -> MediaFile:
        """Keep a file for three days and return it with its media_id."""
        now = self._clock.now(app.appid)
        number = self._counting.next(f"media of {app.appid}")
        media = MediaFile(
            media_id=self._identifiers.media_id(app.appid, number),
            appid=app.appid,
            type=kind,
            filename=filename,
            content_type=content_type,
            data=data,
            made_at=now,
            expires_at=now + MEDIA_LIFETIME,
        )
        self._table.add(media.media_id, media, MEDIA_LIFETIME)
        self._ledger.write(
            "media uploaded",
            f"{app.appid} uploaded {filename}, {kind} of {len(data)} bytes",
            appid=app.appid,
        )
        return media

    def get(self, app: App, media_id: str) -> MediaFile:
        """Return a file that is still kept.

        Raises:
            Refused: 40007 it is not, or not this app's.
        """
        media = self._table.get(media_id)
        if media is None or media.appid != app.appid:
            raise Refused(40007, f"{app.appid} has no media {media_id!r}, or not for three days")
        if self._clock.now(app.appid) >= media.expires_at:
            raise Refused(40007, f"{media.filename} was uploaded three days ago and is gone")
        return media
