# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.chat_request_tool_choice_type_0 import (
    ChatRequestToolChoiceType0,
    check_chat_request_tool_choice_type_0,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.chat_request_logit_bias_type_0 import ChatRequestLogitBiasType0
    from ..models.message import Message
    from ..models.named_tool import NamedTool


T = TypeVar("T", bound="ChatRequest")


@_attrs_define
class ChatRequest:
    """
    Attributes:
        messages (list[Message]):
        stream (bool | None | Unset): Default: false.
        tool_choice (ChatRequestToolChoiceType0 | NamedTool | None | Unset):
        logit_bias (ChatRequestLogitBiasType0 | list[float] | Unset):
        prompt (list[int | list[int] | str] | str | Unset):
    """

    messages: list[Message]
    stream: bool | None | Unset = UNSET
    tool_choice: ChatRequestToolChoiceType0 | NamedTool | None | Unset = UNSET
    logit_bias: ChatRequestLogitBiasType0 | list[float] | Unset = UNSET
    prompt: list[int | list[int] | str] | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.chat_request_logit_bias_type_0 import ChatRequestLogitBiasType0  # noqa: PLC0415
        from ..models.named_tool import NamedTool  # noqa: PLC0415

        messages = []
        for messages_item_data in self.messages:
            messages_item = messages_item_data.to_dict()
            messages.append(messages_item)

        stream: bool | None | Unset
        if isinstance(self.stream, Unset):
            stream = UNSET
        else:
            stream = self.stream

        tool_choice: dict[str, Any] | None | str | Unset
        if isinstance(self.tool_choice, Unset):
            tool_choice = UNSET
        elif isinstance(self.tool_choice, str):
            tool_choice = self.tool_choice
        elif isinstance(self.tool_choice, NamedTool):
            tool_choice = self.tool_choice.to_dict()
        else:
            tool_choice = self.tool_choice

        logit_bias: dict[str, Any] | list[float] | Unset
        if isinstance(self.logit_bias, Unset):
            logit_bias = UNSET
        elif isinstance(self.logit_bias, ChatRequestLogitBiasType0):
            logit_bias = self.logit_bias.to_dict()
        else:
            logit_bias = self.logit_bias

        prompt: list[int | list[int] | str] | str | Unset
        if isinstance(self.prompt, Unset):
            prompt = UNSET
        elif isinstance(self.prompt, list):
            prompt = []
            for prompt_type_1_item_data in self.prompt:
                prompt_type_1_item: int | list[int] | str
                if isinstance(prompt_type_1_item_data, list):
                    prompt_type_1_item = prompt_type_1_item_data

                else:
                    prompt_type_1_item = prompt_type_1_item_data
                prompt.append(prompt_type_1_item)

        else:
            prompt = self.prompt

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "messages": messages,
            }
        )
        if stream is not UNSET:
            field_dict["stream"] = stream
        if tool_choice is not UNSET:
            field_dict["tool_choice"] = tool_choice
        if logit_bias is not UNSET:
            field_dict["logit_bias"] = logit_bias
        if prompt is not UNSET:
            field_dict["prompt"] = prompt

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.chat_request_logit_bias_type_0 import ChatRequestLogitBiasType0  # noqa: PLC0415
        from ..models.message import Message  # noqa: PLC0415
        from ..models.named_tool import NamedTool  # noqa: PLC0415

        d = dict(src_dict)
        messages = []
        _messages = d.pop("messages")
        for messages_item_data in _messages:
            messages_item = Message.from_dict(messages_item_data)

            messages.append(messages_item)

        def _parse_stream(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        stream = _parse_stream(d.pop("stream", UNSET))

        def _parse_tool_choice(data: object) -> ChatRequestToolChoiceType0 | NamedTool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                tool_choice_type_0 = check_chat_request_tool_choice_type_0(data)

                return tool_choice_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                tool_choice_type_1 = NamedTool.from_dict(data)

                return tool_choice_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ChatRequestToolChoiceType0 | NamedTool | None | Unset, data)

        tool_choice = _parse_tool_choice(d.pop("tool_choice", UNSET))

        def _parse_logit_bias(data: object) -> ChatRequestLogitBiasType0 | list[float] | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                logit_bias_type_0 = ChatRequestLogitBiasType0.from_dict(data)

                return logit_bias_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, list):
                raise TypeError()
            logit_bias_type_1 = cast(list[float], data)

            return logit_bias_type_1

        logit_bias = _parse_logit_bias(d.pop("logit_bias", UNSET))

        def _parse_prompt(data: object) -> list[int | list[int] | str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                prompt_type_1 = []
                _prompt_type_1 = data
                for prompt_type_1_item_data in _prompt_type_1:

                    def _parse_prompt_type_1_item(data: object) -> int | list[int] | str:
                        try:
                            if not isinstance(data, list):
                                raise TypeError()
                            prompt_type_1_item_type_2 = cast(list[int], data)

                            return prompt_type_1_item_type_2
                        except (TypeError, ValueError, AttributeError, KeyError):
                            pass
                        return cast(int | list[int] | str, data)

                    prompt_type_1_item = _parse_prompt_type_1_item(prompt_type_1_item_data)

                    prompt_type_1.append(prompt_type_1_item)

                return prompt_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[int | list[int] | str] | str | Unset, data)

        prompt = _parse_prompt(d.pop("prompt", UNSET))

        chat_request = cls(
            messages=messages,
            stream=stream,
            tool_choice=tool_choice,
            logit_bias=logit_bias,
            prompt=prompt,
        )

        chat_request.additional_properties = d
        return chat_request

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
