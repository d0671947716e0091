"""Moderated invocations: what leaves, what is said instead, who may go without."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fabric.conftest import Permits, client_of
from tests.fabric.test_invocations import events
from tests.images.web import data_url, png
from treadle.engine.fake import FakeEngine
from treadle.engine.fake_continuation import EOS
from treadle.engine.port import Delta, Finish, Generation, Step, Timing, Token
from treadle.fabric.moderation.policy import Moderation, ModerationSettings
from treadle.fabric.moderation.port import Finding, Passage, UnusableModerator
from treadle.fabric.moderation.shield import REFUSED, REMOVED
from treadle.fabric.service import Fabric
from treadle.images.fetch import Images
from treadle.images.settings import ImageSettings

ASK: dict[str, Any] = {"messages": [{"role": "user", "content": "Hi"}], "temperature": 0}
WEATHER = {
    "type": "function",
    "function": {
        "name": "say",
        "parameters": {"type": "object", "properties": {"it": {"type": "string"}}, "required": ["it"]},
    },
}


USER = {"role": "user", "content": "a"}
IMAGE = {"type": "image_url", "image_url": {"url": data_url(png())}}


def said(text: str) -> dict[str, str]:
    """A part of a message."""
    return {"type": "text", "text": text}


def called(id: str = "1", name: str = "f") -> dict[str, Any]:  # noqa: A002 - the contract's word
    """A message of the assistant's with a call."""
    call = {"id": id, "type": "function", "function": {"name": name, "arguments": "{}"}}
    return {"role": "assistant", "tool_calls": [call]}


class Scripted(FakeEngine):
    """Answers with pieces of text, one step each, for every choice; tokens are the pieces."""

    def __init__(self, *choices: list[str], images: int = 0) -> None:
        super().__init__(images=images)
        self.choices = choices

    async def generate(self, generation: Generation) -> AsyncGenerator[Step, None]:
        self.generations.append(generation)
        longest = max(map(len, self.choices))
        self.active.add(generation.id)
        try:
            for place in range(longest):
                deltas = []
                for index, pieces in enumerate(self.choices[: generation.sequences]):
                    if place < len(pieces):
                        text = pieces[place]
                        tokens = [Token(place, text, -1.0, False)] if generation.tokens else []
                        finish = Finish("eos", len(pieces)) if place == len(pieces) - 1 else None
                        deltas.append(Delta(index, text, 1, tokens, finish))
                yield Step(deltas, timing=Timing(0, 0, 0, 0) if place == longest - 1 else None)
            self.active.discard(generation.id)
        finally:
            if generation.id in self.active:
                self.active.discard(generation.id)
                self.aborted.append(generation.id)


class Nothing:
    """A moderator of one's own that does not allow digits."""

    def watch(self, *, json: bool = False) -> Nothing:
        return self

    async def read(self, text: str, *, ended: bool = False) -> Passage:
        for place, character in enumerate(text):
            if character.isdigit():
                return Passage(text[:place], Finding("digits"))
        return Passage(text)


class Broken(Nothing):
    """One that fails in the middle."""

    async def read(self, text: str, *, ended: bool = False) -> Passage:
        if "x" in text:
            raise RuntimeError("no idea")
        return Passage(text)


class Liar(Nothing):
    """One that lets out what it was not given."""

    async def read(self, text: str, *, ended: bool = False) -> Passage:
        return Passage(text + "!" if "x" in text else text)


class Miser(Nothing):
    """One that keeps what it was given."""

    async def read(self, text: str, *, ended: bool = False) -> Passage:
        return Passage("")


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "words.txt"
    path.write_text("bad word\nwicked\n违禁词\n")
    return path


Opened = Callable[..., Any]


