"""What the logits processors cost per engine step, asked for and not: part of `make bench`.

    python scripts/bench/processors.py [--rounds N] [--batch N] [--vocabulary N]

The processors of vLLM's first model runner, on likely logits [batch, vocabulary] and one thread:
nobody asks, one request asks, all ask. Beside them stands what vLLM does to the same logits anyway,
a softmax and a draw for each row, and its own top-k with top-p. A round visits all of them there and
back; ratios are taken within it. Time is CPU time of the thread, so a busy machine shows least.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

if __package__ in (None, ""):  # started as a file
    _SCRIPTS = Path(__file__).resolve().parents[1]
    sys.path[:1] = [str(_SCRIPTS), str(_SCRIPTS.parent / "server"), str(_SCRIPTS.parent / "generated")]

import torch
from vllm.v1.sample.logits_processor import BatchUpdate
from vllm.v1.sample.ops.topk_topp_sampler import apply_top_k_top_p

from bench.summary import Spread, ratios, there_and_back
from treadle.engine.logits import v1

ASKED: dict[str, tuple[str, Any]] = {
    "watermark": ("Watermark", True),
    "frequency_penalty": ("RelativeFrequency", 0.5),
    "temperature above 2": ("Heat", 1.5),
    "typical_p": ("Typical", [0.95, 0, 1.0]),
    "typical_p with top_p": ("Typical", [0.95, 0, 0.95]),
}
_ARGUMENTS = {
    "Watermark": "watermark",
    "RelativeFrequency": "frequency",
    "Heat": "heat",
    "Typical": "typical",
}
SAMPLING = "softmax and a draw (vLLM's own)"

Step = Callable[[Any], object]
"""One step's work on logits [batch, vocabulary]."""


def steps(batch: int) -> dict[str, Step]:
    """What is measured, by its title, on logits with `batch` rows."""
    found: dict[str, Step] = {SAMPLING: _draw}
    top_k, top_p = torch.full((batch,), 50), torch.full((batch,), 0.9)
    found["top_k and top_p (vLLM's own)"] = lambda logits: apply_top_k_top_p(logits, top_k, top_p)
    found["processors, nobody asks"] = _together([_processor(name, batch, 0) for name in _ARGUMENTS])
    for title, (name, argument) in ASKED.items():
        for count in (1, batch):
            found[f"{title}, {count} of {batch}"] = _processor(name, batch, count, argument)
    return found


def _draw(logits: Any) -> Any:
    chances = logits.softmax(dim=-1)
    return chances.div_(torch.empty_like(chances).exponential_()).argmax(dim=-1)


def _together(several: Sequence[Step]) -> Step:
    def step(logits: Any) -> None:
        for each in several:
            each(logits)

    return step


def _processor(name: str, batch: int, count: int, argument: Any = None) -> Step:
    """A processor's step in a batch in which the first `count` requests ask for it."""
    processor: Any = getattr(v1, name)(SimpleNamespace(additional_config={}), torch.device("cpu"), False)
    random = torch.Generator().manual_seed(1)
    # Texts repeat their tokens: previous ones come out of a hundred.
    outputs = [torch.randint(100, (200,), generator=random).tolist() for _ in range(batch)]
    added = [
        (
            row,
            SimpleNamespace(extra_args={_ARGUMENTS[name]: argument} if row < count else None),
            list(range(20)),
            outputs[row],
        )
        for row in range(batch)
    ]
    processor.update_state(BatchUpdate(batch_size=batch, removed=[], added=added, moved=[]))

    def step(logits: Any) -> None:
        for output in outputs[:count]:
            output.append(output[len(output) % 97])
        processor.update_state(None)
        processor.apply(logits)

    return step


def likely(batch: int, vocabulary: int) -> Any:
    """Logits whose chances fall with the rank as words' do (Zipf, exponent 1.5), shuffled in each row."""
    random = torch.Generator().manual_seed(0)
    ranks = torch.stack([torch.randperm(vocabulary, generator=random) for _ in range(batch)])
    return -1.5 * (ranks + 1.0).log()


def measure(rounds: int, batch: int, vocabulary: int) -> dict[str, list[float]]:
    """Microseconds per step, by title, one number for each round."""
    torch.set_num_threads(1)
    logits = likely(batch, vocabulary)
    todo = steps(batch)
    titles = list(todo)
    for step in todo.values():  # lists and counts are made at first use
        for _ in range(3):
            step(logits.clone())
    found: dict[str, list[float]] = {title: [] for title in titles}
    for number in range(rounds):
        spent = dict.fromkeys(titles, 0.0)
        for place in there_and_back(len(titles), number):
            work = logits.clone()
            began = time.thread_time_ns()
            todo[titles[place]](work)
            spent[titles[place]] += (time.thread_time_ns() - began) / 2000
        for title in titles:
            found[title].append(spent[title])
    return found


def table(found: dict[str, list[float]]) -> list[str]:
    """Lines of text: the step's cost and its ratio to vLLM's own sampling."""
    lines = [f"{'per engine step':<36}{'µs, median (lowest–highest)':>32}{'of the draw':>14}"]
    for title, values in found.items():
        spread = Spread.of(values)
        ratio = Spread.of(ratios(values, found[SAMPLING]))
        shown = f"{spread.median:.0f} ({spread.low:.0f}–{spread.high:.0f})"
        lines.append(f"{title:<36}{shown:>32}{ratio.median:>13.3f}x")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="processors", description="Logits processors per engine step.")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--vocabulary", type=int, default=49152)
    options = parser.parse_args(arguments)
    for line in table(measure(options.rounds, options.batch, options.vocabulary)):
        print(f"  {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
