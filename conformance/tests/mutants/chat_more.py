"""Faults of OpenAI's operations beyond the list: members, tools, formats, chunks."""

from __future__ import annotations

import itertools
import json
from typing import Any

from mutants.middleware import Answer, Frames, Wrap, answer, asked, events, mutant, stream

CHAT = "POST /v1/chat/completions"
COMPLETIONS = "POST /v1/completions"
Json = dict[str, Any]


def changed(edit: Any, where: str = CHAT) -> Wrap:
    """Change the JSON of answers; `edit` gets it and what was asked."""

    def change(a: Answer) -> None:
        value = a.json
        edit(value, a.wishes)
        a.json = value

    return answer(where, change)


@mutant(0, "ERR-18", "errors.chat_value_out_of_range_is_refused")
def penalty_of_3_is_taken() -> Wrap:
    return asked(
        CHAT, lambda body: {**body, "presence_penalty": 2} if body.get("presence_penalty") == 3 else body
    )


@mutant(0, "STREAM-30", "stream.events_are_json")
def event_is_half_a_document() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        number = 0
        async for frame in frames:
            number += 1
            yield frame[:-4] + b"\n\n" if number == 2 and b"[DONE]" not in frame else frame

    return stream(CHAT, edit)


@mutant(0, "STREAM-19", "stream.chunks_share_created")
def created_grows() -> Wrap:
    def edit(event: Json, number: int) -> Json:
        return {**event, "created": event["created"] + number}

    return events(CHAT, edit)


@mutant(0, "STREAM-23", "stream.chat_stream_hides_the_stop")
def stop_leaks_into_the_stream() -> Wrap:
    def edit(event: Json, _: int) -> Json:
        for choice in event["choices"]:
            if choice["finish_reason"] == "stop" and choice["delta"].get("content") is not None:
                choice["delta"]["content"] += " loom"
        return event

    return events(CHAT, edit)


@mutant(
    0,
    "STREAM-26",
    "stream.chat_tears_no_character",
    "openai.chat_stream_equals_plain",
    "stream.chat_stream_hides_the_stop",
)
def chat_tears_characters() -> Wrap:
    def edit(event: Json, _: int) -> Json:
        for choice in event["choices"]:
            if content := choice["delta"].get("content"):
                choice["delta"]["content"] = content.replace(
                    "\N{LATIN SMALL LETTER E WITH ACUTE}", "\ufffd\ufffd"
                )
        return event

    return events(CHAT, edit)


@mutant(0, "STREAM-27", "stream.each_choice_has_its_chunks")
def second_choice_is_not_streamed() -> Wrap:
    def edit(event: Json, _: int) -> Json | None:
        return None if any(choice["index"] for choice in event["choices"]) else event

    return events(CHAT, edit)


@mutant(0, "STREAM-28", "stream.usage_only_when_asked", "stream.usage_comes_last")
def usage_in_the_last_chunk_always() -> Wrap:
    def edit(event: Json, _: int) -> Json:
        ended = any(choice["finish_reason"] for choice in event["choices"])
        usage = {"prompt_tokens": 11, "completion_tokens": 12, "total_tokens": 23}
        return {**event, "usage": usage} if ended and event["usage"] is None else event

    return events(CHAT, edit)


@mutant(
    0,
    "OAI-12",
    "openai.greedy_is_repeatable",
    "openai.stop_is_left_out",
    "openai.stop_may_be_one_text",
    "openai.text_parts_are_their_text",
    "openai.chat_stream_equals_plain",
    "stream.chat_stream_hides_the_stop",
    "openai.greedy_token_is_the_first_alternative",
)
def greedy_chat_is_sampled() -> Wrap:
    seeds = itertools.count(100)
    return asked(
        CHAT,
        lambda body: (
            {**body, "temperature": 1, "seed": next(seeds)} if body.get("temperature") == 0 else body
        ),
    )


@mutant(0, "OAI-13", "openai.seed_repeats_the_text")
def chat_seed_is_ignored() -> Wrap:
    seeds = itertools.count(100)
    return asked(
        CHAT, lambda body: {**body, "seed": next(seeds)} if isinstance(body.get("seed"), int) else body
    )


@mutant(0, "OAI-14", "openai.created_is_in_seconds")
def created_is_in_milliseconds() -> Wrap:
    return changed(lambda value, _: value.update(created=value["created"] * 1000))


@mutant(0, "OAI-15", "openai.ids_are_unique")
def one_id_for_all() -> Wrap:
    return changed(lambda value, _: value.update(id="chatcmpl-1"))


@mutant(0, "OAI-16", "openai.max_completion_tokens_is_kept")
def max_completion_tokens_is_ignored() -> Wrap:
    return asked(
        CHAT,
        lambda body: (
            {**{k: v for k, v in body.items() if k != "max_completion_tokens"}, "max_tokens": 9}
            if body.get("max_completion_tokens") == 3
            else body
        ),
    )


@mutant(0, "OAI-17", "openai.stop_may_be_one_text")
def stop_text_is_ignored() -> Wrap:
    return asked(CHAT, lambda body: {**body, "stop": None} if isinstance(body.get("stop"), str) else body)


