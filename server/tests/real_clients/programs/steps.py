"""What every program here does in the same way: named steps, each told as one JSON line.

A program runs in an environment of its own, with the addresses of three servers as its arguments, and
imports nothing of this repository but this module.
"""

import asyncio
import inspect
import json
import sys

URL, GUARDED, NESTED = sys.argv[1:]  # the second asks for KEY, the third has OpenAI's error form under /v1
KEY = "sesame"
PROMPT = "The capital of France is"
TOO_LONG = "word " * 3000
QUESTION = [{"role": "user", "content": "What is the capital of France?"}]
WEATHER = {
    "type": "object",
    "properties": {
        "place": {"type": "string", "maxLength": 24},
        "unit": {"type": "string", "enum": ["celsius", "fahrenheit"]},
    },
    "required": ["place", "unit"],
    "additionalProperties": False,
}
TOOL = {
    "type": "function",
    "function": {"name": "weather", "description": "The weather at a place.", "parameters": WEATHER},
}
CHOICE = {"type": "function", "function": {"name": "weather"}}


def step(function):
    """Run it now, under its name: its value, or the classes and the text of what it raised."""
    told = {"step": function.__name__}
    try:
        value = asyncio.run(function()) if inspect.iscoroutinefunction(function) else function()
        told["value"] = value
        line = json.dumps(told)
    except Exception as fault:
        kinds = [kind.__name__ for kind in type(fault).__mro__]
        line = json.dumps({"step": function.__name__, "fault": {"kinds": kinds, "text": str(fault)}})
    print(line, flush=True)
    return function
