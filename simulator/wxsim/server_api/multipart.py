"""Bodies of several parts, as forms with files send them."""

from __future__ import annotations

import msgspec

# A form has a handful of parts; whoever sends more than this is trying something.
_MOST_PARTS = 100


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a form.

    Attributes:
        data: what was sent.
        filename: empty for a part that is no file.
        content_type: as the part says; empty where it does not.
    """

    data: bytes
    filename: str = ""
    content_type: str = ""


def read_multipart(content_type: str, body: bytes) -> dict[str, Part]:
    """Return the parts of a ``multipart/form-data`` body by name.

    Args:
        content_type: the header of that name, which says where parts end.
        body: the bytes.

    Returns:
        Of parts of one name the first (assumed). Nothing where the body is of
        another type, breaks off, or has more parts than any form.
    """
    # Werkzeug takes 50 ms to import, and few requests have parts.
    from werkzeug.exceptions import RequestEntityTooLarge  # noqa: PLC0415  # see above
    from werkzeug.http import parse_options_header  # noqa: PLC0415  # see above

    kind, options = parse_options_header(content_type)
    boundary = options.get("boundary", "")
    if kind != "multipart/form-data" or not boundary:
        return {}
    try:
        return _parts(boundary.encode(), body)
    except (ValueError, RequestEntityTooLarge):
        return {}


def _parts(boundary: bytes, body: bytes) -> dict[str, Part]:
    from werkzeug.sansio.multipart import (  # noqa: PLC0415  # see above
        Data,
        Epilogue,
        Field,
        File,
        MultipartDecoder,
    )

    decoder = MultipartDecoder(boundary, max_parts=_MOST_PARTS)
    decoder.receive_data(body)
    decoder.receive_data(None)
    parts: dict[str, Part] = {}
    head: Field | File | None = None
    data = b""
    while not isinstance(event := decoder.next_event(), Epilogue):
        if isinstance(event, (Field, File)):
            head, data = event, b""
        elif isinstance(event, Data) and head is not None:
            data += event.data
            if not event.more_data and head.name:
                filename = head.filename if isinstance(head, File) else ""
                kind = head.headers.get("Content-Type", "")
                parts.setdefault(head.name, Part(data=data, filename=filename, content_type=kind))
    return parts
