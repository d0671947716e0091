"""What the service tells about itself, against what it does."""

from __future__ import annotations

from treadle_conformance.checks.openai import CHAT, COMPLETIONS
from treadle_conformance.checks.service import read_metrics
from treadle_conformance.faults import Violation, require
from treadle_conformance.requests import QUESTION, chat, completion, greedy
from treadle_conformance.rules import check
from treadle_conformance.server import Server, sound


@check("SVC-08", features="tgi chat tokenize")
async def chat_template_is_told(server: Server) -> None:
    """POST /chat_tokenize tells the templated chat, and tokens that make it."""
    answer = sound(await server.post("/chat_tokenize", {"messages": [{"role": "user", "content": QUESTION}]}))
    text, tokens = answer.json["templated_text"], answer.json["tokenize_response"]
    require(QUESTION in text, f"the question is not in {text!r}", answer)
    raw = text.encode()
    for token in tokens:
        piece = raw[token["start"] : token["stop"]].decode("utf-8", "replace")
        require(piece == token["text"] or not piece, f"{token} is not {piece!r}", answer)
    covered = max((token["stop"] for token in tokens), default=0)
    require(covered == len(raw), f"the tokens end at byte {covered} of {len(raw)}", answer)


@check("OAI-32", features="tgi chat tokenize")
async def prompt_tokens_count_the_template(server: Server) -> None:
    """prompt_tokens of a chat is the number of tokens that /chat_tokenize tells."""
    told = sound(await server.post("/chat_tokenize", {"messages": [{"role": "user", "content": QUESTION}]}))
    answer = sound(await server.post(CHAT, chat(server.facts.model)))
    counted, tokens = answer.json["usage"]["prompt_tokens"], len(told.json["tokenize_response"])
    require(counted == tokens, f"prompt_tokens is {counted}, /chat_tokenize tells {tokens}", answer)


@check("SVC-09", features="tgi generate metrics")
async def generated_tokens_are_counted(server: Server) -> None:
    """tgi_request_generated_tokens grows by the tokens that were generated."""

    async def total() -> float:
        answer = sound(await server.get("/metrics", again=True))
        try:
            samples = read_metrics(answer.body.decode())
        except ValueError as error:
            raise Violation(str(error), answer) from error
        return sum(
            value for (name, _), value in samples.items() if name == "tgi_request_generated_tokens_sum"
        )

    sound(await server.post("/generate", greedy(1), again=True))
    before = await total()
    answer = sound(await server.post("/generate", greedy(3), again=True))
    grown, count = await total() - before, answer.json["details"]["generated_tokens"]
    require(grown == count, f"{count} tokens were generated, and the sum grew by {grown:g}", answer)


@check("SVC-10", features="tgi completions")
async def batch_limit_is_enforced(server: Server) -> None:
    """More prompts than max_client_batch_size are refused."""
    limit = sound(await server.get("/info")).json["max_client_batch_size"]
    body = {**completion(server.facts.model, 1), "prompt": ["loom"] * (limit + 1)}
    sound(await server.post(COMPLETIONS, body, valid=False), 422)
    body["prompt"] = ["loom"] * min(limit, 8)
    sound(await server.post(COMPLETIONS, body))


@check("SVC-11", features="tgi generate best_of")
async def best_of_limit_is_enforced(server: Server) -> None:
    """More best_of than GET /info tells is refused."""
    limit = sound(await server.get("/info")).json["max_best_of"]
    body = greedy(1, best_of=limit + 1, do_sample=True)
    sound(await server.post("/generate", body, valid=False), 422)
    sound(await server.post("/generate", greedy(1, best_of=limit, do_sample=True)))
