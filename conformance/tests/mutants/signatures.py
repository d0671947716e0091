"""Faults of signatures: a right one that is refused, and everything else that is honoured."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from mutants.credentials import rule
from mutants.middleware import App, Wrap, mutant
from treadle_conformance.reference.access import Wire
from treadle_conformance.signing import canonical_request, sign

ALL_SIGNED = (
    "access.signature_covers_method_and_path",
    "access.signature_covers_the_query",
    "access.signature_covers_its_headers",
    "access.signature_covers_the_body",
    "access.wrong_key_is_refused",
    "access.host_and_date_have_to_be_signed",
    "access.skewed_date_is_refused",
    "access.replayed_change_is_refused",
    "access.unsigned_body_is_refused",
    "access.other_algorithms_are_refused",
    "access.every_credential_has_to_be_right",
)


@mutant(0, "ACCESS-21", "access.right_signature_is_honoured", *ALL_SIGNED)
def signatures_are_unknown() -> Wrap:
    return rule("expected", lambda *_: "0" * 64)


@mutant(0, "ACCESS-21", "access.right_signature_is_honoured", *ALL_SIGNED)
def query_is_signed_as_sent() -> Wrap:
    def broken(right: Any, wire: Wire, names: Any) -> str:
        return "0" * 64 if "%" in wire.target else right(wire, names)

    return rule("expected", broken)


@mutant(0, "ACCESS-21", "access.right_signature_is_honoured")
def further_signed_headers_are_refused() -> Wrap:
    return rule("covers_enough", lambda right, names: right(names) and "user-agent" not in names)


def _signed(change: Callable[[Wire], Wire], when: Callable[[Wire, str], bool] = lambda *_: True) -> Wrap:
    """Accept, beside the right one, whichever signature the request would have had after `change`."""

    def broken(right: Any, wire: Wire, names: Any) -> str:
        given = wire.headers["authorization"]
        other = right(change(wire), names)
        return other if other in given and when(wire, given) else right(wire, names)

    return rule("expected", broken)


def _with(wire: Wire, **members: Any) -> Wire:
    fields = {name: getattr(wire, name) for name in ("method", "target", "headers", "body")}
    return Wire(**{**fields, **members})


@mutant(0, "ACCESS-22", "access.signature_covers_method_and_path")
def method_is_not_signed() -> Wrap:
    return _signed(lambda wire: _with(wire, method="POST"))


@mutant(0, "ACCESS-22", "access.signature_covers_method_and_path")
def path_is_not_signed() -> Wrap:
    def broken(right: Any, wire: Wire, names: Any) -> str:
        given = wire.headers["authorization"]
        candidates = [re.sub("^/v1/workspaces$", path, wire.target) for path in seen]
        seen.update({wire.target.split("?")[0]})
        found = [right(_with(wire, target=target), names) for target in candidates]
        return next((one for one in found if one in given), right(wire, names))

    seen: set[str] = set()
    inner = rule("expected", broken)

    def wrap(app: Any) -> App:
        workspace = next(iter(app.tenants["mine"].workspaces))
        seen.add(f"/v1/workspaces/{workspace}/models")
        return inner(app)

    return wrap


@mutant(0, "ACCESS-23", "access.signature_covers_the_query")
def query_is_not_signed() -> Wrap:
    return _signed(lambda wire: _with(wire, target="/v1/workspaces?limit=2&offset=1"))


@mutant(0, "ACCESS-23", "access.signature_covers_the_query")
def names_in_the_query_are_signed_alone() -> Wrap:
    query = urlencode({"limit": 2, "offset": 1})
    return _signed(
        lambda wire: _with(wire, target=f"/v1/workspaces?{query}"), lambda wire, _: "limit=3" in wire.target
    )


@mutant(0, "ACCESS-24", "access.signature_covers_its_headers")
def values_of_headers_are_not_signed() -> Wrap:
    return _signed(lambda wire: _with(wire, headers={**wire.headers, "x-request-id": "conform"}))


@mutant(0, "ACCESS-24", "access.signature_covers_its_headers")
def a_missing_header_is_none() -> Wrap:
    def broken(right: Any, wire: Wire, authorization: str) -> str:
        filled = (
            {"x-request-id": "conform", **wire.headers} if "x-request-id" in authorization else wire.headers
        )
        return str(right(_with(wire, headers=filled), authorization))

    return rule("by_signature", broken)


@mutant(0, "ACCESS-25", "access.signature_covers_the_body", "access.unsigned_body_is_refused")
def body_is_not_signed() -> Wrap:
    def broken(right: Any, wire: Wire, authorization: str) -> str:
        try:
            return str(right(wire, authorization))
        except Exception:
            if wire.method != "POST" or "UNSIGNED" in str(wire.headers):
                raise
            return "mine"

    return rule("by_signature", broken)


@mutant(0, "ACCESS-25", "access.signature_covers_the_body")
def stored_before_it_is_verified() -> Wrap:
    def wrap(app: Any) -> App:
        right = app.access.expected
        mine = app.tenants["mine"]

        def expected(wire: Wire, names: Any) -> str:
            signature: str = right(wire, names)
            wrong = signature not in wire.headers["authorization"]
            if wire.method == "POST" and wrong and "x-sdk-content-sha256" not in wire.headers:
                mine._add_model(wire.target.split("/")[3], json.loads(wire.body))
            return signature

        app.access.expected = expected
        return app

    return wrap


@mutant(0, "ACCESS-26", "access.wrong_key_is_refused")
def any_access_key_will_do() -> Wrap:
    def broken(right: Any, wire: Wire, authorization: str) -> str:
        return str(right(wire, authorization.replace("CONFORMUNKNOWN000001", "AKREFERENCE")))

    return rule("by_signature", broken)


@mutant(0, "ACCESS-26", "access.wrong_key_is_refused")
def last_digit_is_not_compared() -> Wrap:
    def broken(right: Any, wire: Wire, names: Any) -> str:
        found = str(right(wire, names))
        given = wire.headers["authorization"][-64:]
        return given if given[:-1] == found[:-1] else found

    return rule("expected", broken)


@mutant(0, "ACCESS-27", "access.host_and_date_have_to_be_signed")
def host_need_not_be_signed() -> Wrap:
    return rule("covers_enough", lambda _, names: "x-sdk-date" in names)


@mutant(0, "ACCESS-27", "access.host_and_date_have_to_be_signed")
def date_need_not_be_signed() -> Wrap:
    return rule("covers_enough", lambda _, names: "host" in names)


@mutant(0, "ACCESS-28", "access.skewed_date_is_refused")
def any_date_will_do() -> Wrap:
    return rule("is_recent", lambda *_: True)


@mutant(0, "ACCESS-28", "access.skewed_date_is_refused")
def clocks_have_to_agree() -> Wrap:
    def broken(right: Any, wire: Wire) -> bool:
        date = datetime.strptime(wire.headers["x-sdk-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return right(wire) and abs((datetime.now(UTC) - date).total_seconds()) < 100

    return rule("is_recent", broken)


@mutant(0, "ACCESS-29", "access.replayed_change_is_refused")
def signatures_are_good_for_ever() -> Wrap:
    return rule("is_new", lambda *_: True)


@mutant(0, "ACCESS-29", "access.replayed_change_is_refused")
def a_signature_is_good_twice() -> Wrap:
    counts: dict[str, int] = {}

    def broken(_: Any, signature: str) -> bool:
        counts[signature] = counts.get(signature, 0) + 1
        return counts[signature] <= 2

    return rule("is_new", broken)


def _stands_for_the_body(said: Callable[[Wire], str | None]) -> Wrap:
    """Take what the request says of its body's hash for the hash."""

    def wrap(app: Any) -> App:
        access = app.access
        right, own = access.expected, access.body_is_signed

        def expected(wire: Wire, names: tuple[str, ...]) -> str:
            payload = said(wire)
            if payload is None:
                return str(right(wire, names))
            values = {name: wire.headers[name].strip() for name in names}
            request = canonical_request(wire.method, wire.target, values, payload)
            return sign(access.secret_key, wire.headers["x-sdk-date"], request)

        access.expected = expected
        access.body_is_signed = lambda wire: said(wire) is not None or own(wire)
        return app

    return wrap


