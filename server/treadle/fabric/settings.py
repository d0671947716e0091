"""What the Fabric side of a server can be told, and which versions it can therefore run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from treadle.engine.port import ModelCard
from treadle.fabric.store.tables import ModelVersion
from treadle_contracts.fabric.models import SpecType


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A base model that versions may name."""

    base_model_type: str
    max_tokens: int
    num_of_mu: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecRow:
    """A resource code that endpoints may name; a stride is one step of `unit`."""

    spec_code: str
    spec_type: SpecType = "MU"
    resource_type: str = "mu"
    stride: int = 1
    unit: str = "MU"
    min_stride_num: int = 1
    max_stride_num: int = 1000
    scenario: str = "ENDPOINT"


@dataclass(frozen=True, slots=True, kw_only=True)
class FabricSettings:
    """How Fabric behaves; `deadline` is in seconds and bounds every call."""

    deadline: float = 600.0
    base_model_type: str | None = None  # the served model's code; made from its name by default
    base_models: tuple[CatalogueRow, ...] = ()  # further rows of the catalogue
    strict_base_models: bool = False  # create model refuses a type that is not in the catalogue
    cjk_names: bool = False  # names of models, versions and instances may have Chinese characters
    local_model_roots: tuple[Path, ...] = ()  # where local_model_path may lie; none allows none
    spec_code: str = "mu.default"  # the default endpoint's resource specification
    specs: tuple[SpecRow, ...] = ()  # further rows of the list of specifications
    endpoint_replicas: int = 1000  # the default endpoint's max, when it is made
    max_choices: int = 128  # highest `n`
    lease: float = 15.0  # seconds of silence after which other servers of the database take over
    drain: float = 60.0  # seconds that what runs on an instance gets when that is deleted
    delete_patience: float = 5.0  # seconds for which a delete waits for the instance to be gone
    advertise: str | None = None  # origin at which the other servers of the database reach this one
    public_url: str | None = None  # origin to show in addresses; by default the one that the caller used

    def catalogue_of_specs(self) -> list[SpecRow]:
        """The default endpoint's specification, then the further ones."""
        further = [row for row in self.specs if row.spec_code != self.spec_code]
        return [
            SpecRow(spec_code=self.spec_code, max_stride_num=min(self.endpoint_replicas, 10_000)),
            *further,
        ]

    def features(self, *, asks: bool, moderation: str) -> list[tuple[str, str]]:
        """What callers are told; `asks` whether credentials are needed, `moderation` who moderates."""
        return [
            ("authentication", "required" if asks else "none"),
            ("moderation", moderation),
            ("names", "ascii, chinese" if self.cjk_names else "ascii"),
            ("base_models", "strict" if self.strict_base_models else "open"),
            ("local_model_paths", "allowed" if self.local_model_roots else "refused"),
        ]


@dataclass(frozen=True, slots=True)
class ServedModel:
    """The model behind the engine, as Fabric's catalogue names it."""

    id: str
    base_model_type: str
    max_tokens: int

    @classmethod
    def of(cls, card: ModelCard, settings: FabricSettings) -> ServedModel:
        """The engine's model under its code."""
        return cls(card.id, settings.base_model_type or type_code(card.id), card.max_total_tokens)

    def catalogue(self, settings: FabricSettings) -> list[CatalogueRow]:
        """The served model's row, then the settings' own."""
        further = [row for row in settings.base_models if row.base_model_type != self.base_model_type]
        return [CatalogueRow(self.base_model_type, self.max_tokens), *further]

    def verdict(self, version: ModelVersion) -> tuple[str, str] | None:
        """Why the served model is not what a version without a path means; None if it is.

        As error code and sentence. A version that names no weights stands for the served model's.
        """
        if version.base_model_type in (None, self.base_model_type, self.id):
            return None
        return (
            "common.00000500",
            (
                f"This server has no weights of the base model type {version.base_model_type}; "
                f"it serves {self.base_model_type}."
            ),
        )


def type_code(model: str) -> str:
    """A model's name in the style of the catalogue's codes, such as QWEN_2_72B, up to 64 characters."""
    name = model.rstrip("/").rsplit("/", 1)[-1]
    return re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")[:64] or "MODEL"
