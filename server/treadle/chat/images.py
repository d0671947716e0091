"""Images of a chat or a text: from where their addresses stand to where the model sees them.

    {"type": "image_url", "url": …, "place": …}  ─▶  {"type": "image", "image": Picture}
    text with ![](address)                       ─▶  text, Picture, text …

A contract's own messages become neutral ones first, with `place` the image's path within the body; so the
fault of an image names its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, cast

from treadle.engine.port import InvalidGeneration, InvalidImage, Picture

_MARKDOWN = re.compile(r"!\[[^\]]*\]\([^)]*\)")  # TGI 3.3.7's, to the letter
_ADDRESSED = ("![](http://", "![](https://", "![](data:")

Message = Mapping[str, Any]


class Gallery(Protocol):
    """Who brings images."""

    async def brought(self, addresses: Sequence[str]) -> list[Picture]:
        """The images of one request, in order; raises InvalidImage."""
        ...


def image_part(url: str, place: str) -> dict[str, Any]:
    """An image within a neutral message, not yet brought; `place` is its path without the first slash."""
    return {"type": "image_url", "url": url, "place": place}


def text_part(text: str) -> dict[str, Any]:
    """A text beside images."""
    return {"type": "text", "text": text}


async def with_pictures(messages: Sequence[Message], gallery: Gallery | None, most: int) -> Sequence[Message]:
    """The messages with their images in them; raises InvalidGeneration with the place of a faulty one."""
    asked = [part for message in messages for part in _parts(message) if part["type"] == "image_url"]
    if not asked:
        return messages
    pictures = iter(await _brought([(part["url"], part["place"]) for part in asked], gallery, most))
    return [
        {**message, "content": [_filled(part, pictures) for part in parts]}
        if (parts := _parts(message))
        else message
        for message in messages
    ]


def without_pictures(messages: Sequence[Message]) -> Sequence[Message]:
    """The messages with an empty text for each image; the same object where there is none."""
    if not any(part["type"] == "image" for message in messages for part in _parts(message)):
        return messages
    return [
        {**message, "content": [text_part("") if part["type"] == "image" else part for part in parts]}
        if (parts := _parts(message))
        else message
        for message in messages
    ]


async def text_with_pictures(text: str, gallery: Gallery | None, most: int) -> list[str | Picture]:
    """The pieces of a text with images in TGI's Markdown; raises InvalidGeneration("inputs", …).

    As in TGI, an image of any other form is refused: it would silently be no image.
    """
    marks = list(_MARKDOWN.finditer(text))
    for mark in marks:
        if not mark[0].startswith(_ADDRESSED):
            raise InvalidGeneration("inputs", f"invalid image content: {mark[0][:200]}")
    pictures = await _brought([(mark[0][4:-1], "inputs") for mark in marks], gallery, most)
    pieces: list[str | Picture] = []
    end = 0
    for mark, picture in zip(marks, pictures, strict=True):
        pieces += [text[end : mark.start()], picture]
        end = mark.end()
    return [piece for piece in [*pieces, text[end:]] if piece != ""]


async def _brought(asked: Sequence[tuple[str, str]], gallery: Gallery | None, most: int) -> list[Picture]:
    if len(asked) > most:
        raise InvalidGeneration(
            asked[most][1], f"a request may have {most} images here, but {len(asked)} were given"
        )
    if not asked:
        return []
    assert gallery is not None, "only a model without images has no gallery"
    try:
        return await gallery.brought([url for url, _ in asked])
    except InvalidImage as error:
        raise InvalidGeneration(asked[error.index][1], error.message) from error


def _parts(message: Message) -> Sequence[Mapping[str, Any]]:
    content = message.get("content")
    return cast("list[Mapping[str, Any]]", content) if isinstance(content, list) else ()


def _filled(part: Mapping[str, Any], pictures: Any) -> Mapping[str, Any]:
    return {"type": "image", "image": next(pictures)} if part["type"] == "image_url" else part
