"""How generation fails: with one exception that says where in the contract the fault is."""

from __future__ import annotations


class GenerationError(Exception):
    """The contract, or a tool that reads it, does not allow generation; the message says where and why."""
