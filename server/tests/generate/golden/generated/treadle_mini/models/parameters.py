# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.json_grammar import JsonGrammar
    from ..models.regex_grammar import RegexGrammar


T = TypeVar("T", bound="Parameters")


@_attrs_define
class Parameters:
    """
    Attributes:
        do_sample (bool | Unset): Default: false.
        seed (int | None | Unset):
        temperature (float | None | Unset): Randomness.
        stop (list[str] | None | str | Unset):
        grammar (JsonGrammar | None | RegexGrammar | Unset):
    """

    do_sample: bool | Unset = UNSET
    seed: int | None | Unset = UNSET
    temperature: float | None | Unset = UNSET
    stop: list[str] | None | str | Unset = UNSET
    grammar: JsonGrammar | None | RegexGrammar | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.json_grammar import JsonGrammar  # noqa: PLC0415
        from ..models.regex_grammar import RegexGrammar  # noqa: PLC0415

        do_sample = self.do_sample

        seed: int | None | Unset
        if isinstance(self.seed, Unset):
            seed = UNSET
        else:
            seed = self.seed

        temperature: float | None | Unset
        if isinstance(self.temperature, Unset):
            temperature = UNSET
        else:
            temperature = self.temperature

        stop: list[str] | None | str | Unset
        if isinstance(self.stop, Unset):
            stop = UNSET
        elif isinstance(self.stop, list):
            stop = self.stop

        else:
            stop = self.stop

        grammar: dict[str, Any] | None | Unset
        if isinstance(self.grammar, Unset):
            grammar = UNSET
        elif isinstance(self.grammar, JsonGrammar):
            grammar = self.grammar.to_dict()
        elif isinstance(self.grammar, RegexGrammar):
            grammar = self.grammar.to_dict()
        else:
            grammar = self.grammar

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if do_sample is not UNSET:
            field_dict["do_sample"] = do_sample
        if seed is not UNSET:
            field_dict["seed"] = seed
        if temperature is not UNSET:
            field_dict["temperature"] = temperature
        if stop is not UNSET:
            field_dict["stop"] = stop
        if grammar is not UNSET:
            field_dict["grammar"] = grammar

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.json_grammar import JsonGrammar  # noqa: PLC0415
        from ..models.regex_grammar import RegexGrammar  # noqa: PLC0415

        d = dict(src_dict)
        do_sample = d.pop("do_sample", UNSET)

        def _parse_seed(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        seed = _parse_seed(d.pop("seed", UNSET))

        def _parse_temperature(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        temperature = _parse_temperature(d.pop("temperature", UNSET))

        def _parse_stop(data: object) -> list[str] | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                stop_type_1 = cast(list[str], data)

                return stop_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | str | Unset, data)

        stop = _parse_stop(d.pop("stop", UNSET))

        def _parse_grammar(data: object) -> JsonGrammar | None | RegexGrammar | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                grammar_type_0 = JsonGrammar.from_dict(data)

                return grammar_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                grammar_type_1 = RegexGrammar.from_dict(data)

                return grammar_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(JsonGrammar | None | RegexGrammar | Unset, data)

        grammar = _parse_grammar(d.pop("grammar", UNSET))

        parameters = cls(
            do_sample=do_sample,
            seed=seed,
            temperature=temperature,
            stop=stop,
            grammar=grammar,
        )

        parameters.additional_properties = d
        return parameters

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
