"""OpenAI's operations as TGI has them, and the chat that Fabric's invocations share."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from treadle_conformance.reference import model
from treadle_conformance.reference.base import DONE, Reply, frame
from treadle_conformance.reference.generation import Job, Machine, Step, safe, trimmed

if TYPE_CHECKING:
    from treadle_conformance.reference.tgi import Tgi

NUMBERS = itertools.count(1)
FINISH = {"length": "length", "eos_token": "stop", "stop_sequence": "stop"}


def render(messages: list[dict[str, Any]]) -> str:
    """A chat as the toy model reads it."""
    parts = [f"<{message['role']}>{_text(message.get('content'))}" for message in messages]
    return "".join(parts) + "<assistant>"


def _text(content: Any) -> str:
    return content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)


async def answer(service: Tgi, path: str, body: dict[str, Any]) -> Reply:
    """A chat or a completion, whole or streamed."""
    chat = path.endswith("chat/completions")
    prompts = [render(body["messages"])] if chat else _prompts(body["prompt"])
    work = [job for prompt in prompts for job in _jobs(service, body, [p.id for p in model.pieces(prompt)])]
    if not chat and body.get("echo"):
        texts = [prompt for prompt in prompts for _ in range(body.get("n") or 1)]
        work = [replace(job, lead=text) for job, text in zip(work, texts, strict=True)]
    head = {
        "id": f"{'chatcmpl' if chat else 'cmpl'}-{next(NUMBERS)}",
        "created": int(time.time()),
        "model": body.get("model") or model.NAME,
        "system_fingerprint": "reference",
    }
    if body.get("stream"):
        stream = chat_stream if chat else _completion_stream
        return Reply(frames=stream(service.machine, work, head, body))
    whole = chat_whole if chat else _completion_whole
    return Reply(json=await whole(service.machine, work, head, body))


def wants_usage(body: Mapping[str, Any]) -> bool:
    """Whether the stream's last chunk is to carry the usage."""
    options: dict[str, Any] | None = body.get("stream_options")
    return bool(options and options.get("include_usage"))


def _jobs(service: Tgi, body: dict[str, Any], prompt: list[int]) -> list[Job]:
    wanted = body.get("max_completion_tokens") or body.get("max_tokens")
    return jobs(body, prompt, service.room(prompt, wanted), next(service.seeds))


def jobs(body: Mapping[str, Any], prompt: list[int], limit: int, fallback: int) -> list[Job]:
    """One job for each of `n` choices."""
    stop = body.get("stop") or ()
    seed = body.get("seed")
    temperature = body.get("temperature")
    greedy = temperature is not None and temperature == 0
    return [
        Job(
            prompt=prompt,
            limit=limit,
            seed=None if greedy else fallback if seed is None else seed,
            number=number,
            stop=(stop,) if isinstance(stop, str) else tuple(stop),
        )
        for number in range(body.get("n") or 1)
    ]


def _prompts(prompt: Any) -> list[str]:
    if isinstance(prompt, str):
        return [prompt]
    if isinstance(prompt[0], int):
        return [" ".join(map(str, prompt))]
    return [item if isinstance(item, str) else " ".join(map(str, item)) for item in prompt]


def _usage(prompts: list[Job], generated: int) -> dict[str, int]:
    prompt = sum(len(job.prompt) for job in prompts if job.number == 0)
    return {"prompt_tokens": prompt, "completion_tokens": generated, "total_tokens": prompt + generated}


async def chat_whole(
    machine: Machine, jobs: list[Job], head: dict[str, Any], body: dict[str, Any]
) -> dict[str, Any]:
    """A chat completion."""
    outcomes = [await machine.whole(job) for job in jobs]
    choices = [
        {
            "index": index,
            "message": {"role": "assistant", "content": trimmed(outcome.text, outcome.finish, job.stop)},
            "logprobs": {"content": [_logprob(step, body) for step in outcome.steps]}
            if body.get("logprobs")
            else None,
            "finish_reason": FINISH[outcome.finish],
        }
        for index, (job, outcome) in enumerate(zip(jobs, outcomes, strict=True))
    ]
    usage = _usage(jobs, sum(len(outcome.steps) for outcome in outcomes))
    return {"object": "chat.completion", **head, "choices": choices, "usage": usage}


async def chat_stream(
    machine: Machine, jobs: list[Job], head: dict[str, Any], body: dict[str, Any]
) -> AsyncIterator[bytes]:
    """A chat completion in chunks."""
    head = {"object": "chat.completion.chunk", **head}
    generated = 0
    for index, job in enumerate(jobs):
        sent = 0
        async for step in machine.run(job):
            generated += 1
            text = trimmed(step.text, step.finish, job.stop) if step.finish else safe(step.text, job.stop)
            choice = {
                "index": index,
                "delta": {"role": "assistant", "content": text[sent:]},
                "logprobs": {"content": [_logprob(step, body)]} if body.get("logprobs") else None,
                "finish_reason": FINISH[step.finish] if step.finish else None,
            }
            sent = max(sent, len(text))
            yield frame({**head, "choices": [choice], "usage": None})
    if wants_usage(body):
        yield frame({**head, "choices": [], "usage": _usage(jobs, generated)})
    yield DONE


async def _completion_whole(
    machine: Machine, jobs: list[Job], head: dict[str, Any], _body: dict[str, Any]
) -> dict[str, Any]:
    outcomes = [await machine.whole(job) for job in jobs]
    choices = [
        {
            "index": index,
            "text": job.lead + trimmed(outcome.text, outcome.finish, job.stop),
            "logprobs": None,
            "finish_reason": FINISH[outcome.finish],
        }
        for index, (job, outcome) in enumerate(zip(jobs, outcomes, strict=True))
    ]
    usage = _usage(jobs, sum(len(outcome.steps) for outcome in outcomes))
    return {"object": "text_completion", **head, "choices": choices, "usage": usage}


async def _completion_stream(
    machine: Machine, jobs: list[Job], head: dict[str, Any], body: dict[str, Any]
) -> AsyncIterator[bytes]:
    head = {"object": "text_completion", **head}
    generated = 0
    for index, job in enumerate(jobs):
        sent = 0
        started = False
        async for step in machine.run(job):
            generated += 1
            text = trimmed(step.text, step.finish, job.stop) if step.finish else safe(step.text, job.stop)
            choice = {
                "index": index,
                "text": ("" if started else job.lead) + text[sent:],
                "logprobs": None,
                "finish_reason": FINISH[step.finish] if step.finish else None,
            }
            sent, started = max(sent, len(text)), True
            yield frame({**head, "choices": [choice], "usage": None})
    if wants_usage(body):
        yield frame({**head, "choices": [], "usage": _usage(jobs, generated)})
    yield DONE


def _logprob(step: Step, body: Mapping[str, Any]) -> dict[str, Any]:
    choice = step.made.choice
    top = step.made.candidates[: body.get("top_logprobs") or 0]
    return {
        "token": choice.text,
        "logprob": choice.logprob,
        "bytes": None,
        "top_logprobs": [{"token": other.text, "logprob": other.logprob, "bytes": None} for other in top],
    }
