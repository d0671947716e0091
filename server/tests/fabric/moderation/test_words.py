"""The word list: what is found in a text, and that nothing of it leaves, however the text is cut."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from treadle.fabric.moderation.words import LONGEST_PHRASE, Phrase, UnusableList, WordList, phrases

LIST = """
# what may not be said
bad word
wicked
*bomb*
pre*
违禁词
ﬀoo 🤬
"""
WORDS = WordList(phrases(LIST.splitlines()))


async def shown(words: WordList, pieces: Sequence[str], *, json: bool = False) -> tuple[str, bool]:
    """What leaves of a text in pieces, and whether there is a finding."""
    watch = words.watch(json=json)
    released = ""
    for piece in pieces:
        passage = await watch.read(piece)
        released += passage.text
        if passage.finding is not None:
            return released, True
    passage = await watch.read("", ended=True)
    return released + passage.text, passage.finding is not None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("all is well", None),
        ("a bad word here", "a "),
        ("a BAD  \n WORD", "a "),
        ("a Ｂａｄ\u3000ｗｏｒｄ.", "a "),
        ("a b\u200bad wo\u00adrd", "a "),
        ("a bad words", None),
        ("a xbad word", None),
        ("a bad word", "a "),
        ("it is wicked", "it is "),
        ("wickedness", None),
        ("wicke\u0301d", None),
        ("wicked\u0301", None),
        ("(wicked)", "("),
        ("a firebombing", "a fire"),
        ("prelude", ""),
        ("a pre", "a "),
        ("spree", None),
        ("这是违禁词吗", "这是"),
        ("a违禁词b", "a"),
        ("ＦＦＯＯ 🤬", ""),
        ("bad wicked", "bad "),
        ("bad bad bad word", "bad bad "),
    ],
)
async def test_what_is_found(text: str, left: str | None) -> None:
    for pieces in ([text], list(text)):
        assert await shown(WORDS, pieces) == ((text, False) if left is None else (left, True))


async def test_the_earliest_finding_wins_however_long_it_takes() -> None:
    words = WordList([Phrase("a b c d"), Phrase("c")])
    for text, left in (("x a b c d", "x "), ("x a b c e", "x a b ")):
        for pieces in ([text], list(text)):
            assert await shown(words, pieces) == (left, True)


async def test_only_what_may_be_a_phrase_is_held_back() -> None:
    watch = WORDS.watch()
    assert (await watch.read("it is a b")).text == "it is a "
    assert (await watch.read("a")).text == ""
    assert (await watch.read("ll. w")).text == "ball. "
    assert (await watch.read("icke")).text == ""
    assert (await watch.read("ts")).text == "wickets"


@pytest.mark.parametrize("text", [r'{"a":"so b\u0061d wo\u0072d it is"}', r'{"a":"so bad\nword"}'])
async def test_escapes_hide_nothing_in_json(text: str) -> None:
    for pieces in ([text], list(text)):
        assert await shown(WORDS, pieces, json=True) == ('{"a":"so ', True)
    assert (await shown(WORDS, [text]))[1] is False


TEXTS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "bad word",
                "BAD",
                "ｂ",
                " ",
                "\u200b",
                "wick",
                "ed",
                "违禁",
                "词",
                "🤬",
                "ﬀoo ",
                "bomb",
                "é",
                "pre",
            ]
        ),
        st.text(max_size=3),
    ),
    max_size=8,
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, st.data())
@example(["bad word"], None)
async def test_cuts_make_no_difference(parts: list[str], data: st.DataObject | None) -> None:
    text = "".join(parts)
    whole = await shown(WORDS, [text])
    places = [] if data is None else sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    cut = [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]
    assert await shown(WORDS, cut) == whole
    assert await shown(WORDS, list(text)) == whole
    assert text.startswith(whole[0])
    assert whole[1] or whole[0] == text


def test_lists_that_cannot_be_used(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    with pytest.raises(UnusableList, match=r"words\.txt"):
        WordList.of(path)
    for lines, said in (
        ("", "no phrase"),
        ("# nothing\n\n", "no phrase"),
        ("a\n***", "line 2"),
        ("\u200b", "line 1"),
        ("x" * (LONGEST_PHRASE + 1), "at most"),
    ):
        path.write_text(lines)
        with pytest.raises(UnusableList, match=said):
            WordList.of(path)
    path.write_bytes(b"\xff")
    with pytest.raises(UnusableList):
        WordList.of(path)
    path.write_text("\ufeffone\ntwo\nTWO\n", "utf-8")
    assert WordList.of(path).size == 3
