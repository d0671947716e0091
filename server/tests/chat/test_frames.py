"""Events encoded once say what their Structs say."""

import msgspec
import pytest

from treadle.chat.frames import around_text


class Event(msgspec.Struct):
    text: str
    name: str = "n"
    place: int = 3


@pytest.mark.parametrize(
    "text", ["", " loom", 'a "quoted"\n\t\\', "\u2028é🤗", "\ufffc", "\ufffcthe text's place"]
)
def test_a_framed_event_is_the_event(text: str) -> None:
    event = around_text(Event)(text)
    assert msgspec.json.encode(event) == msgspec.json.encode(Event(text))


def test_the_text_must_have_a_place() -> None:
    with pytest.raises(AssertionError):
        around_text(lambda text: Event(text.upper()))
