"""docs/fabric-at-home.md, block by block, against a server on the fake engine."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from treadle import credentials
from treadle.config import ServerSettings
from treadle.options import parse

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "fabric-at-home.md").read_text()
BLOCKS = re.findall(r"<!-- ([^>]*) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL)
REGIONS = ("DATAARTSFABRIC", "DATAARTSFABRICEP")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    script = ROOT / "server" / "tests" / "fake_server.py"
    state = tmp_path_factory.mktemp("home")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with subprocess.Popen([sys.executable, str(script), str(port), str(state)], env=environment) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            began = time.monotonic()
            while True:
                assert server.poll() is None
                assert time.monotonic() - began < 60
                try:
                    if httpx.get(f"{address}/healthcheck").status_code == 200:
                        break
                except httpx.TransportError:
                    time.sleep(0.1)
            yield address
        finally:
            server.terminate()


def run(command: list[str], text: str, home: Path, **environment: str) -> str:
    """What a block prints; the SDK writes into the home directory."""
    paths = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        command,
        input=text,
        text=True,
        capture_output=True,
        timeout=120,
        env=os.environ | {"HOME": str(home), "PYTHONPATH": paths} | environment,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def test_curl(url: str, tmp_path: Path) -> None:
    blocks = [text for kind, text in BLOCKS if kind == "sh"]
    assert len(blocks) == 3
    script = "".join(blocks).replace("http://127.0.0.1:8080", url)
    printed = run(["bash", "-eu", "-o", "pipefail"], script, tmp_path)
    assert printed.count('"finish_reason":"length"') == 3
    assert printed.count("data: [DONE]") == 1
    assert '"status":"RUNNING"' in printed
    left = httpx.get(f"{url}/v1/workspaces").json()["workspaces"]
    assert [each["name"] for each in left] == ["default"]


@pytest.mark.parametrize("place", range(3))
def test_python(url: str, tmp_path: Path, place: int) -> None:
    blocks = [(kind, text) for kind, text in BLOCKS if kind.startswith("python")]
    assert len(blocks) == 3
    kind, text = blocks[place]
    regions = {f"HUAWEICLOUD_SDK_REGION_{name}_CN_NORTH_4": url for name in REGIONS}
    assert run(
        [sys.executable, "-"],
        text.replace("http://127.0.0.1:8080", url),
        tmp_path,
        **(regions if "variables" in kind else {}),
    ).strip()


def test_the_ci_recipe(url: str, tmp_path: Path) -> None:
    ((_, text),) = [block for block in BLOCKS if block[0].startswith("sh, with")]
    stubs = "pip() { :; }\ntreadle() { :; }\npytest() { env | grep HUAWEICLOUD; }\n"
    printed = run(["bash", "-eu"], stubs + text.replace("http://127.0.0.1:8080", url), tmp_path)
    assert all(f"HUAWEICLOUD_SDK_REGION_{name}_CN_NORTH_4={url}" in printed for name in REGIONS)


def test_every_flag_is_one() -> None:
    lines = [line.split() for line in PAGE.splitlines() if line.startswith("treadle serve")]
    assert len(lines) == 4
    for _, _, *flags in lines:
        parse(ServerSettings, [flag for flag in flags if flag != "&"], {}, prog="treadle serve", text="")


@pytest.mark.parametrize("page", ["fabric-at-home", "fabric-auth", "fabric-errors", "operations"])
def test_every_setting_that_is_named_is_one(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "docs" / f"{page}.md").read_text()
    known = {name.replace("_", "-") for name in ServerSettings.__dataclass_fields__}
    fields = ServerSettings.__dataclass_fields__.values()
    known |= {flag.lstrip("-") for field in fields for flag in field.metadata.get("flags", ())}
    known |= {f"no-{name}" for name in known}  # a switch's other position
    if page == "fabric-auth":
        for command in (credentials.token, credentials.access_key):
            with pytest.raises(SystemExit):
                command(["issue", "--help"])
        known |= set(re.findall(r"--([a-z-]+)", capsys.readouterr().out))
    named = set(re.findall(r"--([a-z][a-z-]*)", text))
    assert named <= known, named - known
    assert len(named) > 5 or page == "fabric-errors"
