# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.model_config import ModelConfig
    from ..models.user import User


T = TypeVar("T", bound="ModelVersionInfo")


@_attrs_define
class ModelVersionInfo:
    """A version of a model.

    Attributes:
        id (str): Identifier given by the server, 32 to 36 letters, digits and hyphens.
        name (str): Name of 1 to 64 letters (A to Z), digits, hyphens, underscores, periods and spaces. It is taken
            literally: nothing is trimmed, and upper and lower case differ.
        config (ModelConfig): Model configuration.
        description (str | Unset): Description that the creator gave.
        cap_white_list (list[str] | Unset): Capabilities that the version may be used with; absent when there is no
            restriction.
        create_time (str | Unset): Moment in UTC with milliseconds, for example `2023-05-30T12:24:30.401Z`.
        create_user (User | Unset): Who created or changed a control-plane resource.
    """

    id: str
    name: str
    config: ModelConfig
    description: str | Unset = UNSET
    cap_white_list: list[str] | Unset = UNSET
    create_time: str | Unset = UNSET
    create_user: User | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        config = self.config.to_dict()

        description = self.description

        cap_white_list: list[str] | Unset = UNSET
        if not isinstance(self.cap_white_list, Unset):
            cap_white_list = self.cap_white_list

        create_time = self.create_time

        create_user: dict[str, Any] | Unset = UNSET
        if not isinstance(self.create_user, Unset):
            create_user = self.create_user.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "config": config,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if cap_white_list is not UNSET:
            field_dict["cap_white_list"] = cap_white_list
        if create_time is not UNSET:
            field_dict["create_time"] = create_time
        if create_user is not UNSET:
            field_dict["create_user"] = create_user

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.model_config import ModelConfig  # noqa: PLC0415
        from ..models.user import User  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        name = d.pop("name")

        config = ModelConfig.from_dict(d.pop("config"))

        description = d.pop("description", UNSET)

        cap_white_list = cast(list[str], d.pop("cap_white_list", UNSET))

        create_time = d.pop("create_time", UNSET)

        _create_user = d.pop("create_user", UNSET)
        create_user: User | Unset
        if isinstance(_create_user, Unset):
            create_user = UNSET
        else:
            create_user = User.from_dict(_create_user)

        model_version_info = cls(
            id=id,
            name=name,
            config=config,
            description=description,
            cap_white_list=cap_white_list,
            create_time=create_time,
            create_user=create_user,
        )

        model_version_info.additional_properties = d
        return model_version_info

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