@pytest.fixture
def opened(permits: Permits, template: Path, tmp_path: Path, words: Path) -> Opened:
    """A client of the default instance of a Fabric with the word list and an engine."""

    @asynccontextmanager
    async def open_(engine: FakeEngine, **settings: Any) -> AsyncIterator[Callable[..., Any]]:
        moderation = Moderation(ModerationSettings(**{"words": words} | settings))
        await engine.start()
        path = tmp_path / "state.db"
        if not path.exists():
            shutil.copy(template, path)
        fabric = await Fabric.open(engine, path, admission=permits, moderation=moderation)
        ids = fabric.defaults
        place = f"/v1/workspaces/{ids.workspace_id}/services/instances/{ids.instance_id}/invocations"
        async with client_of(fabric, gallery=Images(ImageSettings())) as client:

            async def ask(**members: Any) -> httpx.Response:
                return await client.post(place, json=ASK | members)

            yield ask
        await fabric.close()

    return open_


def gathered(answer: httpx.Response) -> dict[int, tuple[str, list[str], list[str]]]:
    """Of each choice of a stream: text, finish reasons, tokens."""
    found: dict[int, tuple[str, list[str], list[str]]] = {}
    for chunk in events(answer):
        for choice in chunk["choices"]:
            text, reasons, tokens = found.get(choice["index"], ("", [], []))
            text += choice["delta"].get("content") or ""
            reasons += [choice["finish_reason"]] if choice["finish_reason"] else []
            tokens += [each["token"] for each in (choice.get("logprobs") or {}).get("content", ())]
            found[choice["index"]] = (text, reasons, tokens)
    return found


PHRASES = ("a bad word", "Ｂａｄ\u3000ｗｏｒｄ", "b\u200bad \n word", "WICKED", "违禁词")


@pytest.mark.parametrize("phrase", PHRASES)
async def test_no_byte_of_a_phrase_leaves_wherever_it_is_cut(opened: Opened, phrase: str) -> None:
    before, after = "Größe 🤗 is ", ". And so on."
    text = before + phrase + after
    clear = before + ("a " if phrase.startswith("a ") else "")
    whole = ["It is well."]
    engine = Scripted([text])
    async with opened(engine) as ask:
        for place in range(1, len(text)):
            # Cut once at every place, and everywhere but there; the second choice is never touched.
            for pieces in ([text[:place], text[place:]], [*text[:place], text[place:]]):
                engine.choices = (pieces, whole, list(text))
                answer = await ask(stream=True, n=3, temperature=1, logprobs=True)
                assert answer.headers["x-content-moderation"] in ("passed", "masked")
                found = gathered(answer)
                assert found[0] == found[2] == (clear + REMOVED, ["content_filter"], [])
                assert found[1] == (whole[0], ["stop"], whole)
                assert after not in answer.text


async def test_a_stream_says_what_the_plain_answer_says(opened: Opened) -> None:
    for text in ("All is well.", "It is a bad word.", "wicked"):
        engine = Scripted(list(text), ["ok"])
        async with opened(engine) as ask:
            plain = await ask(n=2, temperature=1, logprobs=True, top_logprobs=2)
            streamed = gathered(await ask(n=2, temperature=1, logprobs=True, top_logprobs=2, stream=True))
            for choice in plain.json()["choices"]:
                tokens = [each["token"] for each in (choice["logprobs"] or {"content": []})["content"]]
                assert streamed[choice["index"]] == (
                    choice["message"]["content"],
                    [choice["finish_reason"]],
                    tokens,
                )
            masked = text != "All is well."
            assert plain.headers["x-content-moderation"] == ("masked" if masked else "passed")
            assert plain.json()["choices"][0]["finish_reason"] == ("content_filter" if masked else "stop")
            assert engine.active == set()


async def test_a_generation_of_which_nothing_is_left_is_aborted(opened: Opened) -> None:
    engine = Scripted(["It is ", "wicked", ", and", " so", " on"])
    async with opened(engine) as ask:
        chunks = events(await ask(stream=True, stream_options={"include_usage": True}))
    assert len(engine.aborted) == 1
    assert chunks[-1]["usage"]["completion_tokens"] == 3  # what was made until then
    assert chunks[-2]["choices"][0]["finish_reason"] == "content_filter"
    assert chunks[-2]["choices"][0]["delta"] == {}
    assert [chunk["choices"][0]["delta"].get("content") for chunk in chunks[:-2]] == ["It is ", REMOVED]


