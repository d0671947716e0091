"""TGI's operations in the reference server."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from treadle_conformance.reference import model, openai
from treadle_conformance.reference.base import Refusal, Reply, Request, Service, frame
from treadle_conformance.reference.generation import Job, Machine, Outcome, Step
from treadle_conformance.reference.grammar import NotPossibleError, text_for

LIMITS = {
    "max_concurrent_requests": 12,
    "max_best_of": 2,
    "max_stop_sequences": 4,
    "max_input_tokens": model.MAX_INPUT_TOKENS,
    "max_total_tokens": model.MAX_TOTAL_TOKENS,
    "validation_workers": 2,
    "max_client_batch_size": 4,
}
INFO = {
    "model_id": model.NAME,
    "model_sha": None,
    "model_pipeline_tag": "text-generation",
    **LIMITS,
    "router": "text-generation-router",
    "version": "3.3.7",
    "sha": None,
    "docker_label": None,
}
BUCKETS = (0.01, 0.1, 1.0)


class Tgi(Service):
    """TGI's contract."""

    limits = LIMITS

    def __init__(self, delay: float) -> None:
        self.machine = Machine(delay)
        self.requests = 0
        self.seeds = itertools.count(1)

    def refusal(self, status: int, message: str, kind: str = "validation") -> Refusal:
        """An error in TGI's form."""
        return Refusal(status, {"error": message, "error_type": kind})

    def authorize(self, headers: dict[str, str], secret: str | None) -> None:
        """Bearer key; a missing and a wrong one are both 401."""
        if secret is not None and headers.get("authorization") != f"Bearer {secret}":
            raise self.refusal(401, "a valid API key is needed", "unauthorized")

    def invalid(self, complaint: str) -> Refusal:
        """422, as TGI's validation."""
        return self.refusal(422, f"Input validation error: {complaint}")

    def wrong_method(self, allow: str) -> Refusal:
        """405 with Allow."""
        refusal = self.refusal(405, f"allowed here: {allow}")
        refusal.headers["allow"] = allow
        return refusal

    def wrong_media_type(self, media_type: str) -> Refusal:
        """415."""
        return self.refusal(415, f"expected application/json, got {media_type or 'nothing'}")

    async def handle(self, request: Request) -> Reply:
        """One of TGI's operations, by its path."""
        path, body = request.path, request.body
        if path == "/invocations":
            path = (
                "/"
                if "inputs" in body
                else "/v1/chat/completions"
                if "messages" in body
                else "/v1/completions"
            )
        match (request.method, path):
            case ("GET" | "HEAD", "/" | "/health" | "/ping"):
                return Reply(text="")
            case ("GET" | "HEAD", "/info"):
                return Reply(json=INFO)
            case ("GET" | "HEAD", "/metrics"):
                return Reply(text=self._metrics())
            case ("GET" | "HEAD", "/v1/models"):
                entry = {"id": model.NAME, "object": "model", "created": 0, "owned_by": model.NAME}
                return Reply(json={"object": "list", "data": [entry]})
            case (_, "/tokenize"):
                return Reply(json=tokens(body["inputs"]))
            case (_, "/chat_tokenize"):
                text = openai.render(body["messages"])
                return Reply(json={"tokenize_response": tokens(text), "templated_text": text})
            case (_, "/" | "/generate" | "/generate_stream"):
                self._admit()
                return await self._generate(path, body)
            case (_, "/vertex"):
                self._admit()
                if not body["instances"]:
                    raise self.refusal(422, "Input validation error")
                return Reply(
                    json={"predictions": [await self._prediction(part) for part in body["instances"]]}
                )
            case (_, "/v1/chat/completions" | "/v1/completions"):
                self._admit()
                return await openai.answer(self, path, body)
            case (_, "/docs"):
                return Reply(
                    text="<!doctype html><title>Reference</title>", headers={"content-type": "text/html"}
                )
            case _:
                return Reply(json=request.route.document.data)

    def _admit(self) -> None:
        if self.machine.running >= LIMITS["max_concurrent_requests"]:
            raise self.refusal(429, "Model is overloaded", "overloaded")
        self.requests += 1

    async def _prediction(self, part: dict[str, Any]) -> str:
        if "inputs" in part:
            wishes: dict[str, Any] = part.get("parameters") or {}
            return (await self.machine.whole(self._job({**part, "parameters": wishes}, wishes, False))).text
        limit = part.get("max_completion_tokens") or part.get("max_tokens")
        prompt = [piece.id for piece in model.pieces(openai.render(part["messages"]))]
        return (await self.machine.whole(Job(prompt=prompt, limit=self.room(prompt, limit)))).text

    async def _generate(self, path: str, body: dict[str, Any]) -> Reply:
        wishes: dict[str, Any] = body.get("parameters") or {}
        streamed = path == "/generate_stream" or (path == "/" and bool(body.get("stream")))
        job = self._job(body, wishes, streamed)
        lead = body["inputs"] if wishes.get("return_full_text", path == "/") else ""
        if streamed:
            return Reply(frames=self._events(job, wishes, lead))
        outcomes = [
            await self.machine.whole(replace(job, number=n)) for n in range(int(wishes.get("best_of") or 1))
        ]
        outcomes.sort(key=_mean_logprob, reverse=True)
        answer: dict[str, Any] = {"generated_text": lead + outcomes[0].text}
        if wishes.get("details") or wishes.get("decoder_input_details"):
            details = [_details(outcome, job, wishes) for outcome in outcomes]
            if len(outcomes) > 1:
                details[0]["best_of_sequences"] = [
                    {"generated_text": lead + outcome.text, **detail}
                    for outcome, detail in zip(outcomes[1:], details[1:], strict=True)
                ]
            answer["details"] = details[0]
        return Reply(json=[answer] if path == "/" else answer)

    def _job(self, body: dict[str, Any], wishes: dict[str, Any], streamed: bool) -> Job:
        sampled = wishes.get("do_sample", "parameters" not in body) or any(
            wishes.get(name) is not None for name in ("top_k", "top_p", "typical_p")
        )
        sampled = sampled or wishes.get("temperature", 1.0) not in (None, 1.0)
        best_of = wishes.get("best_of") or 1
        if streamed and best_of != 1:
            raise self.invalid("`best_of` != 1 is not supported when streaming tokens")
        if streamed and wishes.get("decoder_input_details"):
            raise self.invalid("`decoder_input_details` == true is not supported when streaming tokens")
        if best_of > LIMITS["max_best_of"]:
            raise self.invalid(f"`best_of` must be > 0 and <= {LIMITS['max_best_of']}. Given: {best_of}")
        if best_of > 1 and not sampled:
            raise self.invalid("you must use sampling when `best_of` is > 1")
        if best_of > 1 and wishes.get("seed") is not None:
            raise self.invalid("`seed` must not be set when `best_of` > 1")
        if len(wishes.get("stop") or []) > LIMITS["max_stop_sequences"]:
            raise self.invalid(f"`stop` supports up to {LIMITS['max_stop_sequences']} stop sequences")
        if not body["inputs"]:
            raise self.invalid("`inputs` cannot be empty")
        prompt = [piece.id for piece in model.pieces(body["inputs"])]
        if wishes.get("truncate") and wishes["truncate"] > LIMITS["max_input_tokens"]:
            raise self.invalid(f"`truncate` must be less than {LIMITS['max_input_tokens']}")
        if wishes.get("truncate"):
            prompt = prompt[-wishes["truncate"] :]
        limit = self.room(prompt, wishes.get("max_new_tokens"))
        seed = wishes.get("seed")
        if sampled and seed is None:
            seed = next(self.seeds)
        return Job(
            prompt=prompt,
            limit=limit,
            seed=seed if sampled else None,
            stop=tuple(wishes.get("stop") or ()),
            narrow=wishes.get("top_k") == 1,
            recite=self.recite(wishes.get("grammar")),
        )

    def recite(self, grammar: dict[str, Any] | None) -> str | None:
        """What a grammar makes the model say; raises Refusal for one that it cannot follow."""
        try:
            return text_for(grammar)
        except NotPossibleError as error:
            raise self.invalid(str(error)) from error

    def room(self, prompt: list[int], wanted: int | None) -> int:
        """How many tokens fit beside the prompt; raises Refusal when the request goes beyond the context."""
        if len(prompt) > LIMITS["max_input_tokens"]:
            raise self.invalid(
                f"`inputs` must have less than {LIMITS['max_input_tokens']} tokens. Given: {len(prompt)}"
            )
        room = LIMITS["max_total_tokens"] - len(prompt)
        return room if wanted is None else min(room, wanted)

    async def _events(self, job: Job, wishes: dict[str, Any], lead: str) -> AsyncIterator[bytes]:
        index = 0
        async for step in self.machine.run(job):
            index += 1
            event: dict[str, Any] = {"index": index, "token": _token(step.made.choice)}
            if wishes.get("top_n_tokens"):
                event["top_tokens"] = _top(step, wishes)
            event["generated_text"] = lead + step.text if step.finish else None
            event["details"] = None
            if step.finish and wishes.get("details"):
                event["details"] = {
                    "finish_reason": step.finish,
                    "generated_tokens": index,
                    "seed": job.seed,
                    "input_length": len(job.prompt),
                }
            yield frame(event)

    def _metrics(self) -> str:
        lines = [
            "# TYPE tgi_request_count counter",
            f"tgi_request_count {self.requests}",
            "# TYPE tgi_batch_current_size gauge",
            f"tgi_batch_current_size {self.machine.running}",
            "# TYPE tgi_queue_size gauge",
            "tgi_queue_size 0",
            "# TYPE tgi_request_duration histogram",
        ]
        lines += [f'tgi_request_duration_bucket{{le="{bound}"}} {self.requests}' for bound in BUCKETS]
        lines.append(f'tgi_request_duration_bucket{{le="+Inf"}} {self.requests}')
        lines += [
            f"tgi_request_duration_sum {self.requests * 0.005}",
            f"tgi_request_duration_count {self.requests}",
            "# TYPE tgi_request_generated_tokens histogram",
            f'tgi_request_generated_tokens_bucket{{le="+Inf"}} {self.requests}',
            f"tgi_request_generated_tokens_sum {self.machine.generated}",
            f"tgi_request_generated_tokens_count {self.requests}",
        ]
        return "\n".join(lines) + "\n"


