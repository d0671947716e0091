# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.workspace_tag import WorkspaceTag


T = TypeVar("T", bound="Workspace")


@_attrs_define
class Workspace:
    """Isolation unit; models, endpoints and service instances live in one.

    Attributes:
        id (str): Identifier given by the server, 32 to 36 letters, digits and hyphens.
        name (str): Name of 4 to 32 letters (A to Z), digits and hyphens.
        create_time (str): Moment in UTC with milliseconds, for example `2023-05-30T12:24:30.401Z`.
        description (str | Unset): Description that the creator gave.
        create_domain_name (str | Unset): Name of the account that created the workspace.
        create_user_name (str | Unset): Name of the user who created the workspace.
        metastore_id (str | Unset): Identifier of the metastore bound to the workspace.
        access_url (str | Unset): Address under which the workspace is reached.
        enterprise_project_id (str | Unset): Identifier of the enterprise project; `0` is the default one.
        tags (list[WorkspaceTag] | Unset): Marks of the workspace.
    """

    id: str
    name: str
    create_time: str
    description: str | Unset = UNSET
    create_domain_name: str | Unset = UNSET
    create_user_name: str | Unset = UNSET
    metastore_id: str | Unset = UNSET
    access_url: str | Unset = UNSET
    enterprise_project_id: str | Unset = UNSET
    tags: list[WorkspaceTag] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        name = self.name

        create_time = self.create_time

        description = self.description

        create_domain_name = self.create_domain_name

        create_user_name = self.create_user_name

        metastore_id = self.metastore_id

        access_url = self.access_url

        enterprise_project_id = self.enterprise_project_id

        tags: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.tags, Unset):
            tags = []
            for tags_item_data in self.tags:
                tags_item = tags_item_data.to_dict()
                tags.append(tags_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "name": name,
                "create_time": create_time,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if create_domain_name is not UNSET:
            field_dict["create_domain_name"] = create_domain_name
        if create_user_name is not UNSET:
            field_dict["create_user_name"] = create_user_name
        if metastore_id is not UNSET:
            field_dict["metastore_id"] = metastore_id
        if access_url is not UNSET:
            field_dict["access_url"] = access_url
        if enterprise_project_id is not UNSET:
            field_dict["enterprise_project_id"] = enterprise_project_id
        if tags is not UNSET:
            field_dict["tags"] = tags

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.workspace_tag import WorkspaceTag  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        name = d.pop("name")

        create_time = d.pop("create_time")

        description = d.pop("description", UNSET)

        create_domain_name = d.pop("create_domain_name", UNSET)

        create_user_name = d.pop("create_user_name", UNSET)

        metastore_id = d.pop("metastore_id", UNSET)

        access_url = d.pop("access_url", UNSET)

        enterprise_project_id = d.pop("enterprise_project_id", UNSET)

        _tags = d.pop("tags", UNSET)
        tags: list[WorkspaceTag] | Unset = UNSET
        if _tags is not UNSET:
            tags = []
            for tags_item_data in _tags:
                tags_item = WorkspaceTag.from_dict(tags_item_data)

                tags.append(tags_item)

        workspace = cls(
            id=id,
            name=name,
            create_time=create_time,
            description=description,
            create_domain_name=create_domain_name,
            create_user_name=create_user_name,
            metastore_id=metastore_id,
            access_url=access_url,
            enterprise_project_id=enterprise_project_id,
            tags=tags,
        )

        workspace.additional_properties = d
        return workspace

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
