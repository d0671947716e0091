"""Whether a signature is right: the key looked up, the body held against it, and no signature twice.

    form, date, signed headers, body hash ─▶ key known and not locked ─▶ signature ─▶ not used before

A wrong signature and an unknown access key get one answer, after the same work. A call that may change
something is accepted once for each signature, in all processes on one database; a call that only reads
may be repeated for two seconds, because clients that poll do.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from pathlib import Path

from treadle.contract.call import Call
from treadle.contract.problem import Kind, Problem
from treadle.fabric.access.grants import Grant, grant_of
from treadle.fabric.access.key_file import KeyFile, KeyFileError
from treadle.fabric.access.last_use import LastUse
from treadle.fabric.access.lockout import LOCKED, Lockout, Repeats
from treadle.fabric.access.signature import (
    Signature,
    canonical_request,
    check_body,
    for_log,
    read_signature,
    sign,
    wrong,
)
from treadle.fabric.store.credential_tables import AccessKey
from treadle.fabric.store.credentials import Credentials
from treadle.fabric.store.records import now

logger = logging.getLogger(__name__)

_READS = ("GET", "HEAD")
_NO_SECRET = "-" * 43  # what an unknown key's signature is compared with; no secret looks like it


class Signatures:
    """The signatures of the access keys in the database."""

    def __init__(self, credentials: Credentials, key_file: Path, last_use: LastUse) -> None:
        self._credentials = credentials
        self._path = key_file
        self._read: KeyFile | None = None
        self._last_use = last_use
        self._lockout = Lockout()
        self._repeats = Repeats()

    async def check(self, call: Call) -> Grant:
        """What the signer is allowed; raises UNAUTHENTICATED, and UNHEALTHY without the key file."""
        signature = read_signature(call, now())
        check_body(call)
        row = await self._credentials.key(signature.access)
        if row is not None and self._lockout.locked(row.id):
            raise wrong(
                f"the access key {row.id} is locked for {LOCKED / 60:g} minutes after wrong signatures"
            )
        secret = _NO_SECRET if row is None else self._key_file(row).secret(row.id, row.salt)
        expected = sign(secret, signature.date, canonical_request(call, signature.headers))
        right = hmac.compare_digest(expected, signature.value)
        if row is None or not right:
            raise self._refused(call, signature, row)
        self._lockout.passed(row.id)
        grant = grant_of(row)
        if grant.refusal is None:
            await self._spend(call, signature)
            self._last_use.note(AccessKey, row.id)
        return grant

    def _refused(self, call: Call, signature: Signature, row: AccessKey | None) -> Problem:
        locks = row is not None and self._lockout.failed(row.id)
        logger.debug(
            "request %s: the signature of %s is not that of %s",
            call.request_id,
            signature.access,
            for_log(call, signature.headers),
        )
        if locks:
            logger.warning(
                "the access key %s is locked for %g s after wrong signatures", signature.access, LOCKED
            )
        return wrong("verify aksk signature fail")

    async def _spend(self, call: Call, signature: Signature) -> None:
        digest = hashlib.sha256(f"{signature.access}\n{signature.value}".encode()).hexdigest()
        if call.method in _READS:
            new = self._repeats.first(digest)
        else:
            new = await self._credentials.spend(digest, signature.until)
        if not new:
            raise wrong("this signature was used before; sign again, with the time of a later second")

    def _key_file(self, row: AccessKey) -> KeyFile:
        try:
            if self._read is None or self._read.id != row.key_file:
                self._read = KeyFile.read(self._path)
        except KeyFileError as error:
            logger.error("access keys cannot be verified: %s", error)
            raise _unusable() from error
        if self._read.id != row.key_file:
            logger.error("the access key %s was issued with another key file than %s", row.id, self._path)
            raise _unusable()
        return self._read


def _unusable() -> Problem:
    return Problem(Kind.UNHEALTHY, "the server's key file cannot be used, so it cannot verify signatures")
