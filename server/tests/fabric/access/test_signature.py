"""SDK-HMAC-SHA256: the published vectors, what Huawei's SDK sends, and every way to tamper with a request."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.fabric.access.guarded import HOST, Guarded, Reply
from tests.fabric.access.signing import AK, PROJECT, SK, signed
from treadle.contract.call import Call
from treadle.contract.problem import Problem
from treadle.fabric.access.key_file import KeyFile
from treadle.fabric.access.signature import canonical_request, check_body, for_log, read_signature, sign

SDK = json.loads((Path(__file__).parent / "signed_by_sdk.json").read_text())


def call_of(method: str, target: str, headers: dict[str, str], body: bytes = b"") -> Call:
    path, _, query = target.partition("?")
    return Call(
        request_id="r",
        method=method,
        path=unquote(path),
        query=query,
        headers={name.lower(): value for name, value in headers.items()},
        raw_body=body,
        started=0.0,
        raw_path=path.encode(),
    )


def verified(call: Call, secret: str = SK) -> bool:
    date = datetime.strptime(call.headers["x-sdk-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    signature = read_signature(call, date)
    check_body(call)
    return sign(secret, signature.date, canonical_request(call, signature.headers)) == signature.value


VECTORS = [
    (
        "GET",
        "/v1/workspaces/w1/models?flag=true&limit=10&name=a%20b~%2F%C3%A9&offset=0&spec_types=a&spec_types=b",
        b"",
        "f6013e564fa5896401694169a744a7e4d6b810c44711922fc6f43c7ddd23ccf7",
    ),
    (
        "POST",
        "/v1/workspaces/w1/models",
        b'{"name": "x"}',
        "3ca3583978241510ac8b88bdd90f383fc4f9d73db72655bb798c16b0c1632aab",
    ),
]


@pytest.mark.parametrize(("method", "target", "body", "signature"), VECTORS)
def test_published_vectors(method: str, target: str, body: bytes, signature: str) -> None:
    headers = {
        "Host": "127.0.0.1:8000",
        "User-Agent": "t/1",
        "X-Sdk-Date": "20240102T030405Z",
        "X-Project-Id": PROJECT,
        "Content-Type": "application/json",
    }
    names = ("content-type", "host", "user-agent", "x-project-id", "x-sdk-date")
    canonical = canonical_request(call_of(method, target, headers, body), names)
    assert sign(SK, "20240102T030405Z", canonical) == signature


@pytest.mark.parametrize("recorded", SDK, ids=[item["name"] for item in SDK])
def test_what_the_sdk_sent(recorded: dict[str, Any]) -> None:
    line, *lines = recorded["head"]
    method, target, _ = line.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    call = call_of(method, target, headers, recorded["body"].encode("latin-1"))
    if recorded["name"] == "temporary key":
        with pytest.raises(Problem, match="temporary access keys are not known here"):
            verified(call)
        del headers["X-Security-Token"]
        with pytest.raises(Problem, match="the signed header x-security-token is not there"):
            verified(call_of(method, target, headers))
        return
    assert verified(call)
    assert not verified(call, SK + "x")


@dataclass(frozen=True)
class Sent:
    """A request on its way; the rows below change it after it was signed."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def header(self, name: str) -> str:
        return next(value for known, value in self.headers if known.lower() == name.lower())

    def without(self, name: str) -> Sent:
        return replace(self, headers=tuple(pair for pair in self.headers if pair[0].lower() != name.lower()))

    def plus(self, name: str, value: str) -> Sent:
        return replace(self, headers=(*self.headers, (name, value)))

    def with_(self, name: str, value: str) -> Sent:
        return self.without(name).plus(name, value)

    def authorized(self, old: str, new: str) -> Sent:
        given = self.header("Authorization")
        assert old in given
        return self.with_("Authorization", given.replace(old, new))

    def to(self, old: str, new: str) -> Sent:
        assert old in self.target
        return replace(self, target=self.target.replace(old, new, 1))


Change = Callable[[Sent], Sent]

SIGNED = ("content-type", "host", "user-agent", "x-project-id", "x-sdk-date")


@dataclass
class Row:
    name: str
    change: Change
    status: int = 401
    signing: dict[str, Any] = field(default_factory=dict)


