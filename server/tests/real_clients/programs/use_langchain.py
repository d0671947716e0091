"""langchain-huggingface: the completion model, and the chat model around it."""

from langchain_core.messages import HumanMessage
from langchain_core.tools import tool as a_tool
from langchain_huggingface import ChatHuggingFace, HuggingFaceEndpoint
from steps import GUARDED, KEY, PROMPT, TOO_LONG, URL, WEATHER, step


def model(url=URL, **members):
    return HuggingFaceEndpoint(endpoint_url=url, max_new_tokens=8, **members)


# It always sends temperature 0.8, top_p and typical_p 0.95: of all tokens these keep one.
greedy = {"top_k": 1, "seed": 1}
# The chat model takes a temperature of 0 for none, and then its model's 0.8: a call's own is sent as it is.
chat_model = ChatHuggingFace(llm=model(**greedy), max_tokens=12).bind(temperature=0)
caller = ChatHuggingFace(llm=model(**greedy), max_tokens=120)
titled = {"title": "weather", "description": "The weather at a place.", **WEATHER}
question = [HumanMessage("What is the capital of France?")]


@step
def with_its_defaults():
    return model().invoke(PROMPT)


@step
def plain():
    return model(**greedy).invoke(PROMPT)


@step
def streamed():
    return list(model(**greedy).stream(PROMPT))


@step
async def awaited():
    return [
        await model(**greedy).ainvoke(PROMPT),
        "".join([piece async for piece in model(**greedy).astream(PROMPT)]),
    ]


@step
def stopped():
    """It cuts the stop text itself, so the server has to leave it there."""
    return model(stop_sequences=[" Paris"], **greedy).invoke(PROMPT)


@step
def stopped_by_call():
    return model(**greedy).invoke(PROMPT, stop=[" Paris"])


@step
def batch():
    return model(**greedy).batch([PROMPT, PROMPT])


@step
def too_long():
    return model(**greedy).invoke(TOO_LONG)


def keyed(key):
    """It does not send a hub token to servers other than the hub's own: the header has to be said."""
    return model(GUARDED, server_kwargs={"headers": {"Authorization": f"Bearer {key}"}}, **greedy)


@step
def wrong_key():
    return keyed("wrong").invoke(PROMPT)


@step
def right_key():
    return keyed(KEY).invoke(PROMPT)


@step
def chat():
    answer = chat_model.invoke(question)
    return {"text": answer.content, "generated": answer.usage_metadata["output_tokens"]}


@step
def chat_streamed():
    return "".join(chunk.content for chunk in chat_model.stream(question))


@step
async def chat_awaited():
    return "".join([chunk.content async for chunk in chat_model.astream(question)])


@a_tool
def weather(place: str, unit: str) -> str:
    """The weather at a place."""
    return f"{place} {unit}"


@step
def tool():
    bound = caller.bind_tools([weather], tool_choice="weather")
    answer = bound.invoke(question, temperature=0)
    return [{"name": call["name"], "args": call["args"]} for call in answer.tool_calls]


@step
def structured():
    return caller.with_structured_output(titled, method="function_calling").invoke(question)


@step
def structured_by_schema():
    return caller.with_structured_output(titled, method="json_schema").invoke(question)


@step
def chat_too_long():
    return chat_model.invoke([HumanMessage(TOO_LONG)])
