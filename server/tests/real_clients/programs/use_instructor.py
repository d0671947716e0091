"""instructor over OpenAI's SDK, in the modes that it has for a server like this one."""

from typing import Literal

import instructor
import openai
from pydantic import BaseModel
from steps import GUARDED, QUESTION, TOO_LONG, URL, step


class Weather(BaseModel):
    place: Literal["Paris", "Rome"]
    unit: Literal["celsius", "fahrenheit"]
    sunny: bool


class Anything(BaseModel, extra="allow"):
    """What JSON mode promises: an object; its members are up to the model."""


asked = {"model": "tgi", "max_tokens": 200, "temperature": 0, "max_retries": 0}


def ask(mode, url=URL, key="-", messages=QUESTION, form=Weather):
    client = instructor.from_openai(openai.OpenAI(base_url=f"{url}/v1", api_key=key), mode=mode)
    return client.chat.completions.create(messages=messages, response_model=form, **asked).model_dump()


@step
def tools():
    return ask(instructor.Mode.TOOLS)


@step
def tools_strict():
    return ask(instructor.Mode.TOOLS_STRICT)


@step
def json():
    return ask(instructor.Mode.JSON, form=Anything)


@step
def json_schema():
    return ask(instructor.Mode.JSON_SCHEMA)


@step
def partly():
    client = instructor.from_openai(
        openai.OpenAI(base_url=f"{URL}/v1", api_key="-"), mode=instructor.Mode.TOOLS
    )
    parts = client.chat.completions.create_partial(messages=QUESTION, response_model=Weather, **asked)
    return [part.model_dump() for part in parts]


@step
def too_long():
    return ask(instructor.Mode.TOOLS, messages=[{"role": "user", "content": TOO_LONG}])


@step
def wrong_key():
    return ask(instructor.Mode.TOOLS, GUARDED, "wrong")
