# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.model_type import ModelType, check_model_type
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.model_version_input import ModelVersionInput


T = TypeVar("T", bound="CreateModelDefinitionRequest")


@_attrs_define
class CreateModelDefinitionRequest:
    """A model and its first version.

    Attributes:
        name (str): Name of 1 to 64 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is taken
            literally: nothing is trimmed, and upper and lower case differ.
        type_ (ModelType): Kind of model; `LLM_MODEL` is a large language model.
        version (ModelVersionInput): Details of a model version. The server generates the version's identifier; one that
            the request gives has no effect.
        description (str | Unset): Description of 0 to 1024 characters, none of them NUL.
    """

    name: str
    type_: ModelType
    version: ModelVersionInput
    description: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        type_: str = self.type_

        version = self.version.to_dict()

        description = self.description

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "type": type_,
                "version": version,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.model_version_input import ModelVersionInput  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        type_ = check_model_type(d.pop("type"))

        version = ModelVersionInput.from_dict(d.pop("version"))

        description = d.pop("description", UNSET)

        create_model_definition_request = cls(
            name=name,
            type_=type_,
            version=version,
            description=description,
        )

        create_model_definition_request.additional_properties = d
        return create_model_definition_request

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
