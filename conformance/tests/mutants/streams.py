"""Faults of event streams (60 to 75 of the list)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from mutants.middleware import (
    App,
    Frames,
    Message,
    Receive,
    Scope,
    Send,
    Wrap,
    as_frame,
    asked,
    events,
    mutant,
    stream,
)

NATIVE = "POST /generate_stream"
CHAT = "POST /v1/chat/completions"


@mutant(60, "STREAM-01", "stream.framing_is_exact")
def no_data_prefix() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        async for frame in frames:
            yield frame.removeprefix(b"data: ")

    return stream(NATIVE, edit)


@mutant(60, "STREAM-01", "stream.framing_is_exact")
def no_blank_after_data() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        async for frame in frames:
            yield frame.replace(b"data: ", b"data:")

    return stream(CHAT, edit)


@mutant(61, "STREAM-01", "stream.framing_is_exact", "stream.events_are_json", "stream.is_server_sent_events")
def single_newline_between_events() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        async for frame in frames:
            yield frame.removesuffix(b"\n")

    return stream(NATIVE, edit)


@mutant(61, "STREAM-01", "stream.framing_is_exact")
def carriage_returns() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        async for frame in frames:
            yield frame.replace(b"\n", b"\r\n")

    return stream(NATIVE, edit)


@mutant(61, "STREAM-01", "stream.framing_is_exact")
def bare_carriage_returns() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        async for frame in frames:
            yield frame.replace(b"\n", b"\r")

    return stream(CHAT, edit)


@mutant(60, "STREAM-01", "stream.framing_is_exact")
def a_byte_order_mark_before_the_events() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        yield b"\xef\xbb\xbf"
        async for frame in frames:
            yield frame

    return stream(NATIVE, edit)


@mutant(61, "STREAM-01", "stream.framing_is_exact")
def an_event_on_two_lines() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        async for frame in frames:
            yield frame.replace(b',"', b'\ndata: ,"', 1)

    return stream(CHAT, edit)


@mutant(61, "STREAM-31", "stream.is_server_sent_events")
def last_event_is_not_ended() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        async for frame in frames:
            yield frame.removesuffix(b"\n") if b"DONE" in frame else frame

    return stream(CHAT, edit)


@mutant(61, "STREAM-31", "stream.is_server_sent_events")
def the_stream_is_latin_1() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        async for frame in frames:
            yield frame.decode().encode("latin-1", "replace")

    return stream(CHAT, edit)


@mutant(61, "STREAM-01", "stream.framing_is_exact")
def a_field_the_contract_does_not_have() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        async for frame in frames:
            yield b"event: token\n" + frame

    return stream(NATIVE, edit)


@mutant(62, "STREAM-03", "stream.native_ends_with_one_terminal_event", "stream.ends_when_the_client_leaves")
def no_events() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        async for _ in frames:
            pass
        if False:
            yield b""

    return stream(NATIVE, edit)


@mutant(63, "STREAM-03", "stream.native_ends_with_one_terminal_event")
def no_terminal_event() -> Wrap:
    return events(NATIVE, lambda event, number: None if event["generated_text"] is not None else event)


@mutant(
    64,
    "STREAM-03",
    "stream.native_ends_with_one_terminal_event",
    "stream.native_token_count_is_the_number_of_events",
)
def two_terminal_events() -> Wrap:
    def edit(event: Any, number: int) -> Any:
        return [event, {**event, "index": number + 1}] if event["generated_text"] is not None else event

    return events(NATIVE, edit)


@mutant(65, "STREAM-03", "stream.native_ends_with_one_terminal_event")
def event_after_the_terminal_one() -> Wrap:
    def edit(event: Any, number: int) -> Any:
        after = {**event, "index": number + 1, "generated_text": None, "details": None}
        return [event, after] if event["generated_text"] is not None else event

    return events(NATIVE, edit)


@mutant(66, "STREAM-04", "stream.native_index_counts_from_1")
def index_gap() -> Wrap:
    return events(NATIVE, lambda event, number: {**event, "index": number if number < 3 else number + 1})


@mutant(66, "STREAM-04", "stream.native_index_counts_from_1")
def index_from_0() -> Wrap:
    return events(NATIVE, lambda event, number: {**event, "index": number - 1})


@mutant(67, "STREAM-06", "stream.openai_ends_with_done")
def no_done() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        async for frame in frames:
            if b"[DONE]" not in frame:
                yield frame

    return stream(CHAT, edit)


@mutant(67, "STREAM-07", "stream.native_never_says_done")
def spurious_done() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        async for frame in frames:
            yield frame
        yield b"data: [DONE]\n\n"

    return stream(NATIVE, edit)


@mutant(67, "STREAM-06", "stream.openai_ends_with_done", "stream.each_choice_finishes_once")
def event_after_done() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        last = b""
        async for frame in frames:
            yield frame
            last = frame if b"[DONE]" not in frame else last
        yield last

    return stream("POST /v1/completions", edit)


@mutant(68, "STREAM-03", "stream.native_ends_with_one_terminal_event")
def cut_off() -> Wrap:
    return events(NATIVE, lambda event, number: event if number < 4 else None)


@mutant(69, "STREAM-08", "stream.arrives_while_it_is_made", "stream.ends_when_the_client_leaves")
def everything_at_the_end() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        held = [frame async for frame in frames]
        yield b"".join(held)

    return stream(NATIVE, edit)


@mutant(69, "STREAM-08", "stream.arrives_while_it_is_made", delay=0.004)
def the_role_at_once_and_the_text_at_the_end() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        held: list[bytes] = []
        async for frame in frames:
            if not held and b"[DONE]" not in frame:
                event = json.loads(frame.removeprefix(b"data: "))
                for choice in event["choices"]:
                    choice["delta"]["content"], choice["finish_reason"] = "", None
                yield as_frame(event)
            held.append(frame)
        for frame in held:
            yield frame

    return stream(CHAT, edit)


@mutant(69, "STREAM-08", "stream.arrives_while_it_is_made", "stream.ends_when_the_client_leaves", delay=0.004)
def a_comment_at_once_and_the_tokens_at_the_end() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        yield b": the loom is being set up\n\n"
        for frame in [frame async for frame in frames]:
            yield frame

    return stream(NATIVE, edit)


@mutant(70, "STREAM-17", "stream.tears_no_character", "stream.equals_plain")
def torn_character() -> Wrap:
    def edit(event: Any, number: int) -> Any:
        token = event["token"]
        text = token["text"].replace("\N{LATIN SMALL LETTER E WITH ACUTE}", "\N{REPLACEMENT CHARACTER}" * 2)
        changed = {**event, "token": {**token, "text": text}}
        if event["generated_text"] is not None:
            changed["generated_text"] = event["generated_text"].replace(
                "\N{LATIN SMALL LETTER E WITH ACUTE}", "\N{REPLACEMENT CHARACTER}" * 2
            )
        return changed

    return events(NATIVE, edit)


@mutant(71, "STREAM-02", "stream.events_match_their_schema")
def event_lacks_a_member() -> Wrap:
    def edit(event: Any, number: int) -> Any:
        return {k: v for k, v in event.items() if k != "generated_text" or number > 1}

    return events(NATIVE, edit)


@mutant(71, "STREAM-30", "stream.events_are_json")
def event_is_no_json() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        async for frame in frames:
            yield frame.replace(b'"', b"'")

    return stream(NATIVE, edit)


@mutant(71, "HTTP-03", "http.content_type_is_declared")
def stream_as_octets() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        async for frame in frames:
            yield frame

    return stream(
        NATIVE, edit, head=lambda headers: headers.update({"content-type": "application/octet-stream"})
    )


@mutant(71, "STREAM-16", "stream.says_no_cache")
def stream_may_be_kept() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        async for frame in frames:
            yield frame

    return stream("*", edit, head=lambda headers: headers.update({"cache-control": "max-age=60"}))


@mutant(
    72,
    "STREAM-09",
    "stream.ends_when_the_client_leaves",
    "stream.plain_generation_ends_when_the_client_leaves",
    delay=0.002,
)
def generation_outlives_its_client() -> Wrap:
    def wrap(app: App) -> App:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            async def hear() -> Message:
                message = await receive()
                if message["type"] == "http.disconnect":
                    await asyncio.sleep(60)
                return message

            await app(scope, hear, send)

        return wrapped

    return wrap


@mutant(
    42, "STREAM-05", "stream.native_tokens_make_the_text", "stream.equals_plain", "stream.tears_no_character"
)
def text_is_not_the_events() -> Wrap:
    def edit(event: Any, number: int) -> Any:
        return {**event, "generated_text": event["generated_text"] and event["generated_text"] + " more"}

    return events(NATIVE, edit)


@mutant(41, "STREAM-10", "stream.native_token_count_is_the_number_of_events")
def streamed_token_count_is_off() -> Wrap:
    def edit(event: Any, number: int) -> Any:
        if event["details"]:
            event["details"]["generated_tokens"] += 1
        return event

    return events(NATIVE, edit)


@mutant(56, "GEN-01", "generate.stream_decides_the_form", "http.accept_has_no_say")
def stream_flag_is_ignored() -> Wrap:
    return asked("POST /", lambda body: {**body, "stream": False} if body.get("stream") is True else body)


@mutant(
    56,
    "OAI-02",
    "openai.stream_decides_the_form",
    "openai.chat_stream_equals_plain",
    "stream.usage_comes_last",
    "stream.arrives_while_it_is_made",
    "openai.tool_fragments_join",
)
def chat_stream_flag_is_ignored() -> Wrap:
    return asked(CHAT, lambda body: {**body, "stream": False} if body.get("stream") is True else body)


@mutant(73, "STREAM-14", "stream.usage_comes_last")
def no_usage_chunk() -> Wrap:
    return events(CHAT, lambda event, number: event if event["choices"] else None)


@mutant(74, "STREAM-12", "stream.chat_begins_with_the_role")
def no_role() -> Wrap:
    def edit(event: Any, number: int) -> Any:
        for choice in event["choices"]:
            choice["delta"].pop("role", None)
        return event

    return events(CHAT, edit)


@mutant(74, "STREAM-13", "stream.each_choice_finishes_once")
def no_finish_reason() -> Wrap:
    def edit(event: Any, number: int) -> Any:
        for choice in event["choices"]:
            choice["finish_reason"] = None
        return event

    return events(CHAT, edit)


@mutant(74, "STREAM-15", "stream.chunks_share_id_and_model")
def another_id_in_each_chunk() -> Wrap:
    return events(CHAT, lambda event, number: {**event, "id": f"{event['id']}-{number}"})


@mutant(57, "OAI-04", "openai.chat_stream_equals_plain")
def chat_stream_leaves_out_a_chunk() -> Wrap:
    async def edit(frames: Frames) -> Frames:
        number = 0
        async for frame in frames:
            number += 1
            if number == 2 and b"[DONE]" not in frame:
                event = json.loads(frame.removeprefix(b"data: "))
                for choice in event["choices"]:
                    choice["delta"]["content"] = ""
                yield as_frame(event)
            else:
                yield frame

    return stream(CHAT, edit)


@mutant(57, "OAI-05", "openai.completion_stream_equals_plain")
def completion_stream_leaves_out_a_chunk() -> Wrap:
    def edit(event: Any, number: int) -> Any:
        if number == 2:
            event["choices"][0]["text"] = ""
        return event

    return events("POST /v1/completions", edit)
