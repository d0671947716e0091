"""OpenAI's sampling members, in neither contract's types, and what they mean to the engine.

Absent is None. OpenAI's rules: no temperature means 1, 0 is greedy; `stop` text is cut off; penalties
count over the output.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from treadle.engine.port import Grammar, InvalidGeneration, Sampling


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a caller of an OpenAI-shaped route asked for."""

    temperature: float | None = None
    top_p: float | None = None
    frequency_penalty: float | None = None
    presence_penalty: float | None = None
    repetition_penalty: float | None = None
    logit_bias: Mapping[str, float] | Sequence[float] | None = None
    seed: int | None = None
    stop: str | Sequence[str] | None = None
    grammar: Grammar | None = None

    @property
    def stops(self) -> tuple[str, ...]:
        """The stop texts; an empty one stops nothing."""
        texts = (self.stop,) if isinstance(self.stop, str) else tuple(self.stop or ())
        return tuple(text for text in texts if text)


def sampling(wishes: Wishes, *, max_new_tokens: int, vocabulary: int) -> Sampling:
    """The wishes as the engine takes them; raises InvalidGeneration for a token id that is none."""
    temperature = 1.0 if wishes.temperature is None else wishes.temperature
    if wishes.top_p == 0:
        temperature = 0.0  # only the likeliest token is left
    return Sampling(
        max_new_tokens=max_new_tokens,
        temperature=temperature,
        top_p=wishes.top_p or 1.0,
        frequency_penalty=wishes.frequency_penalty or 0.0,
        presence_penalty=wishes.presence_penalty or 0.0,
        repetition_penalty=wishes.repetition_penalty or 1.0,
        logit_bias=_bias(wishes.logit_bias, vocabulary),
        seed=wishes.seed,
        stop=wishes.stops,
        grammar=wishes.grammar,
    )


def _bias(bias: Mapping[str, float] | Sequence[float] | None, vocabulary: int) -> dict[int, float]:
    """A map works; the array of TGI's document has never meant anything, and does not here."""
    if not isinstance(bias, Mapping):
        return {}
    ids = {int(token): value for token, value in bias.items()}
    for token in ids:
        if not 0 <= token < vocabulary:
            raise InvalidGeneration(
                f"logit_bias/{token}",
                f"`logit_bias` names token {token}; the model's are 0 to {vocabulary - 1}",
            )
    return ids
