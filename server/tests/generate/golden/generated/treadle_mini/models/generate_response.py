# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.finish_reason import FinishReason, check_finish_reason
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.generate_response_details_type_0 import GenerateResponseDetailsType0
    from ..models.token import Token


T = TypeVar("T", bound="GenerateResponse")


@_attrs_define
class GenerateResponse:
    """
    Attributes:
        generated_text (str):
        tokens (list[Token]):
        finish (FinishReason):
        details (GenerateResponseDetailsType0 | None | Unset):
        note (str | Unset): Default: "none".
    """

    generated_text: str
    tokens: list[Token]
    finish: FinishReason
    details: GenerateResponseDetailsType0 | None | Unset = UNSET
    note: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.generate_response_details_type_0 import GenerateResponseDetailsType0  # noqa: PLC0415

        generated_text = self.generated_text

        tokens = []
        for tokens_item_data in self.tokens:
            tokens_item = tokens_item_data.to_dict()
            tokens.append(tokens_item)

        finish: str = self.finish

        details: dict[str, Any] | None | Unset
        if isinstance(self.details, Unset):
            details = UNSET
        elif isinstance(self.details, GenerateResponseDetailsType0):
            details = self.details.to_dict()
        else:
            details = self.details

        note = self.note

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "generated_text": generated_text,
                "tokens": tokens,
                "finish": finish,
            }
        )
        if details is not UNSET:
            field_dict["details"] = details
        if note is not UNSET:
            field_dict["note"] = note

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.generate_response_details_type_0 import GenerateResponseDetailsType0  # noqa: PLC0415
        from ..models.token import Token  # noqa: PLC0415

        d = dict(src_dict)
        generated_text = d.pop("generated_text")

        tokens = []
        _tokens = d.pop("tokens")
        for tokens_item_data in _tokens:
            tokens_item = Token.from_dict(tokens_item_data)

            tokens.append(tokens_item)

        finish = check_finish_reason(d.pop("finish"))

        def _parse_details(data: object) -> GenerateResponseDetailsType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                details_type_0 = GenerateResponseDetailsType0.from_dict(data)

                return details_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(GenerateResponseDetailsType0 | None | Unset, data)

        details = _parse_details(d.pop("details", UNSET))

        note = d.pop("note", UNSET)

        generate_response = cls(
            generated_text=generated_text,
            tokens=tokens,
            finish=finish,
            details=details,
            note=note,
        )

        generate_response.additional_properties = d
        return generate_response

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
