import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from treadle.engine import embedded
from treadle.engine.embedded import bfloat16, embedded_model, find_weights, unpermute
from treadle.engine.port import EngineError


@pytest.fixture(scope="module")
def directory() -> Path:
    return embedded_model()


@pytest.fixture(scope="module")
def tokenizer(directory: Path) -> Any:
    return Tokenizer.from_file(str(directory / "tokenizer.json"))


def test_the_second_time_is_the_cache(directory: Path) -> None:
    reports: list[tuple[float, str]] = []
    assert embedded_model(progress=lambda fraction, what: reports.append((fraction, what))) == directory
    assert reports == [(1.0, "cached")]


def test_config_is_what_the_file_says(directory: Path) -> None:
    config = json.loads((directory / "config.json").read_text())
    assert (config["hidden_size"], config["num_hidden_layers"], config["head_dim"]) == (576, 30, 64)
    assert (config["num_attention_heads"], config["num_key_value_heads"]) == (9, 3)
    assert (config["rope_theta"], config["rms_norm_eps"], config["tie_word_embeddings"]) == (
        100000.0,
        1e-05,
        True,
    )
    assert json.loads((directory / "generation_config.json").read_text())["eos_token_id"] == 2
    assert "<|im_start|>" in json.loads((directory / "tokenizer_config.json").read_text())["chat_template"]


def test_weights_have_their_shapes(directory: Path) -> None:
    with (directory / "model.safetensors").open("rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        size = file.seek(0, os.SEEK_END)
    metadata = header.pop("__metadata__")
    assert metadata == {"format": "pt"}
    assert len(header) == 272
    assert header["model.embed_tokens.weight"]["shape"] == [49152, 576]
    assert header["model.layers.29.self_attn.k_proj.weight"]["shape"] == [192, 576]
    assert header["model.layers.0.mlp.down_proj.weight"]["shape"] == [576, 1536]
    data = size - 8 - int.from_bytes((directory / "model.safetensors").read_bytes()[:8], "little")
    assert max(tensor["data_offsets"][1] for tensor in header.values()) == data


def test_bfloat16_rounds_to_nearest_even() -> None:
    values = np.concatenate(
        [np.random.default_rng(0).normal(0, 3, 1000), [1.00390625, 1.01171875, 0.0, -0.0]]
    ).astype(np.float32)
    expected = torch.from_numpy(values).to(torch.bfloat16).view(torch.int16).numpy().view(np.uint16)
    assert (bfloat16(values) == expected).all()


def test_unpermute_undoes_what_gguf_does() -> None:
    rows = np.arange(2 * 8 * 3).reshape(16, 3)
    heads = 2
    permuted = rows.reshape(heads, 2, 16 // heads // 2, 3).swapaxes(1, 2).reshape(16, 3)
    assert not (permuted == rows).all()
    assert (unpermute(permuted, heads) == rows).all()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("The capital of France is", [504, 3575, 282, 4649, 314]),
        ("<|im_start|>user\nHi<|im_end|>", ["<|im_start|>", "user", "Ċ", "Hi", "<|im_end|>"]),
        ("a1b23", ["a", "1", "b", "2", "3"]),
        ("don't", ["don", "'t"]),
        ("2 + 10", ["2", "Ġ+", "Ġ", "1", "0"]),
    ],
)
def test_tokens_are_the_models(tokenizer: Any, text: str, tokens: list[Any]) -> None:
    encoding = tokenizer.encode(text)
    assert tokens in (encoding.ids, encoding.tokens)


@pytest.mark.parametrize(
    "text",
    [
        "héllo wörld",
        "🤗👩‍👩‍👧 ok",
        "中文字符 テスト",
        "  two  spaces\n\n\ttab ",
        "3.14159e-10 2026",
        "e\u0301 is not é",
        "\x00\x01 control",
        "<|endoftext|><|im_end|>",
        "\u202eright to left\u202c",
        " leading",
        "x" * 999,
        "",
    ],
)
def test_texts_round_trip(tokenizer: Any, text: str) -> None:
    assert tokenizer.decode(tokenizer.encode(text).ids, skip_special_tokens=False) == text


def test_special_tokens_are_special(tokenizer: Any) -> None:
    assert tokenizer.decode([1, 9690, 2], skip_special_tokens=True) == "system"
    assert {token.content for token in tokenizer.get_added_tokens_decoder().values()} >= {
        "<|im_end|>",
        "<repo_name>",
    }


def test_a_missing_wheel_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "PACKAGE", "no_such_package_at_all")
    with pytest.raises(EngineError, match="no-such-package"):
        find_weights()


CONVERT = """
import pathlib, sys, time
from treadle.engine import embedded

def slow(weights, directory, report):
    (directory / "half").touch()
    time.sleep(60)

def fast(weights, directory, report):
    with (cache / "count").open("a") as file:
        file.write("x")
    time.sleep(0.2)
    (directory / "whole").touch()

how, weights, cache = sys.argv[1], *map(pathlib.Path, sys.argv[2:])
embedded._write_model = {"slow": slow, "fast": fast}[how]
embedded.convert(weights, cache)
"""


def converting(how: str, weights: Path, cache: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([sys.executable, "-c", CONVERT, how, weights, cache], env=environment)


def test_a_killed_conversion_leaves_nothing_that_counts(tmp_path: Path) -> None:
    weights = tmp_path / "Tiny.gguf"
    weights.write_bytes(b"tiny")
    cache = tmp_path / "cache"
    killed = converting("slow", weights, cache)
    deadline = time.monotonic() + 30
    while not list(cache.glob("*.partial/half")):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    killed.kill()
    killed.wait()
    assert [path.suffix for path in cache.iterdir() if path.is_dir()] == [".partial"]

    both = [converting("fast", weights, cache) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    (made,) = (path for path in cache.iterdir() if path.is_dir())
    assert made.suffix != ".partial"
    assert [path.name for path in made.iterdir()] == ["whole"]
    assert (cache / "count").read_text() == "x"
