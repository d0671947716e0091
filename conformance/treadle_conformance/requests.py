"""The requests that many checks share: equal requests are sent once, so sharing makes the suite fast.

They are small on purpose: a real model on two cores has to answer all of them in a few minutes.
"""

from __future__ import annotations

from typing import Any

PROMPT = "The weaver sat down at the loom and"
QUESTION = "What is a loom?"
TOKENS = 12
NOBODY = "00000000-0000-4000-8000-000000000000"  # an id that nothing has
OPEN_PATHS = ("/health", "/healthcheck", "/v1/models")  # GET, without a credential, in every contract's words
MANY_SCRIPTS = "été — Zürich — 織機 — 🧵🧶 — été — Zürich — 織機 — 🧵🧶 —"


def greedy(tokens: int = TOKENS, inputs: str = PROMPT, **parameters: Any) -> dict[str, Any]:
    """A native generation without chance, with details."""
    return {
        "inputs": inputs,
        "parameters": {"max_new_tokens": tokens, "do_sample": False, "details": True, **parameters},
    }


def chat(model: str, tokens: int = TOKENS, **members: Any) -> dict[str, Any]:
    """A chat without chance."""
    return {
        "model": model,
        "messages": [{"role": "user", "content": QUESTION}],
        "max_tokens": tokens,
        "temperature": 0,
        **members,
    }


def completion(model: str, tokens: int = TOKENS, **members: Any) -> dict[str, Any]:
    """A completion without chance."""
    return {"model": model, "prompt": PROMPT, "max_tokens": tokens, "temperature": 0, **members}


def invocation(tokens: int = TOKENS, **members: Any) -> dict[str, Any]:
    """A Fabric invocation without chance."""
    return {
        "messages": [{"role": "user", "content": QUESTION}],
        "max_tokens": tokens,
        "temperature": 0,
        **members,
    }
