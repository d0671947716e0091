"""`treadle watermark detect`: from a text, or token ids, to a verdict. `detect` is the library's.

text ─▶ tokenizer ─┐
                   ├─▶ treadle.engine.watermark.detect ─▶ verdict, z-score, p-value
ids ───────────────┘
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

from treadle.engine.port import EngineError
from treadle.engine.settings import detect_device
from treadle.engine.watermark import THRESHOLD, Detection, Vocabulary, detect

__all__ = ["THRESHOLD", "Detection", "detect", "main"]

_DESCRIPTION = """Was this text written with `watermark: true`?

Reads a text, or with --tokens its token ids, and counts how many stand on the green list of the token
before them. The gamma and the kind of device must be those of the server that wrote it; its delta
does not matter."""
_IDS = re.compile(r"[\s,\[\]]+")


def main(arguments: Sequence[str]) -> int:
    """Entry point; 0 with a verdict, 1 where there is nothing to judge, 2 for wrong options."""
    options = _options(arguments)
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    try:
        found, tokens = _judged(options)
    except (EngineError, OSError, ValueError) as error:
        sys.stderr.write(f"treadle watermark: {error}\n")
        return 1
    verdict = "watermarked" if found.found(options.threshold) else "not watermarked"
    figures = {
        "verdict": verdict,
        "z_score": found.z_score,
        "p_value": found.p_value,
        "green": found.green,
        "scored": found.scored,
        "tokens": tokens,
        "gamma": options.watermark_gamma,
        "threshold": options.threshold,
        "device": options.device,
    }
    if options.json:
        sys.stdout.write(json.dumps(figures) + "\n")
        return 0
    sys.stdout.write(
        f"{verdict}\n"
        f"z-score {found.z_score:.2f} (threshold {options.threshold:g}), p-value {found.p_value:.3g}\n"
        f"{found.green} of {found.scored} different pairs of tokens are green, "
        f"{options.watermark_gamma:.0%} would be by chance\n"
    )
    return 0


def _judged(options: argparse.Namespace) -> tuple[Detection, int]:
    text = _read(options.file)
    known = None if options.tokens and options.vocabulary else _vocabulary(options)
    if options.tokens:
        tokens = [_number(part) for part in _IDS.split(text) if part]
    else:
        assert known is not None
        tokens = known.encode(text.rstrip("\n"))
    if len(tokens) < 2:
        raise ValueError(f"two tokens are needed at least, got {len(tokens)}")
    size = options.vocabulary or (known.size if known else 0)
    gamma = options.watermark_gamma
    return detect(tokens, vocabulary=size, gamma=gamma, device=options.device), len(tokens)


def _vocabulary(options: argparse.Namespace) -> Vocabulary:
    model = options.model_id
    if model is None:
        from treadle.engine.embedded import embedded_model

        model = str(embedded_model())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # other people's deprecations
        return Vocabulary(model, options.tokenizer_name)


def _read(file: str) -> str:
    if file == "-":
        return sys.stdin.read()
    return Path(file).read_text(encoding="utf-8")


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise ValueError(f"{text[:20]!r} is no token id")
    return int(text)


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from None
    if not 0.0 < value < 1.0:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return value


def _size(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no size")
    return int(text)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    top = argparse.ArgumentParser(prog="treadle watermark", allow_abbrev=False)
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    parser = commands.add_parser(
        "detect",
        help="was this text written with a watermark?",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="default: standard input")
    parser.add_argument(
        "--tokens", action="store_true", help="token ids, by blanks or commas or as a JSON list"
    )
    parser.add_argument("--model-id", help="model that wrote it, hub id or directory; default: the embedded")
    parser.add_argument("--tokenizer-name", help="its tokenizer, where it is not the model's")
    parser.add_argument("--vocabulary", type=_size, metavar="N", help="its vocabulary; default: the model's")
    parser.add_argument(
        "--watermark-gamma",
        type=_share,
        default=os.environ.get("WATERMARK_GAMMA", "0.5"),
        metavar="X",
        help="the server's share of green tokens; default 0.5 [WATERMARK_GAMMA]",
    )
    parser.add_argument(
        "--device",
        choices=("cpu", "cuda"),
        default=detect_device(),
        help="what the server ran on, whose lists differ; default: what vLLM here is for",
    )
    parser.add_argument(
        "--threshold", type=float, default=THRESHOLD, metavar="Z", help="z-score of a verdict; default 4"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")
    return top.parse_args(list(arguments))