def date_of(minutes: float) -> str:
    return f"{datetime.now(UTC) + timedelta(minutes=minutes):%Y%m%dT%H%M%SZ}"


def same(sent: Sent) -> Sent:
    return sent


def signature_of(sent: Sent) -> str:
    return sent.header("Authorization").rpartition("=")[2]


UNSIGNED = {"headers": {"X-Sdk-Content-Sha256": "UNSIGNED-PAYLOAD"}, "payload": "UNSIGNED-PAYLOAD"}
WRONG_HASH = {
    "headers": {"X-Sdk-Content-Sha256": hashlib.sha256(b"other").hexdigest()},
    "payload": hashlib.sha256(b"other").hexdigest(),
}

ROWS = [
    Row("as signed", same, 200),
    Row("method", lambda s: replace(s, method="GET", body=b"")),
    Row("path: another workspace", lambda s: s.to("/models", "x/models")),
    Row("path: a part more", lambda s: s.to("/models", "/models/x/versions"), 404),
    Row("path: a slash at its end", lambda s: s.to("/models", "/models/"), 404),
    Row("path: a slash twice", lambda s: s.to("/models", "//models"), 404),
    Row("path: an encoded slash", lambda s: s.to("/models", "%2Fmodels"), 404),
    Row("path: a twice encoded letter", lambda s: s.to("models", "%256Dodels"), 404),
    Row("path: upper case", lambda s: s.to("models", "Models"), 404),
    Row("path: a dot", lambda s: s.to("/models", "/./models"), 404),
    Row("path: a letter encoded, which is the same path", lambda s: s.to("models", "%6dodels"), 200),
    Row("query: added", lambda s: replace(s, target=s.target + "?a=b")),
    Row("query: added, without a name", lambda s: replace(s, target=s.target + "?=")),
    Row("body: another byte", lambda s: replace(s, body=s.body.replace(b"LLM_MODEL", b"LLM_MODEl"))),
    Row("body: cut", lambda s: replace(s, body=s.body[:-1])),
    Row("body: a blank more", lambda s: replace(s, body=s.body + b" ")),
    Row("body: none", lambda s: replace(s, body=b"")),
    Row("body: unsigned", same, 401, UNSIGNED),
    Row("body: with its hash", same, 200, {"hashed": True}),
    Row("body: with another hash", same, 401, WRONG_HASH),
    Row("body: a hash that is no text", lambda s: s.with_("X-Sdk-Content-Sha256", "é"), 401),
    Row("date: 16 minutes old", same, 401, {"minutes": -16}),
    Row("date: 16 minutes ahead", same, 401, {"minutes": 16}),
    Row("date: 14 minutes old", same, 200, {"minutes": -14}),
    Row("date: no such day", same, 401, {"date": "20240230T030405Z"}),
    Row("date: no such form", same, 401, {"date": "2024-01-02T03:04:05Z"}),
    Row("date: not in UTC", same, 401, {"date": date_of(0).rstrip("Z")}),
    Row("date: Arabic digits", lambda s: s.with_("X-Sdk-Date", "²" * 8 + "T030405Z")),
    Row("date: renewed", lambda s: s.with_("X-Sdk-Date", date_of(1))),
    Row("key: unknown", lambda s: s.authorized("Access=", "Access=A")),
    Row("key: in lower case", lambda s: s.with_("Authorization", s.header("Authorization").replace("Access=", "Access=").lower())),
    Row("key: none", lambda s: s.authorized("Access=", "Access=, X=")),
    Row("secret: another", same, 401, {"secret": SK}),
    Row("signature: cut", lambda s: s.with_("Authorization", s.header("Authorization")[:-1])),
    Row("signature: a digit more", lambda s: s.with_("Authorization", s.header("Authorization") + "0")),
    Row("signature: a pair of digits cut", lambda s: s.with_("Authorization", s.header("Authorization")[:-2])),
    Row("signature: another digit", lambda s: s.with_("Authorization", s.header("Authorization")[:-1] + ("0" if s.header("Authorization")[-1] != "0" else "1"))),
    Row("signature: in upper case", lambda s: s.authorized(signature_of(s), signature_of(s).upper())),
    Row("signature: empty", lambda s: s.authorized(signature_of(s), "")),
    Row("signature: zeros", lambda s: s.authorized(signature_of(s), "0" * 64)),
    Row("signed headers: without host", same, 401, {"names": SIGNED[:1] + SIGNED[2:]}),
    Row("signed headers: without date", same, 401, {"names": SIGNED[:-1]}),
    Row("signed headers: without project", same, 401, {"names": SIGNED[:-2] + SIGNED[-1:]}),
    Row("signed headers: without content type", same, 200, {"names": SIGNED[1:]}),
    Row("signed headers: one less", lambda s: s.authorized("content-type;", "")),
    Row("signed headers: one twice", lambda s: s.authorized("host;", "host;host;")),
    Row("signed headers: out of order", lambda s: s.authorized("content-type;host", "host;content-type")),
    Row("signed headers: upper case", lambda s: s.authorized(";host;", ";Host;")),
    Row("signed headers: one that is not there", lambda s: s.authorized(";host;", ";host;later;")),
    Row("signed headers: none", lambda s: s.authorized(";".join(SIGNED), "")),
    Row("Authorization: twice", lambda s: s.plus("Authorization", s.header("Authorization"))),
    Row("Authorization: and another", lambda s: s.plus("Authorization", "Bearer x")),
    Row("Authorization: its parts in another order", lambda s: s.with_("Authorization", "SDK-HMAC-SHA256 Signature=" + "0" * 64 + f", Access={AK}, SignedHeaders=host;x-sdk-date")),
    *(
        Row(f"Authorization: {scheme}", lambda s, scheme=scheme: s.authorized("SDK-HMAC-SHA256", scheme))
        for scheme in ("SDK-HMAC-SM3", "SDK-ECDSA-P256-SHA256", "SDK-SM2-SM3", "sdk-hmac-sha256", "Basic")
    ),
    Row("Authorization: derived", lambda s: s.with_("Authorization", f"V11-HMAC-SHA256 Credential={AK}/20240102/r/s, SignedHeaders=host, Signature=0")),
    Row("Authorization: bearer", lambda s: s.with_("Authorization", "Bearer static")),
    Row("a project that was not signed", same, 401, {"names": ("content-type", "host", "user-agent", "x-sdk-date")}),
    Row("another project", lambda s: s.with_("X-Project-Id", "other")),
    Row("a token that was not signed", lambda s: s.plus("X-Auth-Token", "static")),
    Row("a temporary key's token", same, 401, {"headers": {"X-Security-Token": "t"}}),
    *(
        Row(f"header {name}: {what}", change)
        for name in SIGNED
        for what, change in (
            ("changed", lambda s, name=name: s.with_(name, s.header(name) + "x")),
            ("removed", lambda s, name=name: s.without(name)),
            ("twice", lambda s, name=name: s.plus(name, s.header(name))),
            ("emptied", lambda s, name=name: s.with_(name, "")),
        )
    ),
    Row("header with blanks around it, which is the same", lambda s: s.with_("User-Agent", " t/1\t"), 200),
    Row("a header that nobody signs", lambda s: s.plus("Accept", "*/*"), 200),
]  # fmt: skip


