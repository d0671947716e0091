"""outlines, by TGI's native route and by OpenAI's."""

from typing import Literal

import huggingface_hub
import openai
import outlines
from pydantic import BaseModel
from steps import GUARDED, PROMPT, TOO_LONG, URL, step

native = outlines.from_tgi(huggingface_hub.InferenceClient(URL))
chat = outlines.from_openai(openai.OpenAI(base_url=f"{URL}/v1", api_key="-"), "tgi")
asked = "The weather in Paris:"
# It posts to /, which gives the prompt back too, as TGI's does.
alone = {"return_full_text": False, "max_new_tokens": 80}


class Weather(BaseModel):
    place: Literal["Paris", "Rome"]
    sunny: bool


@step
def plain():
    return native(PROMPT, max_new_tokens=8)


@step
def streamed():
    return list(native.stream(PROMPT, max_new_tokens=8))


@step
async def awaited():
    awaiting = outlines.from_tgi(huggingface_hub.AsyncInferenceClient(URL))
    return await awaiting(PROMPT, max_new_tokens=8)


@step
def schema():
    return native(asked, Weather, **alone)


@step
def schema_streamed():
    return "".join(native.stream(asked, Weather, max_new_tokens=80))


@step
def choice():
    return native(asked, Literal["sunny", "rainy"], **alone)


@step
def number():
    return native("How many days has a week?", int, **alone)


@step
def regex():
    return native("Call me at", outlines.regex("[0-9]{3}-[0-9]{4}"), **alone)


@step
def by_openai():
    return chat("What is the capital of France?", max_tokens=12, temperature=0)


@step
def schema_by_openai():
    return chat("What is the weather?", Weather, max_tokens=80, temperature=0)


@step
def too_long():
    return native(TOO_LONG, max_new_tokens=8)


@step
def wrong_key():
    return outlines.from_tgi(huggingface_hub.InferenceClient(GUARDED, token="wrong"))(PROMPT)
