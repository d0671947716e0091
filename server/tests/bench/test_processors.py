"""The bench of the logits processors measures what its titles say."""

from __future__ import annotations

import warnings

import pytest
import torch

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of what vLLM imports
    from bench.processors import ASKED, SAMPLING, measure, steps, table

BATCH, VOCABULARY = 4, 256


def test_rows_change_as_many_as_ask() -> None:
    todo = steps(BATCH)
    assert len(todo) == 3 + 2 * len(ASKED)
    for title, step in todo.items():
        logits = torch.randn(BATCH, VOCABULARY, generator=torch.Generator().manual_seed(0))
        before = logits.clone()
        step(logits)
        changed = int((logits != before).any(dim=-1).sum())
        if "nobody" in title or title == SAMPLING:
            assert changed == 0
        elif " of " in title:
            assert changed == int(title.split(", ")[1].split()[0])


def test_the_table_tells_every_step() -> None:
    found = measure(2, BATCH, VOCABULARY)
    lines = table(found)
    assert len(lines) == 1 + len(found)
    assert all(len(values) == 2 and min(values) > 0 for values in found.values())
    draw = next(line for line in lines if line.startswith(SAMPLING))
    assert draw.endswith("1.000x")
    with pytest.raises(KeyError):
        table({"nothing to compare with": [1.0]})
