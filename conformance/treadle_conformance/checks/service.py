"""Health, limits, metrics and the tokenizer."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from treadle_conformance.faults import Violation, require
from treadle_conformance.gauges import AFTER_THE_NAME
from treadle_conformance.requests import MANY_SCRIPTS, greedy
from treadle_conformance.rules import check
from treadle_conformance.server import Server, sound

NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*"
SAMPLE = re.compile(rf"[ \t]*({NAME}){AFTER_THE_NAME}")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"')
COMMENT = re.compile(
    r"[ \t]*#(?:[ \t]*HELP[ \t]+\S+(?:[ \t].*)?"
    r"|[ \t]*TYPE[ \t]+\S+[ \t]+(?:counter|gauge|histogram|summary|untyped)[ \t]*"
    r"|(?![ \t]*(?:HELP|TYPE)(?:[ \t]|$)).*)"
)
LONGEST_CHARACTER = 5  # more bytes than a character has; tokens may share one, as byte-level tokenizers do
TEXT = f"The weaver's caf\N{LATIN SMALL LETTER E WITH ACUTE} \N{EM DASH} {MANY_SCRIPTS}"


@dataclass(slots=True)
class Buckets:
    """One histogram's series: bounds with their counts, and what `_count` says."""

    bounds: list[tuple[float, float]] = field(default_factory=list)
    count: float | None = None


def read_metrics(text: str) -> dict[tuple[str, str], float]:
    """Samples by name and labels; raises ValueError for a line that is no Prometheus text."""
    samples: dict[tuple[str, str], float] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or COMMENT.fullmatch(line):
            continue
        match = SAMPLE.fullmatch(line)
        if not match:
            raise ValueError(f"line {number} is no sample: {line[:100]!r}")
        name, labels, value = match.groups()
        samples[name, labels or ""] = float(value.replace("Inf", "inf"))
    if text and not text.endswith("\n"):
        raise ValueError("the last line has no end")
    return samples


def histograms(samples: dict[tuple[str, str], float]) -> dict[tuple[str, str], Buckets]:
    """The histograms among samples, by name and labels without `le`."""
    found: dict[tuple[str, str], Buckets] = {}
    for (name, labels), value in samples.items():
        if not name.endswith("_bucket"):
            continue
        pairs = dict(LABEL.findall(labels))
        bound = float(pairs.pop("le", "nan").replace("Inf", "inf"))
        rest = ",".join(f"{key}={item}" for key, item in sorted(pairs.items()))
        found.setdefault((name.removesuffix("_bucket"), rest), Buckets()).bounds.append((bound, value))
    for (name, labels), value in samples.items():
        rest = ",".join(f"{key}={item}" for key, item in sorted(LABEL.findall(labels)))
        key = (name.removesuffix("_count"), rest)
        if name.endswith("_count") and key in found:
            found[key].count = value
    return found


@check("SVC-01", features="metrics")
async def metrics_are_prometheus_text(server: Server) -> None:
    """GET /metrics is Prometheus text with sound histograms."""
    if server.speaks("generate"):
        await server.post("/generate", greedy())
    answer = sound(await server.get("/metrics", again=True))
    try:
        samples = read_metrics(answer.body.decode())
    except ValueError as error:
        raise Violation(str(error), answer) from error
    require(samples, "there are no samples", answer)
    for (name, _), buckets in histograms(samples).items():
        counts = [count for _, count in sorted(buckets.bounds)]
        require(counts == sorted(counts), f"the buckets of {name} are not cumulative: {counts}", answer)
        last = max(buckets.bounds)
        require(math.isinf(last[0]), f"{name} has no +Inf bucket", answer)
        require(
            buckets.count in {None, last[1]},
            f"{name}_count is {buckets.count}, its +Inf bucket {last[1]}",
            answer,
        )


