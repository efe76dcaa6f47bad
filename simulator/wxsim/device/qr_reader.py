"""Reading the QR code in a picture, as a phone's camera does."""

from __future__ import annotations

import io

# A photo has fewer; whoever sends more wants the memory, not the code.
_MOST_PIXELS = 50_000_000


def read_picture(data: bytes) -> str | None:
    """Return the text of the first QR code in a picture, or None where there is none.

    Args:
        data: a JPEG, PNG or GIF.
    """
    # They take 60 ms to import together, and few phones scan anything.
    import zxingcpp  # noqa: PLC0415  # see above
    from PIL import Image  # noqa: PLC0415  # see above

    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return None
            # Where the ground is left out, paper shows through.
            paper = Image.new("RGBA", picture.size, "white")
            paper.alpha_composite(picture.convert("RGBA"))
    # What Pillow raises for pictures that break off or lie about themselves.
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return None
    # Plain: other modes write control characters as names.
    codes = zxingcpp.read_barcodes(paper.convert("L"), text_mode=zxingcpp.TextMode.Plain)
    return codes[0].text if codes else None
