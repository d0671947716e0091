"""Haystack's chat generators: Hugging Face's, pointed at a TGI, and OpenAI's."""

from haystack.components.generators.chat import OpenAIChatGenerator
from haystack.dataclasses import ChatMessage
from haystack.tools import Tool
from haystack.utils import Secret
from haystack_integrations.components.generators.huggingface_api import HuggingFaceAPIChatGenerator
from steps import CHOICE, GUARDED, KEY, TOO_LONG, URL, WEATHER, step

question = [ChatMessage.from_user("What is the capital of France?")]
greedy = {"max_tokens": 12, "temperature": 0.0}
weather = Tool(name="weather", description="The weather.", parameters=WEATHER, function=lambda **_: "sunny")


def hugging_face(url=URL, key=KEY, **members):
    return HuggingFaceAPIChatGenerator(
        api_type="text_generation_inference",
        api_params={"url": url},
        token=Secret.from_token(key),
        generation_kwargs=greedy,
        **members,
    )


def open_ai(url=URL, key=KEY, **members):
    return OpenAIChatGenerator(
        model="tgi",
        api_base_url=f"{url}/v1",
        api_key=Secret.from_token(key),
        generation_kwargs=greedy,
        **members,
    )


def replied(generator, messages=question, **members):
    (reply,) = generator.run(messages, **members)["replies"]
    return reply


@step
def chat():
    reply = replied(hugging_face())
    return {
        "text": reply.text,
        "finish_reason": reply.meta["finish_reason"],
        "generated": reply.meta["usage"]["completion_tokens"],
    }


@step
def chat_streamed():
    pieces = []
    reply = replied(hugging_face(streaming_callback=lambda chunk: pieces.append(chunk.content)))
    return {
        "pieces": "".join(pieces),
        "text": reply.text,
        "generated": reply.meta["usage"]["completion_tokens"],
    }


@step
def tool():
    asked = {"tool_choice": CHOICE, "max_tokens": 80}
    reply = replied(hugging_face(tools=[weather]), generation_kwargs=asked)
    return [[call.tool_name, call.arguments] for call in reply.tool_calls]


@step
def by_openai():
    return replied(open_ai()).text


@step
def by_openai_streamed():
    return replied(open_ai(streaming_callback=lambda chunk: None)).text


@step
def tool_by_openai():
    asked = {"tool_choice": CHOICE, "max_tokens": 80}
    reply = replied(open_ai(tools=[weather]), generation_kwargs=asked)
    return [[call.tool_name, call.arguments] for call in reply.tool_calls]


@step
def structured_by_openai():
    form = {"type": "json_schema", "json_schema": {"name": "weather", "schema": WEATHER, "strict": True}}
    return replied(open_ai(), generation_kwargs={"response_format": form, "max_tokens": 80}).text


@step
def too_long():
    return replied(hugging_face(), [ChatMessage.from_user(TOO_LONG)]).text


@step
def wrong_key():
    return replied(hugging_face(GUARDED, "wrong")).text


@step
def right_key():
    return replied(hugging_face(GUARDED)).text
