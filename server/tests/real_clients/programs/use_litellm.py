"""litellm by its routes `huggingface/` and `openai/`, `hosted_vllm/` and `text-completion-openai/`."""

import litellm
from steps import CHOICE, GUARDED, KEY, PROMPT, QUESTION, TOO_LONG, TOOL, URL, WEATHER, step

litellm.num_retries = 0
greedy = {"messages": QUESTION, "max_tokens": 12, "temperature": 0}
routes = {
    "huggingface/tgi": URL,
    "openai/tgi": f"{URL}/v1",
    "hosted_vllm/tgi": f"{URL}/v1",
}


def ask(route="openai/tgi", **members):
    return litellm.completion(model=route, api_base=routes[route], api_key="-", **(greedy | members))


@step
def chat():
    return {route: ask(route).choices[0].message.content for route in routes}


@step
def chat_streamed():
    return {
        route: "".join(chunk.choices[0].delta.content or "" for chunk in ask(route, stream=True))
        for route in routes
    }


@step
async def awaited():
    asked = greedy | {"model": "openai/tgi", "api_base": f"{URL}/v1", "api_key": "-"}
    stream = await litellm.acompletion(stream=True, **asked)
    return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])


@step
def text():
    answer = litellm.text_completion(
        model="text-completion-openai/tgi",
        api_base=f"{URL}/v1",
        api_key="-",
        prompt=PROMPT,
        max_tokens=8,
        temperature=0,
    )
    return answer.choices[0].text


@step
def tool():
    found = {}
    for route in routes:
        answer = ask(route, tools=[TOOL], tool_choice=CHOICE, max_tokens=80)
        (call,) = answer.choices[0].message.tool_calls
        found[route] = {"name": call.function.name, "arguments": call.function.arguments}
    return found


@step
def structured():
    asked = {"type": "json_schema", "json_schema": {"name": "weather", "schema": WEATHER, "strict": True}}
    return ask(response_format=asked, max_tokens=80).choices[0].message.content


@step
def too_long():
    return ask(messages=[{"role": "user", "content": TOO_LONG}])


@step
def too_long_by_huggingface():
    return ask("huggingface/tgi", messages=[{"role": "user", "content": TOO_LONG}])


@step
def wrong_key():
    return litellm.completion(model="openai/tgi", api_base=f"{GUARDED}/v1", api_key="wrong", **greedy)


@step
def right_key():
    answer = litellm.completion(model="openai/tgi", api_base=f"{GUARDED}/v1", api_key=KEY, **greedy)
    return answer.choices[0].message.content
