"""OpenAI's SDK, sync and async: chat, completions, tools, parsed answers, faults."""

from typing import Literal

import openai
from pydantic import BaseModel
from steps import CHOICE, GUARDED, KEY, NESTED, PROMPT, QUESTION, TOO_LONG, TOOL, URL, step

client = openai.OpenAI(base_url=f"{URL}/v1", api_key="-")
nested = openai.OpenAI(base_url=f"{NESTED}/v1", api_key="-")
greedy = {"model": "tgi", "max_tokens": 12, "temperature": 0}
long = [{"role": "user", "content": TOO_LONG}]


class Weather(BaseModel):
    place: Literal["Paris", "Rome"]
    unit: Literal["celsius", "fahrenheit"]
    sunny: bool


@step
def models():
    return [model.id for model in client.models.list()]


@step
def chat():
    answer = client.chat.completions.create(messages=QUESTION, **greedy)
    return {
        "text": answer.choices[0].message.content,
        "finish_reason": answer.choices[0].finish_reason,
        "generated": answer.usage.completion_tokens,
    }


@step
def chat_streamed():
    asked = {"stream": True, "stream_options": {"include_usage": True}, **greedy}
    chunks = list(client.chat.completions.create(messages=QUESTION, **asked))
    return {
        "text": "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices),
        "generated": chunks[-1].usage.completion_tokens,
    }


@step
def chat_stream_helper():
    """It takes a text that was cut for a fault, so the text has to end by itself."""
    with client.chat.completions.stream(messages=QUESTION, stop=["Paris"], **greedy) as stream:
        deltas = [event.delta for event in stream if event.type == "content.delta"]
        final = stream.get_final_completion()
    return {"deltas": "".join(deltas), "text": final.choices[0].message.content}


@step
async def awaited():
    async with openai.AsyncOpenAI(base_url=f"{URL}/v1", api_key="-") as awaiting:
        stream = await awaiting.chat.completions.create(messages=QUESTION, stream=True, **greedy)
        return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])


@step
def several():
    asked = {**greedy, "temperature": 1.0}
    answer = client.chat.completions.create(messages=QUESTION, n=2, seed=3, **asked)
    return [choice.index for choice in answer.choices]


@step
def logprobs():
    answer = client.chat.completions.create(messages=QUESTION, logprobs=True, top_logprobs=3, **greedy)
    return [[item.token, item.logprob, len(item.top_logprobs)] for item in answer.choices[0].logprobs.content]


@step
def stopped():
    answer = client.chat.completions.create(messages=QUESTION, stop=["Paris"], **greedy)
    return [answer.choices[0].message.content, answer.choices[0].finish_reason]


@step
def completion():
    return client.completions.create(prompt=PROMPT, **greedy).choices[0].text


@step
def completion_streamed():
    stream = client.completions.create(prompt=PROMPT, stream=True, **greedy)
    return "".join(chunk.choices[0].text for chunk in stream)


@step
def completions_of_two():
    answer = client.completions.create(prompt=[PROMPT, "Water boils at"], echo=True, logprobs=1, **greedy)
    return [choice.text for choice in answer.choices]


@step
def tool():
    asked = {"tools": [TOOL], "tool_choice": CHOICE, **greedy, "max_tokens": 80}
    answer = client.chat.completions.create(messages=QUESTION, **asked)
    (call,) = answer.choices[0].message.tool_calls
    return {
        "name": call.function.name,
        "arguments": call.function.arguments,
        "finish_reason": answer.choices[0].finish_reason,
    }


@step
def tool_stream_helper():
    asked = {"tools": [TOOL], "tool_choice": CHOICE, **greedy, "max_tokens": 80}
    with client.chat.completions.stream(messages=QUESTION, **asked) as stream:
        final = stream.get_final_completion()
    (call,) = final.choices[0].message.tool_calls
    return {"name": call.function.name, "arguments": call.function.arguments}


@step
def tool_answered():
    """The second turn: the call and its result go back."""
    call = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"a": 1}'}}
    turns = [
        *QUESTION,
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "sunny"},
    ]
    answer = client.chat.completions.create(messages=turns, tools=[TOOL], tool_choice="none", **greedy)
    return answer.choices[0].message.content


@step
def tool_parsed():
    asked = {"tool_choice": "required", **greedy, "max_tokens": 120}
    tools = [openai.pydantic_function_tool(Weather, name="weather")]
    answer = client.chat.completions.parse(messages=QUESTION, tools=tools, **asked)
    return answer.choices[0].message.tool_calls[0].function.parsed_arguments.model_dump()


@step
def parsed():
    asked = {**greedy, "max_tokens": 80}
    answer = client.chat.completions.parse(messages=QUESTION, response_format=Weather, **asked)
    return answer.choices[0].message.parsed.model_dump()


@step
def json_mode():
    asked = {"response_format": {"type": "json_object"}, **greedy, "max_tokens": 120}
    return client.chat.completions.create(messages=QUESTION, **asked).choices[0].message.content


@step
def too_long():
    return client.chat.completions.create(messages=long, **greedy)


@step
def too_long_body():
    try:
        client.chat.completions.create(messages=long, **greedy)
    except openai.APIStatusError as refusal:
        return [refusal.status_code, refusal.body]


@step
def too_long_stream():
    return list(client.chat.completions.create(messages=long, stream=True, **greedy))


@step
def too_long_in_openais_form():
    return nested.chat.completions.create(messages=long, **greedy)


@step
def wrong_key():
    stranger = openai.OpenAI(base_url=f"{GUARDED}/v1", api_key="wrong")
    return stranger.chat.completions.create(messages=QUESTION, **greedy)


@step
def right_key():
    known = openai.OpenAI(base_url=f"{GUARDED}/v1", api_key=KEY)
    return known.chat.completions.create(messages=QUESTION, **greedy).choices[0].message.content


@step
def no_such_route():
    return client.embeddings.create(model="tgi", input="x")
