"""Why an image is not taken; the words are TGI 3.3.7's where it has some."""

from __future__ import annotations


class Refused(Exception):
    """An image cannot be used: a sentence for the caller.

    It never says what a fetched body held, or what address a name has.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def unreachable(reason: str) -> Refused:
    """An image that could not be fetched, and why."""
    return Refused(f"Could not fetch image: {reason}")
