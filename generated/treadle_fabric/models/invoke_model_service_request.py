# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.tool_choice_mode import ToolChoiceMode, check_tool_choice_mode
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.chat_message import ChatMessage
    from ..models.invoke_model_service_request_logit_bias import InvokeModelServiceRequestLogitBias
    from ..models.json_object_format import JsonObjectFormat
    from ..models.json_schema_format import JsonSchemaFormat
    from ..models.named_tool_choice import NamedToolChoice
    from ..models.stream_options import StreamOptions
    from ..models.text_format import TextFormat
    from ..models.tool import Tool


T = TypeVar("T", bound="InvokeModelServiceRequest")


@_attrs_define
class InvokeModelServiceRequest:
    """A chat to be continued. `messages` is not mandatory in the contract, but nothing else can prompt a model: a request
    without it is answered with 400. Members that are not listed are ignored.

        Attributes:
            messages (list[ChatMessage] | Unset): The conversation so far, 1 to 100000 messages.
            max_tokens (int | Unset): Most tokens to generate for each choice; prompt and answer together are bounded by the
                model's context. 0 means 4096; absent means as many as the context allows. Not together with
                `max_completion_tokens`.
            temperature (float | Unset): Degree of randomness. A larger value (for example, 0.8) leads to a more random
                output, a smaller one (for example, 0.2) to a more centralized and deterministic output; 0 always takes the
                likeliest token, and then `n` is 1. Default: 1.
            logit_bias (InvokeModelServiceRequestLogitBias | Unset): What to add to the logit of a token before it is
                sampled, by token id; ids are in the vocabulary.
            top_p (float | Unset): Only the likeliest tokens whose probabilities add up to this are sampled. 0 always takes
                the likeliest token, and then `n` is 1.
            stream (bool | None | Unset): Whether the answer is streamed. If so, it is sent line by line as server-sent
                events, otherwise all at once. Null is false.
            frequency_penalty (float | Unset): Controls the repetition of words. A positive value penalizes new tokens by
                how often they have appeared in the generated text.
            presence_penalty (float | Unset): Controls the repetition of topics. A positive value penalizes new tokens that
                have appeared in the generated text, which makes new topics likelier.
            n (int | Unset): Number of choices to generate. The tokens of all of them count in `usage`. The contract gives
                no range; this server takes OpenAI's.
            model (str | Unset): Name of a model. The instance decides which model answers, whatever stands here.
            max_completion_tokens (int | None | Unset): OpenAI's newer name of `max_tokens`. Not together with it.
            stop (list[str] | None | str | Unset): Up to four texts that end the generation; they are not part of the
                answer.
            seed (int | None | Unset): The same seed and the same request give the same answer, as far as the engine can.
            logprobs (bool | None | Unset): Whether the log probabilities of the generated tokens are part of the answer.
            top_logprobs (int | None | Unset): How many alternatives each token's log probabilities carry. Without
                `logprobs` it has no effect.
            stream_options (None | StreamOptions | Unset): How to stream; only with `stream` set to true.
            tools (list[Tool] | Unset): Functions that the model may call.
            tool_choice (NamedToolChoice | ToolChoiceMode | Unset): Whether and which function the model calls.
            parallel_tool_calls (bool | Unset): Whether the model may call several functions at once. Absent means that it
                may if it was taught to. Without `tools`, or where a function is named, it has no effect.
            response_format (JsonObjectFormat | JsonSchemaFormat | TextFormat | Unset): Form that the answer has to take.
            user (str | Unset): Name of the end user; it has no effect on the answer.
            moderation (bool | Unset): False asks for an answer that no moderator has looked at, which is refused where the
                server's policy does not let a request opt out; true asks for one that it has, which is refused where none is
                configured. Absent, the instance decides. An extension: the contract says that moderation can be disabled, and
                not how.
    """

    messages: list[ChatMessage] | Unset = UNSET
    max_tokens: int | Unset = UNSET
    temperature: float | Unset = UNSET
    logit_bias: InvokeModelServiceRequestLogitBias | Unset = UNSET
    top_p: float | Unset = UNSET
    stream: bool | None | Unset = UNSET
    frequency_penalty: float | Unset = UNSET
    presence_penalty: float | Unset = UNSET
    n: int | Unset = UNSET
    model: str | Unset = UNSET
    max_completion_tokens: int | None | Unset = UNSET
    stop: list[str] | None | str | Unset = UNSET
    seed: int | None | Unset = UNSET
    logprobs: bool | None | Unset = UNSET
    top_logprobs: int | None | Unset = UNSET
    stream_options: None | StreamOptions | Unset = UNSET
    tools: list[Tool] | Unset = UNSET
    tool_choice: NamedToolChoice | ToolChoiceMode | Unset = UNSET
    parallel_tool_calls: bool | Unset = UNSET
    response_format: JsonObjectFormat | JsonSchemaFormat | TextFormat | Unset = UNSET
    user: str | Unset = UNSET
    moderation: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.json_object_format import JsonObjectFormat  # noqa: PLC0415
        from ..models.stream_options import StreamOptions  # noqa: PLC0415
        from ..models.text_format import TextFormat  # noqa: PLC0415

        messages: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.messages, Unset):
            messages = []
            for messages_item_data in self.messages:
                messages_item = messages_item_data.to_dict()
                messages.append(messages_item)

        max_tokens = self.max_tokens

        temperature = self.temperature

        logit_bias: dict[str, Any] | Unset = UNSET
        if not isinstance(self.logit_bias, Unset):
            logit_bias = self.logit_bias.to_dict()

        top_p = self.top_p

        stream: bool | None | Unset
        if isinstance(self.stream, Unset):
            stream = UNSET
        else:
            stream = self.stream

        frequency_penalty = self.frequency_penalty

        presence_penalty = self.presence_penalty

        n = self.n

        model = self.model

        max_completion_tokens: int | None | Unset
        if isinstance(self.max_completion_tokens, Unset):
            max_completion_tokens = UNSET
        else:
            max_completion_tokens = self.max_completion_tokens

        stop: list[str] | None | str | Unset
        if isinstance(self.stop, Unset):
            stop = UNSET
        elif isinstance(self.stop, list):
            stop = self.stop

        else:
            stop = self.stop

        seed: int | None | Unset
        if isinstance(self.seed, Unset):
            seed = UNSET
        else:
            seed = self.seed

        logprobs: bool | None | Unset
        if isinstance(self.logprobs, Unset):
            logprobs = UNSET
        else:
            logprobs = self.logprobs

        top_logprobs: int | None | Unset
        if isinstance(self.top_logprobs, Unset):
            top_logprobs = UNSET
        else:
            top_logprobs = self.top_logprobs

        stream_options: dict[str, Any] | None | Unset
        if isinstance(self.stream_options, Unset):
            stream_options = UNSET
        elif isinstance(self.stream_options, StreamOptions):
            stream_options = self.stream_options.to_dict()
        else:
            stream_options = self.stream_options

        tools: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.tools, Unset):
            tools = []
            for tools_item_data in self.tools:
                tools_item = tools_item_data.to_dict()
                tools.append(tools_item)

        tool_choice: dict[str, Any] | str | Unset
        if isinstance(self.tool_choice, Unset):
            tool_choice = UNSET
        elif isinstance(self.tool_choice, str):
            tool_choice = self.tool_choice
        else:
            tool_choice = self.tool_choice.to_dict()

        parallel_tool_calls = self.parallel_tool_calls

        response_format: dict[str, Any] | Unset
        if isinstance(self.response_format, Unset):
            response_format = UNSET
        elif isinstance(self.response_format, TextFormat):
            response_format = self.response_format.to_dict()
        elif isinstance(self.response_format, JsonObjectFormat):
            response_format = self.response_format.to_dict()
        else:
            response_format = self.response_format.to_dict()

        user = self.user

        moderation = self.moderation

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if messages is not UNSET:
            field_dict["messages"] = messages
        if max_tokens is not UNSET:
            field_dict["max_tokens"] = max_tokens
        if temperature is not UNSET:
            field_dict["temperature"] = temperature
        if logit_bias is not UNSET:
            field_dict["logit_bias"] = logit_bias
        if top_p is not UNSET:
            field_dict["top_p"] = top_p
        if stream is not UNSET:
            field_dict["stream"] = stream
        if frequency_penalty is not UNSET:
            field_dict["frequency_penalty"] = frequency_penalty
        if presence_penalty is not UNSET:
            field_dict["presence_penalty"] = presence_penalty
        if n is not UNSET:
            field_dict["n"] = n
        if model is not UNSET:
            field_dict["model"] = model
        if max_completion_tokens is not UNSET:
            field_dict["max_completion_tokens"] = max_completion_tokens
        if stop is not UNSET:
            field_dict["stop"] = stop
        if seed is not UNSET:
            field_dict["seed"] = seed
        if logprobs is not UNSET:
            field_dict["logprobs"] = logprobs
        if top_logprobs is not UNSET:
            field_dict["top_logprobs"] = top_logprobs
        if stream_options is not UNSET:
            field_dict["stream_options"] = stream_options
        if tools is not UNSET:
            field_dict["tools"] = tools
        if tool_choice is not UNSET:
            field_dict["tool_choice"] = tool_choice
        if parallel_tool_calls is not UNSET:
            field_dict["parallel_tool_calls"] = parallel_tool_calls
        if response_format is not UNSET:
            field_dict["response_format"] = response_format
        if user is not UNSET:
            field_dict["user"] = user
        if moderation is not UNSET:
            field_dict["moderation"] = moderation

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.chat_message import ChatMessage  # noqa: PLC0415
        from ..models.invoke_model_service_request_logit_bias import InvokeModelServiceRequestLogitBias  # noqa: PLC0415
        from ..models.json_object_format import JsonObjectFormat  # noqa: PLC0415
        from ..models.json_schema_format import JsonSchemaFormat  # noqa: PLC0415
        from ..models.named_tool_choice import NamedToolChoice  # noqa: PLC0415
        from ..models.stream_options import StreamOptions  # noqa: PLC0415
        from ..models.text_format import TextFormat  # noqa: PLC0415
        from ..models.tool import Tool  # noqa: PLC0415

        d = dict(src_dict)
        _messages = d.pop("messages", UNSET)
        messages: list[ChatMessage] | Unset = UNSET
        if _messages is not UNSET:
            messages = []
            for messages_item_data in _messages:
                messages_item = ChatMessage.from_dict(messages_item_data)

                messages.append(messages_item)

        max_tokens = d.pop("max_tokens", UNSET)

        temperature = d.pop("temperature", UNSET)

        _logit_bias = d.pop("logit_bias", UNSET)
        logit_bias: InvokeModelServiceRequestLogitBias | Unset
        if isinstance(_logit_bias, Unset):
            logit_bias = UNSET
        else:
            logit_bias = InvokeModelServiceRequestLogitBias.from_dict(_logit_bias)

        top_p = d.pop("top_p", UNSET)

        def _parse_stream(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        stream = _parse_stream(d.pop("stream", UNSET))

        frequency_penalty = d.pop("frequency_penalty", UNSET)

        presence_penalty = d.pop("presence_penalty", UNSET)

        n = d.pop("n", UNSET)

        model = d.pop("model", UNSET)

        def _parse_max_completion_tokens(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_completion_tokens = _parse_max_completion_tokens(d.pop("max_completion_tokens", UNSET))

        def _parse_stop(data: object) -> list[str] | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                stop_type_1 = cast(list[str], data)

                return stop_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | str | Unset, data)

        stop = _parse_stop(d.pop("stop", UNSET))

        def _parse_seed(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        seed = _parse_seed(d.pop("seed", UNSET))

        def _parse_logprobs(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        logprobs = _parse_logprobs(d.pop("logprobs", UNSET))

        def _parse_top_logprobs(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        top_logprobs = _parse_top_logprobs(d.pop("top_logprobs", UNSET))

        def _parse_stream_options(data: object) -> None | StreamOptions | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                stream_options_type_0 = StreamOptions.from_dict(data)

                return stream_options_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StreamOptions | Unset, data)

        stream_options = _parse_stream_options(d.pop("stream_options", UNSET))

        _tools = d.pop("tools", UNSET)
        tools: list[Tool] | Unset = UNSET
        if _tools is not UNSET:
            tools = []
            for tools_item_data in _tools:
                tools_item = Tool.from_dict(tools_item_data)

                tools.append(tools_item)

        def _parse_tool_choice(data: object) -> NamedToolChoice | ToolChoiceMode | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                tool_choice_type_0 = check_tool_choice_mode(data)

                return tool_choice_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            tool_choice_type_1 = NamedToolChoice.from_dict(data)

            return tool_choice_type_1

        tool_choice = _parse_tool_choice(d.pop("tool_choice", UNSET))

        parallel_tool_calls = d.pop("parallel_tool_calls", UNSET)

        def _parse_response_format(data: object) -> JsonObjectFormat | JsonSchemaFormat | TextFormat | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_format_type_0 = TextFormat.from_dict(data)

                return response_format_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_format_type_1 = JsonObjectFormat.from_dict(data)

                return response_format_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            response_format_type_2 = JsonSchemaFormat.from_dict(data)

            return response_format_type_2

        response_format = _parse_response_format(d.pop("response_format", UNSET))

        user = d.pop("user", UNSET)

        moderation = d.pop("moderation", UNSET)

        invoke_model_service_request = cls(
            messages=messages,
            max_tokens=max_tokens,
            temperature=temperature,
            logit_bias=logit_bias,
            top_p=top_p,
            stream=stream,
            frequency_penalty=frequency_penalty,
            presence_penalty=presence_penalty,
            n=n,
            model=model,
            max_completion_tokens=max_completion_tokens,
            stop=stop,
            seed=seed,
            logprobs=logprobs,
            top_logprobs=top_logprobs,
            stream_options=stream_options,
            tools=tools,
            tool_choice=tool_choice,
            parallel_tool_calls=parallel_tool_calls,
            response_format=response_format,
            user=user,
            moderation=moderation,
        )

        invoke_model_service_request.additional_properties = d
        return invoke_model_service_request

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
