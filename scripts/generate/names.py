"""How names of the contract become names of Python."""

from __future__ import annotations

import builtins
import keyword
import re

from generate.errors import GenerationError

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_TAKEN = frozenset({"self", "call", "body"})  # what a service method has besides its parameters


def words(name: str) -> list[str]:
    """The words in a name, whatever joins them: `X-Auth-Token`, `listModels`, `service instances`."""
    return _WORD.findall(name)


def class_name(name: str) -> str:
    """`service instances` → `ServiceInstances`; an upper-case word stays as it is."""
    return _identifier("".join(word if word.isupper() else word.capitalize() for word in words(name)), name)


def attribute_name(name: str) -> str:
    """`X-Auth-Token` → `x_auth_token`; a word that Python or the method needs gets a `_`."""
    snake = "_".join(words(name)).lower()
    shadows = keyword.iskeyword(snake) or snake in _TAKEN or hasattr(builtins, snake)
    return _identifier(f"{snake}_" if shadows else snake, name)


def _identifier(result: str, name: str) -> str:
    if not result.isidentifier():
        raise GenerationError(f"the name {name!r} does not make a Python identifier")
    return result
