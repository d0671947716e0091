# pyright: reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnnecessaryIsInstance=false
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.finish_reason import FinishReason, check_finish_reason
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.best_of_sequence import BestOfSequence
    from ..models.prefill_token import PrefillToken
    from ..models.token import Token


T = TypeVar("T", bound="Details")


@_attrs_define
class Details:
    """How the text came about. Present only if `details` or `decoder_input_details` was set.

    Attributes:
        finish_reason (FinishReason): Why generation ended, by length, by the model's end-of-sequence token, or by a
            stop sequence.
        generated_tokens (int): Number of generated tokens, the end-of-sequence token included.
        seed (int | None): Seed of the sampling; null if the generation was greedy.
        prefill (list[PrefillToken]): The prompt's tokens, if `decoder_input_details` was set.
        tokens (list[Token]): The generated tokens.
        best_of_sequences (list[BestOfSequence] | Unset): The sequences that lost to this one. Present only if `best_of`
            was above 1.
        top_tokens (list[list[Token]] | Unset): The most probable tokens at each position. Present only if
            `top_n_tokens` was above 0.
    """

    finish_reason: FinishReason
    generated_tokens: int
    seed: int | None
    prefill: list[PrefillToken]
    tokens: list[Token]
    best_of_sequences: list[BestOfSequence] | Unset = UNSET
    top_tokens: list[list[Token]] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        finish_reason: str = self.finish_reason

        generated_tokens = self.generated_tokens

        seed: int | None
        seed = self.seed

        prefill = []
        for prefill_item_data in self.prefill:
            prefill_item = prefill_item_data.to_dict()
            prefill.append(prefill_item)

        tokens = []
        for tokens_item_data in self.tokens:
            tokens_item = tokens_item_data.to_dict()
            tokens.append(tokens_item)

        best_of_sequences: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.best_of_sequences, Unset):
            best_of_sequences = []
            for best_of_sequences_item_data in self.best_of_sequences:
                best_of_sequences_item = best_of_sequences_item_data.to_dict()
                best_of_sequences.append(best_of_sequences_item)

        top_tokens: list[list[dict[str, Any]]] | Unset = UNSET
        if not isinstance(self.top_tokens, Unset):
            top_tokens = []
            for top_tokens_item_data in self.top_tokens:
                top_tokens_item = []
                for top_tokens_item_item_data in top_tokens_item_data:
                    top_tokens_item_item = top_tokens_item_item_data.to_dict()
                    top_tokens_item.append(top_tokens_item_item)

                top_tokens.append(top_tokens_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "finish_reason": finish_reason,
                "generated_tokens": generated_tokens,
                "seed": seed,
                "prefill": prefill,
                "tokens": tokens,
            }
        )
        if best_of_sequences is not UNSET:
            field_dict["best_of_sequences"] = best_of_sequences
        if top_tokens is not UNSET:
            field_dict["top_tokens"] = top_tokens

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.best_of_sequence import BestOfSequence  # noqa: PLC0415
        from ..models.prefill_token import PrefillToken  # noqa: PLC0415
        from ..models.token import Token  # noqa: PLC0415

        d = dict(src_dict)
        finish_reason = check_finish_reason(d.pop("finish_reason"))

        generated_tokens = d.pop("generated_tokens")

        def _parse_seed(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        seed = _parse_seed(d.pop("seed"))

        prefill = []
        _prefill = d.pop("prefill")
        for prefill_item_data in _prefill:
            prefill_item = PrefillToken.from_dict(prefill_item_data)

            prefill.append(prefill_item)

        tokens = []
        _tokens = d.pop("tokens")
        for tokens_item_data in _tokens:
            tokens_item = Token.from_dict(tokens_item_data)

            tokens.append(tokens_item)

        _best_of_sequences = d.pop("best_of_sequences", UNSET)
        best_of_sequences: list[BestOfSequence] | Unset = UNSET
        if _best_of_sequences is not UNSET:
            best_of_sequences = []
            for best_of_sequences_item_data in _best_of_sequences:
                best_of_sequences_item = BestOfSequence.from_dict(best_of_sequences_item_data)

                best_of_sequences.append(best_of_sequences_item)

        _top_tokens = d.pop("top_tokens", UNSET)
        top_tokens: list[list[Token]] | Unset = UNSET
        if _top_tokens is not UNSET:
            top_tokens = []
            for top_tokens_item_data in _top_tokens:
                top_tokens_item = []
                _top_tokens_item = top_tokens_item_data
                for top_tokens_item_item_data in _top_tokens_item:
                    top_tokens_item_item = Token.from_dict(top_tokens_item_item_data)

                    top_tokens_item.append(top_tokens_item_item)

                top_tokens.append(top_tokens_item)

        details = cls(
            finish_reason=finish_reason,
            generated_tokens=generated_tokens,
            seed=seed,
            prefill=prefill,
            tokens=tokens,
            best_of_sequences=best_of_sequences,
            top_tokens=top_tokens,
        )

        details.additional_properties = d
        return details

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
