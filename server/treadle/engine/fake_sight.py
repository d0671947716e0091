"""How the fake engine sees: an image is four tokens, of its size and its mean colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from treadle.engine.port import Picture

MARK = "<image>"

Piece = str | Picture


def pieces(content: str | Sequence[Mapping[str, Any]] | None) -> list[Piece]:
    """A message's content as texts and images."""
    if content is None or isinstance(content, str):
        return [content or ""]
    return [part["image"] if part["type"] == "image" else part["text"] for part in content]


def written(parts: Sequence[Piece]) -> str:
    """The text with a mark where each image stands."""
    return "".join(MARK if isinstance(part, Picture) else part for part in parts)


def seen(picture: Picture) -> list[int]:
    """The tokens that an image takes: below 128, so that they are characters."""
    pixels = picture.pixels
    mean = [sum(pixels[colour::3]) // max(1, len(pixels) // 3) // 2 for colour in range(3)]
    return [(picture.width * 31 + picture.height) % 128, *mean]
