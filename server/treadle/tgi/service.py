"""TGI's side of a server put together: the routes on one desk, and the contract to mount."""

from __future__ import annotations

from importlib.resources import files

from treadle.contract.contract import Contract, Cors
from treadle.tgi.desk import Desk
from treadle.tgi.document import in_force, operations_in_force
from treadle.tgi.documentation import DocumentationRoutes
from treadle.tgi.errors import TgiErrors, in_stream
from treadle.tgi.guard import ApiKey
from treadle.tgi.limits import gate
from treadle.tgi.native import NativeRoutes, ends_with_done
from treadle.tgi.openai import OpenAiRoutes
from treadle.tgi.operation import OperationRoutes
from treadle.tgi.tokenization import TokenizationRoutes
from treadle_contracts.tgi.routes import OPERATIONS

DOCUMENT = files("treadle_contracts.tgi").joinpath("spec.json")


def contract(desk: Desk, *, errors: TgiErrors, api_key: str | None, cors: Cors) -> Contract:
    """The contract as the runtime mounts it."""
    document = in_force(DOCUMENT.read_bytes(), desk.limits, errors)
    return Contract(
        name="tgi",
        document=document,
        operations=operations_in_force(OPERATIONS, errors),
        errors=errors,
        guard=ApiKey(api_key),
        gate=gate(desk.permits, desk.metrics, early=not errors.stream_errors),
        refused_in_stream=in_stream if errors.stream_errors else None,
        ends_with_done=ends_with_done,
        services={
            "GenerationService": NativeRoutes(desk),
            "OpenaiService": OpenAiRoutes(desk),
            "TokenizationService": TokenizationRoutes(desk),
            "OperationService": OperationRoutes(desk),
            "DocumentationService": DocumentationRoutes(document),
        },
        payload_limit=desk.limits.payload_limit,
        cors=cors,
    )
