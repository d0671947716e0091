# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.chat_finish_reason import ChatFinishReason, check_chat_finish_reason

if TYPE_CHECKING:
    from ..models.chat_logprobs import ChatLogprobs
    from ..models.chat_message import ChatMessage


T = TypeVar("T", bound="ChatChoice")


@_attrs_define
class ChatChoice:
    """One answer.

    Attributes:
        index (int): Its number.
        message (ChatMessage): What the assistant says, or which tools it calls.
        logprobs (ChatLogprobs | None): Log probabilities of its tokens, if `logprobs` was set; null otherwise.
        finish_reason (ChatFinishReason): Why the answer ended. `stop` covers the end of the sequence and stop texts,
            `tool_calls` every answer that ends with a
            whole call, whatever chose it. `stop_sequence` and `eos_token` are what TGI itself says in places; a client may
            meet them.
    """

    index: int
    message: ChatMessage
    logprobs: ChatLogprobs | None
    finish_reason: ChatFinishReason
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.chat_logprobs import ChatLogprobs  # noqa: PLC0415

        index = self.index

        message = self.message.to_dict()

        logprobs: dict[str, Any] | None
        if isinstance(self.logprobs, ChatLogprobs):
            logprobs = self.logprobs.to_dict()
        else:
            logprobs = self.logprobs

        finish_reason: str = self.finish_reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "index": index,
                "message": message,
                "logprobs": logprobs,
                "finish_reason": finish_reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.chat_logprobs import ChatLogprobs  # noqa: PLC0415
        from ..models.chat_message import ChatMessage  # noqa: PLC0415

        d = dict(src_dict)
        index = d.pop("index")

        message = ChatMessage.from_dict(d.pop("message"))

        def _parse_logprobs(data: object) -> ChatLogprobs | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                logprobs_type_0 = ChatLogprobs.from_dict(data)

                return logprobs_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ChatLogprobs | None, data)

        logprobs = _parse_logprobs(d.pop("logprobs"))

        finish_reason = check_chat_finish_reason(d.pop("finish_reason"))

        chat_choice = cls(
            index=index,
            message=message,
            logprobs=logprobs,
            finish_reason=finish_reason,
        )

        chat_choice.additional_properties = d
        return chat_choice

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
