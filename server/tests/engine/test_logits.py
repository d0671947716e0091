"""The logits processors against an independent computation in plain numpy."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from vllm.v1.sample.logits_processor import BatchUpdate, MoveDirectionality
from vllm.v1.worker.gpu import buffer_utils
from vllm.v1.worker.gpu.sample.logits_processor import LogitsContext, build_custom_logits_processors
from vllm.v1.worker.gpu.states import RequestState

from treadle.engine.logits import processors, v1, v2
from treadle.engine.logits.rules import green_mask, green_rows, keep_typical

VOCABULARY = 97


def random_logits(rows: int, seed: int = 0) -> Any:
    return torch.from_numpy(np.random.default_rng(seed).normal(0, 3, (rows, VOCABULARY)).astype(np.float32))


def typical_by_hand(logits: Any, mass: float, top_k: int, top_p: float) -> set[int]:
    """Which tokens remain, token by token, in double precision."""
    values = np.asarray(logits, dtype=np.float64)
    kept = list(np.argsort(-values, kind="stable"))
    if top_k:
        kept = kept[:top_k]

    def probabilities(tokens: list[int]) -> Any:
        weights = np.exp(values[tokens] - values[tokens].max())
        return weights / weights.sum()

    reached, nucleus = 0.0, []
    for token, probability in zip(kept, probabilities(kept), strict=True):
        if nucleus and reached >= top_p:
            break
        nucleus.append(token)
        reached += probability
    weights = probabilities(nucleus)
    entropy = -(weights * np.log(weights)).sum()
    by_surprise = sorted(zip(np.abs(-np.log(weights) - entropy), nucleus, weights, strict=True))
    reached, typical = 0.0, set()
    for _, token, probability in by_surprise:
        typical.add(int(token))
        reached += probability
        if reached >= mass:
            break
    return typical


@pytest.mark.parametrize(
    ("mass", "top_k", "top_p"), [(0.9, 0, 1.0), (0.5, 0, 1.0), (0.2, 10, 1.0), (0.8, 0, 0.7), (0.95, 20, 0.9)]
)
def test_typical_keeps_what_the_definition_keeps(mass: float, top_k: int, top_p: float) -> None:
    logits = random_logits(16)
    before = logits.clone()
    kept = keep_typical(logits, torch.full((16,), mass), torch.full((16,), top_k), torch.full((16,), top_p))
    for row in range(16):
        expected = typical_by_hand(before[row], mass, top_k, top_p)
        assert set(torch.isfinite(kept[row]).nonzero().flatten().tolist()) == expected
        for token in expected:
            assert kept[row, token] == before[row, token]


@pytest.mark.parametrize("spread", [0.5, 3.0, 12.0])
@pytest.mark.parametrize("mass", [0.05, 0.5, 0.95, 0.9999])
@pytest.mark.parametrize(
    ("top_k", "top_p"), [(0, 1.0), (0, 0.95), (0, 0.3), (50, 1.0), (7, 0.8), (4000, 0.99), (0, 0.99999)]
)
def test_typical_of_large_vocabularies_sorts_no_more_than_it_must(
    mass: float, top_k: int, top_p: float, spread: float
) -> None:
    """Rows of every kind at once: one without filters, one with a grammar's mask, one that is certain."""
    random = np.random.default_rng(3)
    logits = torch.from_numpy(random.normal(0, spread, (4, 3000)).astype(np.float32))
    logits[1, 20:] = -float("inf")
    logits[2, 7] = 90.0
    tops_k, tops_p = torch.tensor([top_k, top_k, top_k, 0]), torch.tensor([top_p, top_p, top_p, 1.0])
    before = logits.clone()
    kept = keep_typical(logits, torch.full((4,), mass), tops_k, tops_p)
    for row in range(4):
        values = before[row].double().numpy()
        finite = np.flatnonzero(np.isfinite(values))
        by_hand = typical_by_hand(values[finite], mass, int(tops_k[row]), float(tops_p[row]))
        expected = {int(finite[place]) for place in by_hand}
        found = set(torch.isfinite(kept[row]).nonzero().flatten().tolist())
        # float32 may put the border one token off
        assert len(found ^ expected) <= 1, (row, found ^ expected)
        assert found


