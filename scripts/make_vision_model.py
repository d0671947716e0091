"""A tiny vision-language model with random weights: for trying images where no model hub can be reached.

    python scripts/make_vision_model.py FOLDER [SEED]

Idefics3's architecture around the embedded model's tokenizer: two layers of SigLIP that see 56 x 56 points as
sixteen patches, four tokens for them, two layers of Llama, a processor and a chat template. It says nothing
sensible, but what it says depends on every patch. The same seed makes the same files, 56 MB together.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

if __package__ in (None, ""):  # started as a file
    sys.path[:1] = [str(Path(__file__).resolve().parents[1] / "server")]

IMAGE, AROUND, WHOLE = "<image>", "<fake_token_around_image>", "<global-img>"
TOKENS = (IMAGE, AROUND, WHOLE, "<end_of_utterance>")
"""What the processor wants of the tokenizer."""

POINTS, PATCH, SHUFFLE = 56, 14, 2
PATCHES = (POINTS // PATCH) ** 2
SEQUENCE = PATCHES // SHUFFLE**2
LENGTH = SEQUENCE + 3
"""Tokens that an image takes in the prompt: what was seen, a mark before, a mark on either side."""

HIDDEN, HEADS, INNER, LAYERS, CONTEXT = 128, 2, 256, 2, 1024
SEEN, SEEN_HEADS, SEEN_INNER, SEEN_LAYERS = 64, 1, 128, 2

TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
    "{% for part in message['content'] %}"
    "{% if part['type'] == 'image' %}<image>{% else %}{{ part['text'] }}{% endif %}"
    "{% endfor %}{% endif %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)

Array = npt.NDArray[np.float32]


def write_vision_model(folder: Path, base: Path, *, seed: int = 1) -> Path:
    """Write a model directory that takes its tokenizer from the one in `base`; returns `folder`."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    known = json.loads((base / "config.json").read_text())
    ids = _write_tokenizer(folder, base)
    vocabulary = max(ids.values()) + 1
    tensors = {name: _values(name, shape, seed) for name, shape in _shapes(vocabulary)}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    for name, content in {
        "config.json": _config(known, ids[IMAGE], vocabulary),
        "generation_config.json": {"eos_token_id": known["eos_token_id"]},
        "preprocessor_config.json": _preprocessor(),
        "processor_config.json": {"processor_class": "Idefics3Processor", "image_seq_len": SEQUENCE},
    }.items():
        (folder / name).write_text(json.dumps(content, indent=2))
    return folder


def _write_tokenizer(folder: Path, base: Path) -> Mapping[str, int]:
    """The base's tokenizer with the tokens for images, whose ids are returned, and a template with parts."""
    from tokenizers import AddedToken, Tokenizer

    settings = json.loads((base / "tokenizer_config.json").read_text())
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in TOKENS])
    tokenizer.save(str(folder / "tokenizer.json"))
    ids: dict[str, int] = {token: tokenizer.token_to_id(token) for token in TOKENS}
    for token, number in ids.items():
        described = {**settings["added_tokens_decoder"]["0"], "content": token}
        settings["added_tokens_decoder"][str(number)] = described
    settings |= {"chat_template": TEMPLATE, "processor_class": "Idefics3Processor"}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, ensure_ascii=False, indent=2))
    return ids


