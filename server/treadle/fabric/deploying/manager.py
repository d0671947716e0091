"""Instances on this server: brought up, found for an invocation, drained, and taken over from the dead.

    deploy ─▶ PENDING ─▶ CREATING: weights, memory, engine ─▶ RUNNING | FAILED
    delete ─▶ DELETING: drain, stop ─▶ gone

What has been RUNNING does not become FAILED: it is PENDING until a server, this or another, can run it again.
A version without weights of its own runs on the engine that the server was started with; one with a path
gets an engine. Every state is in the database before anybody sees it, and what the database says is what
this server works towards: at its start, and with every beat for what other servers left or asked for.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from treadle.contract.problem import Kind, Problem
from treadle.engine.port import Engine, EngineError
from treadle.fabric.deploying.directory import weights_size
from treadle.fabric.deploying.live import Live
from treadle.fabric.deploying.lookup import Lookup
from treadle.fabric.deploying.patience import Patience
from treadle.fabric.deploying.port import REQUEST_FAULT, SERVER_FAULT, Builder, DeployFailed, Fetcher
from treadle.fabric.deploying.provision import NO_BUILDER, Provision
from treadle.fabric.deploying.tasks import Tasks
from treadle.fabric.settings import FabricSettings, ServedModel
from treadle.fabric.store import defaults
from treadle.fabric.store.leases import NOBODY, Leases, room
from treadle.fabric.store.records import NewInstance, Refused, User
from treadle.fabric.store.store import Store
from treadle.fabric.store.tables import ModelVersion, ServiceInstance
from treadle.fabric.store.transitions import GivenUp, Transitions

log = logging.getLogger("treadle.fabric.deploying")


class Elsewhere(Problem):
    """Another server of the database answers the instance; at `address`, if it has one."""

    def __init__(self, address: str | None) -> None:
        super().__init__(Kind.UNHEALTHY, "the instance runs on another server of this database")
        self.address = address


class Deployments:
    """The instances of a database as one server runs them."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        served: ServedModel,
        settings: FabricSettings,
        *,
        builder: Builder | None = None,
        fetcher: Fetcher | None = None,
    ) -> None:
        self._store = store
        self._engine = engine
        self._served = served
        self._settings = settings
        self._builder = builder
        self._leases = Leases(store, settings.lease)
        self._transitions = Transitions(store, self._leases.server_id)
        self._provision = Provision(self._transitions, settings, builder, fetcher)
        self._lookup = Lookup(store, self._leases, served)
        self._live: dict[str, Live] = {}
        self._work = Tasks()  # what comes up
        self._going = Tasks()
        self._beating: asyncio.Task[None] | None = None
        self._neighbours: set[str] = set()
        self._patience = Patience()
        self._doomed: set[str] = set()  # what this server takes down, until that is done

    # from start to stop

    async def open(self) -> None:
        """Take responsibility for what has no server; after `enter`, before the first request."""
        await self._take_over()
        self._beating = asyncio.create_task(self._beat())

    async def close(self) -> None:
        """Stop everything that was deployed here; in the database it stays, for the next server."""
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.wait({self._beating})
        tasks = [*self._work.values(), *self._going.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(live.stop() for live in self._live.values()), return_exceptions=True)
        for instance_id in self._live:
            self._provision.release(instance_id)
        self._live.clear()
        with suppress(Exception):  # without a database the lease ends by itself
            await self._leases.release()

    async def enter(self) -> None:
        """Be one of the servers of the database, for one lease from now."""
        budget = 0 if self._builder is None else self._builder.budget
        await self._leases.renew(
            served=self._served.id,
            base_model_type=self._served.base_model_type,
            memory=budget,
            address=self._settings.advertise,
        )

    async def others(self) -> list[ServedModel]:
        """What the other servers of this database were started with."""
        alive = await self._leases.alive()
        return [
            ServedModel(server.served, server.base_model_type, 0)
            for server in alive
            if server.id != self._leases.server_id
        ]

    async def _take_over(self) -> None:
        others = await self.others()
        await defaults.review(self._store, self._served.verdict, [other.verdict for other in others])
        self._neighbours = {other.id for other in others}
        for claim in await self._leases.claim(self._at_work):
            log.info("instance %s was %s and is this server's now", claim.instance_id, claim.status)
        await self._attend()

    def _at_work(self) -> set[str]:
        return {*self._live, *self._work, *self._going, *self._patience.waiting()}

    async def _attend(self) -> None:
        """Work on what the database says is this server's, and drop what is so no longer."""
        mine = await self._leases.mine()
        for instance_id, status in mine.items():
            if status == "DELETING":
                self._take_down(instance_id)
            elif status == "PENDING":
                self._bring_up(instance_id)
        for instance_id in list(self._doomed):  # those without weights are nobody's
            self._take_down(instance_id)
        for instance_id, live in list(self._live.items()):
            if live.own and instance_id not in mine and instance_id not in self._going:
                log.warning("instance %s is another server's now; it is stopped here", instance_id)
                self._going.start(instance_id, self._give_up)  # the beat does not wait for it

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._settings.lease / 3)
            try:
                await self.enter()
                if {other.id for other in await self.others()} != self._neighbours:
                    await self._take_over()
                else:
                    await self._leases.claim(self._at_work)
                    await self._attend()
            except Exception:
                log.exception("the database could not be asked about instances; trying again")

    # what handlers call

    async def deploy(
        self, user: User, workspace_id: str, new: NewInstance, version: ModelVersion
    ) -> ServiceInstance:
        """Accept a deployment; raises Missing, NameTaken, Refused.

        What runs on the served model runs at once, or is FAILED at once with the reason.
        """
        if version.model_path is None and version.local_model_path is None:
            reason = await self._lookup.verdict(version)
            if reason is not None:
                new = replace(new, status="FAILED", error_code=reason[0], error_msg=reason[1])
            return await self._store.deploy(user, workspace_id, new)
        builder = self._builder
        if builder is None:
            new = replace(new, status="FAILED", error_code=SERVER_FAULT, error_msg=NO_BUILDER)
            return await self._store.deploy(user, workspace_id, new)
        path = version.local_model_path
        size = 0 if path is None else await asyncio.to_thread(weights_size, Path(path))
        need, server_id = builder.memory(size), self._leases.server_id
        new = replace(new, status="PENDING", server_id=server_id, memory=need)
        instance = await self._store.deploy(
            user, workspace_id, new, admit=lambda session: room(session, server_id, need)
        )
        self._bring_up(instance.id)
        return instance

    async def delete(self, user: User, workspace_id: str, instance_id: str) -> None:
        """Have an instance go; it is gone on return unless it takes longer than the patience.

        Raises Missing, Refused.
        """
        doomed = await self._transitions.doom(user, workspace_id, instance_id)
        self._lookup.forget()
        if doomed.server_id not in (None, NOBODY, self._leases.server_id):
            return  # its server sees it with its next beat, or whoever takes over from that one
        going = self._take_down(instance_id)
        await asyncio.wait({going}, timeout=self._settings.delete_patience)

    async def running(self, user: User, workspace_id: str, instance_id: str) -> Live:
        """What answers an instance; raises Missing, INVALID if it is not RUNNING, Elsewhere."""
        here = instance_id in self._live
        state = await self._lookup.state(user, workspace_id, instance_id, here=here)
        if state.status != "RUNNING":
            raise Problem(Kind.INVALID, f"the instance is not RUNNING, its status is {state.status}")
        live = self._live.get(instance_id)
        if live is None:
            if state.own:
                raise Elsewhere(state.address)
            live = self._live[instance_id] = Live(self._engine, own=False)
        live.moderation = state.moderation
        return live

    def changed(self) -> None:
        """Something was written: nothing that was looked up is believed any more."""
        self._lookup.forget()

    # coming up

    def _bring_up(self, instance_id: str) -> None:
        self._work.start(instance_id, self._up)

    async def _up(self, instance_id: str) -> None:
        engine: Engine | None = None
        try:
            begun = await self._transitions.begin(instance_id)
            if begun is None:
                return
            instance, version = begun
            self._lookup.forget()
            directory = await self._provision.directory(instance_id, version)
            engine = self._provision.builder.build(instance.name, directory)
            await self._transitions.tell(instance_id, "the engine is starting")
            log.info("instance %s: the engine is starting on %s", instance.name, directory)
            await engine.start()
            self._live[instance_id] = Live(engine, own=True)
            if await self._transitions.run(instance_id):
                log.info("instance %s runs", instance.name)
                self._patience.forget(instance_id)
                engine = None
        except asyncio.CancelledError:
            await self._transitions.park(instance_id)
            raise
        except Exception as error:
            await self._failed(instance_id, error)
        finally:
            self._lookup.forget()
            if engine is not None:
                self._live.pop(instance_id, None)
                await engine.stop()
            if instance_id not in self._live:
                self._provision.release(instance_id)

    async def _failed(self, instance_id: str, error: Exception) -> None:
        match error:
            case DeployFailed():
                code, message = error.code, error.message
            case Refused():
                code, message = REQUEST_FAULT, error.message
            case EngineError():
                code, message = SERVER_FAULT, str(error)
            case _:
                log.error("instance %s could not be brought up", instance_id, exc_info=error)
                code, message = SERVER_FAULT, f"the server failed: {type(error).__name__}"
        if not isinstance(error, GivenUp) and await self._transitions.postpone(instance_id, message):
            wait = self._patience.failed(instance_id)
            log.error("instance %s does not run; next attempt in %d s: %s", instance_id, wait, message)
        elif await self._transitions.fail(instance_id, code, message):
            log.error("instance %s FAILED: %s", instance_id, message)

    # going

    def _take_down(self, instance_id: str) -> asyncio.Task[None]:
        self._doomed.add(instance_id)
        return self._going.start(instance_id, self._down)

    async def _down(self, instance_id: str) -> None:
        work = self._work.get(instance_id)
        if work is not None:
            work.cancel()
            await asyncio.wait({work})
        live = self._live.get(instance_id)
        if live is not None:
            await live.drain(self._settings.drain)
            await live.stop()
        self._provision.release(instance_id)
        await self._transitions.remove(instance_id)
        self._doomed.discard(instance_id)
        self._patience.forget(instance_id)
        self._live.pop(instance_id, None)
        self._lookup.forget()

    async def _give_up(self, instance_id: str) -> None:
        live = self._live.pop(instance_id)
        try:
            await live.stop()
        except BaseException:
            self._live[instance_id] = live  # the next beat tries again, or `close` does
            raise
        self._provision.release(instance_id)
