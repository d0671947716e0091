"""Whether tokens carry a Kirchenbauer watermark: a count of green tokens and what chance makes of it.

    tokens ─▶ pairs (previous, token), each once ─▶ how many are green ─▶ z-score, p-value

Without a watermark a share gamma of the pairs is green. A pair that comes again says nothing new,
because its colour is fixed, so it counts once; else a text that repeats itself would be an accident
in either direction. The first token has no known predecessor unless the prompt's last one is given.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch

from treadle.engine.logits.rules import GAMMA, green_mask, green_pairs
from treadle.engine.port import EngineError

THRESHOLD = 4.0
"""The z-score from which a watermark is said to be there: unmarked, one text in 31 000 reaches it."""

MOST_TOKENS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """What was counted. `p_value` is the chance that as many are green without a watermark."""

    scored: int
    green: int
    z_score: float
    p_value: float

    def found(self, threshold: float = THRESHOLD) -> bool:
        """Whether the z-score reaches `threshold`."""
        return self.z_score >= threshold


def detect(
    tokens: Sequence[int],
    *,
    vocabulary: int,
    gamma: float = GAMMA,
    device: Literal["cpu", "cuda"] = "cpu",
    before: int | None = None,
) -> Detection:
    """Look for the watermark in `tokens`, ids below `vocabulary`.

    `gamma` and `device` are those of the server that wrote them: the green lists of CPUs and GPUs
    differ. `before` is the prompt's last token, where it is known. Raises ValueError for an id out of
    range, a gamma outside (0, 1) and more than 1 000 000 tokens.
    """
    if not 0.0 < gamma < 1.0:
        raise ValueError(f"gamma must be between 0 and 1, got {gamma:g}")
    if len(tokens) > MOST_TOKENS:
        raise ValueError(f"at most {MOST_TOKENS} tokens can be looked at, got {len(tokens)}")
    sequence = [*(() if before is None else (before,)), *tokens]
    for token in sequence:
        if not 0 <= token < vocabulary:
            raise ValueError(f"token id {token} is not in a vocabulary of {vocabulary}")
    pairs = sorted(set(itertools.pairwise(sequence)))
    green = _green(pairs, vocabulary, gamma) if device == "cpu" else _green_by_hash(pairs, gamma)
    share = int(vocabulary * gamma) / vocabulary if device == "cpu" else gamma
    scored = len(pairs)
    spread = math.sqrt(scored * share * (1.0 - share))
    return Detection(
        scored=scored,
        green=green,
        z_score=(green - share * scored) / spread if spread else 0.0,
        p_value=chance(green, scored, share),
    )


def chance(green: int, scored: int, share: float) -> float:
    """The probability of at least `green` of `scored` independent tries that succeed with `share` each."""
    if green <= 0:
        return 1.0
    if not 0.0 < share < 1.0:
        return 1.0 if share >= 1.0 else 0.0
    hit, miss = math.log(share), math.log1p(-share)
    ways = math.lgamma(scored + 1)
    terms = (
        math.exp(ways - math.lgamma(k + 1) - math.lgamma(scored - k + 1) + k * hit + (scored - k) * miss)
        for k in range(green, scored + 1)
    )
    return min(1.0, math.fsum(terms))


def _green(pairs: Sequence[tuple[int, int]], vocabulary: int, gamma: float) -> int:
    """How many pairs are green; they come sorted, so that a list is made once."""
    count, mask = 0, None
    known = -1
    for previous, token in pairs:
        if previous != known:
            known, mask = previous, green_mask(previous, vocabulary, gamma)
        assert mask is not None
        count += bool(mask[token])
    return count


def _green_by_hash(pairs: Sequence[tuple[int, int]], gamma: float) -> int:
    if not pairs:
        return 0
    both: Any = torch.tensor(pairs, dtype=torch.int64)
    return int(green_pairs(both[:, 0], both[:, 1], gamma).sum())


class Vocabulary:
    """A model's tokenizer and how many tokens its logits have, without its weights."""

    def __init__(self, model: str, tokenizer: str | None = None) -> None:
        """`model` and `tokenizer` are directories or hub ids; raises EngineError where one is neither."""
        import transformers

        library: Any = transformers
        try:
            configuration = library.AutoConfig.from_pretrained(model)
            self._tokenizer: Any = library.AutoTokenizer.from_pretrained(tokenizer or model)
        except (OSError, ValueError) as error:
            raise EngineError(f"{model}: no model there: {str(error).splitlines()[0]}") from error
        self.size = int(configuration.get_text_config().vocab_size)

    def encode(self, text: str) -> list[int]:
        """Token ids of a text as a model would have written it: no special token is added."""
        return list(self._tokenizer.encode(text, add_special_tokens=False))

    def decode(self, tokens: Sequence[int]) -> str:
        """The text of token ids."""
        return str(self._tokenizer.decode(list(tokens)))
