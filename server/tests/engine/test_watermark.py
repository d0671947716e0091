"""The detector against lists, counts and chances worked out here."""

import itertools
import math

import numpy as np
import pytest
import torch

from treadle.engine.port import EngineError
from treadle.engine.watermark import MOST_TOKENS, Vocabulary, chance, detect

VOCABULARY = 97


def greens(previous: int, gamma: float) -> list[int]:
    """TGI's list, made again."""
    generator = torch.Generator(device="cpu").manual_seed(15485863 * previous)
    found: list[int] = torch.randperm(VOCABULARY, generator=generator)[: int(VOCABULARY * gamma)].tolist()
    return found


def marked(length: int, gamma: float = 0.5) -> list[int]:
    """Tokens of which each is green after the one before, no pair twice."""
    tokens, seen = [3], set()
    while len(tokens) < length:
        token = next(t for t in greens(tokens[-1], gamma) if (tokens[-1], t) not in seen)
        seen.add((tokens[-1], token))
        tokens.append(token)
    return tokens


@pytest.mark.parametrize("gamma", [0.25, 0.5])
def test_the_score_is_the_distance_in_standard_deviations(gamma: float) -> None:
    tokens = marked(65, gamma)
    found = detect(tokens, vocabulary=VOCABULARY, gamma=gamma)
    share = int(VOCABULARY * gamma) / VOCABULARY
    assert (found.scored, found.green) == (64, 64)
    assert found.z_score == pytest.approx((64 - 64 * share) / math.sqrt(64 * share * (1 - share)))
    assert found.p_value == pytest.approx(share**64)
    assert found.found()


def test_green_tokens_are_counted_one_by_one() -> None:
    tokens = np.random.default_rng(1).integers(0, VOCABULARY, 400).tolist()
    pairs = set(itertools.pairwise(tokens))
    found = detect(tokens, vocabulary=VOCABULARY)
    assert (found.scored, found.green) == (len(pairs), sum(t in greens(p, 0.5) for p, t in pairs))
    assert abs(found.z_score) < 4
    assert not found.found()


def test_a_pair_counts_once_and_the_prompts_end_when_it_is_known() -> None:
    assert detect([5, 6, 5, 6, 5, 6], vocabulary=VOCABULARY).scored == 2
    assert detect([5, 6], vocabulary=VOCABULARY, before=9).scored == 2
    nothing = detect([5], vocabulary=VOCABULARY)
    assert (nothing.scored, nothing.z_score, nothing.p_value) == (0, 0.0, 1.0)
    assert not nothing.found()


@pytest.mark.parametrize(
    ("green", "scored", "share"), [(0, 5, 0.5), (3, 5, 0.5), (30, 40, 0.25), (7, 7, 0.9)]
)
def test_the_chance_is_the_binomials(green: int, scored: int, share: float) -> None:
    terms = (math.comb(scored, k) * share**k * (1 - share) ** (scored - k) for k in range(green, scored + 1))
    assert chance(green, scored, share) == pytest.approx(sum(terms))


def test_lists_of_a_gpu_are_another_device() -> None:
    """A hash in place of a generator: worked out in plain integers."""

    def green(previous: int, token: int) -> bool:
        mixed = (previous * 15485863) ^ (token * 0x9E3779B1)
        for shift, factor in ((16, 0x7FEB352D), (15, 0x846CA68B)):
            mixed &= 0xFFFFFFFF
            mixed = ((mixed ^ (mixed >> shift)) * factor) & 0xFFFFFFFF
        return (mixed ^ (mixed >> 16)) < 2**31

    tokens = np.random.default_rng(2).integers(0, 49152, 300).tolist()
    pairs = set(itertools.pairwise(tokens))
    found = detect(tokens, vocabulary=49152, device="cuda")
    assert found.green == sum(green(*pair) for pair in pairs)
    assert detect([1], vocabulary=49152, device="cuda").scored == 0


@pytest.mark.parametrize(
    ("tokens", "gamma"),
    [([1, VOCABULARY], 0.5), ([1, -1], 0.5), ([1, 2], 1.0), ([1] * (MOST_TOKENS + 1), 0.5)],
)
def test_what_cannot_be_judged_is_said(tokens: list[int], gamma: float) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        detect(tokens, vocabulary=VOCABULARY, gamma=gamma)


def test_a_model_that_is_not_there(tmp_path: object) -> None:
    with pytest.raises(EngineError, match="no model there"):
        Vocabulary(str(tmp_path))
