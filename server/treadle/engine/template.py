"""The chat template of a tokenizer_config.json that is not the model's."""

from __future__ import annotations

from pathlib import Path

import msgspec


class _Named(msgspec.Struct):
    name: str
    template: str


class _Configuration(msgspec.Struct):
    chat_template: str | list[_Named] | None = None


def chat_template(path: Path) -> str:
    """The template, of several the one that is called `default`; raises ValueError where there is none."""
    try:
        found = msgspec.json.decode(path.read_bytes(), type=_Configuration).chat_template
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{path} is no tokenizer_config.json: {error}") from None
    if isinstance(found, list):
        found = next((each.template for each in found if each.name == "default"), None)
    if found is None:
        raise ValueError(f"{path} has no chat template")
    return found
