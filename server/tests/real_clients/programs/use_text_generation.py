"""text-generation, the client that came with TGI."""

from steps import GUARDED, KEY, PROMPT, QUESTION, TOO_LONG, TOOL, URL, WEATHER, step
from text_generation import AsyncClient, Client
from text_generation.types import Grammar, GrammarType

client = Client(URL)


@step
def plain():
    answer = client.generate(PROMPT, max_new_tokens=8, decoder_input_details=True, top_n_tokens=2)
    return {
        "text": answer.generated_text,
        "tokens": [token.text for token in answer.details.tokens],
        "generated": answer.details.generated_tokens,
        "finish_reason": answer.details.finish_reason,
        "prefill": [[token.text, token.logprob] for token in answer.details.prefill],
        "top": [len(tokens) for tokens in answer.details.top_tokens],
    }


@step
def streamed():
    events = list(client.generate_stream(PROMPT, max_new_tokens=8))
    return {
        "texts": [event.token.text for event in events],
        "text": events[-1].generated_text,
        "finish_reason": events[-1].details.finish_reason,
    }


@step
async def awaited():
    awaiting = AsyncClient(URL)
    answer = await awaiting.generate(PROMPT, max_new_tokens=8)
    stream = awaiting.generate_stream(PROMPT, max_new_tokens=8)
    return [answer.generated_text, "".join([event.token.text async for event in stream])]


@step
def stopped():
    answer = client.generate(PROMPT, max_new_tokens=8, stop_sequences=[" Paris"])
    return [answer.generated_text, answer.details.finish_reason]


@step
def sampled():
    asked = {"do_sample": True, "best_of": 2, "typical_p": 0.9, "watermark": True}
    answer = client.generate(PROMPT, max_new_tokens=6, temperature=0.9, **asked)
    return len(answer.details.best_of_sequences)


@step
def grammar():
    asked = Grammar(type=GrammarType.Json, value=WEATHER)
    return client.generate("The weather in Paris:", max_new_tokens=80, grammar=asked).generated_text


@step
def chat():
    answer = client.chat(messages=QUESTION, max_tokens=12, temperature=0.0)
    return [answer.choices[0].message.content, answer.usage["completion_tokens"]]


@step
def tool():
    answer = client.chat(
        messages=QUESTION, tools=[TOOL], tool_choice="weather", max_tokens=80, temperature=0.0
    )
    return answer.choices[0].message.tool_calls


@step
def chat_streamed():
    """Known not to work with any TGI since 2.0: it wants tool calls in every chunk."""
    return len(list(client.chat(messages=QUESTION, max_tokens=4, stream=True)))


@step
def refused():
    """The bounds of its own are narrower; this one only the server knows."""
    return client.generate(PROMPT, max_new_tokens=4, stop_sequences=["a", "b", "c", "d", "e"])


@step
def too_long():
    return client.generate(TOO_LONG, max_new_tokens=8)


@step
def too_long_stream():
    return list(client.generate_stream(TOO_LONG, max_new_tokens=8))


@step
def wrong_key():
    return Client(GUARDED, headers={"Authorization": "Bearer wrong"}).generate(PROMPT, max_new_tokens=1)


@step
def right_key():
    keyed = Client(GUARDED, headers={"Authorization": f"Bearer {KEY}"})
    return keyed.generate(PROMPT, max_new_tokens=8).generated_text
