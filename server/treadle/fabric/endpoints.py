"""Endpoints: created, listed, shown, changed, deleted, subscribed to."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from treadle.contract.call import Call
from treadle.contract.problem import Kind, Problem
from treadle.fabric import shapes
from treadle.fabric.catalogue import MOST_ROWS
from treadle.fabric.deadline import framed
from treadle.fabric.settings import FabricSettings
from treadle.fabric.shapes import given
from treadle.fabric.store import endpoints
from treadle.fabric.store.records import EndpointChange, EndpointFilter, NewEndpoint, Paging
from treadle.fabric.store.store import Store
from treadle_contracts.fabric import models as wire
from treadle_contracts.fabric.services import EndpointsService


class Endpoints(EndpointsService):
    """The endpoints that a workspace sees."""

    def __init__(self, store: Store, settings: FabricSettings) -> None:
        self._store = store
        self._settings = settings

    async def create_endpoint(
        self, call: Call, *, body: wire.CreateEndpointRequest, workspace_id: str
    ) -> wire.Endpoint:
        """Create an endpoint; without model units it has room for one replica of the default code."""
        reserved = given(body.reserved_resource)
        units = None if reserved is None else given(reserved.mu)
        async with framed(call, self._settings.deadline):
            row = await endpoints.create(
                self._store,
                call.principal,
                workspace_id,
                NewEndpoint(
                    name=body.name,
                    description=given(body.description),
                    visibility="PUBLIC" if body.public_access else "PRIVATE",
                    spec_code=self._settings.spec_code if units is None else units.spec_code,
                    minimum=0 if units is None else units.min,
                    maximum=1 if units is None else units.max,
                    other_resources=_others(reserved),
                    cap=_plain(given(body.cap)),
                    custom_image_id=given(body.custom_image_id),
                ),
            )
        return shapes.endpoint(row)

    async def list_endpoints(
        self,
        call: Call,
        *,
        workspace_id: str,
        offset: int = 0,
        limit: int = 10,
        model_id: str | None = None,
        name: str | None = None,
        endpoint_id: str | None = None,
        type_: wire.EndpointType | None = None,
        visibility: Literal["PRIVATE", "PUBLIC", "ALL"] | None = None,
    ) -> wire.ListEndpointsResponse:
        """List the endpoints that a workspace sees, the newest first."""
        wanted = EndpointFilter(
            name=name, id=endpoint_id, type=type_, visibility=visibility, model_id=model_id
        )
        async with framed(call, self._settings.deadline):
            page, usable = await endpoints.page(
                self._store, call.principal, workspace_id, wanted, Paging(offset, limit, reader=call.client)
            )
        return wire.ListEndpointsResponse(
            total=min(page.total, MOST_ROWS),
            endpoints=[shapes.endpoint_brief(row, usable=row.id in usable) for row in page.rows],
        )

    async def show_endpoint(
        self,
        call: Call,
        *,
        workspace_id: str,
        endpoint_id: str,
        version: Literal["CURRENT", "PREVIOUS"] = "CURRENT",
    ) -> wire.Endpoint:
        """Show an endpoint; earlier states of one are not kept."""
        async with framed(call, self._settings.deadline):
            row, usable = await endpoints.show(self._store, call.principal, workspace_id, endpoint_id)
        if version == "PREVIOUS":
            raise Problem(Kind.NOT_FOUND, f"there is no previous version of the endpoint {endpoint_id}")
        return shapes.endpoint(row, usable=usable)

    async def update_endpoint(
        self, call: Call, *, body: wire.UpdateEndpointRequest, workspace_id: str, endpoint_id: str
    ) -> wire.Endpoint:
        """Change an endpoint."""
        reserved = given(body.reserved_resource)
        units = None if reserved is None else given(reserved.mu)
        async with framed(call, self._settings.deadline):
            row = await endpoints.update(
                self._store,
                call.principal,
                workspace_id,
                endpoint_id,
                EndpointChange(
                    name=given(body.name),
                    description=given(body.description),
                    spec_code=None if units is None else units.spec_code,
                    minimum=None if units is None else units.min,
                    maximum=None if units is None else units.max,
                    other_resources=_others(reserved),
                    cap=_plain(given(body.cap)),
                ),
            )
        return shapes.endpoint(row)

    async def delete_endpoint(
        self, call: Call, *, workspace_id: str, endpoint_id: str
    ) -> wire.DeleteEndpointResponse:
        """Delete an endpoint on which nothing is deployed."""
        async with framed(call, self._settings.deadline):
            await endpoints.remove(self._store, call.principal, workspace_id, endpoint_id)
        return wire.DeleteEndpointResponse(id=endpoint_id)

    async def subscribe_endpoint(self, call: Call, *, workspace_id: str, endpoint_id: str) -> None:
        """Let the workspace deploy on a public endpoint."""
        async with framed(call, self._settings.deadline):
            await endpoints.subscribe(self._store, call.principal, workspace_id, endpoint_id)


def _others(reserved: wire.ReservedResource | None) -> dict[str, Any] | None:
    """What an endpoint reserves beside model units; None where it says nothing of it."""
    if reserved is None:
        return None
    kept = {"apu": _plain(given(reserved.apu)), "dpu": _plain(given(reserved.dpu))}
    return {name: value for name, value in kept.items() if value is not None} or None


def _plain(value: wire.Capability | wire.ResourceDefinition | None) -> dict[str, Any] | None:
    return None if value is None else msgspec.to_builtins(value)
