"""How often the watermark is found, and found where there is none: the figures of docs/watermark.md.

    python scripts/watermark_rates.py generate marked FOLDER     100 texts of 200 tokens
    python scripts/watermark_rates.py generate plain FOLDER      the same, without the watermark
    python scripts/watermark_rates.py prose FOLDER               100 of 200 tokens that people wrote
    python scripts/watermark_rates.py judge FOLDER               what there is, by ids and read back from text


The embedded model writes, 50 texts at a time, at temperature 1 with seeds of their own; the
end-of-sequence token is kept away, so that every text has its 200 tokens. `generate` ends after about
three minutes; called again, it goes on where it ended. The prose is docstrings of Python's own library.
"""

from __future__ import annotations

import ast
import asyncio
import json
import statistics
import sys
import sysconfig
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

if __package__ in (None, ""):  # started as a file
    _ROOT = Path(__file__).resolve().parents[1]
    sys.path[:1] = [str(_ROOT / "server"), str(_ROOT / "generated")]

from treadle.engine.embedded import MODEL_ID, embedded_model
from treadle.engine.port import Generation, Sampling
from treadle.engine.settings import embedded_settings, prepare_environment
from treadle.engine.vllm_engine import VllmEngine
from treadle.engine.watermark import THRESHOLD, Detection, Vocabulary, detect

TOKENS, STREAMS, SECONDS = 200, 50, 110
OPENINGS = (
    "The history of {} begins",
    "Scientists who study {} have found",
    "A short story about {}:\n\n",
    "Dear editor, your article on {} was",
    "Question: Why do people care about {}?\nAnswer:",
    "In the small town everybody talked about {}, because",
    "Five facts about {}:\n\n1.",
    "When I was a child, {} meant",
    "The minister spoke about {} and said that",
    "Lesson one: {}. In this lesson",
)
SUBJECTS = (
    "the sea", "bread", "steam engines", "chess", "bees", "mountains", "music", "winter", "glass", "maps",
)  # fmt: skip


async def generate(kind: str, folder: Path) -> None:
    """Write FOLDER/<kind>.json: token ids and text of each."""
    settings = embedded_settings(embedded_model(), MODEL_ID, max_total_tokens=512, max_num_seqs=STREAMS)
    prepare_environment(settings)
    engine = VllmEngine(settings)
    await engine.start()
    ends = [token for name in ("<|im_end|>", "<|endoftext|>") for token in await engine.encode(name)]

    async def write(number: int, prompt: str) -> dict[str, Any]:
        sampling = Sampling(
            max_new_tokens=TOKENS,
            temperature=1.0,
            seed=number,
            watermark=kind == "marked",
            logit_bias=dict.fromkeys(ends, -100.0),
        )
        request = Generation(
            id=f"{kind}-{number}",
            prompt=await engine.encode(prompt),
            sampling=sampling,
            tokens=True,
            streamed=False,
        )
        deltas = [delta async for step in engine.generate(request) for delta in step.deltas]
        tokens = [token.id for delta in deltas for token in delta.tokens]
        assert len(tokens) == TOKENS
        return {"prompt": prompt, "tokens": tokens, "text": "".join(delta.text for delta in deltas)}

    prompts = [opening.format(subject) for opening in OPENINGS for subject in SUBJECTS]
    began = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{kind}.json"
    texts = json.loads(file.read_text()) if file.exists() else []
    while len(texts) < len(prompts) and time.monotonic() - began < SECONDS:
        numbers = range(len(texts), min(len(texts) + STREAMS, len(prompts)))
        texts += await asyncio.gather(*(write(number, prompts[number]) for number in numbers))
        file.write_text(json.dumps(texts))
        print(f"{len(texts)} of {len(prompts)} texts after {time.monotonic() - began:.0f} s", flush=True)
    await engine.stop()


def prose(folder: Path) -> None:
    """Write FOLDER/prose.json from the longest docstrings of the standard library."""
    found: set[str] = set()
    for path in Path(sysconfig.get_path("stdlib")).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8", errors="replace"))):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
                found.add(ast.get_docstring(node) or "")
    vocabulary = Vocabulary(str(embedded_model()))
    texts = []
    for text in sorted(found, key=lambda text: (-len(text), text)):
        tokens = vocabulary.encode(text)[:TOKENS]
        if len(tokens) == TOKENS and len(texts) < len(OPENINGS) * len(SUBJECTS):
            texts.append({"prompt": "", "tokens": tokens, "text": vocabulary.decode(tokens)})
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "prose.json").write_text(json.dumps(texts))


def judge(folder: Path) -> None:
    """Print the rates."""
    vocabulary = Vocabulary(str(embedded_model()))
    for file in sorted(folder.glob("*.json")):
        kind, texts = file.stem, json.loads(file.read_text())
        by_ids = [detect(text["tokens"], vocabulary=vocabulary.size) for text in texts]
        by_text = [detect(vocabulary.encode(text["text"]), vocabulary=vocabulary.size) for text in texts]
        for name, found in (("token ids", by_ids), ("text", by_text)):
            print(f"{kind:<8}{name:<12}{_line(found)}")


def _line(found: Sequence[Detection]) -> str:
    scores = sorted(detection.z_score for detection in found)
    rate = sum(detection.found() for detection in found)
    lower = sum(detection.z_score >= 3 for detection in found)
    return (
        f"found {rate}/{len(found)} at z >= {THRESHOLD:g}, {lower}/{len(found)} at z >= 3; "
        f"z {scores[0]:.2f} .. median {statistics.median(scores):.2f} .. {scores[-1]:.2f}; "
        f"pairs scored {min(d.scored for d in found)} to {max(d.scored for d in found)}"
    )


def main(arguments: Sequence[str]) -> int:
    """Run a part."""
    match list(arguments):
        case ["generate", "marked" | "plain" as kind, folder]:
            asyncio.run(generate(kind, Path(folder)))
        case ["prose", folder]:
            prose(Path(folder))
        case ["judge", folder]:
            judge(Path(folder))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
