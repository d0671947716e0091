from __future__ import annotations

import struct
import zlib

import pytest
from PIL import Image

from tests.images.web import encoded, png
from treadle.images.decode import decoded
from treadle.images.refused import Refused

POINTS = 10_000


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P", "CMYK", "I;16"])
def test_formats_and_modes(form: str, mode: str) -> None:
    image = Image.new("I;16", (6, 4)) if mode == "I;16" else Image.new("RGB", (6, 4)).convert(mode)
    try:
        content = encoded(image, form)
    except (OSError, KeyError, ValueError):
        content = encoded(image.convert("RGB"), form)
    picture = decoded(content, POINTS)
    assert (picture.width, picture.height, len(picture.pixels)) == (6, 4, 72)


def test_pixels_are_rows_of_red_green_blue() -> None:
    image = Image.new("RGB", (2, 2))
    image.putdata([(1, 2, 3), (4, 5, 6), (7, 8, 9), (10, 11, 12)])
    assert decoded(encoded(image, "PNG"), POINTS).pixels == bytes(range(1, 13))


def test_transparency_is_white() -> None:
    clear = encoded(Image.new("RGBA", (1, 1), (255, 0, 0, 0)), "PNG")
    assert decoded(clear, POINTS).pixels == b"\xff\xff\xff"
    opaque = encoded(Image.new("RGBA", (1, 1), (255, 0, 0, 255)), "PNG")
    assert decoded(opaque, POINTS).pixels == b"\xff\0\0"


def test_images_stand_upright() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    picture = decoded(encoded(Image.new("RGB", (6, 4)), "JPEG", exif=turned), POINTS)
    assert (picture.width, picture.height) == (4, 6)


def test_a_moving_image_is_its_first_frame() -> None:
    frames = [Image.new("RGB", (2, 2), colour) for colour in ("red", "blue")]
    picture = decoded(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]), POINTS)
    assert picture.pixels[:3] == b"\xff\0\0"


def _bomb(width: int, height: int) -> bytes:
    """A PNG whose head promises more than its body has."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no PNG"),
        (b"<html>secret of the intranet</html>", "no PNG"),
        (encoded(Image.new("RGB", (4, 4)), "TIFF"), "no PNG"),
        (encoded(Image.new("RGB", (4, 4)), "BMP"), "no PNG"),
        (png()[:40], "broken"),
        (png(size=(101, 100)), "too many points"),
        (_bomb(100, 99), "broken"),
        (_bomb(20_000, 20_000), "broken|too many points"),
        (_bomb(2**31 - 1, 2**31 - 1), "broken|too many points"),
        (_bomb(0, 0), "broken"),
        (png(size=(201, 1)), "one side"),
    ],
)
def test_what_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why) as caught:
        decoded(content, POINTS)
    assert "secret" not in caught.value.message


def test_as_many_points_as_are_allowed() -> None:
    assert decoded(png(size=(100, 100)), POINTS).width == 100
    assert decoded(png(size=(200, 1)), POINTS).width == 200
