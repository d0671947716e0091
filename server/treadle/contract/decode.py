r"""How the bytes of a request body become plain data, and which bytes are refused before any schema.

Strict RFC 8259 JSON in UTF-8: no byte order mark, no NaN, no lone surrogate, no number beyond a
double's range. Beyond the RFC, nesting ends at 128 levels, as in TGI 3.3.7 (serde_json), because
what passes here is walked recursively by others. Of two members with one name the last counts.
NUL inside a string (`\u0000`) is data like any other; a pattern may exclude it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from treadle.contract.problem import Kind, Problem
from treadle.contract.values import deeper_than, has_huge_integer, shorten

MAXIMUM_DEPTH = 128

_decoder = msgspec.json.Decoder()
_json_type = re.compile(r"application/(?:json|[a-z0-9!#$&^_.+-]+\+json)")
_position = re.compile(r" \(byte (\d+)\)$")
_digits = bytes(48 if 48 <= byte <= 57 else 32 for byte in range(256))
_long_number = b"0" * 309  # 1e308 is the last power of ten that a double holds


def require_json(headers: Mapping[str, str]) -> None:
    """Refuse a body that its headers do not announce as plain JSON in UTF-8 (MEDIA_TYPE)."""
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise Problem(
            Kind.MEDIA_TYPE,
            f"Content-Encoding {shorten(encoding)} is not supported: send the body unencoded",
            pointer="header:Content-Encoding",
            headers=(("accept-encoding", "identity"),),
        )
    given = headers.get("content-type", "")
    if given == "application/json":
        return
    media_type, *parameters = (part.strip().lower() for part in given.split(";"))
    if not _json_type.fullmatch(media_type):
        raise _wrong_type(given)
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip().strip('"') not in ("utf-8", "utf8"):
            raise _wrong_type(given)


def _wrong_type(given: str) -> Problem:
    got = f"`{shorten(given)}` was given" if given else "none was given"
    return Problem(
        Kind.MEDIA_TYPE,
        f"Expected request with `Content-Type: application/json`, but {got}",
        pointer="header:Content-Type",
    )


def decode(raw: bytes) -> Any:
    """The JSON value that `raw` spells; raises Problem(MALFORMED) with line and column."""
    try:
        data = _decoder.decode(raw)
    except RecursionError:
        raise _too_deep() from None
    except UnicodeDecodeError:
        raise _malformed(raw, "invalid UTF-8", _first_bad_byte(raw)) from None
    except msgspec.DecodeError as fault:
        raise _explain(raw, str(fault)) from None
    # Cheap filters over the bytes; only a body that trips one is walked.
    if len(raw) > MAXIMUM_DEPTH:
        if raw.count(b"[") + raw.count(b"{") > MAXIMUM_DEPTH and deeper_than(data, MAXIMUM_DEPTH):
            raise _too_deep()
        if _long_number in raw.translate(_digits) and has_huge_integer(data):
            raise Problem(Kind.MALFORMED, _sentence("number out of range"), pointer="")
    return data


def _sentence(reason: str) -> str:
    return f"Failed to parse the request body as JSON: {reason}"


def _too_deep() -> Problem:
    return Problem(
        Kind.MALFORMED,
        _sentence(f"it is nested more than {MAXIMUM_DEPTH} levels deep"),
        pointer="",
    )


def _malformed(raw: bytes, reason: str, offset: int) -> Problem:
    line = raw.count(b"\n", 0, offset) + 1
    column = offset - raw.rfind(b"\n", 0, offset)
    return Problem(Kind.MALFORMED, _sentence(f"{reason} at line {line} column {column}"), pointer="")


def _first_bad_byte(raw: bytes) -> int:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        return fault.start
    raise AssertionError("msgspec and Python differ about UTF-8")  # pragma: no cover


def _explain(raw: bytes, reason: str) -> Problem:
    if not raw.strip():
        return Problem(Kind.MALFORMED, _sentence("the body is empty"), pointer="")
    if raw.startswith(b"\xef\xbb\xbf"):
        return _malformed(raw, "a byte order mark is not allowed", 0)
    found = _position.search(reason)
    if found is not None:
        text = _position.sub("", reason).removeprefix("JSON is malformed: ")
        return _malformed(raw, text, int(found[1]))
    if "out of range" in reason:
        return Problem(Kind.MALFORMED, _sentence("number out of range"), pointer="")
    # msgspec also says "truncated" of a lone surrogate near the end, which Python's json lets pass.
    return _malformed(raw, "lone surrogate" if _is_lenient_json(raw) else "unexpected end", len(raw))


def _is_lenient_json(raw: bytes) -> bool:
    try:
        json.loads(raw)
    except (ValueError, RecursionError):
        return False
    return True
