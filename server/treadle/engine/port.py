"""The engine as the handlers see it: domain types that know neither HTTP nor vLLM.

Engine.generate(Generation) ──▶ Step, Step, … Step
                                 ├─ prefill   the prompt's tokens (first step, if asked for)
                                 └─ Delta…    in order; a slow reader gets several of a sequence in one step
                                     ├─ text, tokens
                                     └─ finish   once per sequence, on its last delta

"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from msgspec import Struct

from treadle.engine.faults import EngineError as EngineError
from treadle.engine.faults import EngineUnavailable as EngineUnavailable
from treadle.engine.faults import GenerationFailed as GenerationFailed
from treadle.engine.faults import InvalidGeneration as InvalidGeneration
from treadle.engine.faults import InvalidImage as InvalidImage

FinishReason = Literal["length", "eos", "stop"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """Function calls as a model writes them, one below the other:

        {opening}{"name": …, "{arguments}": …}{closing}

    `functions` are the JSON Schemas of their arguments, by name. With `text` the output may be text
    instead; where calls have an opening, text may come before the first, and where they have none, a
    brace at the beginning is the beginning of a call.
    """

    functions: Mapping[str, Mapping[str, Any]]
    arguments: str = "parameters"
    opening: str = ""
    closing: str = ""
    most: int = 1
    text: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """What the output must match; exactly one kind. `source` is a JSON Schema (dict), a regex or Calls."""

    kind: Literal["json_schema", "regex", "json_object", "calls"]
    source: Mapping[str, Any] | str | Calls | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How to choose tokens. Every default means "off".

    `temperature` 0 is greedy. `seed` is any u64; the engine folds it into what it can take.
    """

    max_new_tokens: int
    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    typical_p: float = 1.0
    repetition_penalty: float = 1.0
    presence_penalty: float = 0.0
    frequency_penalty: float = 0.0  # OpenAI's: minus p · count, over the output
    relative_frequency_penalty: float = 0.0  # TGI's: minus p · count/length, over prompt and output
    logit_bias: Mapping[int, float] = field(default_factory=dict[int, float])
    watermark: bool = False
    seed: int | None = None
    stop: tuple[str, ...] = ()
    keep_stop: bool = False  # whether the matched stop text stays in the output
    grammar: Grammar | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that is decoded: `pixels` are rows from the top, three bytes (red, green, blue) a point."""

    width: int
    height: int
    pixels: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One request to the engine.

    `tokens` asks for `Delta.tokens`; without it only text and counts come back, which is cheaper.
    `logprobs` fills `Token.logprob` (implies `tokens`). `top_tokens` is how many alternatives each
    token carries; `top_ties` keeps all that tie with the last of them (TGI's rule). `prefill` asks for
    the prompt's tokens, `prefill_top_tokens` for so many alternatives to each of them.
    `sequences` independent continuations run at once; `Delta.index` tells them apart, and each draws
    from `sampling.seed` + index.
    Without `streamed` only the whole counts, and may come in a single step.
    `sight` is what the engine made of the prompt's images, as it came with `prompt` from it.
    """

    id: str
    prompt: Sequence[int]
    sampling: Sampling
    sequences: int = 1
    tokens: bool = False
    logprobs: bool = False
    top_tokens: int = 0
    top_ties: bool = False
    prefill: bool = False
    prefill_top_tokens: int = 0
    adapter: str | None = None
    streamed: bool = True
    sight: object = None


# Made for every token: a Struct costs half of a dataclass, and none of these can be part of a cycle.


class Alternative(Struct, gc=False):
    """A token that might have been chosen. `text` is the id decoded by itself."""

    id: int
    text: str
    logprob: float
    special: bool


class Token(Struct, gc=False):
    """A generated token.

    `text` is the incremental detokenisation, special tokens included; a token inside an unfinished
    UTF-8 character has "" and the one that completes it has the whole character.
    """

    id: int
    text: str
    logprob: float | None
    special: bool
    top: Sequence[Alternative] = ()


class PromptToken(Struct, gc=False):
    """A token of the prompt; `text` is the id decoded by itself, the first has no `logprob` and no `top`."""

    id: int
    text: str
    logprob: float | None
    top: Sequence[Alternative] = ()


