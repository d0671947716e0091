"""YAML as OpenAPI means it: 1.2's core schema, where `no` and dates are texts and a key stands once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from generate.errors import GenerationError


class _Loader(yaml.SafeLoader):
    """PyYAML's loader without YAML 1.1's booleans, timestamps, octal and sexagesimal numbers."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's name

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuse a key that stands twice, which PyYAML lets the second win."""
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key: Any = self.construct_object(key_node, deep=True)
            if key in seen:
                raise GenerationError(f"{key_node.start_mark}: the key {key!r} stands twice")
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+0123456789."),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


def _number(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> float:
    return float(loader.construct_scalar(node))


def _integer(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> int:
    return int(loader.construct_scalar(node))


_Loader.add_constructor("tag:yaml.org,2002:float", _number)
_Loader.add_constructor("tag:yaml.org,2002:int", _integer)


def _with_text_keys(value: Any) -> Any:
    """JSON has no other keys than texts; `200:` is what a YAML author writes for "200"."""
    match value:
        case dict():
            return {str(key): _with_text_keys(member) for key, member in value.items()}
        case list():
            return [_with_text_keys(item) for item in value]
        case _:
            return value


def load(path: Path) -> Any:
    """The document in `path`; raises GenerationError with the line when it is no YAML."""
    try:
        return _with_text_keys(yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader))
    except yaml.YAMLError as error:
        raise GenerationError(f"{path}: {error}") from error
