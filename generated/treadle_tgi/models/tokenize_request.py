# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.generate_parameters import GenerateParameters


T = TypeVar("T", bound="TokenizeRequest")


@_attrs_define
class TokenizeRequest:
    """A text to tokenise. `parameters` are checked and have no effect.

    Attributes:
        inputs (str): The text; an empty one is allowed.
        parameters (GenerateParameters | Unset): How to generate. Without `parameters` at all the request samples; with
            an empty object it is greedy.
            A member that is null counts as absent.
    """

    inputs: str
    parameters: GenerateParameters | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        inputs = self.inputs

        parameters: dict[str, Any] | Unset = UNSET
        if not isinstance(self.parameters, Unset):
            parameters = self.parameters.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "inputs": inputs,
            }
        )
        if parameters is not UNSET:
            field_dict["parameters"] = parameters

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.generate_parameters import GenerateParameters  # noqa: PLC0415

        d = dict(src_dict)
        inputs = d.pop("inputs")

        _parameters = d.pop("parameters", UNSET)
        parameters: GenerateParameters | Unset
        if isinstance(_parameters, Unset):
            parameters = UNSET
        else:
            parameters = GenerateParameters.from_dict(_parameters)

        tokenize_request = cls(
            inputs=inputs,
            parameters=parameters,
        )

        tokenize_request.additional_properties = d
        return tokenize_request

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
