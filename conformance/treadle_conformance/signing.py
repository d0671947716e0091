r"""SDK-HMAC-SHA256 as Huawei's SDKs sign, and every way to get it wrong that a check wants to try.

    canonical request = METHOD \n path/ \n query \n name:value\n… \n names \n sha256(body)
    signature         = HMAC-SHA256(SK, "SDK-HMAC-SHA256" \n X-Sdk-Date \n sha256(canonical request))

Written from the wire format of Huawei Cloud SDK core 3.1.219. It shares no code with any server.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote, urlsplit

ALGORITHM = "SDK-HMAC-SHA256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """An access key with its secret, for the requests to one server."""

    access: str
    secret: str
    url: str  # of the server; its host and port are signed

    def headers(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        *,
        extra: Mapping[str, str] | None = None,
        names: tuple[str, ...] | None = None,
        minutes: float = 0,
        algorithm: str = ALGORITHM,
        payload: str | None = None,
    ) -> dict[str, str]:
        """The headers that make a request a signed one.

        `extra` are sent and signed too, `names` the headers that are signed instead of all of them,
        `minutes` how far its date is from now, `payload` what is signed instead of the body's hash.
        """
        moment = datetime.now(UTC) + timedelta(minutes=minutes)
        sent = {"Host": urlsplit(self.url).netloc, "X-Sdk-Date": f"{moment:%Y%m%dT%H%M%SZ}", **(extra or {})}
        if body:
            sent.setdefault("Content-Type", "application/json")
        values = {name.lower(): value.strip() for name, value in sent.items()}
        chosen = tuple(sorted(values)) if names is None else names
        request = canonical_request(
            method, target, {name: values[name] for name in chosen}, payload or sha256(body)
        )
        signature = sign(self.secret, sent["X-Sdk-Date"], request)
        said = f"Access={self.access}, SignedHeaders={';'.join(chosen)}, Signature={signature}"
        return {**sent, "Authorization": f"{algorithm} {said}"}


def canonical_request(method: str, target: str, headers: Mapping[str, str], payload: str) -> str:
    """What is signed: `headers` by name in lower case, in the order in which they are listed."""
    path, _, query = target.partition("?")
    encoded = "/".join(quote(part, safe="~") for part in unquote(path).split("/"))
    pairs = sorted(
        (quote(unquote(name), safe="~"), quote(unquote(value), safe="~"))
        for name, _, value in (pair.partition("=") for pair in query.split("&") if pair)
    )
    return "\n".join(
        [
            method,
            encoded if encoded.endswith("/") else f"{encoded}/",
            "&".join(f"{name}={value}" for name, value in pairs),
            *(f"{name}:{value}" for name, value in headers.items()),
            "",
            ";".join(headers),
            payload,
        ]
    )


def sign(secret: str, date: str, request: str) -> str:
    """The signature: 64 hexadecimal digits in lower case."""
    text = f"{ALGORITHM}\n{date}\n{sha256(request.encode())}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def sha256(content: bytes) -> str:
    """The hash of a body: 64 hexadecimal digits in lower case."""
    return hashlib.sha256(content).hexdigest()
