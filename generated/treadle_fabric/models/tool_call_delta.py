# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.tool_call_delta_type import ToolCallDeltaType, check_tool_call_delta_type
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.function_call_delta import FunctionCallDelta


T = TypeVar("T", bound="ToolCallDelta")


@_attrs_define
class ToolCallDelta:
    """A part of a function call. The first one has its id, its type and the function's name, those that follow have more
    of the arguments.

        Attributes:
            index (int): Which call of the choice this belongs to, from 0.
            function (FunctionCallDelta): A part of the function and its arguments.
            id (str | Unset): Tool call ID.
            type_ (ToolCallDeltaType | Unset): Tool type; only `function` so far.
    """

    index: int
    function: FunctionCallDelta
    id: str | Unset = UNSET
    type_: ToolCallDeltaType | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        index = self.index

        function = self.function.to_dict()

        id = self.id

        type_: str | Unset = UNSET
        if not isinstance(self.type_, Unset):
            type_ = self.type_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "index": index,
                "function": function,
            }
        )
        if id is not UNSET:
            field_dict["id"] = id
        if type_ is not UNSET:
            field_dict["type"] = type_

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.function_call_delta import FunctionCallDelta  # noqa: PLC0415

        d = dict(src_dict)
        index = d.pop("index")

        function = FunctionCallDelta.from_dict(d.pop("function"))

        id = d.pop("id", UNSET)

        _type_ = d.pop("type", UNSET)
        type_: ToolCallDeltaType | Unset
        if isinstance(_type_, Unset):
            type_ = UNSET
        else:
            type_ = check_tool_call_delta_type(_type_)

        tool_call_delta = cls(
            index=index,
            function=function,
            id=id,
            type_=type_,
        )

        tool_call_delta.additional_properties = d
        return tool_call_delta

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
