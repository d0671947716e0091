"""llama-index-llms-huggingface-api. By the provider's name it asks /info how long a prompt may be."""

from llama_index.core.llms import ChatMessage
from llama_index.llms.huggingface_api import HuggingFaceInferenceAPI
from steps import GUARDED, KEY, PROMPT, TOO_LONG, URL, step

question = [ChatMessage(role="user", content="What is the capital of France?")]


def model(url=URL, **members):
    asked = {"provider": "hf-inference", "num_output": 12, **members}
    return HuggingFaceInferenceAPI(model_name=url, **asked)


def completer():
    # It refuses a temperature of 0; 1 is TGI's neutral one, and without sampling asked for, greedy.
    return model(task="text-generation", temperature=1.0, num_output=8)


@step
def metadata():
    found = model().metadata
    return {"context_window": found.context_window, "name": found.model_name, "chat": found.is_chat_model}


@step
def chat():
    return model().chat(question, temperature=0.0, max_tokens=12).message.content


@step
def chat_streamed():
    return [piece.delta for piece in model().stream_chat(question, temperature=0.0, max_tokens=12)]


@step
async def awaited():
    answer = await model().achat(question, temperature=0.0, max_tokens=12)
    return answer.message.content


@step
def text():
    return completer().complete(PROMPT).text


@step
def text_streamed():
    return "".join(piece.delta for piece in completer().stream_complete(PROMPT))


@step
def too_long():
    return model().chat([ChatMessage(role="user", content=TOO_LONG)]).message.content


@step
def wrong_key():
    return model(GUARDED, token="wrong").chat(question).message.content


@step
def right_key():
    return model(GUARDED, token=KEY).chat(question, temperature=0.0, max_tokens=12).message.content
