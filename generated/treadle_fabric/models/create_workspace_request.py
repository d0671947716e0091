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


T = TypeVar("T", bound="CreateWorkspaceRequest")


@_attrs_define
class CreateWorkspaceRequest:
    """A workspace.

    Attributes:
        name (str): Name of 4 to 32 letters (A to Z), digits and hyphens.
        description (str | Unset): Description of 0 to 255 characters, none of them NUL.
        metastore_id (str | Unset): Identifier given by the server, 32 to 36 letters, digits and hyphens.
        enterprise_project_id (str | Unset): Identifier of the enterprise project; `0` is the default one. Default: "0".
        tags (list[WorkspaceTag] | Unset): Marks of the workspace; of a key that stands twice the last value counts.
    """

    name: str
    description: str | Unset = UNSET
    metastore_id: str | Unset = UNSET
    enterprise_project_id: str | Unset = UNSET
    tags: list[WorkspaceTag] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        description = self.description

        metastore_id = self.metastore_id

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
                "name": name,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if metastore_id is not UNSET:
            field_dict["metastore_id"] = metastore_id
        if enterprise_project_id is not UNSET:
            field_dict["enterprise_project_id"] = enterprise_project_id
        if tags is not UNSET:
            field_dict["tags"] = tags

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.workspace_tag import WorkspaceTag  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        description = d.pop("description", UNSET)

        metastore_id = d.pop("metastore_id", UNSET)

        enterprise_project_id = d.pop("enterprise_project_id", UNSET)

        _tags = d.pop("tags", UNSET)
        tags: list[WorkspaceTag] | Unset = UNSET
        if _tags is not UNSET:
            tags = []
            for tags_item_data in _tags:
                tags_item = WorkspaceTag.from_dict(tags_item_data)

                tags.append(tags_item)

        create_workspace_request = cls(
            name=name,
            description=description,
            metastore_id=metastore_id,
            enterprise_project_id=enterprise_project_id,
            tags=tags,
        )

        create_workspace_request.additional_properties = d
        return create_workspace_request

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