@pytest.mark.parametrize(
    "members",
    [
        {"messages": [{"role": "user", "content": "a bad  WORD"}]},
        {
            "messages": [
                {
                    "role": "user",
                    "content": [{"type": "text", "text": "a bad"}, {"type": "text", "text": "word"}],
                }
            ]
        },
        {"messages": [{"role": "user", "content": "a bad"}, {"role": "user", "content": "word"}]},
        {
            "messages": [
                {"role": "user", "content": "a"},
                {"role": "assistant", "content": "wicked", "name": "b"},
            ]
        },
        {"messages": [{"role": "user", "content": "a", "name": "wicked"}]},
        {
            "messages": [
                {"role": "user", "content": "a"},
                {
                    "role": "assistant",
                    "tool_calls": [
                        {
                            "id": "1",
                            "type": "function",
                            "function": {"name": "f", "arguments": '{"a": "w\\u0069cked"}'},
                        }
                    ],
                },
            ]
        },
        {"tools": [{"type": "function", "function": {"name": "f", "description": "a bad\nword"}}]},
        {"messages": [{"role": "user", "content": [said("so wic"), said("ked!")]}]},
        {"messages": [{"role": "wicked", "content": "a"}]},
        {"messages": [{"role": "a bad", "content": "word"}]},
        {"messages": [USER, called(name="wicked")]},
        {"messages": [USER, called(id="wicked")]},
        {"messages": [USER, {"role": "tool", "content": "a", "tool_call_id": "a bad word"}]},
        {"messages": [{"role": "x", "content": "a bad"}, {"role": "y", "content": "word"}]},
    ],
)
async def test_a_request_that_is_not_allowed_costs_nothing(opened: Opened, members: dict[str, Any]) -> None:
    engine = Scripted(["never"])
    async with opened(engine) as ask:
        plain = await ask(n=2, temperature=1, **members)
        streamed = await ask(n=2, temperature=1, stream=True, **members)
    assert (plain.status_code, plain.headers["x-content-moderation"]) == (200, "masked")
    assert streamed.headers["x-content-moderation"] == "masked"
    for choice in plain.json()["choices"]:
        assert (choice["message"]["content"], choice["finish_reason"]) == (REFUSED, "content_filter")
    assert plain.json()["usage"]["completion_tokens"] == 0
    assert gathered(streamed) == {index: (REFUSED, ["content_filter"], []) for index in (0, 1)}
    assert engine.generations == []


@pytest.mark.parametrize("form", ["required", "auto"])
async def test_arguments_of_calls_are_judged(opened: Opened, form: str) -> None:
    for said, clear in (("so b\\u0061d wor\\u0064", "so "), ("so fine", None)):
        call = f'{{"name": "say", "parameters": {{"it": "{said}"}}}}'
        engine = Scripted(list(call))
        async with opened(engine) as ask:
            plain = (await ask(tools=[WEATHER], tool_choice=form)).json()["choices"][0]
            chunks = events(await ask(tools=[WEATHER], tool_choice=form, stream=True))
        (made,) = plain["message"]["tool_calls"]
        parts = [part for each in chunks for part in each["choices"][0]["delta"].get("tool_calls", ())]
        assert "".join(part["function"]["arguments"] for part in parts) == made["function"]["arguments"]
        if clear is None:
            assert json.loads(made["function"]["arguments"]) == {"it": said}
            assert plain["finish_reason"] == "tool_calls"
        else:
            assert made["function"]["arguments"] == f'{{"it": "{clear}'
            assert (plain["finish_reason"], plain["message"]["content"]) == ("content_filter", REMOVED)
            assert chunks[-1]["choices"][0]["finish_reason"] == "content_filter"


async def test_json_answers_hide_nothing(opened: Opened) -> None:
    engine = Scripted(list('{"a": "w\\u0069cked"}'))
    async with opened(engine) as ask:
        answer = await ask(response_format={"type": "json_object"})
    assert answer.json()["choices"][0]["message"]["content"] == '{"a": "' + REMOVED