@mutant(0, "OAI-18", "openai.text_parts_are_their_text")
def parts_are_shown_as_json() -> Wrap:
    def edit(body: Json) -> Json:
        messages = body.get("messages")
        if isinstance(messages, list) and messages and isinstance(messages[0].get("content"), list):
            return {**body, "messages": [{**messages[0], "content": json.dumps(messages[0]["content"])}]}
        return body

    return asked(CHAT, edit)


@mutant(0, "OAI-19", "openai.null_members_are_absent")
def null_is_no_seed() -> Wrap:
    return asked(
        CHAT, lambda body: {**body, "seed": "null"} if "seed" in body and body["seed"] is None else body
    )


@mutant(0, "OAI-20", "openai.unknown_members_are_ignored")
def unknown_chat_member_is_refused() -> Wrap:
    return asked(CHAT, lambda body: {**body, "messages": 3} if "loom" in body else body)


@mutant(0, "OAI-21", "openai.any_model_name_is_served")
def model_name_is_not_told_back() -> Wrap:
    return changed(lambda value, _: value.update(model="treadle/reference"))


@mutant(0, "OAI-31", "openai.several_turns_are_answered")
def one_turn_only() -> Wrap:
    def edit(body: Json) -> Json:
        messages = body.get("messages")
        return {**body, "messages": "no"} if isinstance(messages, list) and len(messages) > 2 else body

    return asked(CHAT, edit)


@mutant(0, "OAI-22", "openai.greedy_token_is_the_first_alternative")
def alternatives_are_too_likely() -> Wrap:
    def edit(value: Json, _: Json) -> None:
        for choice in value["choices"]:
            for entry in (choice["logprobs"] or {}).get("content", []):
                for other in entry["top_logprobs"]:
                    other["logprob"] = -0.01

    return changed(edit)


@mutant(0, "OAI-23", "openai.echo_begins_with_the_prompt")
def echo_is_ignored() -> Wrap:
    return asked(COMPLETIONS, lambda body: {**body, "echo": False} if body.get("echo") else body)


@mutant(0, "OAI-24", "openai.completion_logprobs_are_aligned")
def offsets_are_one_short() -> Wrap:
    def edit(value: Json, _: Json) -> None:
        for choice in value["choices"]:
            if choice["logprobs"]:
                choice["logprobs"]["text_offset"].pop()

    return changed(edit, COMPLETIONS)


@mutant(0, "OAI-24", "openai.completion_logprobs_are_aligned")
def logprobs_of_other_tokens() -> Wrap:
    def edit(value: Json, _: Json) -> None:
        for choice in value["choices"]:
            if choice["logprobs"]:
                choice["logprobs"]["tokens"][0] = "?"

    return changed(edit, COMPLETIONS)


@mutant(0, "OAI-25", "openai.completion_ends_before_the_stop")
def completion_keeps_the_stop() -> Wrap:
    def edit(value: Json, wishes: Json) -> None:
        if wishes.get("stop"):
            value["choices"][0]["text"] += wishes["stop"][0]

    return changed(edit, COMPLETIONS)


def tool(edit: Any) -> Wrap:
    """Change the tool calls of answers."""

    def change(value: Json, wishes: Json) -> None:
        for choice in value["choices"]:
            for call in choice["message"].get("tool_calls", []):
                edit(call["function"], wishes)

    return changed(change)


@mutant(0, "OAI-26", "openai.required_tool_is_called")
def required_means_maybe() -> Wrap:
    return asked(
        CHAT, lambda body: {**body, "tool_choice": "auto"} if body.get("tool_choice") == "required" else body
    )


@mutant(0, "OAI-26", "openai.required_tool_is_called", "openai.named_tool_is_called")
def arguments_do_not_fit() -> Wrap:
    return tool(lambda call, _: call.update(arguments='{"loom": "steam"}'))


@mutant(0, "OAI-26", "openai.required_tool_is_called", "openai.named_tool_is_called")
def arguments_are_no_json() -> Wrap:
    return tool(lambda call, _: call.update(arguments=call["arguments"][:-1]))


@mutant(0, "OAI-27", "openai.named_tool_is_called")
def first_tool_is_called() -> Wrap:
    return tool(lambda call, _: call.update(name="choose_loom"))


@mutant(0, "OAI-28", "openai.no_tool_is_called")
def none_is_required() -> Wrap:
    return asked(
        CHAT, lambda body: {**body, "tool_choice": "required"} if body.get("tool_choice") == "none" else body
    )


@mutant(0, "OAI-29", "openai.tool_fragments_join")
def a_fragment_is_lost() -> Wrap:
    def edit(event: Json, number: int) -> Json | None:
        called = any(choice["delta"].get("tool_calls") for choice in event["choices"])
        return None if called and number == 3 else event

    return events(CHAT, edit)


@mutant(0, "OAI-29", "openai.tool_fragments_join")
def first_fragment_has_no_name() -> Wrap:
    def edit(event: Json, number: int) -> Json:
        for choice in event["choices"]:
            for fragment in choice["delta"].get("tool_calls", []):
                fragment["function"].pop("name", None)
        return event

    return events(CHAT, edit)


@mutant(0, "OAI-30", "openai.response_format_is_kept")
def response_format_is_ignored() -> Wrap:
    return asked(
        CHAT, lambda body: {**body, "response_format": None} if body.get("response_format") else body
    )