def tokens(text: str) -> list[dict[str, Any]]:
    """The tokens of a text with their places in UTF-8 bytes."""
    return [{"id": p.id, "text": p.text, "start": p.start, "stop": p.stop} for p in model.pieces(text)]


def _token(choice: model.Choice) -> dict[str, Any]:
    return {"id": choice.id, "text": choice.text, "logprob": choice.logprob, "special": choice.special}


def _top(step: Step, wishes: dict[str, Any]) -> list[dict[str, Any]]:
    return [_token(choice) for choice in step.made.candidates[: wishes["top_n_tokens"]]]


def _mean_logprob(outcome: Outcome) -> float:
    return sum(step.made.choice.logprob for step in outcome.steps) / len(outcome.steps)


def _details(outcome: Outcome, job: Job, wishes: dict[str, Any]) -> dict[str, Any]:
    prefill = [
        {"id": token, "text": "", "logprob": -1.5 if place else None}
        for place, token in enumerate(job.prompt)
    ]
    details: dict[str, Any] = {
        "finish_reason": outcome.finish,
        "generated_tokens": len(outcome.steps),
        "seed": job.seed,
        "prefill": prefill if wishes.get("decoder_input_details") else [],
        "tokens": [_token(step.made.choice) for step in outcome.steps],
    }
    if wishes.get("top_n_tokens"):
        details["top_tokens"] = [_top(step, wishes) for step in outcome.steps]
    return details
