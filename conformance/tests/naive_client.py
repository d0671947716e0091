"""A client of POST /generate_stream and of streamed chats that is right, or wrong in one way, for the suite's own tests."""

from __future__ import annotations

import http.client
import json
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

FAULT = sys.argv[1] if len(sys.argv) > 1 else ""


class Refused(Exception):
    status: int | None = None


def pieces(response: http.client.HTTPResponse) -> Iterator[bytes]:
    if FAULT == "reads_all_first":
        yield response.read()
        return
    while piece := response.read1(65536):
        yield piece


def lines(response: http.client.HTTPResponse) -> Iterator[str]:
    held, text = b"", ""
    started = False
    for piece in pieces(response):
        if FAULT == "decodes_each_piece":
            text += piece.decode("utf-8", "replace")
        else:
            held += piece
            for end in range(len(held), max(len(held) - 4, -1), -1):
                try:
                    text += held[:end].decode()
                except UnicodeDecodeError:
                    continue
                held = held[end:]
                break
        if not started and text:
            started = True
            text = text if FAULT == "keeps_the_mark" else text.removeprefix("\ufeff")
        if FAULT == "splits_at_separators":
            *whole, text = (
                text.splitlines(keepends=True) if not text.endswith("\n") else [*text.splitlines(True), ""]
            )
            yield from (line.rstrip("\r\n") for line in whole)
            continue
        if FAULT != "knows_no_carriage_return":
            kept = text.endswith("\r")
            text = text[: len(text) - kept].replace("\r\n", "\n").replace("\r", "\n") + "\r" * kept
        *whole, text = text.split("\n")
        yield from whole
    if FAULT != "knows_no_carriage_return":
        yield from text.replace("\r", "\n").split("\n")[:-1]


def events(response: http.client.HTTPResponse) -> Iterator[str]:
    data: list[str] = []
    for line in lines(response):
        if (line in ("", "\r") and FAULT != "knows_no_carriage_return") or line == "":
            if data:
                yield data[-1] if FAULT == "takes_the_last_line" else "\n".join(data)
            data = []
            continue
        name, _, value = line.partition(":")
        if FAULT == "needs_a_blank":
            if line.startswith("data: "):
                data.append(line[6:])
        elif FAULT == "comments_are_events" and not name:
            data.append(value)
        elif name == "data":
            data.append(value.removeprefix(" "))


def ask(url: str, path: str) -> http.client.HTTPResponse:
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port)
    connection.request("POST", place.path + path, b"{}", {"Content-Type": "application/json"})
    response = connection.getresponse()
    if response.status != 200:
        body = response.read().decode()
        try:
            message = json.loads(body)["error"]
        except ValueError:
            message = body
        error = Refused(message)
        error.status = None if FAULT == "hides_the_status" else response.status
        raise error
    return response


def read(url: str, times: list[float]) -> str:
    text, ended = "", False
    try:
        for data in events(ask(url, "/generate_stream")):
            event = json.loads(data)
            if "error" in event:
                if FAULT == "passes_over_errors":
                    continue
                raise Refused(event["error"])
            if FAULT == "refuses_the_unknown" and event.keys() - {
                "index",
                "token",
                "generated_text",
                "details",
            }:
                raise Refused("unknown members")
            times.append(time.time())
            ended = event["generated_text"] is not None
            if not (ended and FAULT == "drops_the_last"):
                text += event["token"]["text"]
    except http.client.IncompleteRead:
        if FAULT == "asks_again":
            return read(url, times)
        if FAULT != "takes_a_part":
            raise
        return text
    if not ended and FAULT != "needs_no_end":
        raise Refused("the stream ended before its end")
    return text


def read_chat(url: str, times: list[float]) -> str:
    text = ""
    for data in events(ask(url, "/v1/chat/completions")):
        if data == "[DONE]" and FAULT != "done_is_json":
            return text
        event = json.loads(data)
        if "error" in event:
            told = event["error"]
            raise Refused(told if isinstance(told, str) else told["message"])
        times.append(time.time())
        choices = event["choices"] or [{"delta": {}}]
        text += choices[0]["delta"].get("content") or ""
    if FAULT != "needs_no_done":
        raise Refused("the stream ended before its end")
    return text


for line in sys.stdin:
    message = json.loads(line)
    if message["do"] == "hello":
        answer: object = {"client": f"naive {FAULT}", "can": ["generate_stream", "chat_stream"]}
    else:
        times: list[float] = []
        try:
            work = read_chat if message["do"] == "chat_stream" else read
            answer = {"text": work(message["url"], times), "times": times}
        except RecursionError:
            answer = {"error": {"message": "again and again", "status": None}}
        except Exception as error:
            answer = {"error": {"message": str(error), "status": getattr(error, "status", None)}}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
