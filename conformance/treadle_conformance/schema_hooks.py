"""What the suite adds to schemathesis: a bound on generations, excused refusals, a record of what happened.

Loaded by schemathesis's own process.

* The bound: a generated case that is valid makes a real model generate, and 4 tokens say as much about a
  schema as 4000. It changes no value that the schema refuses, so bad input stays bad.
* Excused refusals: a valid case refused for a reason that no schema can state (exclusions.yaml, `refusal`)
  is not counted as a failure, and how many there were is said.
* The record: one JSON line per event, in the file that TREADLE_CONFORM_EVENTS names.
* The same cases wherever the suite lies: Hypothesis takes some of its values from the source of modules that
  are not installed as packages, which this suite is in its own repository and nowhere else.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from typing import Any

import schemathesis
import tracecov
from hypothesis.internal.conjecture import providers
from schemathesis import cli
from schemathesis.cli.commands.run.handlers import EventHandler
from schemathesis.engine import Status, events
from tracecov.schemathesis.helpers import group_interactions_by_method_path, to_http_interaction

from treadle_conformance.shape import is_array, is_object

TOKENS = 4
LARGEST = 4294967295
NATIVE = ("/", "/generate", "/generate_stream")
LIMITS = ("max_tokens", "max_completion_tokens")
EXCUSED: dict[int, int] = {}  # how often each excused refusal was met
ANSWER_BYTES = 400
MESSAGE_BYTES = 2000
CURL_BYTES = 100_000  # a curl line that is cut off repeats nothing

# No setting does it; the version is pinned, and a test looks.
setattr(providers, "is_local_module_file", lambda _: False)  # noqa: B010  # pyright: ignore[reportUnknownLambdaType]


def before_call(_context: Any, case: Any, **_kwargs: Any) -> None:
    """Bound what a valid request may generate."""
    path: str = case.operation.path
    body: Any = case.body
    if not is_object(body):
        return
    if path in NATIVE or (path == "/invocations" and "inputs" in body):
        bounded: Any = _native(body)
    elif path == "/vertex":
        bounded = _vertex(body)
    elif path.startswith("/v1/") and "completions" in path:
        bounded = _openai(body)
    elif path.endswith("/invocations"):
        bounded = _openai(body, unlimited=0 if path.startswith("/v1/") else None)
    else:
        return
    if bounded != body:
        case.body = bounded


def _vertex(body: Mapping[str, Any]) -> dict[str, Any]:
    instances: Any = body.get("instances")
    if not is_array(instances):
        return dict(body)
    parts: list[Any] = instances
    bounded: list[Any] = []
    for part in parts:
        if is_object(part):
            bounded.append(_native(_unset(part)) if "inputs" in part else _openai(part))
        else:
            bounded.append(part)
    return {**body, "instances": bounded}


def _unset(part: Mapping[str, Any]) -> dict[str, Any]:
    """A text's parameters may be null here, and nowhere else: that is no bound at all."""
    return {name: value for name, value in part.items() if name != "parameters" or value is not None}


def _native(body: Mapping[str, Any]) -> dict[str, Any]:
    wishes = body.get("parameters", {})
    if not is_object(wishes):
        return dict(body)
    value = wishes.get("max_new_tokens")
    if value is not None and not _clampable(value):
        return dict(body)
    return {**body, "parameters": {**wishes, "max_new_tokens": TOKENS}}


def _openai(body: Mapping[str, Any], unlimited: int | None = None) -> dict[str, Any]:
    changed = dict(body)
    for name in LIMITS:
        value = body.get(name)
        if _clampable(value) or (value is not None and value is not False and value == unlimited):
            changed[name] = TOKENS
    if all(body.get(name) is None for name in LIMITS):
        changed["max_tokens"] = TOKENS
    return changed


