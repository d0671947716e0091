"""Log probabilities as chat answers carry them: finite numbers and the bytes of a token's text."""

from __future__ import annotations

from treadle.engine.port import Alternative, Token

LOWEST = -9999.0  # stands for minus infinity, which JSON does not have


def finite(logprob: float | None) -> float:
    """A log probability that JSON can carry; an unknown one counts as impossible."""
    return LOWEST if logprob is None or not logprob > LOWEST else logprob


def utf8(token: Token | Alternative) -> list[int]:
    """The bytes of a token's text, by which clients join tokens that split a character."""
    return list(token.text.encode())
