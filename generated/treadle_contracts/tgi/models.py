"""Types of the Text Generation Inference contract.

Written by `make generate`; never edited.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from msgspec import UNSET, Struct, UnsetType, field


class BestOfSequence(Struct, kw_only=True):
    """A sequence that was generated for `best_of` and was not the best."""

    generated_text: str
    """Its text."""
    finish_reason: FinishReason
    generated_tokens: int
    """Number of its tokens."""
    seed: int | None
    """Seed of its sampling."""
    prefill: list[PrefillToken]
    """The prompt's tokens, if `decoder_input_details` was set."""
    tokens: list[Token]
    """Its tokens."""
    top_tokens: list[list[Token]] | UnsetType = UNSET
    """The most probable tokens at each position."""


class ChatChoice(Struct, kw_only=True):
    """One answer."""

    index: int
    """Its number."""
    message: ChatMessage
    logprobs: ChatLogprobs | None
    """Log probabilities of its tokens, if `logprobs` was set; null otherwise."""
    finish_reason: ChatFinishReason


class ChatChunkChoice(Struct, kw_only=True):
    """What was added to one answer."""

    index: int
    """Number of the answer."""
    delta: ChatDelta
    logprobs: ChatLogprobs | None
    """Log probabilities of the new tokens, if `logprobs` was set; null otherwise."""
    finish_reason: ChatFinishReason | None
    """Why the answer ended, in its last chunk; null before."""


class ChatCompletion(Struct, kw_only=True):
    """A finished chat completion."""

    object: Literal["chat.completion"] = "chat.completion"
    """Always `chat.completion`."""
    id: str
    """Unique id."""
    created: int
    """Unix seconds."""
    model: str
    """The model asked for, or else the one served."""
    system_fingerprint: str
    """Version of the server."""
    choices: list[ChatChoice]
    """`n` answers, by index."""
    usage: Usage


class ChatCompletionChunk(Struct, kw_only=True):
    """An event of a chat completion's stream."""

    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    """Always `chat.completion.chunk`."""
    id: str
    """Unique id, the same in each chunk."""
    created: int
    """Unix seconds."""
    model: str
    """The model asked for, or else the one served."""
    system_fingerprint: str
    """Version of the server."""
    choices: list[ChatChunkChoice]
    """What was added; empty in the chunk that reports the usage."""
    usage: Usage | None | UnsetType = UNSET
    """Token counts, in the last chunk and if `stream_options.include_usage` was set."""


class ChatDelta(Struct, kw_only=True):
    """New text, or new parts of tool calls."""

    role: Literal["assistant"] | UnsetType = UNSET
    """Always `assistant`."""
    content: str | None | UnsetType = UNSET
    """New text."""
    tool_calls: list[ToolCallDelta] | UnsetType = UNSET
    """New parts of tool calls."""


ChatFinishReason: TypeAlias = Literal["stop", "length", "tool_calls", "stop_sequence", "eos_token"]
"""
Why the answer ended. `stop` covers the end of the sequence and stop texts, `tool_calls` every answer that
ends with a whole call, whatever chose it. `stop_sequence` and `eos_token` are what TGI itself says in places;
a client may meet them.
"""


class ChatLogprob(Struct, kw_only=True):
    """Log probability of a token."""

    token: str
    """The token's text."""
    logprob: float
    """Its log probability, at least -9999."""
    top_logprobs: list[TopLogprob]
    """The most probable tokens at this position."""
    bytes: list[int] | None | UnsetType = UNSET
    """The token's bytes."""


class ChatLogprobs(Struct, kw_only=True):
    """Log probabilities of an answer's tokens."""

    content: list[ChatLogprob]
    """One element for each token."""


class ChatMessage(Struct, kw_only=True):
    """What the assistant says, or which tools it calls."""

    role: Literal["assistant"] = "assistant"
    """Always `assistant`."""
    content: str | None | UnsetType = UNSET
    """What it says."""
    name: str | None | UnsetType = UNSET
    """Never sent; TGI's document has it."""
    tool_calls: list[ToolCall] | UnsetType = UNSET
    """The tools it calls."""


