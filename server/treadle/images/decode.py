"""Bytes as points. The size is read from the head, and judged before anything is unpacked."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from treadle.engine.port import Picture
from treadle.images.refused import Refused

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
"""What is decoded, whatever an address or a header calls it: each format is code that strangers can reach."""

NARROWEST = 200
"""How many times longer than wide an image may be: models' processors divide by the shorter side."""


def decoded(content: bytes, points: int) -> Picture:
    """An image of at most so many points, upright, on white where it is transparent; raises Refused.

    Of a moving image it is the first frame.
    """
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            width, height = image.size
            if width * height > points:
                # The points that are left depend on the images before: the sentence tells of the sum.
                raise Refused("invalid image: the images of the request have too many points together")
            if max(width, height) > NARROWEST * min(width, height):
                raise Refused(f"invalid image: one side is more than {NARROWEST} times the other")
            upright = ImageOps.exif_transpose(image)
            shown = _on_white(upright)
            return Picture(shown.width, shown.height, shown.tobytes())
    except Refused:
        raise
    except Exception as error:  # decoders raise whatever broken data leads to
        raise Refused("invalid image: it is no PNG, JPEG, WEBP or GIF, or broken") from error


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    white = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(white, clear).convert("RGB")