@check("SVC-02", features="tgi generate metrics")
async def requests_are_counted(server: Server) -> None:
    """A request adds one to tgi_request_count."""

    async def count() -> float:
        answer = sound(await server.get("/metrics", again=True))
        try:
            samples = read_metrics(answer.body.decode())
        except ValueError as error:
            raise Violation(str(error), answer) from error
        return sum(value for (name, _), value in samples.items() if name == "tgi_request_count")

    sound(await server.post("/generate", greedy(1), again=True))
    before = await count()
    sound(await server.post("/generate", greedy(1), again=True))
    after = await count()
    require(after == before + 1, f"tgi_request_count went from {before:g} to {after:g} over one request")


@check("SVC-03", features="tgi generate tokenize")
async def told_limits_are_enforced(server: Server) -> None:
    """The input limit that GET /info tells is the one that holds."""
    info = sound(await server.get("/info")).json
    limit = info.get("max_input_tokens", info.get("max_input_length"))
    over = await _text_of(server, limit + 1, over=True)
    sound(await server.post("/generate", greedy(1, over)), 422)
    if not server.fast:
        just = await _text_of(server, min(limit, info["max_total_tokens"] - 1), over=False)
        sound(await server.post("/generate", greedy(1, just)))
    stops = [f"stop{number}" for number in range(info["max_stop_sequences"] + 1)]
    sound(await server.post("/generate", greedy(1, stop=stops), valid=False), 422)


async def _text_of(server: Server, tokens: int, *, over: bool) -> str:
    """A text of about so many tokens by the server's own count: not fewer if `over`, else not more."""
    word, words = " loom", tokens
    for _ in range(8):
        answer = sound(await server.post("/tokenize", {"inputs": word * words}))
        found = len(answer.json)
        missing = tokens - found
        if (missing <= 0 if over else missing >= 0) and abs(missing) <= found // max(1, words) + 1:
            break
        step = words * missing // max(1, found)
        words = max(1, words + (step or (1 if over else -1)))
    return word * words


@check("SVC-04", features="tgi generate")
async def health_is_ok_while_it_generates(server: Server) -> None:
    """GET /health is 200 while generation works."""
    sound(await server.post("/generate", greedy()))
    for path in ("/health", "/ping", "/"):
        answer = sound(await server.get(path, again=True))
        require(not answer.body, f"GET {path} has a body: {answer.summary}", answer)


@check("SVC-05", features="tgi tokenize")
async def token_offsets_are_bytes(server: Server) -> None:
    """Offsets are UTF-8 bytes, and their slices the tokens' texts."""
    answer = sound(await server.post("/tokenize", {"inputs": TEXT}))
    raw = TEXT.encode()
    for token in answer.json:
        piece = raw[token["start"] : token["stop"]].decode("utf-8", "replace")
        require(
            piece == token["text"],
            f"bytes {token['start']} to {token['stop']} are {piece!r}, not {token}",
            answer,
        )


@check("SVC-06", features="tgi tokenize")
async def tokens_cover_the_input(server: Server) -> None:
    """Tokens follow each other without gap or overlap, from the first byte to the last."""
    answer = sound(await server.post("/tokenize", {"inputs": TEXT}))
    end = 0
    for token in answer.json:
        if token["start"] == token["stop"] == 0:
            continue  # a special token that was added
        inside = 0 < end - token["start"] < LONGEST_CHARACTER and token["stop"] >= end  # of one character
        joined = token["start"] == end or inside
        require(joined, f"the tokens before end at byte {end}, and {token} follows", answer)
        end = token["stop"]
    require(end == len(TEXT.encode()), f"the tokens end at byte {end} of {len(TEXT.encode())}", answer)


@check("SVC-07", features="tgi models")
async def info_names_the_listed_model(server: Server) -> None:
    """GET /info and GET /v1/models name the same model."""
    info = sound(await server.get("/info"))
    listed = [entry["id"] for entry in sound(await server.get("/v1/models")).json["data"]]
    require(info.json["model_id"] in listed, f"/info says {info.json['model_id']}, /v1/models {listed}", info)
