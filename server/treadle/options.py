"""Command-line flags from a settings dataclass: one declaration per setting.

    name: type = option(default, "Group", "what it does")

gives the flag `--name`, the environment variable NAME and the group in `--help`. A tuple is
repeatable; a bool is a switch; anything else may be given once, under one of its names. A flag wins
over the environment, which wins over the default. Groups of an inherited class come last.
"""

from __future__ import annotations

import argparse
import dataclasses
import inspect
import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import NoneType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

S = TypeVar("S")

MOST = {int: (1 << 32) - 1, float: 1e9}
"""What a number may be at most where its option does not say: TGI's 32 bits; 31 years in seconds."""


def option(
    default: Any,
    group: str,
    text: str,
    *flags: str,
    env: str | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
) -> Any:
    """A dataclass field that is also a flag; `flags` are its other names, `env=""` is no variable."""
    return dataclasses.field(
        default=default,
        metadata={
            "group": group,
            "text": text,
            "flags": flags,
            "env": env,
            "minimum": minimum,
            "maximum": maximum,
        },
    )


def environment_variable(field: dataclasses.Field[Any]) -> str:
    """Its name; empty where it has none."""
    env = field.metadata["env"]
    return field.name.upper() if env is None else str(env)


def environment_variables(field: dataclasses.Field[Any]) -> list[str]:
    """The names of it, those of its other long flags included."""
    own = environment_variable(field)
    others = [flag[2:] for flag in field.metadata["flags"] if flag.startswith("--")]
    return [own, *(other.replace("-", "_").upper() for other in others)] if own else []


def parse(
    kind: type[S],
    arguments: Sequence[str],
    environment: Mapping[str, str] = os.environ,
    *,
    prog: str,
    text: str,
) -> S:
    """The settings; exits with a usage text where an argument is wrong (status 2) or asks for help (0)."""
    assert dataclasses.is_dataclass(kind)
    parser = argparse.ArgumentParser(
        prog=prog,
        usage="%(prog)s [--help] [--flag value ...]",
        description=text,
        allow_abbrev=False,
        formatter_class=_Formatter,
    )
    groups: dict[str, Any] = {}
    hints = get_type_hints(kind)
    fields = [field for field in dataclasses.fields(kind) if "group" in field.metadata]
    own = inspect.get_annotations(kind)
    fields.sort(key=lambda field: field.name not in own)
    for field in fields:
        meta = field.metadata
        if meta["group"] not in groups:
            groups[meta["group"]] = parser.add_argument_group(meta["group"])
        group = groups[meta["group"]]
        flag = "--" + field.name.replace("_", "-")
        variable = environment_variable(field)
        about = f"{meta['text']} [{variable}]" if variable else meta["text"]
        kwargs: dict[str, Any] = {"dest": field.name, "default": None, "help": about.replace("%", "%%")}
        item, repeated = _item(hints[field.name])
        if item is bool:
            kwargs["action"] = argparse.BooleanOptionalAction
        elif repeated:
            kwargs |= {"action": "append", "type": _reader(item, meta), "metavar": _metavar(item)}
        else:
            kwargs |= {"action": _Once, "type": _reader(item, meta), "metavar": _metavar(item)}
        group.add_argument(flag, *meta["flags"], **kwargs)
    found = vars(parser.parse_args(list(arguments)))
    values: dict[str, Any] = {}
    for field in fields:
        item, repeated = _item(hints[field.name])
        given = found[field.name]
        name = next((name for name in environment_variables(field) if environment.get(name)), "")
        if given is None and environment.get(name):
            try:
                read = _reader(item, field.metadata)
                parts = environment[name].split(",") if repeated else [environment[name]]
                given = [read(part.strip()) for part in parts]
                given = given if repeated else given[0]
            except argparse.ArgumentTypeError as error:
                parser.error(f"environment variable {name}: {error}")
        if given is not None:
            values[field.name] = tuple(given) if repeated else given
    try:
        return kind(**values)
    except ValueError as error:
        parser.error(str(error))


class _Once(argparse.Action):
    """Stores a value; a second one is an error, as for text-generation-launcher."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        if getattr(namespace, self.dest) is not None:
            parser.error(f"argument {option_string}: given twice, or under two names")
        setattr(namespace, self.dest, values)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(
            prog,
            max_help_position=36,
            width=min(110, os.get_terminal_size().columns) if os.isatty(1) else 100,
        )


def _item(hint: Any) -> tuple[Any, bool]:
    """The type of one value, and whether there may be several."""
    if get_origin(hint) is tuple:
        return get_args(hint)[0], True
    choices = [kind for kind in get_args(hint) if kind is not NoneType]
    return (hint if get_origin(hint) in (None, Literal) else choices[0]), False


def _reader(item: Any, meta: Mapping[str, Any]) -> Any:
    minimum, maximum = meta["minimum"], meta["maximum"] or MOST.get(item)

    def read(text: str) -> Any:
        if get_origin(item) is Literal:
            if text not in get_args(item):
                raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(get_args(item))}")
            return text
        if item is bool:
            if text.lower() not in ("1", "true", "yes", "on", "0", "false", "no", "off"):
                raise argparse.ArgumentTypeError(f"{text!r} is neither true nor false")
            return text.lower() in ("1", "true", "yes", "on")
        try:
            value = item(text)
        except ValueError as error:
            words = f"{text!r} is no {item.__name__}" if item in MOST else str(error)
            raise argparse.ArgumentTypeError(words) from None
        if isinstance(value, float) and not math.isfinite(value):
            raise argparse.ArgumentTypeError(f"{text!r} is no finite number")
        if minimum is not None and value < minimum:
            raise argparse.ArgumentTypeError(f"{text} is below {minimum:.10g}")
        if maximum is not None and value > maximum:
            raise argparse.ArgumentTypeError(f"{text} is above {maximum:.10g}")
        return value

    return read


def _metavar(item: Any) -> str:
    if get_origin(item) is Literal:
        return "|".join(get_args(item))
    return {int: "N", float: "X", Path: "PATH"}.get(item, "TEXT")
