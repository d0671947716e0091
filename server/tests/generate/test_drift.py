"""One edit of a contract changes models, client and service interface together, or is an error."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from abc import ABC
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from generate.__main__ import ROOT, main

SPEC = Path(__file__).parent / "spec"

pytestmark = pytest.mark.slow

NEW_OPERATION = """\
  /echo:
    post:
      operationId: echo
      tags: [Generation]
      summary: Say it again.
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/GenerateRequest'}
      responses:
        '200':
          description: The same.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Error'}
  /health:
"""


def edited(folder: Path) -> Path:
    """A copy of the small contract, by the name `edited`, with one more member and one more operation."""
    spec = folder / "spec"
    shutil.copytree(SPEC / "mini", spec / "edited")
    schemas = spec / "edited" / "schemas" / "generate.yaml"
    text = schemas.read_text(encoding="utf-8")
    schemas.write_text(
        text.replace(
            "    stream: {type: boolean", "    priority: {type: integer}\n    stream: {type: boolean"
        )
    )
    document = spec / "edited" / "openapi.yaml"
    text = document.read_text(encoding="utf-8")
    document.write_text(text.replace("  /health:\n", NEW_OPERATION))
    return spec


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the edited contract gives, generated as a person would."""
    folder = tmp_path_factory.mktemp("drift")
    assert main(["--spec", str(edited(folder)), "--out", str(folder / "out")]) == 0
    return folder / "out"


def _ours() -> dict[str, ModuleType]:
    packages = ("treadle_contracts", "treadle_edited")
    return {name: module for name, module in sys.modules.items() if name.partition(".")[0] in packages}


@pytest.fixture
def imported(out: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, ModuleType]]:
    """The edited contract's modules, imported from where they were written, and forgotten afterwards."""
    before = _ours()
    for name in before:
        del sys.modules[name]
    with monkeypatch.context() as patch:
        patch.syspath_prepend(str(out))
        names = ("models", "services", "routes")
        modules = {name: importlib.import_module(f"treadle_contracts.edited.{name}") for name in names}
        yield modules | {"client": importlib.import_module("treadle_edited")}
    for name in _ours():
        del sys.modules[name]
    sys.modules.update(before)


def test_new_member_is_in_the_models_and_in_the_client(imported: dict[str, ModuleType]) -> None:
    request = msgspec.convert(
        {"inputs": "hi", "priority": 3}, imported["models"].GenerateRequest, strict=False
    )
    assert request.priority == 3
    assert imported["client"].models.GenerateRequest(inputs="hi", priority=3).to_dict()["priority"] == 3


def test_new_operation_is_in_the_table_the_interface_and_the_client(imported: dict[str, ModuleType]) -> None:
    operation = next(item for item in imported["routes"].OPERATIONS if item.id == "echo")
    assert (operation.method, operation.path, operation.service) == ("POST", "/echo", "GenerationService")
    assert "echo" in imported["services"].GenerationService.__abstractmethods__
    assert callable(imported["client"].Client.echo)
    assert callable(imported["client"].AsyncClient.echo)


def test_handler_that_lacks_the_new_operation_cannot_be_made(imported: dict[str, ModuleType]) -> None:
    service: type[ABC] = imported["services"].GenerationService
    before = {name for name in service.__abstractmethods__ if name != "echo"}
    old = type("Old", (service,), dict.fromkeys(before, lambda self: None))
    with pytest.raises(TypeError, match="echo"):
        old()
    new = type("New", (service,), dict.fromkeys([*before, "echo"], lambda self: None))
    assert isinstance(new(), service)


def test_check_names_what_differs_and_what_is_strange(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "out"
    shutil.copytree(out, copy)
    models = copy / "treadle_contracts" / "edited" / "models.py"
    models.write_text(models.read_text(encoding="utf-8") + "# edited by hand\n", encoding="utf-8")
    (copy / "stray.py").touch()
    (copy / "treadle_edited" / "types.py").unlink()
    arguments = ["--check", "--spec", str(out.parent / "spec"), "--out", str(copy)]
    assert main(arguments) == 1
    said = capsys.readouterr().err
    assert [name for name in ("models.py", "stray.py", "types.py", "services.py") if name in said] == [
        "models.py",
        "stray.py",
        "types.py",
    ]
    assert models.read_text(encoding="utf-8").endswith("# edited by hand\n")
    assert main(arguments[1:]) == 0
    assert not (copy / "stray.py").exists()
    assert main(arguments) == 0


def test_broken_contract_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = edited(tmp_path)
    document = spec / "edited" / "openapi.yaml"
    document.write_text(document.read_text(encoding="utf-8").replace("schemas/Chat'}", "schemas/Chats'}"))
    assert main(["--spec", str(spec), "--out", str(tmp_path / "out")]) == 1
    assert "#/components/schemas/Chats, which does not exist" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_generated_is_fresh_wherever_generation_is_started(tmp_path: Path) -> None:
    """What is committed is what the contracts give: nothing edited, missing or left over."""
    command = [sys.executable, "-m", "generate", "--check"]
    environment = {"PYTHONPATH": str(ROOT / "scripts"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
