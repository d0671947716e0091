# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.named_tool_function import NamedToolFunction


T = TypeVar("T", bound="NamedTool")


@_attrs_define
class NamedTool:
    """
    Attributes:
        type_ (Literal['function'] | Unset):
        function (NamedToolFunction | Unset):
        function_name (str | Unset):
    """

    type_: Literal["function"] | Unset = UNSET
    function: NamedToolFunction | Unset = UNSET
    function_name: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        function: dict[str, Any] | Unset = UNSET
        if not isinstance(self.function, Unset):
            function = self.function.to_dict()

        function_name = self.function_name

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if type_ is not UNSET:
            field_dict["type"] = type_
        if function is not UNSET:
            field_dict["function"] = function
        if function_name is not UNSET:
            field_dict["FunctionName"] = function_name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.named_tool_function import NamedToolFunction  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["function"] | Unset, d.pop("type", UNSET))
        if type_ != "function" and not isinstance(type_, Unset):
            raise ValueError(f"type must match const 'function', got '{type_}'")

        _function = d.pop("function", UNSET)
        function: NamedToolFunction | Unset
        if isinstance(_function, Unset):
            function = UNSET
        else:
            function = NamedToolFunction.from_dict(_function)

        function_name = d.pop("FunctionName", UNSET)

        named_tool = cls(
            type_=type_,
            function=function,
            function_name=function_name,
        )

        named_tool.additional_properties = d
        return named_tool

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
