# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.json_object_format_schema_type_0 import JsonObjectFormatSchemaType0
    from ..models.json_object_format_value_type_0 import JsonObjectFormatValueType0


T = TypeVar("T", bound="JsonObjectFormat")


@_attrs_define
class JsonObjectFormat:
    """A JSON object. With `value` (TGI) or `schema` (as LangChain sends it) it matches that schema; without, any object
    will do (OpenAI).

        Attributes:
            type_ (Literal['json_object']): Kind of format.
            value (JsonObjectFormatValueType0 | None | str | Unset): A JSON Schema, or its JSON text.
            schema (JsonObjectFormatSchemaType0 | None | Unset): A JSON Schema, where there is no `value`.
    """

    type_: Literal["json_object"]
    value: JsonObjectFormatValueType0 | None | str | Unset = UNSET
    schema: JsonObjectFormatSchemaType0 | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.json_object_format_schema_type_0 import JsonObjectFormatSchemaType0  # noqa: PLC0415
        from ..models.json_object_format_value_type_0 import JsonObjectFormatValueType0  # noqa: PLC0415

        type_ = self.type_

        value: dict[str, Any] | None | str | Unset
        if isinstance(self.value, Unset):
            value = UNSET
        elif isinstance(self.value, JsonObjectFormatValueType0):
            value = self.value.to_dict()
        else:
            value = self.value

        schema: dict[str, Any] | None | Unset
        if isinstance(self.schema, Unset):
            schema = UNSET
        elif isinstance(self.schema, JsonObjectFormatSchemaType0):
            schema = self.schema.to_dict()
        else:
            schema = self.schema

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
            }
        )
        if value is not UNSET:
            field_dict["value"] = value
        if schema is not UNSET:
            field_dict["schema"] = schema

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.json_object_format_schema_type_0 import JsonObjectFormatSchemaType0  # noqa: PLC0415
        from ..models.json_object_format_value_type_0 import JsonObjectFormatValueType0  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["json_object"], d.pop("type"))
        if type_ != "json_object":
            raise ValueError(f"type must match const 'json_object', got '{type_}'")

        def _parse_value(data: object) -> JsonObjectFormatValueType0 | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                value_type_0 = JsonObjectFormatValueType0.from_dict(data)

                return value_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(JsonObjectFormatValueType0 | None | str | Unset, data)

        value = _parse_value(d.pop("value", UNSET))

        def _parse_schema(data: object) -> JsonObjectFormatSchemaType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                schema_type_0 = JsonObjectFormatSchemaType0.from_dict(data)

                return schema_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(JsonObjectFormatSchemaType0 | None | Unset, data)

        schema = _parse_schema(d.pop("schema", UNSET))

        json_object_format = cls(
            type_=type_,
            value=value,
            schema=schema,
        )

        json_object_format.additional_properties = d
        return json_object_format

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