async def names_of(guarded: Guarded) -> list[str]:
    target = f"/v1/workspaces/{guarded.fabric.defaults.workspace_id}/models?limit=100"
    reply = await guarded.send("GET", target, [("X-Auth-Token", "static")])
    return [model["name"] for model in reply.json["models"]]


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
async def test_a_changed_request_does_nothing(guarded: Guarded, row: Row) -> None:
    access, secret = await guarded.key()
    name = hashlib.sha256(row.name.encode()).hexdigest()
    body = f'{{"name": "{name}", "type": "LLM_MODEL", "version": {{"name": "1"}}}}'.encode()
    target = f"/v1/workspaces/{guarded.fabric.defaults.workspace_id}/models"
    signing = {"access": access, "secret": secret, **row.signing}
    headers = {"Content-Type": "application/json", "User-Agent": "t/1", "X-Project-Id": "default"}
    headers |= signing.pop("headers", {})
    if signing.pop("hashed", False):
        headers["X-Sdk-Content-Sha256"] = hashlib.sha256(body).hexdigest()
    if "minutes" in signing:
        signing["date"] = date_of(signing.pop("minutes"))
    made = signed("POST", target, body, headers=headers, **signing)
    sent = row.change(Sent("POST", target, tuple(made.items()), body))
    reply = await guarded.send(sent.method, sent.target, sent.headers, sent.body)
    assert reply.status == row.status, reply.content
    assert (name in await names_of(guarded)) is (row.status == 200)
    if row.status == 401:
        assert reply.json["error_code"] == "APIG.0301"
        assert reply.json["error_msg"].startswith("Incorrect IAM authentication information: ")
        assert secret not in reply.content.decode()


