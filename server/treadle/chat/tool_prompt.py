"""How the model is told of its tools, and how it will therefore write a call.

    the template shows tools        its own words; a caller's `tool_prompt` is added
    it does not                     the tools as JSON and the tool prompt, at the end of the last message

Whether a template shows tools is seen from what it renders, and so is its way of writing calls: one
that says `<tool_call>` gets its calls between those marks; every other model writes bare JSON, in the
words of TGI's prompt.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from treadle.chat.images import text_part, without_pictures
from treadle.chat.tools import MOST_CALLS, Toolset
from treadle.engine.port import Calls, Engine, Grammar, RenderedChat, Sampling

# TGI 3.3.7's default, to the letter.
DEFAULT_PROMPT = (
    "\nGiven the functions available, please respond with a JSON for a function call with its proper "
    "arguments that best answers the given prompt. Respond in the format {name: function name, "
    "parameters: dictionary of argument name and its value}.Do not use variables.\n"
)
_MARK = "<tool_call>"


async def render(
    engine: Engine, messages: Sequence[Mapping[str, Any]], toolset: Toolset
) -> tuple[RenderedChat, Calls]:
    """The prompt with the tools in it, and what the model's calls look like."""
    described = [tool.described for tool in toolset.tools]
    asked = messages if toolset.prompt is None else _with(messages, f"\n---\n{toolset.prompt}")
    probe = without_pictures(asked)  # the model's processor is slow, and images do not change what is shown
    rendered = await engine.render_chat(probe, tools=described)
    if _shows(rendered.text, toolset) and rendered.text != (await engine.render_chat(probe)).text:
        if probe is not asked:
            rendered = await engine.render_chat(asked, tools=described)
        return rendered, calls_of(toolset, rendered.text)
    text = f"\n---\n{json.dumps(described, ensure_ascii=False)}\n{toolset.prompt or DEFAULT_PROMPT}"
    rendered = await engine.render_chat(_with(_spelled_out(messages), text))
    return rendered, calls_of(toolset, "")


def held(sampling: Sampling, calls: Calls) -> Sampling:
    """The sampling, held to calls. `stop` ends text: where there can be none, it must not cut arguments."""
    return replace(
        sampling,
        grammar=Grammar(kind="calls", source=calls),
        stop=sampling.stop if calls.text else (),
    )


def calls_of(toolset: Toolset, told: str) -> Calls:
    """How calls are written by a model whose template told it this."""
    marked = _MARK in told
    several = marked if toolset.parallel is None else toolset.parallel
    return Calls(
        functions={tool.name: tool.schema for tool in toolset.tools},
        arguments="arguments" if marked else "parameters",
        opening=f"{_MARK}\n" if marked else "",
        closing="\n</tool_call>" if marked else "",
        most=MOST_CALLS if several else 1,
        text=not toolset.forced,
    )


def _shows(text: str, toolset: Toolset) -> bool:
    return any(tool.name in text or json.dumps(tool.name)[1:-1] in text for tool in toolset.tools)


def _with(messages: Sequence[Mapping[str, Any]], text: str) -> list[Mapping[str, Any]]:
    """The messages with more text at the end of the last one, or of the one that the assistant answers."""
    places = [place for place, message in enumerate(messages) if message.get("role") != "assistant"]
    last = places[-1] if places else len(messages) - 1
    made = list(messages)
    content = messages[last].get("content") or ""
    longer = f"{content}{text}" if isinstance(content, str) else [*content, text_part(text)]
    made[last] = {**messages[last], "content": longer}
    return made


def _spelled_out(messages: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Past calls as the content of their messages, since this template would leave them out."""
    return [
        message
        if message.get("content") or not message.get("tool_calls")
        else {**message, "content": "\n".join(_written(call) for call in message["tool_calls"])}
        for message in messages
    ]


def _written(call: Mapping[str, Any]) -> str:
    function = cast("Mapping[str, Any]", call["function"])
    return json.dumps({"name": function["name"], "parameters": function["arguments"]}, ensure_ascii=False)