class ChatRequest(Struct, kw_only=True):
    """
    A chat to continue. OpenAI's members that are not listed here are accepted and ignored, as TGI does. A
    member that is null counts as absent.
    """

    messages: list[Message]
    """The chat so far. A last message of the assistant is continued."""
    model: str | None | UnsetType = UNSET
    """Name of the model or of a LoRA adapter. Any name is served; the answer repeats it."""
    frequency_penalty: float | None | UnsetType = UNSET
    """Lowers a token's logit by this times its count in the output."""
    presence_penalty: float | None | UnsetType = UNSET
    """Lowers a token's logit by this if it is in the output."""
    logit_bias: dict[str, float] | list[float] | None | UnsetType = UNSET
    """Added to the logits, by token id (OpenAI). A list (TGI) is accepted and has no effect."""
    logprobs: bool | None = False
    """Whether to return log probabilities."""
    top_logprobs: int | None | UnsetType = UNSET
    """Number of most probable tokens to report at each position. Of no effect without `logprobs`."""
    max_tokens: int | None | UnsetType = UNSET
    """
    Most tokens to generate. Absent, or more than the context has room for, means the rest of the context.
    """
    max_completion_tokens: int | None | UnsetType = UNSET
    """OpenAI's newer name of `max_tokens`; it wins if both are given."""
    n: int | None | UnsetType = UNSET
    """Number of choices to generate; absent means 1."""
    response_format: ResponseFormat | None | UnsetType = UNSET
    """What the answer must match. Not together with `tools`, unless it asks for free text."""
    seed: int | None | UnsetType = UNSET
    """Seed of the sampling. Absent means a random one."""
    stop: str | list[str] | None | UnsetType = UNSET
    """Generation stops before any of these texts."""
    stream: bool | None = False
    """Whether to answer with an event stream."""
    stream_options: StreamOptions | None | UnsetType = UNSET
    """Options of the event stream."""
    temperature: float | None | UnsetType = UNSET
    """Divides the logits before sampling. 0 is greedy; absent means 1."""
    top_p: float | None | UnsetType = UNSET
    """Samples from the most probable tokens whose probabilities add up to this. 1 is off."""
    tools: list[Tool] | None | UnsetType = UNSET
    """Functions that the model may call."""
    tool_choice: str | ToolChoice | None | UnsetType = UNSET
    """
    Whether to call a tool, and which: `auto` (also null), `none`, `required`, the name of a function, or an
    object that holds the name. Of no effect without `tools`.
    """
    tool_prompt: str | None | UnsetType = UNSET
    """
    Text that tells the model about its tools. Absent or empty means that the model's chat template does, or
    TGI's own text where it does not.
    """
    parallel_tool_calls: bool | None | UnsetType = UNSET
    """
    Whether one answer may have several calls (OpenAI). Absent means that it may if the model was taught to
    write several. Of no effect without `tools`, or where a function is named.
    """


class ChatTokenizeResponse(Struct, kw_only=True):
    """A chat as the model sees it."""

    tokenize_response: list[SimpleToken]
    """Its tokens."""
    templated_text: str
    """The text that the model's chat template made of it."""


class CompatGenerateRequest(Struct, kw_only=True):
    """What `POST /` takes, a generation request that says itself whether to stream."""

    inputs: str
    """The prompt."""
    parameters: GenerateParameters | UnsetType = UNSET
    stream: bool | None = False
    """Whether to answer with an event stream."""


class Completion(Struct, kw_only=True):
    """Finished completions."""

    object: Literal["text_completion"] = "text_completion"
    """Always `text_completion`."""
    id: str
    """Unique id."""
    created: int
    """Unix seconds."""
    model: str
    """The model asked for, or else the one served."""
    system_fingerprint: str
    """Version of the server."""
    choices: list[CompletionChoice]
    """`n` answers to each prompt, by index."""
    usage: Usage


class CompletionChoice(Struct, kw_only=True):
    """One answer."""

    index: int
    """Its number, counting through the prompts."""
    text: str
    """The text."""
    logprobs: CompletionLogprobs | None
    """Log probabilities of its tokens, if `logprobs` was set; null otherwise."""
    finish_reason: CompletionFinishReason


class CompletionChunk(Struct, kw_only=True):
    """An event of a completion's stream."""

    object: Literal["text_completion"] = "text_completion"
    """Always `text_completion`."""
    id: str
    """Unique id, the same in each chunk."""
    created: int
    """Unix seconds."""
    model: str
    """The model asked for, or else the one served."""
    system_fingerprint: str
    """Version of the server."""
    choices: list[CompletionChunkChoice]
    """What was added; empty in the chunk that reports the usage."""
    usage: Usage | None | UnsetType = UNSET
    """Token counts, in the last chunk of each prompt."""


