"""A LoRA adapter with random weights in PEFT's layout: for trying adapters without training any.

    python scripts/make_adapter.py FOLDER [SEED [RANK [STRENGTH]]]

It fits the embedded model, or any directory named in MODEL, and is as strong as STRENGTH says: at 1 its
answers are clearly others than the base model's. The same seed makes the same files.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

if __package__ in (None, ""):  # started as a file
    sys.path[:1] = [str(Path(__file__).resolve().parents[1] / "server")]

TARGETS = ("q_proj", "v_proj")


def write_adapter(folder: Path, model: Path, *, seed: int = 1, rank: int = 8, strength: float = 1.0) -> Path:
    """Write adapter_config.json and adapter_model.safetensors for the model in `model`; returns `folder`."""
    from safetensors.numpy import save_file

    known = json.loads((model / "config.json").read_text())
    hidden, heads = known["hidden_size"], known["num_attention_heads"]
    head = known.get("head_dim") or hidden // heads
    out = {"q_proj": heads * head, "v_proj": known["num_key_value_heads"] * head}
    random = np.random.default_rng(seed)
    tensors = {}
    for layer in range(known["num_hidden_layers"]):
        for name in TARGETS:
            place = f"base_model.model.model.layers.{layer}.self_attn.{name}"
            down = random.normal(0, hidden**-0.5, (rank, hidden))
            up = random.normal(0, strength * rank**-0.5, (out[name], rank))
            tensors[f"{place}.lora_A.weight"] = down.astype(np.float32)
            tensors[f"{place}.lora_B.weight"] = up.astype(np.float32)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, folder / "adapter_model.safetensors")
    configuration = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": known.get("_name_or_path", ""),
        "r": rank,
        "lora_alpha": rank,
        "target_modules": list(TARGETS),
        "bias": "none",
    }
    (folder / "adapter_config.json").write_text(json.dumps(configuration, indent=2))
    return folder


def main(arguments: Sequence[str]) -> int:
    """Write one."""
    from treadle.engine.embedded import embedded_model

    if not 1 <= len(arguments) <= 4:
        print(__doc__, file=sys.stderr)
        return 2
    folder, seed, rank, strength = (*arguments, *("1", "8", "1.0")[len(arguments) - 1 :])
    model = Path(os.environ["MODEL"]) if os.environ.get("MODEL") else embedded_model()
    write_adapter(Path(folder), model, seed=int(seed), rank=int(rank), strength=float(strength))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