async def test_a_phrase_that_the_caller_began(opened: Opened) -> None:
    engine = Scripted(list(" word, and more"))
    begun = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "It is a bad"}]
    async with opened(engine) as ask:
        for stream in (False, True):
            answer = await ask(messages=begun, stream=stream)
            assert REMOVED in answer.text
            assert "word" not in answer.text
        begun[1]["content"] = "It is a good"
        assert (await ask(messages=begun)).json()["choices"][0]["message"]["content"] == " word, and more"


async def test_who_may_go_without(opened: Opened) -> None:
    engine = Scripted(["wicked"])
    for policy, status in (("never", 400), ("instance", 400), ("request", 200)):
        async with opened(engine, opt_out=policy) as ask:
            answer = await ask(moderation=False)
            assert answer.status_code == status
            if status == 200:
                assert answer.headers["x-content-moderation"] == "disabled"
                assert answer.json()["choices"][0]["message"]["content"] == "wicked"
            else:
                assert "/moderation" in answer.json()["error_msg"]
            for asked in ({}, {"moderation": True}):
                assert (await ask(**asked)).headers["x-content-moderation"] == "masked"
    async with opened(engine, words=None) as ask:
        assert (await ask()).headers["x-content-moderation"] == "disabled"
        assert (await ask(moderation=True)).status_code == 400


async def test_refusing_instead_of_masking(opened: Opened) -> None:
    engine = Scripted(["wicked"])
    async with opened(engine, on_finding="refuse") as ask:
        for members in ({}, {"messages": [{"role": "user", "content": "wicked"}]}):
            for stream in (False, True):
                answer = await ask(stream=stream, **members)
                assert answer.status_code == 403
                assert answer.json()["error"]["message"] == "the content is not allowed"
        engine.choices = (["It is. ", "wicked"],)
        assert gathered(await ask(stream=True)) == {0: ("It is. " + REMOVED, ["content_filter"], [])}


@pytest.mark.parametrize("content", [[{"type": "text", "text": "What?"}, IMAGE], IMAGE])
async def test_images_that_nobody_can_judge(opened: Opened, content: Any) -> None:
    engine = Scripted(["ok"], images=2)
    asked = {"messages": [USER, {"role": "user", "content": content}]}
    async with opened(engine) as ask:
        for stream in (False, True):
            answer = await ask(**asked, stream=stream)
            assert (answer.status_code, answer.json()["error_code"]) == (400, "common.01000001")
            place = "/messages/1/content/1" if isinstance(content, list) else "/messages/1/content"
            assert f"`{place}` is an image, and this server's moderators" in answer.json()["error_msg"]
        assert engine.generations == []
    async with opened(engine, on_image="pass") as ask:
        for stream in (False, True):
            assert (await ask(**asked, stream=stream)).headers["x-content-moderation"] == "partial"
        assert engine.generations[-1].sight
        assert (await ask()).headers["x-content-moderation"] == "passed"
        engine.choices = (["wicked"],)
        assert (await ask(**asked)).headers["x-content-moderation"] == "masked"
    async with opened(engine, opt_out="request") as ask:
        assert (await ask(**asked, moderation=False)).headers["x-content-moderation"] == "disabled"


@pytest.mark.parametrize("name", ["Broken", "Liar", "Miser"])
async def test_a_moderator_that_fails(opened: Opened, name: str) -> None:
    engine = Scripted(["one ", "x wicked"])
    settings = {"words": None, "modules": (f"{__name__}:{name}",)}
    async with opened(engine, **settings) as ask:
        answer = await ask()
        assert (answer.status_code, answer.json()["error_code"]) == (500, "common.00000500")
        assert answer.json()["error_msg"] == "internal error: the content could not be moderated"
        streamed = await ask(stream=True)
        if name == "Miser":
            assert streamed.status_code == 500
        else:
            assert events(streamed)[-1]["error_code"] == "common.00000500"
            assert engine.active == set()
    async with opened(engine, **settings, fail_open=True) as ask:
        assert (await ask()).json()["choices"][0]["message"]["content"] == "one x wicked"
        assert gathered(await ask(stream=True))[0][0] == "one x wicked"