class CompletionChunkChoice(Struct, kw_only=True):
    """What was added to one answer."""

    index: int
    """Number of the answer."""
    text: str
    """New text."""
    logprobs: CompletionLogprobs | None
    """Log probabilities of the new tokens, if `logprobs` was set; null otherwise."""
    finish_reason: Literal["stop", "length", "stop_sequence", "eos_token", ""] | None
    """Why the answer ended, in its last chunk. Before, null or (TGI) an empty text."""


CompletionFinishReason: TypeAlias = Literal["stop", "length", "stop_sequence", "eos_token"]
"""
Why the answer ended. `stop` covers the end of the sequence and stop texts. `stop_sequence` and `eos_token`
are what TGI itself says in places; a client may meet them.
"""


class CompletionLogprobs(Struct, kw_only=True):
    """Log probabilities of an answer's tokens, in four lists of the same length."""

    tokens: list[str]
    """The tokens' texts."""
    token_logprobs: list[float | None]
    """Their log probabilities."""
    top_logprobs: list[dict[str, float] | None] | None
    """The most probable tokens at each position."""
    text_offset: list[int]
    """Where the tokens begin in the text, in characters."""


class CompletionRequest(Struct, kw_only=True):
    """
    Prompts to continue. OpenAI's members that are not listed here are accepted and ignored, as TGI does. A
    member that is null counts as absent.
    """

    prompt: str | list[str | int | list[int]]
    """A text, several texts, a text as token ids, or several texts as token ids."""
    model: str | None | UnsetType = UNSET
    """Name of the model or of a LoRA adapter. Any name is served; the answer repeats it."""
    max_tokens: int | None | UnsetType = UNSET
    """
    Most tokens to generate for each prompt. Absent, or more than the context has room for, means the rest of
    the context.
    """
    temperature: float | None | UnsetType = UNSET
    """Divides the logits before sampling. 0 is greedy; absent means 1."""
    top_p: float | None | UnsetType = UNSET
    """Samples from the most probable tokens whose probabilities add up to this. 1 is off."""
    stream: bool | None = False
    """Whether to answer with an event stream."""
    stream_options: StreamOptions | None | UnsetType = UNSET
    """Options of the event stream."""
    seed: int | None | UnsetType = UNSET
    """Seed of the sampling. Absent means a random one."""
    suffix: str | None | UnsetType = UNSET
    """Accepted, and of no effect."""
    repetition_penalty: float | None | UnsetType = UNSET
    """
    Divides the positive and multiplies the negative logits of tokens in prompt and output. 0 and 1 are off.
    """
    frequency_penalty: float | None | UnsetType = UNSET
    """Lowers a token's logit by this times its count in the output."""
    presence_penalty: float | None | UnsetType = UNSET
    """Lowers a token's logit by this if it is in the output."""
    logit_bias: dict[str, float] | list[float] | None | UnsetType = UNSET
    """Added to the logits, by token id (OpenAI). A list (TGI) is accepted and has no effect."""
    stop: str | list[str] | None | UnsetType = UNSET
    """Generation stops before any of these texts."""
    n: int | None | UnsetType = UNSET
    """Number of choices for each prompt; absent means 1."""
    best_of: int | None | UnsetType = UNSET
    """
    Number of sequences to generate for each prompt; the `n` with the highest mean log probability are the
    answer. Fewer than `n` is refused; not with a stream.
    """
    echo: bool | None = False
    """Whether to put the prompt before the generated text."""
    logprobs: int | bool | None | UnsetType = UNSET
    """Number of most probable tokens to report at each position, beside the chosen one. True means 0."""


class Details(Struct, kw_only=True):
    """How the text came about. Present only if `details` or `decoder_input_details` was set."""

    finish_reason: FinishReason
    generated_tokens: int
    """Number of generated tokens, the end-of-sequence token included."""
    seed: int | None
    """Seed of the sampling; null if the generation was greedy."""
    prefill: list[PrefillToken]
    """The prompt's tokens, if `decoder_input_details` was set."""
    tokens: list[Token]
    """The generated tokens."""
    best_of_sequences: list[BestOfSequence] | UnsetType = UNSET
    """The sequences that lost to this one. Present only if `best_of` was above 1."""
    top_tokens: list[list[Token]] | UnsetType = UNSET
    """The most probable tokens at each position. Present only if `top_n_tokens` was above 0."""


