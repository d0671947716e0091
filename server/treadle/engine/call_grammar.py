"""A grammar for function calls, in llguidance's dialect of Lark.

    calls           call (NEXT call)*
    text or calls   TEXT | marked first (NEXT call)*    where calls have an opening: any text before it
                    TEXT | call (NEXT call)*            where they have none: a brace begins a call

TEXT is everything that has no call in it, or does not begin with one. So the model is free to answer in
text, and from the moment that it begins a call it is held to a function's name and schema. What is the
same in all calls is spelled out, which leaves the model only what it has to decide.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from treadle.engine.port import Calls, InvalidGeneration

_ANY = "(?s:.*)"


def call_grammar(calls: Calls, bounded: Mapping[str, Mapping[str, Any]]) -> str:
    """The grammar's text; `bounded` are the schemas as the engine takes them.

    Raises InvalidGeneration("tools", …) naming a function whose schema the backend cannot read.
    """
    mark = calls.opening.strip()
    marks = calls.text and mark
    more = f" (NEXT call){{0,{calls.most - 1}}} END" if calls.most > 1 else ""
    lines = [
        f"start: {'TEXT | ' if calls.text else ''}{'marked first' if marks else 'call'}{more}",
        f"call: {_either('call', len(bounded))}",
    ]
    if calls.most > 1:
        lines += [r"NEXT: /\n/", r"END: /\s?/"]
    if marks:
        lines += [
            f"marked[lazy]: /{_ANY}{_escaped(mark)}/",
            f"TEXT: /{_ANY}/ & ~/{_ANY}{_escaped(mark)}{_ANY}/",
            f"first: {_either('first', len(bounded))}",
        ]
    elif calls.text:
        lines.append(rf"TEXT: /{_ANY}/ & ~/\s*\{{{_ANY}/")
    for place, (name, schema) in enumerate(bounded.items()):
        head = f'{{"name": {_quoted(name)}, "{calls.arguments}": '
        rest = f"arguments_{place} {json.dumps('}' + calls.closing)}"
        lines.append(f"call_{place}: {json.dumps(calls.opening + head)} {rest}")
        if marks:
            lines.append(f"first_{place}: {json.dumps(calls.opening.removeprefix(mark) + head)} {rest}")
        lines.append(f"arguments_{place}: %json {_readable(name, json.dumps(schema))}")
    return "\n".join(lines) + "\n"


def _either(rule: str, count: int) -> str:
    return " | ".join(f"{rule}_{place}" for place in range(count))


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)


def _escaped(text: str) -> str:
    return "".join(each if each.isalnum() and each.isascii() else rf"\x{{{ord(each):x}}}" for each in text)


def _readable(name: str, schema: str) -> str:
    fault = _fault(schema)
    if fault:
        raise InvalidGeneration("tools", f"the parameters of {_quoted(name)} cannot be used: {fault}")
    return schema


@lru_cache(maxsize=1024)
def _fault(schema: str) -> str:
    """What the backend says of a schema; remembered, since the same tools come with every turn of a chat."""
    from llguidance import LLMatcher

    said = LLMatcher.validate_grammar(LLMatcher.grammar_from_json_schema(schema))
    return said.partition("\n")[0].removeprefix("failed to compile JSON schema: ") if said else ""
