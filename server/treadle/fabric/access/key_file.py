r"""Secret keys without storing them: each follows from a key file, its access key and a random salt.

    SK = base64url(HMAC-SHA256(key file, "treadle access key" \n AK \n salt))

An HMAC can only be checked by whoever has the secret itself, so a hash would not do here. Salts are in the
database, the key file is beside it with mode 0600: neither gives a secret away alone. Whoever changes or
loses the file has to issue the access keys anew; servers that share a database share the file.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
import stat
from pathlib import Path

_BYTES = 32


class KeyFileError(Exception):
    """The key file cannot be used; the message says what to do."""


class KeyFile:
    """A key file that was read; `id` tells it from others and gives nothing away."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.id = hashlib.sha256(b"treadle key file\n" + key).hexdigest()[:16]

    @classmethod
    def read(cls, path: Path) -> KeyFile:
        """Read `path`; raises KeyFileError where it is missing, damaged, or open to others."""
        try:
            with path.open("rb") as file:
                mode, content = os.fstat(file.fileno()).st_mode, file.read(1024)
        except OSError as error:
            raise KeyFileError(f"the key file {path} cannot be read: {error.strerror}") from error
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise KeyFileError(f"the key file {path} is open to others than its owner: chmod 600 {path}")
        try:
            key = bytes.fromhex(content.decode("ascii"))
        except ValueError:
            key = b""
        if len(key) != _BYTES:
            raise KeyFileError(f"the key file {path} does not hold {2 * _BYTES} hexadecimal digits")
        return cls(key)

    @classmethod
    def ensure(cls, path: Path) -> KeyFile:
        """Read `path`, made first where there is none; of two who make it at once, both get the same."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(secrets.token_bytes(_BYTES).hex().encode() + b"\n")
                    file.flush()
                    os.fsync(file.fileno())
                with contextlib.suppress(FileExistsError):  # somebody was faster: theirs it is
                    os.link(fresh, path)
            finally:
                fresh.unlink()
        return cls.read(path)

    def secret(self, access: str, salt: str) -> str:
        """The secret key of an access key: 43 characters of base64url."""
        text = f"treadle access key\n{access}\n{salt}".encode()
        return base64.urlsafe_b64encode(hmac.digest(self._key, text, "sha256")).rstrip(b"=").decode()


def new_access() -> str:
    """An access key that nobody has: 20 letters and digits, 100 random bits."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return "".join(secrets.choice(alphabet) for _ in range(20))


def new_salt() -> str:
    """A salt: 128 random bits in hexadecimal."""
    return secrets.token_hex(16)