class ErrorResponse(Struct, kw_only=True):
    """A failed call, or the last event of a failed native stream."""

    error: str
    """What is wrong, for a person."""
    error_type: str
    """
    What is wrong, for a program: `validation`, `generation`, `overloaded`, `incomplete_generation`,
    `incomplete_generation_stream`, `template_error`, `missing_template_variable`, `tool_error`,
    `stream_serialization_error`, `healthcheck`, `unauthorized`, or another word.
    """


FinishReason: TypeAlias = Literal["length", "eos_token", "stop_sequence"]
"""Why generation ended, by length, by the model's end-of-sequence token, or by a stop sequence."""


class FunctionCall(Struct, kw_only=True):
    """A function and what to call it with."""

    name: str
    """Name of the function."""
    arguments: str
    """The arguments as JSON text."""
    description: str | None | UnsetType = UNSET
    """TGI's member, always null."""


class FunctionCallDelta(Struct, kw_only=True):
    """A part of a function call."""

    arguments: str
    """More of the arguments' JSON text."""
    name: str | None | UnsetType = UNSET
    """Name of the function."""


class GenerateParameters(Struct, kw_only=True):
    """
    How to generate. Without `parameters` at all the request samples; with an empty object it is greedy. A
    member that is null counts as absent.
    """

    adapter_id: str | None | UnsetType = UNSET
    """LoRA adapter to use. An unknown one gives the base model."""
    best_of: int | None | UnsetType = UNSET
    """
    Number of sequences to generate; the one with the highest mean log probability is the answer. Needs
    sampling, no seed and no stream.
    """
    decoder_input_details: bool | None = False
    """
    Whether to return the prompt's tokens with their log probabilities. Implies `details`; not with a stream.
    """
    details: bool | None = False
    """Whether to return generation details."""
    do_sample: bool | None = False
    """
    Whether to sample. Any of temperature, top_k, top_p and typical_p that is not at its neutral value samples
    as well.
    """
    frequency_penalty: float | None | UnsetType = UNSET
    """Penalises tokens by their relative frequency in prompt and output. 0 is off."""
    grammar: Grammar | None | UnsetType = UNSET
    """What the output must match."""
    max_new_tokens: int | None | UnsetType = UNSET
    """
    Most tokens to generate. Absent, or more than the context has room for, means the rest of the context.
    """
    repetition_penalty: float | None | UnsetType = UNSET
    """Divides the positive and multiplies the negative logits of tokens in prompt and output. 1 is off."""
    return_full_text: bool | None | UnsetType = UNSET
    """
    Whether to put the prompt before the generated text. Absent means no on `/generate` and
    `/generate_stream`; on `POST /` it depends on the model's pipeline tag.
    """
    seed: int | None | UnsetType = UNSET
    """Seed of the sampling. Absent means a random one, which the details report."""
    stop: list[str] | None = field(default_factory=list)
    """
    Generation stops after any of these texts, which stays in the output. An empty one stops it after the
    first token.
    """
    temperature: float | None | UnsetType = UNSET
    """Divides the logits before sampling. 1 is neutral."""
    top_k: int | None | UnsetType = UNSET
    """Samples from this many most probable tokens only."""
    top_n_tokens: int | None | UnsetType = UNSET
    """Number of most probable tokens to report at each position. Ties with the last one are reported too."""
    top_p: float | None | UnsetType = UNSET
    """Samples from the most probable tokens whose probabilities add up to this."""
    truncate: int | None | UnsetType = UNSET
    """Keeps the last so many tokens of the prompt, special tokens included."""
    typical_p: float | None | UnsetType = UNSET
    """Typical decoding mass (arXiv 2202.00666)."""
    watermark: bool | None = False
    """Watermarks the output (arXiv 2301.10226)."""


class GenerateRequest(Struct, kw_only=True):
    """A prompt and how to continue it."""

    inputs: str
    """The prompt."""
    parameters: GenerateParameters | UnsetType = UNSET


class GenerateResponse(Struct, kw_only=True):
    """A finished generation."""

    generated_text: str
    """The generated text, without special tokens; after the prompt if `return_full_text` was set."""
    details: Details | UnsetType = UNSET


class GenerateStreamRequest(Struct, kw_only=True):
    """A generation request whose answer is always an event stream. A member `stream` is ignored."""

    inputs: str
    """The prompt."""
    parameters: GenerateParameters | UnsetType = UNSET


