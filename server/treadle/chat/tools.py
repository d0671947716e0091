"""Tools as both contracts mean them: which functions a model may or must call, and how it writes a call.

    tools, choice ─▶ toolset ─▶ Toolset ─▶ tool_prompt.render ─▶ prompt, Calls ─▶ the engine's grammar
                                                                          └▶ tool_reader: text and calls

    choice       functions          the output
    auto         all                text, or calls; the model decides
    required     all                calls
    a name       that one           one call
    none         (no toolset)       text

Arguments are held to the function's schema by grammar, whatever the model. How many calls one answer
may have is the caller's to say (`parallel_tool_calls`). Unsaid, a model that was taught to write
several may, as with OpenAI; any other writes one, as with TGI 3.3.7: told to go on, it never stops.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from treadle.chat.grammars import NotASchema, check_schema

Mode = Literal["auto", "none", "required"]

MOST_CALLS = 16
"""Calls in one answer: a model that repeats itself must end."""


class UnknownTool(LookupError):
    """The choice names a function that is not among the tools; its text is the name."""


class BadTool(ValueError):
    """A tool cannot be used; `place` is its index."""

    def __init__(self, place: int, message: str) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A function; `parameters` is the JSON Schema of its arguments, None for a function without any."""

    name: str
    description: str | None = None
    parameters: Mapping[str, Any] | None = None

    @property
    def schema(self) -> dict[str, Any]:
        """What the arguments must match: always an object, unless the schema says what else."""
        if not self.parameters:
            return {"type": "object", "properties": {}}
        return {"type": "object", **self.parameters}

    @property
    def described(self) -> dict[str, Any]:
        """The tool as chat templates take it."""
        function = {"name": self.name, "description": self.description or "", "parameters": self.schema}
        return {"type": "function", "function": function}


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolset:
    """What one request may call.

    `parallel` None leaves it to the model's habit. `prompt` is what the caller wants the model told.
    """

    tools: tuple[Tool, ...]
    forced: bool = False
    parallel: bool | None = None
    prompt: str | None = None


def toolset(
    tools: Sequence[Tool],
    *,
    mode: Mode = "auto",
    name: str | None = None,
    parallel: bool | None = None,
    prompt: str | None = None,
) -> Toolset | None:
    """The tools that a request may call, None where that is nothing; a `name` goes before the mode.

    Raises UnknownTool and BadTool.
    """
    if not tools or (mode == "none" and name is None):
        return None
    if name is not None:
        tools = [tool for tool in tools if tool.name == name]
        if not tools:
            raise UnknownTool(name)
    _check(tools)
    return Toolset(
        tools=tuple(tools),
        forced=mode == "required" or name is not None,
        parallel=parallel if name is None else False,
        prompt=prompt or None,
    )


def _check(tools: Sequence[Tool]) -> None:
    names: set[str] = set()
    for place, tool in enumerate(tools):
        if tool.name in names:
            raise BadTool(place, f"two tools have the name {tool.name}")
        names.add(tool.name)
        try:
            check_schema(tool.schema)
        except NotASchema as error:
            raise BadTool(place, f"the parameters of {tool.name} are no JSON Schema: {error}") from None
