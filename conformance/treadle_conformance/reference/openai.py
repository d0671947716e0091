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
from treadle_conformance.reference.grammar import NotPossibleError, json_for
from treadle_conformance.shape import is_array, is_object

if TYPE_CHECKING:
    from treadle_conformance.reference.tgi import Tgi

NUMBERS = itertools.count(1)
FINISH = {"length": "length", "eos_token": "stop", "stop_sequence": "stop"}


def render(messages: list[dict[str, Any]]) -> str:
    """A chat as the toy model reads it."""
    parts = [f"<{message['role']}>{_text(message.get('content'))}" for message in messages]
    return "".join(parts) + "<assistant>"


def _text(content: Any) -> str:
    if is_array(content) and all(part.get("type") == "text" for part in content):
        return "".join(part["text"] for part in content)
    return content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)


async def answer(service: Tgi, path: str, body: dict[str, Any]) -> Reply:
    """A chat or a completion, whole or streamed."""
    chat = path.endswith("chat/completions")
    prompts = [render(body["messages"])] if chat else _prompts(body["prompt"])
    if len(prompts) > service.limits["max_client_batch_size"]:
        raise service.refusal(
            422, "Number of prompts exceeds the maximum allowed batch size", "batch size exceeded"
        )
    work = [job for prompt in prompts for job in _jobs(service, body, [p.id for p in model.pieces(prompt)])]
    if not chat and body.get("echo"):
        texts = [prompt for prompt in prompts for _ in range(int(body.get("n") or 1))]
        work = [replace(job, lead=text) for job, text in zip(work, texts, strict=True)]
    head = {
        "id": f"{'chatcmpl' if chat else 'cmpl'}-{next(NUMBERS)}",
        "created": int(time.time()),
        "model": body.get("model") or model.NAME,
        "system_fingerprint": "reference",
    }
    called = None
    if chat:
        called = _called(service, body)
        recite = called[1] if called else service.recite(body.get("response_format"))
        work = [replace(job, recite=recite) for job in work]
    if called:
        head["called"] = called[0]
    if body.get("stream"):
        stream = chat_stream if chat else _completion_stream
        return Reply(frames=stream(service.machine, work, head, body))
    whole = chat_whole if chat else _completion_whole
    return Reply(json=await whole(service.machine, work, head, body))


def _called(service: Tgi, body: dict[str, Any]) -> tuple[str, str] | None:
    """The tool that is called, and with what; raises Refusal for one that was not given."""
    given: list[dict[str, Any]] = body.get("tools") or []
    tools: dict[str, dict[str, Any]] = {tool["function"]["name"]: tool["function"] for tool in given}
    choice: Any = body.get("tool_choice")
    if not tools or choice in (None, "none", "auto"):
        return None
    if is_object(choice):
        choice = choice.get("FunctionName") or choice["function"]["name"]
    name: str = next(iter(tools)) if choice == "required" else choice
    if name not in tools:
        raise service.refusal(422, f"Tool with name {name} not found", "tool_error")
    schema: Any = tools[name].get("parameters") or tools[name].get("arguments") or {"type": "object"}
    try:
        return name, json_for(schema)
    except NotPossibleError as error:
        raise service.invalid(str(error)) from error


def _tool_call(name: str, arguments: str) -> dict[str, Any]:
    return {
        "id": f"call_{next(NUMBERS)}",
        "type": "function",
        "function": {"name": name, "arguments": arguments},
    }


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
        for number in range(int(body.get("n") or 1))
    ]


def _prompts(prompt: Any) -> list[str]:
    if isinstance(prompt, str):
        return [prompt]
    if isinstance(prompt[0], int | float):
        return [" ".join(map(str, prompt))]
    return [item if isinstance(item, str) else " ".join(map(str, item)) for item in prompt]


def _usage(prompts: list[Job], generated: int) -> dict[str, int]:
    prompt = sum(len(job.prompt) for job in prompts if job.number == 0)
    return {"prompt_tokens": prompt, "completion_tokens": generated, "total_tokens": prompt + generated}


async def chat_whole(
    machine: Machine, jobs: list[Job], head: dict[str, Any], body: dict[str, Any]
) -> dict[str, Any]:
    """A chat completion."""
    called = head.pop("called", None)
    outcomes = [await machine.whole(job) for job in jobs]
    choices = [
        {
            "index": index,
            "message": {"role": "assistant", "tool_calls": [_tool_call(called, outcome.text)]}
            if called
            else {"role": "assistant", "content": trimmed(outcome.text, outcome.finish, job.stop)},
            "logprobs": {"content": [_logprob(step, body) for step in outcome.steps]}
            if body.get("logprobs")
            else None,
            "finish_reason": "tool_calls"
            if called and outcome.finish == "eos_token"
            else FINISH[outcome.finish],
        }
        for index, (job, outcome) in enumerate(zip(jobs, outcomes, strict=True))
    ]
    usage = _usage(jobs, sum(len(outcome.steps) for outcome in outcomes))
    return {"object": "chat.completion", **head, "choices": choices, "usage": usage}


async def chat_stream(
    machine: Machine, jobs: list[Job], head: dict[str, Any], body: dict[str, Any]
) -> AsyncIterator[bytes]:
    """A chat completion in chunks."""
    called = head.pop("called", None)
    head = {"object": "chat.completion.chunk", **head}
    generated = 0
    for index, job in enumerate(jobs):
        sent = 0
        async for step in machine.run(job):
            generated += 1
            text = trimmed(step.text, step.finish, job.stop) if step.finish else safe(step.text, job.stop)
            delta: dict[str, Any] = {"role": "assistant", "content": text[sent:]}
            finish = FINISH[step.finish] if step.finish else None
            if called:
                fragment: dict[str, Any] = {"index": 0, "function": {"arguments": text[sent:]}}
                delta = {"role": "assistant", "tool_calls": [fragment]}
                if not sent:
                    fragment |= _tool_call(called, text[sent:])
                finish = "tool_calls" if finish == "stop" else finish
            choice = {
                "index": index,
                "delta": delta,
                "logprobs": {"content": [_logprob(step, body)]} if body.get("logprobs") else None,
                "finish_reason": finish,
            }
            sent = max(sent, len(text))
            yield frame({**head, "choices": [choice], "usage": None})
    if wants_usage(body):
        yield frame({**head, "choices": [], "usage": _usage(jobs, generated)})
    yield DONE


async def _completion_whole(
    machine: Machine, jobs: list[Job], head: dict[str, Any], body: dict[str, Any]
) -> dict[str, Any]:
    outcomes = [await machine.whole(job) for job in jobs]
    choices = [
        {
            "index": index,
            "text": job.lead + trimmed(outcome.text, outcome.finish, job.stop),
            "logprobs": _completion_logprobs(outcome.steps, body, len(job.lead)),
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


def _completion_logprobs(steps: list[Step], body: Mapping[str, Any], offset: int) -> dict[str, Any] | None:
    wanted = body.get("logprobs")
    if wanted is None or wanted is False:
        return None
    found: dict[str, Any] = {"tokens": [], "token_logprobs": [], "top_logprobs": [], "text_offset": []}
    for step in steps:
        choice = step.made.choice
        top = step.made.candidates[: int(wanted)]
        found["tokens"].append(choice.text)
        found["token_logprobs"].append(choice.logprob)
        found["top_logprobs"].append({other.text: other.logprob for other in top})
        found["text_offset"].append(offset)
        offset += len(choice.text)
    return found
