"""What is the same for every caller: base models, resource specifications, features."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from treadle.contract.call import Call
from treadle.fabric.settings import FabricSettings, ServedModel
from treadle_contracts.fabric import models as wire
from treadle_contracts.fabric.services import BaseModelsService, FeaturesService, SpecsService

MOST_ROWS = 10_000  # the contract's bound of a list's total


class BaseModels(BaseModelsService):
    """The catalogue: the served model and what the settings add."""

    def __init__(self, served: ServedModel, settings: FabricSettings) -> None:
        self._rows = served.catalogue(settings)

    async def list_base_models(
        self, call: Call, *, offset: int = 0, limit: int = 10
    ) -> wire.ListBaseModelsResponse:
        """List base models, the served one first."""
        del call
        page = self._rows[offset : offset + limit]
        return wire.ListBaseModelsResponse(
            total=min(len(self._rows), MOST_ROWS),
            models=[
                wire.BaseModel(
                    base_model_type=row.base_model_type, max_tokens=row.max_tokens, num_of_mu=row.num_of_mu
                )
                for row in page
            ],
        )


class Specs(SpecsService):
    """The resource codes: the default endpoint's and what the settings add."""

    def __init__(self, settings: FabricSettings) -> None:
        self._rows = settings.catalogue_of_specs()

    async def list_specs(
        self,
        call: Call,
        *,
        spec_code: wire.SpecCode | None = None,
        spec_types: list[wire.SpecType] | None = None,
        offset: int = 0,
        limit: int = 10,
        scenario: Literal["COMPUTE", "ENDPOINT"] | None = None,
    ) -> wire.ListSpecsResponse:
        """List specifications; no `spec_types` stand for all of them."""
        del call
        found = [
            row
            for row in self._rows
            if spec_code in (None, row.spec_code)
            and (not spec_types or row.spec_type in spec_types)
            and scenario in (None, row.scenario)
        ]
        return wire.ListSpecsResponse(
            total=min(len(found), MOST_ROWS),
            spec_codes=[
                wire.Spec(
                    spec_code=row.spec_code,
                    spec_type=row.spec_type,
                    resource_type=row.resource_type,
                    stride=row.stride,
                    unit=row.unit,
                    min_stride_num=row.min_stride_num,
                    max_stride_num=row.max_stride_num,
                    usage_measure_id=0,
                    usage_factor="duration",
                    stride_num_whitelist=[],
                )
                for row in found[offset : offset + limit]
            ],
        )


class Features(FeaturesService):
    """What this server was set to do."""

    def __init__(self, rows: Sequence[tuple[str, str]]) -> None:
        self._rows = rows

    async def list_features(
        self, call: Call, *, offset: int = 0, limit: int = 10
    ) -> wire.ListFeaturesResponse:
        """List the features."""
        del call
        return wire.ListFeaturesResponse(
            configs=[
                wire.Feature(key=key, value=value) for key, value in self._rows[offset : offset + limit]
            ],
            total=min(len(self._rows), MOST_ROWS),
        )
