# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.simple_token import SimpleToken


T = TypeVar("T", bound="ChatTokenizeResponse")


@_attrs_define
class ChatTokenizeResponse:
    """A chat as the model sees it.

    Attributes:
        tokenize_response (list[SimpleToken]): Its tokens.
        templated_text (str): The text that the model's chat template made of it.
    """

    tokenize_response: list[SimpleToken]
    templated_text: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        tokenize_response = []
        for tokenize_response_item_data in self.tokenize_response:
            tokenize_response_item = tokenize_response_item_data.to_dict()
            tokenize_response.append(tokenize_response_item)

        templated_text = self.templated_text

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "tokenize_response": tokenize_response,
                "templated_text": templated_text,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.simple_token import SimpleToken  # noqa: PLC0415

        d = dict(src_dict)
        tokenize_response = []
        _tokenize_response = d.pop("tokenize_response")
        for tokenize_response_item_data in _tokenize_response:
            tokenize_response_item = SimpleToken.from_dict(tokenize_response_item_data)

            tokenize_response.append(tokenize_response_item)

        templated_text = d.pop("templated_text")

        chat_tokenize_response = cls(
            tokenize_response=tokenize_response,
            templated_text=templated_text,
        )

        chat_tokenize_response.additional_properties = d
        return chat_tokenize_response

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
