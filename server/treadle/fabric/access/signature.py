r"""SDK-HMAC-SHA256: what a request says of its signature, and the text that the signature is of.

    Authorization: SDK-HMAC-SHA256 Access=<AK>, SignedHeaders=<a;b;c>, Signature=<64 hex>

    canonical request = METHOD \n path/ \n query \n name:value\n… \n names \n sha256(body)
    signature         = HMAC-SHA256(SK, "SDK-HMAC-SHA256" \n X-Sdk-Date \n sha256(canonical request))

All of it is made from the bytes as received: each part of path and query is percent-decoded once and
encoded again, so two spellings of one request have one signature and two requests never do. In a query
`+` is a space, as it is for whoever reads the parameters. Wire format: Huawei Cloud SDK core 3.1.219.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote_from_bytes, unquote_to_bytes

from treadle.contract.call import Call
from treadle.contract.problem import Kind, Problem
from treadle.fabric.errors import SIGNATURE_CODE

ALGORITHM = "SDK-HMAC-SHA256"
SKEW = timedelta(minutes=15)  # how far X-Sdk-Date may be from our clock
DATE_HEADER = "x-sdk-date"
HASH_HEADER = "x-sdk-content-sha256"
# What changes who the caller is counts only if it is signed.
_SIGNED_IF_SENT = ("x-project-id", "x-auth-token")
_SECRET_HEADERS = ("x-auth-token", "x-security-token")

_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Access=([A-Za-z0-9_-]{{1,64}}), ?"
    r"SignedHeaders=([a-z0-9;_-]{1,4096}), ?"
    r"Signature=([0-9a-f]{64})"
)
_BLANKS = " \t"  # what may surround a header's value
_DATE = re.compile(r"[0-9]{8}T[0-9]{6}Z")


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as sent, well formed, recent, and with everything signed that has to be."""

    access: str
    headers: tuple[str, ...]
    value: str
    date: str
    moment: datetime

    @property
    def until(self) -> datetime:
        """When its date begins to refuse it."""
        return self.moment + SKEW


def wrong(reason: str) -> Problem:
    """A signature that proves nothing."""
    return Problem(
        Kind.UNAUTHENTICATED,
        f"Incorrect IAM authentication information: {reason}",
        pointer="header:Authorization",
        type=SIGNATURE_CODE,
    )


def read_signature(call: Call, moment: datetime) -> Signature:
    """The call's signature; raises UNAUTHENTICATED for one that needs no key to be refused."""
    found = _AUTHORIZATION.fullmatch(call.headers.get("authorization", "").strip(_BLANKS))
    if found is None:
        raise wrong(
            f"the Authorization header is not {ALGORITHM} Access=…, SignedHeaders=…, Signature=… "
            "with 64 hexadecimal digits in lower case"
        )
    access, listed, value = found.groups()
    names = tuple(listed.split(";"))
    if "" in names or list(names) != sorted(set(names)):
        raise wrong("SignedHeaders are names in lower case, each once, in order, with ; between them")
    for name in names:
        if name not in call.headers:
            raise wrong(f"the signed header {name} is not there")
    for name in ("host", DATE_HEADER):
        if name not in names:
            raise wrong(f"the header {name} has to be signed")
    for name in _SIGNED_IF_SENT:
        if name in call.headers and name not in names:
            raise wrong(f"the header {name} is there and has to be signed")
    if call.headers.get("x-security-token", "").strip(_BLANKS):
        raise wrong("temporary access keys are not known here, and X-Security-Token belongs to one")
    date = call.headers[DATE_HEADER].strip(_BLANKS)
    return Signature(access, names, value, date, _recent(date, moment))


def check_body(call: Call) -> None:
    """Hold the body against the hash that came with it; raises UNAUTHENTICATED."""
    given = call.headers.get(HASH_HEADER)
    if given is None:
        return
    if given.strip(_BLANKS) == "UNSIGNED-PAYLOAD":
        raise wrong("the body has to be signed, UNSIGNED-PAYLOAD is not accepted")
    if not hmac.compare_digest(given.strip(_BLANKS).encode(), _sha256(call.raw_body).encode()):
        raise wrong("X-Sdk-Content-Sha256 is not the hash of the body")


def canonical_request(call: Call, names: tuple[str, ...]) -> bytes:
    """What the signature is of, with the headers `names`."""
    lines = [
        call.method.encode(),
        _canonical_path(call.raw_path or call.path.encode()),
        _canonical_query(call.query.encode("latin-1")),
        *(f"{name}:{call.headers[name].strip(_BLANKS)}".encode("latin-1") for name in names),
        b"",
        ";".join(names).encode(),
        _sha256(call.raw_body).encode(),
    ]
    return b"\n".join(lines)


def sign(secret: str, date: str, canonical: bytes) -> str:
    """The signature of a canonical request: 64 hexadecimal digits in lower case."""
    text = f"{ALGORITHM}\n{date}\n{_sha256(canonical)}".encode()
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def for_log(call: Call, names: tuple[str, ...]) -> str:
    """The canonical request as a line for the log, without the values that are secrets."""
    shown = [
        f"{name}:{'***' if name in _SECRET_HEADERS else call.headers[name].strip(_BLANKS)}" for name in names
    ]
    first = canonical_request(call, ()).split(b"\n", 3)[:3]
    return "|".join([*(part.decode("latin-1") for part in first), *shown, "", ";".join(names)])


def _recent(date: str, moment: datetime) -> datetime:
    try:
        if _DATE.fullmatch(date) is None:
            raise ValueError
        signed = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise wrong("X-Sdk-Date is not of the form YYYYMMDDTHHMMSSZ, in UTC") from None
    if abs(moment - signed) > SKEW:
        minutes = int(SKEW.total_seconds() // 60)
        raise wrong(
            f"X-Sdk-Date is more than {minutes} minutes from the server's time, {moment:%Y%m%dT%H%M%SZ}"
        )
    return signed


def _canonical_path(raw: bytes) -> bytes:
    # An encoded slash is decoded before the split, as the SDK does.
    path = b"/".join(_encoded(part) for part in unquote_to_bytes(raw).split(b"/"))
    return path if path.endswith(b"/") else path + b"/"


def _canonical_query(raw: bytes) -> bytes:
    pairs: list[tuple[bytes, bytes]] = []
    for pair in raw.split(b"&") if raw else ():
        name, _, value = pair.partition(b"=")
        pairs.append((_text(name), _text(value)))
    return b"&".join(_encoded(name) + b"=" + _encoded(value) for name, value in sorted(pairs))


def _text(part: bytes) -> bytes:
    return unquote_to_bytes(part.replace(b"+", b" "))


def _encoded(part: bytes) -> bytes:
    return quote_from_bytes(part, safe="~").encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
