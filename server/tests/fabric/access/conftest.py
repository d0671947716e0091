"""One Fabric that asks for credentials, for all tests of a module; each makes its own credentials."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.fabric.access.guarded import Guarded, access_settings
from tests.fabric.conftest import Permits
from treadle.engine.fake import FakeEngine
from treadle.fabric.service import Fabric


@pytest_asyncio.fixture(scope="module")
async def guarded(template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Guarded]:
    folder = tmp_path_factory.mktemp("guarded")
    shutil.copy(template, folder / "state.db")
    engine = FakeEngine(reply="Hello, world.")
    await engine.start()
    fabric = await Fabric.open(
        engine, folder / "state.db", admission=Permits(), access=access_settings(folder, tokens=("static",))
    )
    yield Guarded(fabric, folder / "fabric.key")
    await fabric.close()
