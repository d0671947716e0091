"""Headers that were given to the suite: which of them say who asks, and what of them nobody may be shown.

Every given header is kept out of reports, whatever its name, but for the few that no server tells people
apart by. What is left out where nobody is to ask is told by the name.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Collection
from urllib.parse import quote

from treadle_conformance.faults import Misuse

SECRET_WORDS = ("auth", "key", "token", "secret", "cookie", "password", "credential")  # in a header's name
PLAIN_HEADERS = frozenset({"accept", "accept-language", "content-type", "origin", "referer", "user-agent"})
SHORTEST_SECRET = 8  # characters; less is a word that stands everywhere


def is_credential(name: str) -> bool:
    """Whether a header with this name says who asks."""
    return any(word in name.lower() for word in SECRET_WORDS)


def bare(value: str) -> str:
    """A credential without the word `Bearer`, in whatever case."""
    return value[7:].strip() if value[:7].lower() == "bearer " else value


def hidden_forms(name: str, value: str) -> set[str]:
    """What of a header no report may show; of a short value the line, since its letters stand everywhere."""
    if name.lower() in PLAIN_HEADERS:
        return set()
    forms = {value, bare(value), quote(bare(value)), *_basic(value)}
    long = {form for form in forms if len(form) >= SHORTEST_SECRET}
    return long or {f"{name}: {value}"}


def hidden(text: str, secrets: Collection[str]) -> str:
    """A text without the secrets in it; the longest first, since one may be a part of another."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


def _basic(value: str) -> tuple[str, ...]:
    """The parts of a Basic credential."""
    if value[:6].lower() != "basic ":
        return ()
    text = value[6:].strip()
    try:
        pair = b64decode(text).decode()
    except (binascii.Error, UnicodeDecodeError):
        return (text,)
    return (text, pair, pair.partition(":")[2])


def checked(name: str, value: str) -> tuple[str, str]:
    """A header that can be sent; raises Misuse, which does not show the value."""
    if (
        not name
        or not value.isascii()
        or not value.isprintable()
        or not name.isascii()
        or not name.isprintable()
    ):
        raise Misuse(f"the header {name!r} cannot be sent: it has characters other than printable ASCII ones")
    return name, value