def _clampable(value: Any) -> bool:
    """Whether this is an integer, as JSON Schema means it (6435.0 is one), above the bound."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and TOKENS < value <= LARGEST and value == int(value)


class Record(EventHandler[Any]):
    """Writes what happened, and the coverage at the end."""

    def __init__(self, *_args: Any, **_parameters: Any) -> None:
        self.file = open(os.environ["TREADLE_CONFORM_EVENTS"], "w", encoding="utf-8", buffering=1)  # noqa: SIM115
        self.coverage: Any = None

    def write(self, **event: Any) -> None:
        """One line of the record."""
        self.file.write(json.dumps(event, ensure_ascii=True, default=str) + "\n")

    def handle_event(self, ctx: Any, event: Any) -> None:  # noqa: ARG002 - schemathesis's signature
        """Called by schemathesis for every event."""
        if isinstance(event, cli.LoadingFinished):
            loaded: Any = event
            self.coverage = tracecov.CoverageMap.from_dict(loaded.schema, base_path=event.base_path)
            self.write(kind="loaded", operations=event.statistic.operations.selected)
        elif isinstance(event, events.PhaseStarted):
            self.write(kind="phase", name=event.phase.name.value, enabled=event.phase.is_enabled)
        elif isinstance(event, events.ScenarioFinished):
            self.scenario(event)
        elif isinstance(event, events.NonFatalError):
            self.write(kind="error", label=event.label, message=str(event.info.message))
        elif isinstance(event, events.FatalError):
            self.write(kind="error", label=None, message=str(event.exception))
        elif isinstance(event, events.EngineFinished):
            report: dict[str, Any] = json.loads(self.coverage.generate_report(format="json"))
            self.write(kind="finished", coverage=report["summary"], excused=EXCUSED)
            self.file.close()

    def scenario(self, event: Any) -> None:
        """Cases, what was accepted, and failures of one scenario."""
        recorder = event.recorder
        for (method, path), interactions in group_interactions_by_method_path(recorder).items():
            batch = [to_http_interaction(method, interaction) for interaction in interactions]
            self.coverage.record_schemathesis_interactions(method, path, batch, labels=None, events=False)
        # Not what a check sends once more, without a credential say: that depends on what was answered.
        made = [name for name, node in recorder.cases.items() if node.parent_id is None or node.transition]
        sent = [recorder.interactions[name] for name in made if name in recorder.interactions]
        accepted = sum(item.response is not None and 200 <= item.response.status_code < 300 for item in sent)
        self.write(
            kind="scenario",
            label=event.label,
            cases=len(sent),
            accepted=accepted,
            requests=len(recorder.interactions),
        )
        for case, nodes in recorder.checks.items():
            interaction = recorder.interactions.get(case)
            response = interaction.response if interaction else None
            for node in nodes:
                if node.status == Status.FAILURE and node.failure_info is not None:
                    failure = node.failure_info.failure
                    self.write(
                        kind="failure",
                        label=failure.operation or event.label,
                        check=node.name,
                        title=failure.title,
                        message=failure.message[:MESSAGE_BYTES],
                        curl=node.failure_info.code_sample[:CURL_BYTES],
                        answer=_answer(response),
                    )


def _answer(response: Any) -> str:
    if response is None:
        return "no answer"
    text = (response.content or b"")[:ANSWER_BYTES].decode("utf-8", "replace")
    return f"{response.status_code} {text}"


def filter_failure(_context: Any, failure: Any, _case: Any, response: Any) -> bool:
    """Whether a failure counts: not if the refusal is one of those that are excused."""
    if type(failure).__name__ != "RejectedPositiveData" or response is None:
        return True
    text = response.content.decode("utf-8", "replace")
    for number, pattern in enumerate(json.loads(os.environ.get("TREADLE_CONFORM_REFUSALS", "[]"))):
        if re.search(pattern, text):
            EXCUSED[number] = EXCUSED.get(number, 0) + 1
            return False
    return True


schemathesis.hook(filter_failure)  # pyright: ignore[reportUnknownMemberType] - not typed upstream
schemathesis.hook(before_call)  # pyright: ignore[reportUnknownMemberType] - not typed upstream
cli.handler()(Record)
