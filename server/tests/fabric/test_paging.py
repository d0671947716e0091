"""Lists under concurrent inserts: what existed throughout is on exactly one page, whatever is made meanwhile."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from tests.fabric.conftest import client_of
from tests.fabric.test_lives import made
from tests.fabric.test_resources import model
from treadle.fabric.service import Fabric
from treadle.fabric.store import models, places
from treadle.fabric.store.places import Place, Places
from treadle.fabric.store.records import ModelFilter, NameTaken, NewVersion, Paging, User
from treadle.fabric.store.store import Store

ORDERS = [
    {"sort_by": sort, "order_by": order}
    for sort in ("CREATE_TIME", "UPDATE_TIME", "NAME")
    for order in ("ASC", "DESC")
]


async def pages(client: httpx.AsyncClient, path: str, array: str, limit: int, **query: Any) -> list[str]:
    """The names on all pages, one after the other, with a breath between them."""
    found: list[str] = []
    while True:
        answer = await client.get(path, params={**query, "limit": limit, "offset": len(found)})
        assert answer.status_code == 200, answer.text
        rows = answer.json()[array]
        found += [row["name"] for row in rows]
        if len(rows) < limit:
            return found
        await asyncio.sleep(0)


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: "-".join(order.values()))
async def test_models_while_models_are_made(
    client: httpx.AsyncClient, workspace: str, order: dict[str, str]
) -> None:
    path = f"{workspace}/models"
    throughout = [f"m{number:02}" for number in range(0, 24, 2)]
    for name in throughout:
        await made(client, path, model(name))
    done = False

    async def insert() -> None:
        for number in range(60):
            if done:
                return
            await made(client, path, model(f"m{number % 24:02}-{number}"))

    async def read(limit: int) -> list[str]:
        return await pages(client, path, "models", limit, name="m", **order)

    inserting = asyncio.create_task(insert())
    readings = [await read(limit) for limit in (3, 5)]
    done = True
    await inserting
    for found in readings:
        existed = [name for name in found if name in throughout]
        assert sorted(existed) == throughout
        assert existed == sorted(existed, reverse=order["order_by"] == "DESC")
        assert len(found) == len(set(found))


async def test_every_list_goes_on_where_it_was(
    client: httpx.AsyncClient, fabric: Fabric, workspace: str
) -> None:
    """Each kind of list: two pages with an insert between them, and the insert is on neither."""
    owner = (await made(client, f"{workspace}/models", model("owner")))["id"]
    source = {"source": {"id": fabric.defaults.model_id}, "endpoint_id": fabric.defaults.endpoint_id}
    for method, create, path, array, body in (
        ("POST", "/v1/workspaces", "/v1/workspaces", "workspaces", {}),
        ("POST", f"{workspace}/endpoints", f"{workspace}/endpoints", "endpoints", {"type": "inference"}),
        (
            "POST",
            f"{workspace}/services/instances",
            f"{workspace}/services/instances",
            "service_instances",
            source,
        ),
        ("PUT", f"{workspace}/models/{owner}", f"{workspace}/models/{owner}/versions", "versions", None),
    ):
        for number in range(4):
            await add(client, method, create, body, f"row-{number}")
        seen: list[str] = []
        for offset in (0, 2):
            answer = await client.get(path, params={"name": "row-", "limit": 2, "offset": offset})
            seen += [row["name"] for row in answer.json()[array]]
            await add(client, method, create, body, f"row-later-{offset}")
        assert sorted(seen) == [f"row-{number}" for number in range(4)], array
        assert answer.json()["total"] == 5


async def add(
    client: httpx.AsyncClient, method: str, path: str, body: dict[str, Any] | None, name: str
) -> None:
    """Make something of a name; without a body it is a version."""
    sent = {"version": {"name": name}} if body is None else {**body, "name": name}
    assert (await client.request(method, path, json=sent)).status_code == 200


async def test_readers_of_two_connections_do_not_mix(fabric: Fabric, workspace: str) -> None:
    async def page(port: int, offset: int) -> list[str]:
        transport = httpx.ASGITransport(application, client=("127.0.0.1", port))
        async with httpx.AsyncClient(transport=transport, base_url="http://fabric.test") as reader:
            query = {"name": "m", "limit": 2, "offset": offset}
            return [
                row["name"]
                for row in (await reader.get(f"{workspace}/models", params=query)).json()["models"]
            ]

    async with client_of(fabric) as client:
        application = client._transport.app  # type: ignore[attr-defined]
        for name in ("m1", "m2", "m3", "m4"):
            await made(client, f"{workspace}/models", model(name))
        assert await page(1, 0) == ["m4", "m3"]
        await made(client, f"{workspace}/models", model("m5"))
        assert await page(2, 0) == ["m5", "m4"]
        assert await page(1, 2) == ["m2", "m1"]
        assert await page(2, 2) == ["m3", "m2"]
        assert await page(3, 2) == ["m3", "m2"]  # a stranger to both: behind the last page that was read


@pytest.mark.parametrize("seed", range(4))
async def test_a_reader_of_many_connections_finds_everything(fabric: Fabric, seed: int) -> None:
    """A pool takes any of its connections for a page, and any of them may know a place of an earlier pass."""
    random, user, workspace_id = Random(seed), User(), fabric.defaults.workspace_id
    names: list[str] = []
    for _ in range(12):
        for _ in range(random.randrange(3)):
            names.append(f"m{len(names):02}")
            version = NewVersion(name="1")
            await models.create(
                fabric.store,
                user,
                workspace_id,
                name=names[-1],
                description=None,
                type="LLM_MODEL",
                version=version,
            )
        wanted, limit, found = ModelFilter(name="m"), random.choice((2, 3)), list[str]()
        while True:
            paging = Paging(len(found), limit, reader=random.choice("abc"))
            page = await models.page(fabric.store, user, workspace_id, wanted, paging)
            found += [row.name for row in page.rows]
            if len(found) >= page.total or (seed % 2 and len(page.rows) < limit):
                break
        assert found == names[::-1]


async def test_deletions_do_not_shift_pages(client: httpx.AsyncClient, workspace: str) -> None:
    ids = [(await made(client, f"{workspace}/models", model(f"m{number}")))["id"] for number in range(6)]
    query = {"name": "m", "limit": 3}
    first = (await client.get(f"{workspace}/models", params=query)).json()["models"]
    for identifier in ids[4:]:
        assert (await client.delete(f"{workspace}/models/{identifier}")).status_code == 200
    second = (await client.get(f"{workspace}/models", params={**query, "offset": 3})).json()["models"]
    assert [row["name"] for row in (*first, *second)] == ["m5", "m4", "m3", "m2", "m1", "m0"]


async def test_a_page_far_in_counts_from_the_beginning(client: httpx.AsyncClient, workspace: str) -> None:
    for number in range(5):
        await made(client, f"{workspace}/models", model(f"m{number}"))
    answer = await client.get(f"{workspace}/models", params={"name": "m", "limit": 2, "offset": 3})
    assert [row["name"] for row in answer.json()["models"]] == ["m1", "m0"]


async def test_durations_page_too(client: httpx.AsyncClient, fabric: Fabric, workspace: str) -> None:
    """Instances that do not run have no duration: they come last when the longest come first."""
    endpoint = {
        "name": "wide",
        "type": "inference",
        "reserved_resource": {"mu": {"spec_code": "m", "min": 0, "max": 99}},
    }
    identifier = (await made(client, f"{workspace}/endpoints", endpoint))["id"]
    lost = (await made(client, f"{workspace}/models", model("lost", base_model_type="NOWHERE")))["id"]
    for number, source in enumerate((fabric.defaults.model_id, lost) * 4):
        body = {"source": {"id": source}, "name": f"i{number}", "endpoint_id": identifier}
        await made(client, f"{workspace}/services/instances", body)
    path = f"{workspace}/services/instances"
    for order in ("ASC", "DESC"):
        query = {"sort_by": "DURATION", "order_by": order, "endpoint_id": identifier}
        whole = await pages(client, path, "service_instances", 100, **query)
        assert await pages(client, path, "service_instances", 1, **query) == whole
        assert await pages(client, path, "service_instances", 3, **query) == whole
        assert len(set(whole)) == 8


def test_whose_place_counts() -> None:
    first, second = Place("x", "1"), Place("y", "2")
    known = Places()
    known.remember("list", "a", 2, first)
    known.remember("list", "b", 2, second)
    assert known.find("list", "a", 2) == first
    assert known.find("list", "a", 2) == second  # it has gone on from its own
    known = Places()
    known.remember("list", "a", 2, first)
    assert known.find("list", "b", 2) == first  # a reader has gone on, over another connection
    known.remember("list", "b", 2, second)
    assert known.find("list", "a", 2) == second
    known = Places()
    known.remember("list", "a", 2, first, ended=True)
    assert known.find("list", "a", 2) == first
    known.remember("list", "a", 2, first, ended=True)
    known.remember("list", "b", 2, second)
    assert known.find("list", "a", 2) == second
    known = Places()
    known.remember("list", "a", 2, first)
    known.remember("list", "b", 2, second)
    known.remember("list", "a", 4, first)  # what it read last is elsewhere
    assert known.find("list", "a", 2) == second


def test_places_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MOST", 3)
    moment = [0.0]
    known = Places(clock=lambda: moment[0])
    known.remember("list", "a", 2, Place("x", "1"))
    known.remember("list", "b", 2, Place("y", "2"))
    assert known.find("list", "a", 2) == Place("x", "1")
    assert known.find("list", "", 2) == known.find("list", "c", 2) == Place("y", "2")
    assert known.find("list", "a", 3) is None
    assert known.find("other", "a", 2) is None
    moment[0] = places.TTL
    assert known.find("list", "a", 2) is None
    known.remember("list", "b", 2, Place("z", "3"))
    assert known.find("list", "a", 2) == Place("z", "3")
    moment[0] = 0.0
    known.remember("list", "a", 2, Place("x", "1"))
    for number in (2, 3):
        known.remember("list", "", number, Place("z", str(number)))
    assert known.find("list", "a", 2) == Place("z", "2")  # its own place was the oldest


async def test_a_hundred_creates_of_one_name(client: httpx.AsyncClient, workspace: str) -> None:
    for path, body, times in (
        ("/v1/workspaces", {"name": "same"}, 20),
        (f"{workspace}/models", model("same"), 100),
        (f"{workspace}/endpoints", {"name": "same", "type": "inference"}, 20),
    ):
        answers = await asyncio.gather(*(client.post(path, json=body) for _ in range(times)))
        assert sorted(answer.status_code for answer in answers) == [200] + [400] * (times - 1)
        assert all(
            "exists already" in answer.json()["error_msg"] for answer in answers if answer.status_code == 400
        )
        array = path.rsplit("/", 1)[-1]
        assert (await client.get(path, params={"name": "same"})).json()[array][0]["name"] == "same"


async def test_two_stores_on_one_file(fabric: Fabric, tmp_path: Path) -> None:
    """As two processes: what is made at the same moment is made once."""
    other = await Store.open(tmp_path / "state.db")
    user, workspace_id = User(), fabric.defaults.workspace_id

    async def create(store: Store) -> bool:
        try:
            await models.create(
                store,
                user,
                workspace_id,
                name="same",
                description=None,
                type="LLM_MODEL",
                version=NewVersion(name="1"),
            )
        except NameTaken:
            return False
        return True

    made_by = await asyncio.gather(*(create(store) for _ in range(25) for store in (fabric.store, other)))
    assert sum(made_by) == 1
    found = await models.page(other, user, workspace_id, ModelFilter(name="same"), Paging())
    assert found.total == 1
    await other.close()
