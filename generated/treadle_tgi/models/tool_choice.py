# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.tool_choice_type_type_1 import ToolChoiceTypeType1, check_tool_choice_type_type_1
from ..models.tool_choice_type_type_2_type_1 import (
    ToolChoiceTypeType2Type1,
    check_tool_choice_type_type_2_type_1,
)
from ..models.tool_choice_type_type_3_type_1 import (
    ToolChoiceTypeType3Type1,
    check_tool_choice_type_type_3_type_1,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.named_function import NamedFunction


T = TypeVar("T", bound="ToolChoice")


@_attrs_define
class ToolChoice:
    """A function to call, as `{"type":"function","function":{"name":…}}`, `{"function":{"name":…}}` or
    `{"FunctionName":…}`.

        Attributes:
            type_ (None | ToolChoiceTypeType1 | ToolChoiceTypeType2Type1 | ToolChoiceTypeType3Type1 | Unset): Kind of tool.
            function (NamedFunction | Unset): A function, by name.
            function_name (str | Unset): Name of the function.
    """

    type_: None | ToolChoiceTypeType1 | ToolChoiceTypeType2Type1 | ToolChoiceTypeType3Type1 | Unset = UNSET
    function: NamedFunction | Unset = UNSET
    function_name: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_: None | str | Unset
        if isinstance(self.type_, Unset):
            type_ = UNSET
        elif isinstance(self.type_, str):
            type_ = self.type_
        elif isinstance(self.type_, str):
            type_ = self.type_
        elif isinstance(self.type_, str):
            type_ = self.type_
        else:
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
        from ..models.named_function import NamedFunction  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_type_(
            data: object,
        ) -> None | ToolChoiceTypeType1 | ToolChoiceTypeType2Type1 | ToolChoiceTypeType3Type1 | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                type_type_1 = check_tool_choice_type_type_1(data)

                return type_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                type_type_2_type_1 = check_tool_choice_type_type_2_type_1(data)

                return type_type_2_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, str):
                    raise TypeError()
                type_type_3_type_1 = check_tool_choice_type_type_3_type_1(data)

                return type_type_3_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(
                None | ToolChoiceTypeType1 | ToolChoiceTypeType2Type1 | ToolChoiceTypeType3Type1 | Unset, data
            )

        type_ = _parse_type_(d.pop("type", UNSET))

        _function = d.pop("function", UNSET)
        function: NamedFunction | Unset
        if isinstance(_function, Unset):
            function = UNSET
        else:
            function = NamedFunction.from_dict(_function)

        function_name = d.pop("FunctionName", UNSET)

        tool_choice = cls(
            type_=type_,
            function=function,
            function_name=function_name,
        )

        tool_choice.additional_properties = d
        return tool_choice

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
