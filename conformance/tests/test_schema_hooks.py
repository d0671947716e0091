"""The bound on generations: it holds what a valid case generates, and leaves invalid cases as they were."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The hooks as schemathesis's process loads them."""
    os.environ.setdefault("TREADLE_CONFORM_EVENTS", str(tmp_path_factory.mktemp("events") / "events.jsonl"))
    from treadle_conformance import schema_hooks

    return schema_hooks


TOKENS = {"max_new_tokens": 4}
MESSAGES: list[Any] = [{"role": "user", "content": "a"}]


@pytest.mark.parametrize(
    ("path", "body", "sent"),
    [
        ("/generate", {"inputs": "a"}, {"inputs": "a", "parameters": TOKENS}),
        ("/generate", {"inputs": "a", "parameters": {"max_new_tokens": 900}}, {"inputs": "a", "parameters": TOKENS}),
        ("/generate", {"inputs": "a", "parameters": {"max_new_tokens": 2}}, None),
        ("/generate", {"inputs": "a", "parameters": {"max_new_tokens": -1}}, None),
        ("/generate", {"inputs": "a", "parameters": None}, None),  # not valid there: it stays as it is
        ("/vertex", {"instances": [{"inputs": "a"}]}, {"instances": [{"inputs": "a", "parameters": TOKENS}]}),
        # Valid there: unbounded, one case kept a CPU for minutes.
        (
            "/vertex",
            {"instances": [{"inputs": "a", "parameters": None}]},
            {"instances": [{"inputs": "a", "parameters": TOKENS}]},
        ),
        ("/vertex", {"instances": [{"messages": MESSAGES}]}, {"instances": [{"messages": MESSAGES, "max_tokens": 4}]}),
        ("/vertex", {"instances": ["a"]}, None),
        ("/vertex", {"instances": None}, None),
        ("/invocations", {"inputs": "a"}, {"inputs": "a", "parameters": TOKENS}),
        ("/invocations", {"messages": MESSAGES}, {"messages": MESSAGES, "max_tokens": 4}),
        ("/v1/completions", {"prompt": "a", "max_tokens": None}, {"prompt": "a", "max_tokens": 4}),
        ("/v1/chat/completions", {"max_completion_tokens": 99}, {"max_completion_tokens": 4}),
        # An integer to JSON Schema: unbounded, one case generated 1400 tokens.
        ("/v1/chat/completions", {"max_tokens": 6435.0}, {"max_tokens": 4}),
        ("/generate", {"inputs": "a", "parameters": {"max_new_tokens": 9e2}}, {"inputs": "a", "parameters": TOKENS}),
        ("/generate", {"inputs": "a", "parameters": {"max_new_tokens": 9.5}}, None),
        ("/generate", {"inputs": "a", "parameters": {"max_new_tokens": float("inf")}}, None),
        ("/v1/chat/completions", {"max_tokens": "99"}, None),
        ("/v1/chat/completions", {"max_tokens": 0}, None),
        ("/v1/workspaces/w/services/instances/i/invocations", {"max_tokens": 0}, {"max_tokens": 4}),
        ("/tokenize", {"inputs": "a"}, None),
        ("/generate", ["a"], None),
    ],
)  # fmt: skip
def test_a_valid_case_generates_four_tokens(hooks: Any, path: str, body: Any, sent: Any) -> None:
    case = SimpleNamespace(operation=SimpleNamespace(path=path), body=body)
    hooks.before_call(None, case)
    assert case.body == (body if sent is None else sent)


def test_cases_do_not_depend_on_where_the_suite_lies(tmp_path: Path) -> None:
    """Here its modules are no installed package's, and Hypothesis would read values out of their source."""
    look = (
        "from treadle_conformance import schema_hooks\n"
        "from hypothesis.internal.conjecture import providers\n"
        "assert not providers._get_local_constants()"
    )
    environment = os.environ | {"TREADLE_CONFORM_EVENTS": str(tmp_path / "events.jsonl")}
    subprocess.run([sys.executable, "-c", look], env=environment, check=True)