def test_typical_leaves_masked_tokens_masked_and_at_least_one_token() -> None:
    logits = torch.full((2, VOCABULARY), -float("inf"))
    logits[0, 5] = 1.0
    logits[1, :3] = torch.tensor([9.0, 1.0, 0.0])
    kept = keep_typical(logits, torch.full((2,), 0.01), torch.zeros(2, dtype=torch.int64), torch.ones(2))
    assert torch.isfinite(kept[0]).nonzero().flatten().tolist() == [5]
    assert torch.isfinite(kept[1]).sum() >= 1


def test_green_lists_are_those_of_torch_on_the_cpu() -> None:
    for previous in (0, 7, 49151):
        generator = torch.Generator()
        generator.manual_seed(15485863 * previous)
        expected = set(torch.randperm(VOCABULARY, generator=generator)[: VOCABULARY // 2].tolist())
        assert set(green_mask(previous, VOCABULARY, 0.5).nonzero().flatten().tolist()) == expected


def test_hashed_green_rows_have_their_share_and_depend_on_the_token() -> None:
    rows = green_rows(torch.arange(64), 4096, 0.25)
    assert rows.float().mean().item() == pytest.approx(0.25, abs=0.01)
    assert not torch.equal(rows[1], rows[2])
    assert torch.equal(green_rows(torch.tensor([9]), 4096, 0.25)[0], rows[9])


def config(**options: float) -> Any:
    return SimpleNamespace(additional_config={"treadle": options})


def asking(**arguments: Any) -> Any:
    return SimpleNamespace(extra_args=arguments or None, temperature=1.0)


def update(**changes: Any) -> Any:
    return BatchUpdate(**({"batch_size": 4, "removed": [], "added": [], "moved": []} | changes))


def test_rows_follow_removals_additions_moves_and_swaps() -> None:
    heat = v1.Heat(config(), torch.device("cpu"), False)
    heat.update_state(update(added=[(0, asking(heat=2.0), [1], []), (1, asking(), [1], [])]))
    heat.update_state(update(added=[(2, asking(heat=3.0), [1], [])]))
    assert heat.rows == {0: 2.0, 2: 3.0}
    heat.update_state(update(moved=[(2, 1, MoveDirectionality.UNIDIRECTIONAL)]))
    assert heat.rows == {0: 2.0, 1: 3.0}
    heat.update_state(update(moved=[(0, 1, MoveDirectionality.SWAP)]))
    assert heat.rows == {0: 3.0, 1: 2.0}
    heat.update_state(update(moved=[(0, 3, MoveDirectionality.SWAP)]))
    assert heat.rows == {3: 3.0, 1: 2.0}
    heat.update_state(update(removed=[1], added=[(3, asking(), None, [])]))
    assert heat.rows == {}


@pytest.mark.parametrize("name", ["Watermark", "RelativeFrequency", "Heat", "Typical"])
def test_nobody_asking_means_nothing_done(name: str) -> None:
    processor = getattr(v1, name)(config(), torch.device("cpu"), False)
    processor.update_state(None)
    processor.update_state(update(added=[(0, asking(), [1], [])]))
    logits = random_logits(1)
    same = logits.clone()
    assert processor.apply(logits) is logits
    assert torch.equal(logits, same)


def test_watermark_follows_the_live_output() -> None:
    processor = v1.Watermark(config(watermark_gamma=0.25, watermark_delta=1.5), torch.device("cpu"), False)
    output: list[int] = []
    processor.update_state(update(added=[(1, asking(watermark=True), [4, 9], output)]))
    for previous in (9, 30):
        logits = random_logits(2)
        before = logits.clone()
        processor.apply(logits)
        assert torch.equal(logits[0], before[0])
        expected = before[1] + 1.5 * green_mask(previous, VOCABULARY, 0.25).float()
        assert torch.allclose(logits[1], expected)
        output.append(30)
    assert not processor.is_argmax_invariant()


def test_relative_frequency_counts_prompt_and_output() -> None:
    processor = v1.RelativeFrequency(config(), torch.device("cpu"), False)
    prompt, output = [5, 5, 6], [7]
    processor.update_state(update(added=[(0, asking(frequency=0.8), prompt, output)]))
    for new in (5, 8):
        logits = random_logits(1)
        before = logits.clone()
        processor.apply(logits)
        sequence = np.array(prompt + output)
        expected = before[0].numpy() - 0.8 * np.bincount(sequence, minlength=VOCABULARY) / len(sequence)
        np.testing.assert_allclose(logits[0].numpy(), expected, rtol=1e-5, atol=1e-6)
        output.append(new)
    assert not processor.is_argmax_invariant()


def test_heat_and_typical_run_after_the_temperature() -> None:
    assert v1.Heat(config(), torch.device("cpu"), False).is_argmax_invariant()
    processor = v1.Typical(config(), torch.device("cpu"), False)
    assert processor.is_argmax_invariant()
    processor.update_state(update(added=[(1, asking(typical=[0.5, 0, 1.0]), [1], [])]))
    logits = random_logits(3)
    before = logits.clone()
    processor.apply(logits)
    assert torch.equal(logits[[0, 2]], before[[0, 2]])
    kept = set(torch.isfinite(logits[1]).nonzero().flatten().tolist())
    assert kept == typical_by_hand(before[1], 0.5, 0, 1.0)
    processor.update_state(update(moved=[(1, 0, MoveDirectionality.UNIDIRECTIONAL)]))
    logits = before.clone()
    processor.apply(logits)
    assert torch.equal(logits[1:], before[1:])
    assert not torch.equal(logits[0], before[0])


SEQUENCES = {3: [1, 2, 2, 5], 0: [9, 9], 2: [4, 5, 6, 7, 8]}


@pytest.fixture
def request_states(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The second runner's own request states, on the CPU, with `SEQUENCES` in their slots."""
    monkeypatch.setattr(buffer_utils, "is_uva_available", lambda: False)  # its fallback needs no GPU
    states = RequestState(4, 16, 64, 0, VOCABULARY, torch.device("cpu"))
    for slot, sequence in SEQUENCES.items():
        # What a kernel would copy at the next step.
        states.all_token_ids.gpu[slot, : len(sequence)] = torch.tensor(sequence, dtype=torch.int32)
    return states


def built(states: Any, name: str, **options: float) -> Any:
    """A processor as vLLM's loader makes it."""
    place = next(place for place in processors(True) if place.endswith(f":{name}"))
    (processor,) = build_custom_logits_processors(config(**options), states, False, (place,))
    return processor


def context(slots: list[int], rows: list[tuple[int, int, int]] | None = None) -> Any:
    """A step's layout for `slots`; `rows` are (slot, token fed, position), one of each slot if absent."""
    rows = rows or [(slot, SEQUENCES[slot][-1], len(SEQUENCES[slot]) - 1) for slot in slots]
    fed, tokens, positions = zip(*rows, strict=True)
    longest = [max(position + 1 for row, _, position in rows if row == slot) for slot in slots]
    return LogitsContext(
        expanded_idx_mapping=torch.tensor(fed, dtype=torch.int32),
        idx_mapping=torch.tensor(slots, dtype=torch.int32),
        idx_mapping_np=np.array(slots, dtype=np.int32),
        expanded_local_pos=torch.tensor([fed[:row].count(slot) for row, slot in enumerate(fed)]),
        input_ids=torch.tensor(tokens, dtype=torch.int32),
        pos=torch.tensor(positions, dtype=torch.int64),
        seq_lens_upper_bound_np=np.array(longest, dtype=np.int32),
    )


def second(states: Any, name: str, argument: str, value: Any, **options: float) -> tuple[Any, Any]:
    """A processor of the second runner that slot 0 asks for, in a batch of slots 3, 0, 2."""
    processor = built(states, name, **options)
    assert not processor.add_request(3, asking())
    assert processor.add_request(0, asking(**{argument: value}))
    assert not processor.add_request(2, asking())
    return processor, context([3, 0, 2])


def test_second_runner_touches_only_rows_that_ask(request_states: Any) -> None:
    for name, argument, value in (
        ("Watermark", "watermark", True),
        ("RelativeFrequency", "frequency", 1.0),
        ("Heat", "heat", 2.0),
        ("Typical", "typical", [0.5, 0, 1.0]),
    ):
        processor, ctx = second(request_states, name, argument, value)
        logits = random_logits(3)
        before = logits.clone()
        after = processor.apply(logits, ctx)
        assert torch.equal(after[[0, 2]], before[[0, 2]])
        assert not torch.equal(after[1], before[1])
        processor.add_request(0, asking())  # the slot's next request does not ask
        logits = before.clone()
        assert torch.equal(processor.apply(logits, ctx), before)


def test_second_runner_computes_the_same(request_states: Any) -> None:
    before = random_logits(3)
    processor, ctx = second(request_states, "RelativeFrequency", "frequency", 0.6)
    after = processor.apply(before.clone(), ctx)
    expected = before[1].numpy() - 0.6 * np.bincount([9, 9], minlength=VOCABULARY) / 2
    np.testing.assert_allclose(after[1].numpy(), expected, rtol=1e-5, atol=1e-6)

    processor, ctx = second(request_states, "Heat", "heat", 2.5)
    assert torch.allclose(processor.apply(before.clone(), ctx)[1], before[1] / 2.5)

    processor, ctx = second(
        request_states, "Watermark", "watermark", True, watermark_gamma=0.5, watermark_delta=3.0
    )
    green = green_rows(torch.tensor([9]), VOCABULARY, 0.5)[0]
    assert torch.allclose(processor.apply(before.clone(), ctx)[1], before[1] + 3.0 * green)

    processor, ctx = second(request_states, "Typical", "typical", [0.7, 30, 0.9])
    processor.add_request(0, SimpleNamespace(extra_args={"typical": [0.7, 30, 0.9]}, temperature=1.7))
    after = processor.apply(before.clone(), ctx)
    kept = set(torch.isfinite(after[1]).nonzero().flatten().tolist())
    assert kept == typical_by_hand(before[1] / 1.7, 0.7, 30, 0.9)
    assert torch.allclose(after[1, sorted(kept)], before[1, sorted(kept)])


def test_second_runner_with_draft_rows(request_states: Any) -> None:
    processor = built(request_states, "RelativeFrequency")
    processor.add_request(0, asking(frequency=1.0))
    processor.add_request(3, asking())
    ctx = context([0, 3], [(0, 9, 1), (0, 44, 2), (3, 5, 3)])  # slot 0 has a draft token, 44
    before = random_logits(3)
    after = processor.apply(before.clone(), ctx)
    for row, sequence in ((0, [9, 9]), (1, [9, 9, 44])):
        expected = before[row].numpy() - np.bincount(sequence, minlength=VOCABULARY) / len(sequence)
        np.testing.assert_allclose(after[row].numpy(), expected, rtol=1e-5, atol=1e-6)
    assert torch.equal(after[2], before[2])


def test_names_are_importable_for_both_runners() -> None:
    for runner, module in ((False, v1), (True, v2)):
        for name in processors(runner):
            path, class_name = name.split(":")
            assert path == module.__name__
            assert isinstance(getattr(module, class_name), type)


def test_green_lists_are_forgotten_when_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(v1, "_LIST_BYTES", 3 * VOCABULARY)
    processor = v1.Watermark(config(), torch.device("cpu"), False)
    output: list[int] = [1]
    processor.update_state(update(added=[(0, asking(watermark=True), [4], output)]))
    for previous in (1, 2, 3, 1, 4):
        output[-1] = previous
        processor.apply(random_logits(1))
    assert list(processor._lists) == [3, 1, 4]
