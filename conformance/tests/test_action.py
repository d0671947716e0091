"""The Action and the container, as far as that goes without GitHub and without a registry: what they run, is run."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from treadle_conformance.cli import write
from treadle_conformance.report import Report

HERE = Path(__file__).parents[1]
ACTION: dict[str, Any] = yaml.safe_load((HERE / "action.yml").read_text("utf-8"))
SHELL = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")  # what GitHub runs `shell: bash` with
GIVEN = re.compile(r"\$\{\{ inputs\.(\w+) \}\}")


def scripts(inputs: Mapping[str, str]) -> list[tuple[str, dict[str, str]]]:
    """The shell steps (names, installs, judges) with their environment, the inputs filled in as GitHub does."""
    known = {name: str(row.get("default", "")) for name, row in ACTION["inputs"].items()} | dict(inputs)
    return [
        (step["run"], {k: GIVEN.sub(lambda found: known[found[1]], v) for k, v in step["env"].items()})
        for step in ACTION["runs"]["steps"]
        if "run" in step
    ]


def held(url: str, folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the step that judges a server, in an empty folder, with the credentials that a workflow gives."""
    *_, (script, variables) = scripts({"url": url, **inputs})
    environment = {**os.environ, "TREADLE_API_KEY": "key", "TREADLE_TOKEN": "token", **variables}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    return subprocess.run(
        [*SHELL, script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_its_step_judges_by_every_profile_that_is_named(reference: str, tmp_path: Path) -> None:
    (tmp_path / "service.txt").touch()  # a file that looks like the pattern
    done = held(reference, tmp_path, profile="openai tgi-2.2", arguments="--no-schema --only service.*")
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((tmp_path / ACTION["inputs"]["report"]["default"] / "report.json").read_text("utf-8"))
    assert report["profiles"] == ["openai", "tgi-2.2"]
    assert report["verdict"] == "conformant"
    assert {result["area"] for result in report["results"]} == {"service"}


def test_its_step_fails_as_the_suite_does(reference: str, tmp_path: Path) -> None:
    assert held(reference, tmp_path, profile="nonsense", arguments="--no-schema").returncode == 2


def words_of(arguments: str, folder: Path) -> list[str]:
    """What the step gives to the command beside the inputs that have names of their own."""
    command = folder / "treadle"
    command.write_text("#!/bin/sh\nfor word; do printf '[%s]' \"$word\"; done\n", "utf-8")
    command.chmod(0o755)
    *_, (script, variables) = scripts({"url": "http://x", "report": "r", "arguments": arguments})
    environment = {"PATH": f"{folder}:/usr/bin:/bin", **variables}
    done = subprocess.run([*SHELL, script], env=environment, capture_output=True, text=True, check=True)
    found = re.findall(r"\[(.*?)\]", done.stdout)
    return found[found.index("r") + 1 :]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("", []),
        ("--fast --only service.*", ["--fast", "--only", "service.*"]),
        ("--header 'A: b  c'", ["--header", "A: b  c"]),
        ("--fast\n--only stream.*\n", ["--fast", "--only", "stream.*"]),
        ("--header\nA: it's $HOME\n\n--fast\n", ["--header", "A: it's $HOME", "--fast"]),
        ("--name='Our $(id) loom' --fast", ["--name=Our $(id) loom", "--fast"]),
    ],
)
def test_its_arguments_may_hold_blanks(arguments: str, words: list[str], tmp_path: Path) -> None:
    assert words_of(arguments, tmp_path) == words


def test_a_quote_that_does_not_end_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        words_of("--header 'A: b", tmp_path)