@mutant(0, "ACCESS-30", "access.unsigned_body_is_refused")
def unsigned_payload_is_accepted() -> Wrap:
    word = "UNSIGNED-PAYLOAD"
    return _stands_for_the_body(
        lambda wire: word if wire.headers.get("x-sdk-content-sha256") == word else None
    )


@mutant(0, "ACCESS-30", "access.unsigned_body_is_refused")
def hash_is_believed() -> Wrap:
    return _stands_for_the_body(
        lambda wire: said if (said := wire.headers.get("x-sdk-content-sha256")) == "0" * 64 else None
    )


@mutant(0, "ACCESS-31", "access.other_algorithms_are_refused")
def algorithm_is_not_looked_at() -> Wrap:
    def broken(right: Any, wire: Wire, authorization: str) -> str:
        _, _, rest = authorization.partition(" ")
        return str(right(wire, f"SDK-HMAC-SHA256 {rest}"))

    return rule("by_signature", broken)


@mutant(0, "ACCESS-31", "access.other_algorithms_are_refused")
def derived_signatures_are_taken_for_plain() -> Wrap:
    def broken(right: Any, wire: Wire, authorization: str) -> str:
        return str(right(wire, authorization.replace("V11-HMAC-SHA256", "SDK-HMAC-SHA256")))

    return rule("by_signature", broken)


@mutant(0, "ACCESS-32", "access.every_credential_has_to_be_right")
def signature_makes_up_for_a_token() -> Wrap:
    def broken(right: Any, wire: Wire) -> str:
        headers = wire.headers
        if "authorization" in headers and "x-auth-token" in headers:
            access_signature = headers["authorization"]
            return str(right.__self__.by_signature(wire, access_signature))
        return str(right(wire))

    return rule("tenant", broken)


@mutant(0, "ACCESS-32", "access.every_credential_has_to_be_right")
def wrong_token_is_passed_over() -> Wrap:
    def broken(right: Any, wire: Wire) -> str:
        signed = "authorization" in wire.headers
        if signed and wire.headers.get("x-auth-token") == "wrong":
            return str(right.__self__.by_signature(wire, wire.headers["authorization"]))
        return str(right(wire))

    return rule("tenant", broken)
