"""A tokenizer out of GGUF metadata: byte-level BPE with the pre-tokenizer that the file names.

Only what the embedded model needs: `tokenizer.ggml.model` "gpt2" with `pre` "smollm", which
splits every digit off and then cuts as GPT-2 does.
"""

from __future__ import annotations

from typing import Any

from treadle.engine.port import EngineError

_CONTROL = 3  # llama.cpp's token type of special tokens


def tokenizer_files(fields: dict[str, Any]) -> dict[str, Any]:
    """`tokenizer.json` and `tokenizer_config.json` as data; raises EngineError for other tokenizers."""
    kind = fields["tokenizer.ggml.model"], fields.get("tokenizer.ggml.pre")
    if kind != ("gpt2", "smollm"):
        raise EngineError(f"cannot convert a GGUF tokenizer of kind {kind!r}")
    tokens: list[str] = fields["tokenizer.ggml.tokens"]
    types: list[int] = fields["tokenizer.ggml.token_type"]
    special = [(index, token) for index, token in enumerate(tokens) if types[index] == _CONTROL]
    added = {
        index: {
            "content": token,
            "lstrip": False,
            "normalized": False,
            "rstrip": False,
            "single_word": False,
            "special": True,
        }
        for index, token in special
    }
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [{"id": index, **token} for index, token in added.items()],
        "normalizer": None,
        "pre_tokenizer": {
            "type": "Sequence",
            "pretokenizers": [{"type": "Digits", "individual_digits": True}, byte_level],
        },
        "post_processor": None,
        "decoder": {**byte_level, "add_prefix_space": True},
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": False,
            "vocab": {token: index for index, token in enumerate(tokens)},
            "merges": [merge.split(" ") for merge in fields["tokenizer.ggml.merges"]],
        },
    }

    def named(role: str) -> str:
        return tokens[int(fields[f"tokenizer.ggml.{role}_token_id"])]

    config = {
        "added_tokens_decoder": {str(index): token for index, token in added.items()},
        "bos_token": named("bos"),
        "eos_token": named("eos"),
        "pad_token": named("padding"),
        "unk_token": named("unknown"),
        "chat_template": fields["tokenizer.chat_template"],
        "clean_up_tokenization_spaces": False,
        "model_max_length": int(fields["llama.context_length"]),
        "tokenizer_class": "PreTrainedTokenizerFast",
    }
    return {"tokenizer.json": tokenizer, "tokenizer_config.json": config}
