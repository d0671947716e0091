# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.model_version_input import ModelVersionInput


T = TypeVar("T", bound="UpdateModelDefinitionRequest")


@_attrs_define
class UpdateModelDefinitionRequest:
    """What to change of a model.

    Attributes:
        name (str | Unset): Name of 1 to 64 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is
            taken literally: nothing is trimmed, and upper and lower case differ.
        description (str | Unset): Description of 0 to 1024 characters, none of them NUL.
        current_version_id (str | Unset): Identifier given by the server, 32 to 36 letters, digits and hyphens.
        version (ModelVersionInput | Unset): Details of a model version. The server generates the version's identifier;
            one that the request gives has no effect.
    """

    name: str | Unset = UNSET
    description: str | Unset = UNSET
    current_version_id: str | Unset = UNSET
    version: ModelVersionInput | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        description = self.description

        current_version_id = self.current_version_id

        version: dict[str, Any] | Unset = UNSET
        if not isinstance(self.version, Unset):
            version = self.version.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if description is not UNSET:
            field_dict["description"] = description
        if current_version_id is not UNSET:
            field_dict["current_version_id"] = current_version_id
        if version is not UNSET:
            field_dict["version"] = version

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.model_version_input import ModelVersionInput  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name", UNSET)

        description = d.pop("description", UNSET)

        current_version_id = d.pop("current_version_id", UNSET)

        _version = d.pop("version", UNSET)
        version: ModelVersionInput | Unset
        if isinstance(_version, Unset):
            version = UNSET
        else:
            version = ModelVersionInput.from_dict(_version)

        update_model_definition_request = cls(
            name=name,
            description=description,
            current_version_id=current_version_id,
            version=version,
        )

        update_model_definition_request.additional_properties = d
        return update_model_definition_request

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