def test_each_profile_has_an_artifact_of_its_own(tmp_path: Path) -> None:
    steps = [step for step in ACTION["runs"]["steps"] if step.get("id") == "names"]
    named = steps[0]["id"]
    for value in (ACTION["runs"]["steps"][-1]["with"]["name"], ACTION["outputs"]["artifact"]["value"]):
        assert value == f"${{{{ steps.{named}.outputs.artifact }}}}"
    names = []
    for inputs in ({}, {"profile": "openai  tgi-2.2"}, {"artifact": "vllm on a100"}):
        script, variables = scripts(inputs)[0]
        told = tmp_path / "output"
        told.write_text("")
        environment = {"PATH": "/usr/bin:/bin", "GITHUB_OUTPUT": str(told), **variables}
        subprocess.run([*SHELL, script], env=environment, check=True)
        names.append(told.read_text())
    assert names == [
        "artifact=conformance-report-tgi-3.3\n",
        "artifact=conformance-report-openai-tgi-2.2\n",
        "artifact=vllm on a100\n",
    ]


def test_its_files_are_those_of_a_report(tmp_path: Path) -> None:
    write(Report(url="http://x", profiles=("openai",), suite="1", started="2026-11-28T00:00:00Z"), tmp_path)
    written = {path.name for path in tmp_path.iterdir()}
    told = set(re.findall(r"\w+\.(?:html|json|xml|svg)", ACTION["inputs"]["report"]["description"]))
    assert told == written


def test_it_uses_nothing_that_it_does_not_declare() -> None:
    used = set(GIVEN.findall((HERE / "action.yml").read_text("utf-8")))
    assert used == set(ACTION["inputs"])


def test_the_options_that_it_speaks_of_are_the_commands() -> None:
    asked = [sys.executable, "-m", "treadle_conformance", "--help"]
    said = subprocess.run(
        asked, env={**os.environ, "COLUMNS": "200"}, capture_output=True, text=True, check=True
    )
    known = set(re.findall(r"--[a-z-]+", re.sub(r"\x1b\[[0-9;]*m", "", said.stdout)))
    spoken = set(
        re.findall(r"[ (](--[a-z-]+)", scripts({})[2][0] + ACTION["inputs"]["arguments"]["description"])
    )
    assert {"--wait", "--profile", "--report", "--fast", "--known-failing", "--header"} == spoken <= known


def test_it_installs_itself_unless_told(tmp_path: Path) -> None:
    """What pip is asked for; the extra is one that the distribution beside the Action has."""
    pip = tmp_path / "python"
    pip.write_text('#!/bin/sh\necho "$@"\n', "utf-8")
    pip.chmod(0o755)
    asked = []
    for given in ({}, {"version": "treadle[conformance]==1"}):
        script, variables = scripts(given)[1]
        environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "GITHUB_ACTION_PATH": str(HERE), **variables}
        done = subprocess.run([*SHELL, script], env=environment, capture_output=True, text=True, check=True)
        asked.append(done.stdout.split()[-1])
    assert asked == [f"{HERE}/..[conformance]", "treadle[conformance]==1"]
    assert "\nconformance = [\n" in (HERE.parent / "pyproject.toml").read_text("utf-8")


def lines() -> list[str]:
    return (HERE / "Containerfile").read_text("utf-8").splitlines()


def container(word: str) -> str:
    return next(line.removeprefix(word).strip() for line in lines() if line.startswith(f"{word} "))


def test_the_containers_command_is_there() -> None:
    command = [*json.loads(container("ENTRYPOINT")), *json.loads(container("CMD"))]
    folder = Path(sys.executable).parent
    said = subprocess.run([folder / command[0], *command[1:]], capture_output=True, text=True, check=True)
    assert "keeps its word" in said.stdout


def test_the_container_installs_what_the_distribution_has() -> None:
    words = shlex.split(container("RUN"))
    project = (HERE.parent / "pyproject.toml").read_text("utf-8")
    extra = words[words.index("&&") - 1].removeprefix(".[").removesuffix("]")
    assert re.search(rf"^{extra} = \[", project, re.MULTILINE)
    copied = [line.split()[1] for line in lines() if line.startswith("COPY ")]
    wanted = tomllib.loads(project)["tool"]["hatch"]["build"]["targets"]["wheel"]
    for path in (*wanted["packages"], *wanted["force-include"]):
        assert path.split("/")[0] in copied
