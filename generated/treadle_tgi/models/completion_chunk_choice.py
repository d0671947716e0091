# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.completion_chunk_choice_finish_reason_type_1 import (
    CompletionChunkChoiceFinishReasonType1,
    check_completion_chunk_choice_finish_reason_type_1,
)
from ..models.completion_chunk_choice_finish_reason_type_2_type_1 import (
    CompletionChunkChoiceFinishReasonType2Type1,
    check_completion_chunk_choice_finish_reason_type_2_type_1,
)
from ..models.completion_chunk_choice_finish_reason_type_3_type_1 import (
    CompletionChunkChoiceFinishReasonType3Type1,
    check_completion_chunk_choice_finish_reason_type_3_type_1,
)

if TYPE_CHECKING:
    from ..models.completion_logprobs import CompletionLogprobs


T = TypeVar("T", bound="CompletionChunkChoice")


@_attrs_define
class CompletionChunkChoice:
    """What was added to one answer.

    Attributes:
        index (int): Number of the answer.
        text (str): New text.
        logprobs (CompletionLogprobs | None): Log probabilities of the new tokens, if `logprobs` was set; null
            otherwise.
        finish_reason (CompletionChunkChoiceFinishReasonType1 | CompletionChunkChoiceFinishReasonType2Type1 |
            CompletionChunkChoiceFinishReasonType3Type1 | None): Why the answer ended, in its last chunk. Before, null or
            (TGI) an empty text.
    """

    index: int
    text: str
    logprobs: CompletionLogprobs | None
    finish_reason: (
        CompletionChunkChoiceFinishReasonType1
        | CompletionChunkChoiceFinishReasonType2Type1
        | CompletionChunkChoiceFinishReasonType3Type1
        | None
    )
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.completion_logprobs import CompletionLogprobs  # noqa: PLC0415

        index = self.index

        text = self.text

        logprobs: dict[str, Any] | None
        if isinstance(self.logprobs, CompletionLogprobs):
            logprobs = self.logprobs.to_dict()
        else:
            logprobs = self.logprobs

        finish_reason: None | str
        if isinstance(self.finish_reason, str):
            finish_reason = self.finish_reason
        elif isinstance(self.finish_reason, str):
            finish_reason = self.finish_reason
        elif isinstance(self.finish_reason, str):
            finish_reason = self.finish_reason
        else:
            finish_reason = self.finish_reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "index": index,
                "text": text,
                "logprobs": logprobs,
                "finish_reason": finish_reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.completion_logprobs import CompletionLogprobs  # noqa: PLC0415

        d = dict(src_dict)
        index = d.pop("index")

        text = d.pop("text")

        def _parse_logprobs(data: object) -> CompletionLogprobs | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                logprobs_type_0 = CompletionLogprobs.from_dict(data)

                return logprobs_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CompletionLogprobs | None, data)

        logprobs = _parse_logprobs(d.pop("logprobs"))

        def _parse_finish_reason(
            data: object,
        ) -> (
            CompletionChunkChoiceFinishReasonType1
            | CompletionChunkChoiceFinishReasonType2Type1
            | CompletionChunkChoiceFinishReasonType3Type1
            | None
        ):
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finish_reason_type_1 = check_completion_chunk_choice_finish_reason_type_1(data)

                return finish_reason_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finish_reason_type_2_type_1 = check_completion_chunk_choice_finish_reason_type_2_type_1(data)

                return finish_reason_type_2_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finish_reason_type_3_type_1 = check_completion_chunk_choice_finish_reason_type_3_type_1(data)

                return finish_reason_type_3_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                CompletionChunkChoiceFinishReasonType1
                | CompletionChunkChoiceFinishReasonType2Type1
                | CompletionChunkChoiceFinishReasonType3Type1
                | None,
                data,
            )

        finish_reason = _parse_finish_reason(d.pop("finish_reason"))

        completion_chunk_choice = cls(
            index=index,
            text=text,
            logprobs=logprobs,
            finish_reason=finish_reason,
        )

        completion_chunk_choice.additional_properties = d
        return completion_chunk_choice

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