class ImagePart(Struct, kw_only=True, tag_field="type", tag="image_url"):
    """An image within a message."""

    image_url: ImageUrl


class ImageUrl(Struct, kw_only=True):
    """Where an image is."""

    url: str
    """An http(s) address, or a data URL."""
    detail: str | None | UnsetType = UNSET
    """OpenAI's level of detail; accepted, and of no effect."""


class Info(Struct, kw_only=True):
    """
    The model and the server's limits. TGI 3 and TGI 2.0 name some of them differently; both names are
    answered.
    """

    model_id: str
    """The model's name or place."""
    max_concurrent_requests: int
    """Sequences that may run or wait at once."""
    max_best_of: int
    """Greatest `best_of`."""
    max_stop_sequences: int
    """Most stop sequences of a request."""
    max_total_tokens: int
    """Most tokens of prompt and output together."""
    validation_workers: int
    """Tokeniser threads."""
    max_client_batch_size: int
    """Most prompts of one completion request."""
    version: str
    """Version of TGI's interface that is answered."""
    model_sha: str | None | UnsetType = UNSET
    """The model's revision."""
    model_pipeline_tag: str | None | UnsetType = UNSET
    """The model's task."""
    model_dtype: str | UnsetType = UNSET
    """Type of the weights (TGI 2)."""
    model_device_type: str | UnsetType = UNSET
    """Where the model runs (TGI 2)."""
    max_input_tokens: int | UnsetType = UNSET
    """Most tokens of a prompt."""
    max_input_length: int | UnsetType = UNSET
    """Most tokens of a prompt (TGI 2.0's name)."""
    waiting_served_ratio: float | UnsetType = UNSET
    """Scheduling (TGI 2)."""
    max_batch_total_tokens: int | UnsetType = UNSET
    """Most tokens in a batch (TGI 2)."""
    max_waiting_tokens: int | UnsetType = UNSET
    """Scheduling (TGI 2)."""
    max_batch_size: int | None | UnsetType = UNSET
    """Most sequences in a batch (TGI 2)."""
    router: str | UnsetType = UNSET
    """Name of the router."""
    sha: str | None | UnsetType = UNSET
    """The server's revision."""
    docker_label: str | None | UnsetType = UNSET
    """The container's label."""


InvocationRequest: TypeAlias = dict[str, Any]
"""
The body of `POST /` (it has `inputs`), of the chat route (it has `messages`) or of the completions route (it
has `prompt`). The first of these members that is there decides.
"""


class JsonFormat(Struct, kw_only=True, tag_field="type", tag="json"):
    """JSON that matches a schema, TGI's form."""

    value: dict[str, Any] | str
    """A JSON Schema, or its JSON text."""


class JsonGrammar(Struct, kw_only=True, tag_field="type", tag="json"):
    """JSON that matches a schema."""

    value: dict[str, Any] | str
    """A JSON Schema, or its JSON text."""


class JsonObjectFormat(Struct, kw_only=True, tag_field="type", tag="json_object"):
    """
    A JSON object. With `value` (TGI) or `schema` (as LangChain sends it) it matches that schema; without, any
    object will do (OpenAI).
    """

    value: dict[str, Any] | str | None | UnsetType = UNSET
    """A JSON Schema, or its JSON text."""
    schema: dict[str, Any] | None | UnsetType = UNSET
    """A JSON Schema, where there is no `value`."""


class JsonObjectGrammar(Struct, kw_only=True, tag_field="type", tag="json_object"):
    """JSON that matches a schema; the same as `json`."""

    value: dict[str, Any] | str
    """A JSON Schema, or its JSON text."""


class JsonSchemaFormat(Struct, kw_only=True, tag_field="type", tag="json_schema"):
    """JSON that matches a named schema, in `json_schema` (OpenAI) or in `value` (TGI)."""

    json_schema: NamedJsonSchema | UnsetType = UNSET
    value: NamedJsonSchema | UnsetType = UNSET


class JsonSchemaGrammar(Struct, kw_only=True, tag_field="type", tag="json_schema"):
    """JSON that matches a named schema."""

    value: NamedJsonSchema