class Finish(Struct, gc=False):
    """How a sequence ended. `stop` is the stop text that matched."""

    reason: FinishReason
    generated_tokens: int  # the end-of-sequence token counts
    stop: str | None = None


class Delta(Struct, gc=False):
    """What one engine step added to one sequence.

    `text` skips special tokens. `count` is the number of new tokens, whether or not `tokens` was
    asked for.
    """

    index: int
    text: str
    count: int
    tokens: Sequence[Token] = ()
    finish: Finish | None = None


class Timing(Struct, gc=False):
    """Seconds on the monotonic clock; set on the last step of a request."""

    queued: float
    scheduled: float
    first_token: float
    last_token: float


class Step(Struct, gc=False):
    """What came to one request at once: of one engine step, or of several that were not awaited."""

    deltas: Sequence[Delta]
    prefill: Sequence[PromptToken] | None = None
    timing: Timing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """The model behind an engine."""

    id: str
    revision: str | None
    dtype: str
    max_total_tokens: int  # prompt and output together
    vocabulary: int
    pipeline_tag: str | None
    device: str  # "cpu" or "cuda"
    has_chat_template: bool
    cache_tokens: int | None = None  # what the key-value cache holds, over all sequences
    images: int = 0  # how many a prompt may have; 0 of a model that reads text alone


@dataclass(slots=True)
class Span:
    """A token of a text with its place: UTF-8 byte offsets [start, stop) and that slice."""

    id: int
    text: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class RenderedChat:
    """A chat as the model's template writes it, or a text with images, and its tokens.

    In `tokens` each image takes the places that the model fills with what it sees, in `text` it is one
    mark of the model's. `sight` belongs into the Generation of these tokens and into no other's.
    """

    text: str
    tokens: Sequence[int]
    sight: object = None


class Engine(Protocol):
    """A model that generates."""

    @property
    def card(self) -> ModelCard:
        """The model; known once `start` has returned."""
        ...

    async def start(self) -> None:
        """Load the model and become ready; raises EngineError when that is not possible."""
        ...

    async def stop(self) -> None:
        """Abort what runs and release everything; safe to call twice."""
        ...

    async def encode(self, text: str, *, special: bool = True, truncate: int | None = None) -> Sequence[int]:
        """Token ids of `text`; `truncate` keeps the last ones, special tokens preserved."""
        ...

    async def look(self, parts: Sequence[str | Picture], *, truncate: int | None = None) -> RenderedChat:
        """Text and images, one after the other, as a prompt with its special tokens.

        `truncate` keeps the last tokens. Raises InvalidGeneration("images", …) where the model does not
        take them, and ("truncate", …) where an image would be cut.
        """
        ...

    async def spans(self, text: str, *, special: bool = True) -> Sequence[Span]:
        """Token ids of `text` with their places in it."""
        ...

    async def texts(self, tokens: Sequence[int]) -> Sequence[str]:
        """What each of `tokens` adds to the text of those before it, as in Token.text."""
        ...

    def decode(self, tokens: Sequence[int], *, skip_special: bool = True) -> str:
        """Text of token ids."""
        ...

    async def render_chat(
        self,
        messages: Sequence[Mapping[str, Any]],
        *,
        tools: Sequence[Mapping[str, Any]] | None = None,
    ) -> RenderedChat:
        """Render messages by the model's template; raises InvalidGeneration("messages", …).

        Content is a text or, where there are images, parts: `{"type": "text", "text": …}` and
        `{"type": "image", "image": Picture}`. Raises InvalidGeneration("images", …) as `look` does.
        A trailing assistant message is continued (TGI's rule), otherwise the generation prompt is added.
        """
        ...

    def generate(self, generation: Generation) -> AsyncGenerator[Step, None]:
        """Run a request. Closing or cancelling the iterator aborts it in the engine."""
        ...

    async def healthy(self) -> bool:
        """Whether a generation would be answered now."""
        ...

    @property
    def running(self) -> bool:
        """Whether an engine core is up; cheap."""
        ...