READS = [
    ("as signed", same, 200),
    ("a value", lambda s: s.to("limit=10", "limit=11"), 401),
    ("a name", lambda s: s.to("offset=0", "offse=0"), 401),
    ("one less", lambda s: s.to("&offset=0", ""), 401),
    ("one more", lambda s: s.to("offset=0", "offset=0&type=x"), 401),
    ("one twice", lambda s: s.to("limit=10", "limit=10&limit=10"), 401),
    ("a plus for an encoded plus", lambda s: s.to("%2B", "+"), 401),
    ("an encoded separator undone", lambda s: s.to("%26", "&"), 401),
    ("encoded twice", lambda s: s.to("%2B", "%252B"), 401),
    ("a value dropped", lambda s: s.to("limit=10", "limit="), 401),
    ("all of it", lambda s: replace(s, target=s.target.partition("?")[0]), 401),
    ("bytes that are no text", lambda s: s.to("%2B", "%FF"), 401),
    ("in another order, which is the same", lambda s: s.to("limit=10&", "").to("offset=0", "offset=0&limit=10"), 200),
    ("a letter encoded, which is the same", lambda s: s.to("limit", "%6Cimit"), 200),
    ("a blank as plus, which is the same", lambda s: s.to("%20", "+"), 200),
    ("in lower-case hexadecimal, which is the same", lambda s: s.to("%2B", "%2b"), 200),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "status"), READS, ids=[row[0] for row in READS])
async def test_a_changed_query_is_refused(guarded: Guarded, name: str, change: Change, status: int) -> None:
    access, secret = await guarded.key()
    workspace = guarded.fabric.defaults.workspace_id
    target = f"/v1/workspaces/{workspace}/models?limit=10&note=a%20b%2B%26c&offset=0"
    made = signed("GET", target, access=access, secret=secret)
    sent = change(Sent("GET", target, tuple(made.items())))
    assert (await guarded.send(sent.method, sent.target, sent.headers)).status == status


async def post(guarded: Guarded, made: dict[str, str], body: bytes) -> Reply:
    workspace = guarded.fabric.defaults.workspace_id
    return await guarded.send("POST", f"/v1/workspaces/{workspace}/models", list(made.items()), body)


async def test_a_write_is_accepted_once(guarded: Guarded) -> None:
    access, secret = await guarded.key()
    target = f"/v1/workspaces/{guarded.fabric.defaults.workspace_id}/models"
    body = b'{"name": "once", "type": "LLM_MODEL", "version": {"name": "1"}}'
    made = signed(
        "POST", target, body, access=access, secret=secret, headers={"Content-Type": "application/json"}
    )
    assert (await post(guarded, made, body)).status == 200
    for _ in range(7):  # a replay is no wrong signature, so whoever sends one cannot lock the key
        again = await post(guarded, made, body)
        assert again.status == 401
        assert "was used before" in again.json["error_msg"]
    later = signed(
        "POST",
        target,
        body,
        access=access,
        secret=secret,
        headers={"Content-Type": "application/json"},
        date=date_of(1),
    )
    assert (await post(guarded, later, body)).status == 400  # of the name, not of the signature


async def test_a_write_is_accepted_once_by_all_processes(guarded: Guarded) -> None:
    """What another process on the database accepted is spent here, too."""
    access, secret = await guarded.key()
    target = f"/v1/workspaces/{guarded.fabric.defaults.workspace_id}/models"
    made = signed("POST", target, b"{}", access=access, secret=secret)
    value = made["Authorization"].rpartition("=")[2]
    digest = hashlib.sha256(f"{access}\n{value}".encode()).hexdigest()
    assert await guarded.credentials.spend(digest, datetime.now(UTC) + timedelta(minutes=15))
    assert (await post(guarded, made, b"{}")).status == 401