class Message(Struct, kw_only=True):
    """A message of a chat."""

    role: str
    """Who says it, in the words of the model's chat template."""
    content: str | list[ContentPart] | None | UnsetType = UNSET
    """What is said. It may be null or absent only beside `tool_calls`."""
    name: str | None | UnsetType = UNSET
    """Name of who says it. Handed to the chat template; most ignore it."""
    tool_calls: list[PastToolCall] | None | UnsetType = UNSET
    """The tools that the assistant called."""
    tool_call_id: str | None | UnsetType = UNSET
    """The call that a message of role `tool` answers."""


class Model(Struct, kw_only=True):
    """A served model."""

    id: str
    """Its name."""
    object: Literal["model"] = "model"
    """Always `model`."""
    created: int
    """Unix seconds, or 0."""
    owned_by: str
    """Its owner."""


class ModelList(Struct, kw_only=True):
    """The served models."""

    object: Literal["list"] = "list"
    """Always `list`."""
    data: list[Model]
    """The models."""


class NamedFunction(Struct, kw_only=True):
    """A function, by name."""

    name: str
    """Name of the function."""


class NamedJsonSchema(Struct, kw_only=True):
    """A JSON Schema with a name."""

    schema: dict[str, Any]
    """The JSON Schema."""
    name: str | None | UnsetType = UNSET
    """The schema's name."""
    strict: bool | None | UnsetType = UNSET
    """Accepted. Output always matches the schema."""
    description: str | None | UnsetType = UNSET
    """Accepted, and of no effect."""


class PastFunctionCall(Struct, kw_only=True):
    """A function and what it was called with, in `arguments` or in `parameters`."""

    name: str
    """Name of the function."""
    description: str | None | UnsetType = UNSET
    """What the function does."""
    arguments: Any | UnsetType = UNSET
    """The arguments, as JSON text or as JSON."""
    parameters: Any | UnsetType = UNSET
    """TGI's other name of `arguments`."""


class PastToolCall(Struct, kw_only=True):
    """A call that the assistant made earlier in the chat."""

    id: str
    """Its id."""
    type: str
    """Kind of tool."""
    function: PastFunctionCall


class PrefillToken(Struct, kw_only=True):
    """A token of the prompt."""

    id: int
    """Token id."""
    text: str
    """The id decoded by itself."""
    logprob: float | None
    """Log probability given the tokens before it; null for the first."""


class RegexFormat(Struct, kw_only=True, tag_field="type", tag="regex"):
    """Text that matches a regular expression as a whole, TGI's form."""

    value: str
    """The regular expression, in the syntax of Rust's `regex`; `\\d` and `\\w` are ASCII."""


class RegexGrammar(Struct, kw_only=True, tag_field="type", tag="regex"):
    """Text that matches a regular expression as a whole."""

    value: str
    """The regular expression, in the syntax of Rust's `regex`; `\\d` and `\\w` are ASCII."""


Grammar: TypeAlias = JsonGrammar | JsonObjectGrammar | RegexGrammar | JsonSchemaGrammar
"""What an output must match."""


class SimpleToken(Struct, kw_only=True):
    """A token of a text."""

    id: int
    """Token id."""
    text: str
    """The text between `start` and `stop`; empty for an added special token."""
    start: int
    """Where the token begins, in bytes of UTF-8."""
    stop: int
    """Where the token ends, in bytes of UTF-8."""


class StreamDetails(Struct, kw_only=True):
    """How a streamed text came about."""

    finish_reason: FinishReason
    generated_tokens: int
    """Number of generated tokens, the end-of-sequence token included."""
    seed: int | None
    """Seed of the sampling; null if the generation was greedy."""
    input_length: int | UnsetType = UNSET
    """Number of prompt tokens after truncation."""


class StreamError(Struct, kw_only=True):
    """The last event before `[DONE]` of a failed stream under `/v1`."""

    error: StreamErrorDetail


class StreamErrorDetail(Struct, kw_only=True):
    """What went wrong in a stream."""

    message: str
    """What is wrong, for a person."""
    http_status_code: int
    """The status that the same fault has before a stream begins."""
    type: str | UnsetType = UNSET
    """What is wrong, for a program; the word that `error_type` has elsewhere."""
    code: str | None | UnsetType = UNSET
    """The same word again, where OpenAI's clients look for it."""


class StreamOptions(Struct, kw_only=True):
    """Options of the event stream."""

    include_usage: bool | None = False
    """Whether one more chunk, without choices, reports the usage."""


