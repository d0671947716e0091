"""How texts are compared, and that cuts between pieces make no difference to it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from treadle.fabric.moderation.reading import Reading, folded, unescaped


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("BaD", "bad"),
        ("Ｂａｄ", "bad"),
        ("𝐛𝐚𝐝", "bad"),
        ("eﬃgy", "effigy"),
        ("STRASSE", "straße"),
        ("caf\u00e9", "cafe\u0301"),
        ("a\u00a0\u2003\t\n\u3000b", "a b"),
        ("a\u2800\u3164b", "a b"),
        ("b\u200ba\u00add\ufe0f\u2060\ufeff", "bad"),
        ("b\x00ad", "bad"),
        ("  bad ", "bad"),
    ],
)
def test_texts_that_are_the_same(text: str, same: str) -> None:
    assert folded(text) == folded(same)


def test_texts_that_are_not() -> None:
    assert folded("가") != folded("각")[:1]
    assert folded("bad") != folded("b ad")
    assert folded("cafe") != folded("café")


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        (r"b\u0061d", "bad"),
        (r"\ud83d\ude00", "😀"),
        (r"\"a\\b\/c\"", '"a\\b/c"'),
        (r"a\nb", "a\nb"),
        (r"\ud83d x", "\N{REPLACEMENT CHARACTER} x"),
    ],
)
def test_escapes_in_json(escaped: str, text: str) -> None:
    assert unescaped(escaped) == text
    reading = Reading(json=True)
    reading.add(escaped, ended=True)
    plain = Reading()
    plain.add(text)
    assert reading.text == plain.text


def test_an_escape_that_is_none_stands_for_itself() -> None:
    for text in ("a\\", r"a\uZZZZ", r"a\u12"):
        reading = Reading(json=True)
        reading.add(text, ended=True)
        assert reading.release(len(reading.text)) == text


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(st.sampled_from('aAé́ \u200b가ﬃ\\u0061nd83"\u3000')), max_size=6), st.booleans())
def test_cuts_make_no_difference(pieces: list[str], json: bool) -> None:
    whole = Reading(json=json)
    whole.add("".join(pieces), ended=True)
    cut = Reading(json=json)
    for piece in pieces:
        cut.add(piece)
    cut.add("", ended=True)
    assert cut.text == whole.text
    for place in range(len(whole.text) + 1):
        copy = Reading(json=json)
        copy.add("".join(pieces), ended=True)
        before = copy.release(place)
        assert before + copy.release(len(copy.text)) == "".join(pieces)