async def test_a_read_may_be_repeated_for_two_seconds(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    access, secret = await guarded.key()
    headers = list(signed("GET", "/v1/workspaces", access=access, secret=secret).items())
    repeats = guarded.fabric.guard._signatures._repeats  # type: ignore[union-attr]
    for moment, status in ((0.0, 200), (1.0, 200), (2.0, 200), (2.1, 401)):
        monkeypatch.setattr(repeats, "_clock", lambda moment=moment: moment)
        assert (await guarded.send("GET", "/v1/workspaces", headers)).status == status


async def test_five_wrong_signatures_in_a_row_lock_a_key(
    guarded: Guarded, monkeypatch: pytest.MonkeyPatch
) -> None:
    access, secret = await guarded.key()
    other = await guarded.key()

    async def ask(access: str, secret: str) -> Reply:
        made = signed("GET", "/v1/workspaces", access=access, secret=secret, headers={"User-Agent": "x"})
        return await guarded.send("GET", "/v1/workspaces", list(made.items()))

    for _ in range(4):
        assert (await ask(access, "wrong")).status == 401
    assert (await ask(access, secret)).status == 200
    for _ in range(5):  # the right one began a new row
        assert "verify aksk signature fail" in (await ask(access, "wrong")).json["error_msg"]
    locked = await ask(access, secret)
    assert locked.status == 401
    assert "is locked for 5 minutes" in locked.json["error_msg"]
    assert (await ask(*other)).status == 200
    lockout = guarded.fabric.guard._signatures._lockout  # type: ignore[union-attr]
    clock = lockout._clock
    monkeypatch.setattr(lockout, "_clock", lambda: clock() + 300)
    assert (await ask(access, "wrong")).status == 401  # the first of a new row
    assert (await ask(access, secret)).status == 200


async def test_an_unknown_key_is_answered_as_a_wrong_signature(guarded: Guarded) -> None:
    access, _ = await guarded.key()
    answers = []
    for name in (access, "A" * 20):
        made = signed("GET", "/v1/workspaces", access=name, secret="wrong")
        answers.append(await guarded.send("GET", "/v1/workspaces", list(made.items())))
    assert answers[0] == answers[1]


async def test_a_key_file_that_is_lost_is_our_fault(guarded: Guarded, tmp_path: Path) -> None:
    stranger = KeyFile.ensure(tmp_path / "other.key")
    await guarded.credentials.add_key(guarded.new(), "K" * 20, "salt", stranger.id)
    made = signed("GET", "/v1/workspaces", access="K" * 20, secret=stranger.secret("K" * 20, "salt"))
    reply = await guarded.send("GET", "/v1/workspaces", list(made.items()))
    assert (reply.status, reply.json["error_code"]) == (500, "common.00000500")
    assert "key file" in reply.json["error_msg"]


def test_a_log_line_has_no_secret_of_the_request() -> None:
    headers = {"Host": HOST, "X-Auth-Token": "hidden", "X-Security-Token": "hidden", "X-Sdk-Date": "d"}
    line = for_log(call_of("GET", "/v1/a%20b?z=1&a=2", headers), ("host", "x-auth-token", "x-security-token"))
    assert (
        line
        == f"GET|/v1/a%20b/|a=2&z=1|host:{HOST}|x-auth-token:***|x-security-token:***||host;x-auth-token;x-security-token"
    )


async def test_nothing_that_is_sent_is_our_fault(guarded: Guarded) -> None:
    """Signed requests with random bytes anywhere: refused or answered, never a 500."""
    chance = random.Random(7)
    access, secret = await guarded.key()
    alphabet = "aZ09 ;=,:%+&/\\\t\x7f\xa0é" + "".join(map(chr, range(0x21, 0x40)))
    for _ in range(400):
        made = signed(
            "GET", "/v1/workspaces", access=access, secret=secret, headers={"X-Project-Id": "default"}
        )
        name = chance.choice(sorted(made))
        value = list(made[name])
        for _ in range(chance.randint(1, 4)):
            value[chance.randrange(len(value))] = chance.choice(alphabet)
        query = "".join(chance.choice("abc=&%+") for _ in range(chance.randint(0, 9)))
        target = "/v1/workspaces" + (f"?{query}" if chance.random() < 0.5 else "")
        headers = list({**made, name: "".join(value)}.items())
        reply = await guarded.send("GET", target, headers)
        assert reply.status in (200, 400, 401, 403), (headers, target, reply)
