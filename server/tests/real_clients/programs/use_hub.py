"""huggingface_hub's InferenceClient, sync and async, on the native routes and on chat."""

from huggingface_hub import AsyncInferenceClient, InferenceClient
from steps import CHOICE, GUARDED, KEY, NESTED, PROMPT, QUESTION, TOO_LONG, TOOL, URL, WEATHER, step

client = InferenceClient(URL)
greedy = {"max_tokens": 12, "temperature": 0.0}


@step
def plain():
    return client.text_generation(PROMPT, max_new_tokens=8)


@step
def by_base_url_and_route():
    return [
        InferenceClient(base_url=URL).text_generation(PROMPT, max_new_tokens=8),
        InferenceClient(f"{URL}/generate").text_generation(PROMPT, max_new_tokens=8),
        InferenceClient().text_generation(PROMPT, max_new_tokens=8, model=URL),
    ]


@step
def details():
    answer = client.text_generation(
        PROMPT, max_new_tokens=8, details=True, decoder_input_details=True, top_n_tokens=2
    )
    found = answer.details
    return {
        "text": answer.generated_text,
        "finish_reason": found.finish_reason,
        "tokens": [token.text for token in found.tokens],
        "logprobs": [token.logprob for token in found.tokens],
        "top": [[token["text"] for token in tokens] for tokens in found.top_tokens],
        "prefill": [[token.text, token.logprob] for token in found.prefill],
        "generated": found.generated_tokens,
    }


@step
def streamed():
    return list(client.text_generation(PROMPT, max_new_tokens=8, stream=True))


@step
def streamed_details():
    events = list(client.text_generation(PROMPT, max_new_tokens=8, stream=True, details=True))
    last = events[-1]
    return {
        "indexes": [event.index for event in events],
        "texts": [event.token.text for event in events],
        "text": last.generated_text,
        "input_length": last.details.input_length,
        "finish_reason": last.details.finish_reason,
    }


@step
async def awaited():
    awaiting = AsyncInferenceClient(URL)
    whole = await awaiting.text_generation(PROMPT, max_new_tokens=8)
    stream = await awaiting.text_generation(PROMPT, max_new_tokens=8, stream=True)
    chunks = await awaiting.chat_completion(QUESTION, stream=True, **greedy)
    return {
        "whole": whole,
        "streamed": "".join([piece async for piece in stream]),
        "chat": "".join([chunk.choices[0].delta.content or "" async for chunk in chunks]),
    }


@step
def stopped():
    return client.text_generation(PROMPT, max_new_tokens=8, stop=[" Paris"])


@step
def every_parameter():
    answer = client.text_generation(
        PROMPT,
        details=True,
        adapter_id="none",
        best_of=2,
        do_sample=True,
        frequency_penalty=0.1,
        max_new_tokens=6,
        repetition_penalty=1.1,
        return_full_text=True,
        stop=["\n\n"],
        temperature=0.9,
        top_k=40,
        top_p=0.95,
        truncate=64,
        typical_p=0.95,
        watermark=True,
    )
    return {
        "text": answer.generated_text,
        "others": len(answer.details.best_of_sequences),
    }


@step
def seeded():
    asked = {"max_new_tokens": 12, "do_sample": True, "temperature": 1.5, "details": True}
    answers = [client.text_generation(PROMPT, seed=seed, **asked) for seed in (2**64 - 1, 2**64 - 1, 8)]
    return {
        "texts": [answer.generated_text for answer in answers],
        "seeds": [answer.details.seed for answer in answers],
    }


@step
def grammar():
    asked = {"type": "json", "value": WEATHER}
    number = {"type": "regex", "value": "[0-9]{3}-[0-9]{4}"}
    return [
        client.text_generation("The weather in Paris:", max_new_tokens=80, grammar=asked),
        client.text_generation("Call me at", max_new_tokens=20, grammar=number),
    ]


@step
def refused():
    return client.text_generation(PROMPT, top_p=1.5)


@step
def refused_stream():
    return list(client.text_generation(PROMPT, top_p=1.5, stream=True))


@step
def too_long():
    return client.text_generation(TOO_LONG, max_new_tokens=8)


@step
def wrong_key():
    return InferenceClient(GUARDED, token="wrong").text_generation(PROMPT, max_new_tokens=1)


@step
def right_key():
    return InferenceClient(GUARDED, token=KEY).text_generation(PROMPT, max_new_tokens=8)


@step
def chat():
    answer = client.chat_completion(QUESTION, **greedy)
    return {
        "text": answer.choices[0].message.content,
        "finish_reason": answer.choices[0].finish_reason,
        "generated": answer.usage.completion_tokens,
        "model": answer.model,
    }


@step
def chat_streamed():
    asked = {"stream": True, "stream_options": {"include_usage": True}, **greedy}
    chunks = list(client.chat_completion(QUESTION, **asked))
    return {
        "text": "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices),
        "generated": chunks[-1].usage.completion_tokens,
    }


@step
def chat_like_openai():
    answer = client.chat.completions.create(model="tgi", messages=QUESTION, **greedy)
    return answer.choices[0].message.content


@step
def chat_logprobs():
    answer = client.chat_completion(QUESTION, logprobs=True, top_logprobs=2, **greedy)
    return [[item.token, item.logprob, len(item.top_logprobs)] for item in answer.choices[0].logprobs.content]


@step
def tool():
    answer = client.chat_completion(
        QUESTION, tools=[TOOL], tool_choice=CHOICE, max_tokens=80, temperature=0.0
    )
    (call,) = answer.choices[0].message.tool_calls
    return {"name": call.function.name, "arguments": call.function.arguments, "id": call.id}


@step
def tool_streamed():
    chunks = client.chat_completion(
        QUESTION, tools=[TOOL], tool_choice=CHOICE, max_tokens=80, temperature=0.0, stream=True
    )
    parts = [part for chunk in chunks for part in chunk.choices[0].delta.tool_calls or ()]
    return {"name": parts[0].function.name, "arguments": "".join(part.function.arguments for part in parts)}


@step
def structured():
    asked = {"type": "json_schema", "json_schema": {"name": "weather", "schema": WEATHER, "strict": True}}
    answer = client.chat_completion(QUESTION, response_format=asked, max_tokens=80, temperature=0.0)
    return answer.choices[0].message.content


@step
def chat_refused():
    return client.chat_completion(QUESTION, top_p=1.5)


@step
def chat_too_long():
    return client.chat_completion([{"role": "user", "content": TOO_LONG}], max_tokens=8)


@step
def chat_too_long_in_openais_form():
    return InferenceClient(NESTED).chat_completion([{"role": "user", "content": TOO_LONG}], max_tokens=8)


@step
def chat_wrong_key():
    return InferenceClient(GUARDED, token="wrong").chat_completion(QUESTION, max_tokens=1)