class StreamResponse(Struct, kw_only=True):
    """One generated token."""

    index: int
    """Number of this event, from 1."""
    token: Token
    generated_text: str | None
    """The whole text, on the last event; null before."""
    details: StreamDetails | None
    """How the text came about, on the last event and if `details` was set; null otherwise."""
    top_tokens: list[Token] | UnsetType = UNSET
    """The most probable tokens at this position. Present only if `top_n_tokens` was above 0."""


class TextFormat(Struct, kw_only=True, tag_field="type", tag="text"):
    """Free text."""


ResponseFormat: TypeAlias = TextFormat | JsonFormat | JsonObjectFormat | RegexFormat | JsonSchemaFormat
"""What a chat's answer must match."""


class TextPart(Struct, kw_only=True, tag_field="type", tag="text"):
    """Text within a message."""

    text: str
    """The text."""


ContentPart: TypeAlias = TextPart | ImagePart
"""A part of a message."""


class Token(Struct, kw_only=True):
    """A generated token."""

    id: int
    """Token id."""
    text: str
    """What the token added to the text."""
    logprob: float | None
    """Log probability after temperature, penalties and filters."""
    special: bool
    """Whether this is a special token, such as the end of the sequence."""


class TokenizeRequest(Struct, kw_only=True):
    """A text to tokenise. `parameters` are checked and have no effect."""

    inputs: str
    """The text; an empty one is allowed."""
    parameters: GenerateParameters | UnsetType = UNSET


class Tool(Struct, kw_only=True):
    """A tool that the model may call."""

    type: str
    """Kind of tool; `function` is the only one with a meaning."""
    function: ToolFunction


class ToolCall(Struct, kw_only=True):
    """A call that the model makes."""

    id: str
    """Id of the call."""
    type: Literal["function"] = "function"
    """Always `function`."""
    function: FunctionCall


class ToolCallDelta(Struct, kw_only=True):
    """
    A part of a tool call. The first part of a call has its id and its function's name; each has more of the
    arguments.
    """

    index: int
    """Number of the call."""
    function: FunctionCallDelta
    id: str | UnsetType = UNSET
    """Id of the call."""
    type: Literal["function"] | UnsetType = UNSET
    """Always `function`."""


class ToolChoice(Struct, kw_only=True):
    """
    A function to call, as `{"type":"function","function":{"name":…}}`, `{"function":{"name":…}}` or
    `{"FunctionName":…}`.
    """

    type: Literal["function"] | None | UnsetType = UNSET
    """Kind of tool."""
    function: NamedFunction | UnsetType = UNSET
    FunctionName: str | UnsetType = UNSET
    """Name of the function."""


class ToolFunction(Struct, kw_only=True):
    """A function that the model may call."""

    name: str
    """Name of the function."""
    description: str | None | UnsetType = UNSET
    """What the function does."""
    parameters: dict[str, Any] | None | UnsetType = UNSET
    """JSON Schema of the arguments. Absent means no arguments."""
    arguments: dict[str, Any] | None | UnsetType = UNSET
    """TGI's other name of `parameters`."""
    strict: bool | None | UnsetType = UNSET
    """Accepted. Arguments always match the schema."""


class TopLogprob(Struct, kw_only=True):
    """A token that might have been chosen."""

    token: str
    """The token's text."""
    logprob: float
    """Its log probability, at least -9999."""
    bytes: list[int] | None | UnsetType = UNSET
    """The token's bytes."""


class Usage(Struct, kw_only=True):
    """Token counts."""

    prompt_tokens: int
    """Tokens of the prompts."""
    completion_tokens: int
    """Generated tokens."""
    total_tokens: int
    """Their sum."""


VertexInstance: TypeAlias = dict[str, Any]
"""
A text (it has `inputs`) or a chat (the body of `/v1/chat/completions`; its `stream` and `n` have no effect).
"""


class VertexRequest(Struct, kw_only=True):
    """Texts and chats to continue, side by side."""

    instances: list[VertexInstance]
    """What to continue."""


class VertexResponse(Struct, kw_only=True):
    """The generated texts."""

    predictions: list[str]
    """
    A text for each instance, in their order. A chat that calls tools gives the calls as the model wrote them.
    """


class VertexText(Struct, kw_only=True):
    """A prompt and how to continue it. It samples unless `do_sample` is false."""

    inputs: str
    """The prompt."""
    parameters: GenerateParameters | None | UnsetType = UNSET
    """How to generate."""