def _config(known: Mapping[str, object], image: int, vocabulary: int) -> dict[str, object]:
    ends = {name: known[name] for name in ("bos_token_id", "eos_token_id", "pad_token_id")}
    return {
        "architectures": ["Idefics3ForConditionalGeneration"],
        "model_type": "idefics3",
        "image_token_id": image,
        "scale_factor": SHUFFLE,
        "tie_word_embeddings": False,
        "dtype": "float32",
        **ends,
        "text_config": {
            "model_type": "llama",
            "architectures": ["LlamaForCausalLM"],
            "vocab_size": vocabulary,
            "hidden_size": HIDDEN,
            "intermediate_size": INNER,
            "num_hidden_layers": LAYERS,
            "num_attention_heads": HEADS,
            "num_key_value_heads": HEADS,
            "max_position_embeddings": CONTEXT,
            "tie_word_embeddings": False,
            **ends,
        },
        "vision_config": {
            "model_type": "idefics3_vision",
            "hidden_size": SEEN,
            "intermediate_size": SEEN_INNER,
            "num_hidden_layers": SEEN_LAYERS,
            "num_attention_heads": SEEN_HEADS,
            "image_size": POINTS,
            "patch_size": PATCH,
        },
    }


def _preprocessor() -> dict[str, object]:
    return {
        "image_processor_type": "Idefics3ImageProcessor",
        "processor_class": "Idefics3Processor",
        "do_convert_rgb": True,
        "do_resize": True,
        "size": {"longest_edge": POINTS},
        "max_image_size": {"longest_edge": POINTS},
        "do_image_splitting": False,
        "do_rescale": True,
        "do_normalize": True,
        "do_pad": True,
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
        "resample": 1,
    }


def _shapes(vocabulary: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    vision, text = "model.vision_model", "model.text_model"
    yield from _both(f"{vision}.embeddings.patch_embedding", (SEEN, 3, PATCH, PATCH))
    yield f"{vision}.embeddings.position_embedding.weight", (PATCHES, SEEN)
    yield from _both(f"{vision}.post_layernorm", (SEEN,))
    for layer in range(SEEN_LAYERS):
        place = f"{vision}.encoder.layers.{layer}"
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            yield from _both(f"{place}.self_attn.{name}", (SEEN, SEEN))
        for name in ("layer_norm1", "layer_norm2"):
            yield from _both(f"{place}.{name}", (SEEN,))
        yield from _both(f"{place}.mlp.fc1", (SEEN_INNER, SEEN))
        yield from _both(f"{place}.mlp.fc2", (SEEN, SEEN_INNER))
    yield "model.connector.modality_projection.proj.weight", (HIDDEN, SEEN * SHUFFLE**2)
    yield f"{text}.embed_tokens.weight", (vocabulary, HIDDEN)
    yield f"{text}.norm.weight", (HIDDEN,)
    yield "lm_head.weight", (vocabulary, HIDDEN)
    for layer in range(LAYERS):
        place = f"{text}.layers.{layer}"
        for name in ("q_proj", "k_proj", "v_proj", "o_proj"):
            yield f"{place}.self_attn.{name}.weight", (HIDDEN, HIDDEN)
        for name in ("gate_proj", "up_proj"):
            yield f"{place}.mlp.{name}.weight", (INNER, HIDDEN)
        yield f"{place}.mlp.down_proj.weight", (HIDDEN, INNER)
        for name in ("input_layernorm", "post_attention_layernorm"):
            yield f"{place}.{name}.weight", (HIDDEN,)


def _both(name: str, shape: tuple[int, ...]) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield f"{name}.weight", shape
    yield f"{name}.bias", shape[:1]


def _values(name: str, shape: tuple[int, ...], seed: int) -> Array:
    """Norms that change nothing, biases of 0, and elsewhere noise that keeps the size of what passes."""
    if name.endswith(".bias"):
        return np.zeros(shape, np.float32)
    if "norm" in name:
        return np.ones(shape, np.float32)
    random = np.random.default_rng([seed, *name.encode()])
    wide = np.prod(shape[1:]) if len(shape) > 1 and "embed_tokens" not in name else 1
    return random.normal(0, float(wide) ** -0.5, shape).astype(np.float32)


def main(arguments: Sequence[str]) -> int:
    """Write one."""
    from treadle.engine.embedded import embedded_model

    if not 1 <= len(arguments) <= 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder, seed = (*arguments, "1")[:2]
    write_vision_model(Path(folder), embedded_model(), seed=int(seed))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
