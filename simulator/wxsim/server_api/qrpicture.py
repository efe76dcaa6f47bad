"""Drawing a QR code as the picture that WeChat would send."""

from __future__ import annotations

import functools
import io

from wxsim.server_api.answer import Raw

# A reader wants four empty modules around the code (ISO 18004).
_BORDER = 4
_WHITE = 255

Colour = tuple[int, int, int]
BLACK: Colour = (0, 0, 0)


@functools.lru_cache(maxsize=64)
def picture(text: str, width: int, colour: Colour = BLACK, *, transparent: bool = False) -> Raw:
    """Draw a text as a QR code. The same arguments give the same bytes.

    Args:
        text: at most 2,900 bytes of UTF-8.
        width: of the picture, which is square, in pixels.
        colour: of the modules.
        transparent: leave the ground out; JPEG cannot, so the picture is a PNG
            then (assumed).
    """
    # They take 80 ms to import together, and few runs draw anything.
    import segno  # noqa: PLC0415  # see above
    from PIL import Image  # noqa: PLC0415  # see above

    code = segno.make(text, error="l", micro=False, encoding="utf-8")
    modules = bytes(
        _WHITE if module else 0 for row in code.matrix_iter(border=_BORDER) for module in row
    )
    count = int(code.symbol_size(border=_BORDER)[0])
    side = width // count * count
    mask = Image.new("L", (width, width), 0)
    drawn = Image.frombytes("L", (count, count), modules)
    corner = (width - side) // 2
    mask.paste(drawn.resize((side, side), Image.Resampling.NEAREST), (corner, corner))
    ground = (_WHITE, _WHITE, _WHITE, 0) if transparent else (_WHITE, _WHITE, _WHITE)
    image = Image.new("RGBA" if transparent else "RGB", (width, width), ground)
    image.paste((*colour, _WHITE) if transparent else colour, (0, 0), mask)
    written = io.BytesIO()
    if transparent:
        image.save(written, "PNG")
        return Raw(body=written.getvalue(), content_type="image/png")
    image.save(written, "JPEG", quality=85, subsampling=0)
    return Raw(body=written.getvalue(), content_type="image/jpeg")
