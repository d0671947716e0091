# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.stream_details import StreamDetails
    from ..models.token import Token


T = TypeVar("T", bound="StreamResponse")


@_attrs_define
class StreamResponse:
    """One generated token.

    Attributes:
        index (int): Number of this event, from 1.
        token (Token): A generated token.
        generated_text (None | str): The whole text, on the last event; null before.
        details (None | StreamDetails): How the text came about, on the last event and if `details` was set; null
            otherwise.
        top_tokens (list[Token] | Unset): The most probable tokens at this position. Present only if `top_n_tokens` was
            above 0.
    """

    index: int
    token: Token
    generated_text: None | str
    details: None | StreamDetails
    top_tokens: list[Token] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.stream_details import StreamDetails  # noqa: PLC0415

        index = self.index

        token = self.token.to_dict()

        generated_text: None | str
        generated_text = self.generated_text

        details: dict[str, Any] | None
        if isinstance(self.details, StreamDetails):
            details = self.details.to_dict()
        else:
            details = self.details

        top_tokens: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.top_tokens, Unset):
            top_tokens = []
            for top_tokens_item_data in self.top_tokens:
                top_tokens_item = top_tokens_item_data.to_dict()
                top_tokens.append(top_tokens_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "index": index,
                "token": token,
                "generated_text": generated_text,
                "details": details,
            }
        )
        if top_tokens is not UNSET:
            field_dict["top_tokens"] = top_tokens

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.stream_details import StreamDetails  # noqa: PLC0415
        from ..models.token import Token  # noqa: PLC0415

        d = dict(src_dict)
        index = d.pop("index")

        token = Token.from_dict(d.pop("token"))

        def _parse_generated_text(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        generated_text = _parse_generated_text(d.pop("generated_text"))

        def _parse_details(data: object) -> None | StreamDetails:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                details_type_0 = StreamDetails.from_dict(data)

                return details_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StreamDetails, data)

        details = _parse_details(d.pop("details"))

        _top_tokens = d.pop("top_tokens", UNSET)
        top_tokens: list[Token] | Unset = UNSET
        if _top_tokens is not UNSET:
            top_tokens = []
            for top_tokens_item_data in _top_tokens:
                top_tokens_item = Token.from_dict(top_tokens_item_data)

                top_tokens.append(top_tokens_item)

        stream_response = cls(
            index=index,
            token=token,
            generated_text=generated_text,
            details=details,
            top_tokens=top_tokens,
        )

        stream_response.additional_properties = d
        return stream_response

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
