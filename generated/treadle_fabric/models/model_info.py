# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.model_type import ModelType, check_model_type
from ..models.visibility import Visibility, check_visibility
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.model_version_info import ModelVersionInfo
    from ..models.user import User


T = TypeVar("T", bound="ModelInfo")


@_attrs_define
class ModelInfo:
    """A model with its current version.

    Attributes:
        visibility (Visibility): Who sees the resource, its owner alone or every user.
        id (str): Identifier given by the server, 32 to 36 letters, digits and hyphens.
        name (str): Name of 1 to 64 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is taken
            literally: nothing is trimmed, and upper and lower case differ.
        type_ (ModelType): Kind of model; `LLM_MODEL` is a large language model.
        create_time (str): Moment in UTC with milliseconds, for example `2023-05-30T12:24:30.401Z`.
        update_time (str): Moment in UTC with milliseconds, for example `2023-05-30T12:24:30.401Z`.
        current_version (ModelVersionInfo): A version of a model.
        description (str | Unset): Description that the creator gave.
        create_user (User | Unset): Who created or changed a control-plane resource.
        update_user (User | Unset): Who created or changed a control-plane resource.
    """

    visibility: Visibility
    id: str
    name: str
    type_: ModelType
    create_time: str
    update_time: str
    current_version: ModelVersionInfo
    description: str | Unset = UNSET
    create_user: User | Unset = UNSET
    update_user: User | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        visibility: str = self.visibility

        id = self.id

        name = self.name

        type_: str = self.type_

        create_time = self.create_time

        update_time = self.update_time

        current_version = self.current_version.to_dict()

        description = self.description

        create_user: dict[str, Any] | Unset = UNSET
        if not isinstance(self.create_user, Unset):
            create_user = self.create_user.to_dict()

        update_user: dict[str, Any] | Unset = UNSET
        if not isinstance(self.update_user, Unset):
            update_user = self.update_user.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "visibility": visibility,
                "id": id,
                "name": name,
                "type": type_,
                "create_time": create_time,
                "update_time": update_time,
                "current_version": current_version,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if create_user is not UNSET:
            field_dict["create_user"] = create_user
        if update_user is not UNSET:
            field_dict["update_user"] = update_user

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.model_version_info import ModelVersionInfo  # noqa: PLC0415
        from ..models.user import User  # noqa: PLC0415

        d = dict(src_dict)
        visibility = check_visibility(d.pop("visibility"))

        id = d.pop("id")

        name = d.pop("name")

        type_ = check_model_type(d.pop("type"))

        create_time = d.pop("create_time")

        update_time = d.pop("update_time")

        current_version = ModelVersionInfo.from_dict(d.pop("current_version"))

        description = d.pop("description", UNSET)

        _create_user = d.pop("create_user", UNSET)
        create_user: User | Unset
        if isinstance(_create_user, Unset):
            create_user = UNSET
        else:
            create_user = User.from_dict(_create_user)

        _update_user = d.pop("update_user", UNSET)
        update_user: User | Unset
        if isinstance(_update_user, Unset):
            update_user = UNSET
        else:
            update_user = User.from_dict(_update_user)

        model_info = cls(
            visibility=visibility,
            id=id,
            name=name,
            type_=type_,
            create_time=create_time,
            update_time=update_time,
            current_version=current_version,
            description=description,
            create_user=create_user,
            update_user=update_user,
        )

        model_info.additional_properties = d
        return model_info

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