async def test_several_moderators(opened: Opened) -> None:
    engine = Scripted([])
    async with opened(engine, modules=(f"{__name__}:Nothing",)) as ask:
        for text, left in (("a 1 wicked", "a "), ("a wicked 1", "a "), ("a b", None), ("wick 1", "wick ")):
            engine.choices = (list(text),)
            found = gathered(await ask(stream=True))[0]
            assert found[:2] == ((text, ["stop"]) if left is None else (left + REMOVED, ["content_filter"]))


@pytest.mark.parametrize(
    "settings",
    [
        {"modules": ("no.such.module:thing",)},
        {"modules": ("json:nothing",)},
        {"modules": ("builtins:object",)},
        {"words": Path("/nonexistent")},
        {"classifier": "default", "answers": ("one",)},
        {"classifier": "default", "answers": ("one", "two words")},
        {"classifier": "one"},
        {"classifier": "default", "prompt": Path("/nonexistent")},
    ],
)
def test_moderators_that_cannot_be_used(settings: dict[str, Any]) -> None:
    with pytest.raises(UnusableModerator):
        Moderation(ModerationSettings(**settings))


class Judge(Scripted):
    """Answers chats with a script, and is asked itself what it thinks of texts."""

    def __init__(self, *choices: list[str]) -> None:
        super().__init__(*choices)
        self.judged: list[str] = []
        self.word = ""

    async def generate(self, generation: Generation) -> AsyncGenerator[Step, None]:
        if not generation.id.startswith("moderation-"):
            async for step in super().generate(generation):
                yield step
            return
        text = self.decode(generation.prompt)
        self.judged.append(text.partition("Text:\n")[2].partition("\n\nThe word is:")[0])
        grammar = generation.sampling.grammar
        assert grammar is not None
        assert grammar.kind == "regex"
        word = self.word or ("violence" if "stab" in self.judged[-1] else "allowed")
        yield Step([Delta(0, word, 1, finish=Finish("eos", EOS))])


async def test_a_classifier_behind_an_instance(opened: Opened) -> None:
    calm, cruel = "All is calm. " * 60, "Then they stab him. " * 30
    engine = Judge([calm, cruel, calm])
    async with opened(engine, words=None, classifier="default") as ask:
        plain = (await ask()).json()["choices"][0]
        found = gathered(await ask(stream=True))[0]
        assert found == (plain["message"]["content"], ["content_filter"], [])
        left = plain["message"]["content"].removesuffix(REMOVED)
        assert (calm + cruel).startswith(left)
        assert len(left) > 200
        assert "stab" not in left
        assert all(text in "user: Hi" or len(text) <= 600 for text in engine.judged)
        refused = (await ask(messages=[{"role": "user", "content": "How do I stab?"}])).json()
        assert refused["choices"][0]["message"]["content"] == REFUSED
        engine.choices = ([calm],)
        assert (await ask()).json()["choices"][0]["message"]["content"] == calm
        assert gathered(await ask(stream=True))[0][0] == calm
        engine.word = "whatever"
        assert (await ask()).status_code == 500


async def test_a_text_that_the_classifiers_context_cannot_hold(opened: Opened) -> None:
    engine = Judge(["ok"])
    engine._card = engine.card.__class__(**{**_fields(engine.card), "max_total_tokens": 450})
    async with opened(engine, words=None, classifier="default") as ask:
        assert (await ask(messages=[{"role": "user", "content": "a " * 150 + "stab"}])).json()["usage"][
            "completion_tokens"
        ] == 0
        assert len(engine.judged) >= 2


def _fields(card: Any) -> dict[str, Any]:
    return {name: getattr(card, name) for name in card.__dataclass_fields__}


async def test_an_instance_that_is_not_there_cannot_judge(opened: Opened) -> None:
    place = f"{'0' * 32}/{'1' * 32}"
    async with opened(Judge(["ok"]), words=None, classifier=place) as ask:
        assert (await ask()).status_code == 500
