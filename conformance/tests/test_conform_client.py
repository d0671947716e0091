"""`treadle conform-client`: our clients pass, the others fail what is listed, and wrong clients are found out."""

from __future__ import annotations

import asyncio
import shlex
import sys
from pathlib import Path

import pytest
from client_mutants import CLIENT_MUTANTS
from typer.testing import CliRunner

from treadle_conformance import Report, Verdict
from treadle_conformance.client.cli import app
from treadle_conformance.client.judge import judge, variants
from treadle_conformance.client.variants import TEXT, TOKENS
from treadle_conformance.faults import Misuse
from treadle_conformance.known import read
from treadle_conformance.profile import profiles
from treadle_conformance.rules import requirements

HERE = Path(__file__).parent
ADAPTERS = HERE.parent / "adapters"
NAIVE = HERE / "naive_client.py"


def judged(*words: object, only: str = "*", known: str | None = None) -> Report:
    expected = read(HERE.parent / "known-failing" / known, variants()) if known else {}
    return asyncio.run(judge(shlex.join([sys.executable, *map(str, words)]), only, expected))


def failures(report: Report) -> list[str]:
    return [f"{result.id}: {result.message}" for result in report.results if result.status == "failed"]


def test_the_text_is_its_tokens_and_every_variant_has_a_row() -> None:
    assert "".join(TOKENS) == TEXT
    for name, (variant, kind) in variants().items():
        assert variant.requirement in requirements(), name
        assert variant.title.endswith("."), name
        told = variant.told(kind)
        assert told.status != 200 or told.headers, name
    assert len(variants()) >= 130


@pytest.mark.slow
@pytest.mark.parametrize("adapter", ["treadle_sync.py", "treadle_async.py"])
def test_our_clients_read_everything(adapter: str) -> None:
    report = judged(ADAPTERS / adapter)
    assert failures(report) == []
    assert report.verdict is Verdict.CONFORMANT
    assert len(report.results) >= 130


@pytest.mark.slow
@pytest.mark.parametrize(
    ("adapter", "known"), [("openai_sdk.py", "openai.yaml"), ("hub.py", "huggingface_hub.yaml")]
)
def test_other_clients_fail_what_is_listed_and_nothing_else(adapter: str, known: str) -> None:
    report = judged(ADAPTERS / adapter, known=known)
    assert failures(report) == []
    assert report.stale == []


def test_a_naive_client_can_be_right() -> None:
    report = judged(NAIVE)
    assert failures(report) == []
    assert len(report.results) >= 30


@pytest.mark.parametrize("fault", CLIENT_MUTANTS)
def test_a_wrong_client_is_found_out(fault: str) -> None:
    killers = CLIENT_MUTANTS[fault]
    report = judged(NAIVE, fault, only=",".join({*killers, "client.generate_stream.as_the_contract_says"}))
    assert {result.id for result in report.results if result.status == "failed"} == killers


def test_wrong_clients_name_variants_that_exist() -> None:
    assert {name for killers in CLIENT_MUTANTS.values() for name in killers} <= variants().keys()
    assert len(CLIENT_MUTANTS) >= 16


def test_a_command_that_is_no_adapter_is_wrong_usage() -> None:
    with pytest.raises(Misuse, match="no JSON"):
        judged("-c", "print('hello')")
    with pytest.raises(Misuse):
        asyncio.run(judge("/no/such/command"))
    assert CliRunner().invoke(app, ["/no/such/command"]).exit_code == 2


ADAPTER = """
import sys
for line in sys.stdin:
    print({hello!r} if '"hello"' in line else {answer!r}, flush=True)
"""
HELLO = '{"client": "loom 1", "can": ["chat"]}'


def adapter(answer: str, hello: str = HELLO) -> str:
    """A command that says one thing to hello and another to everything else."""
    return shlex.join([sys.executable, "-c", ADAPTER.format(hello=hello, answer=answer)])


@pytest.mark.parametrize(
    ("hello", "said"),
    [
        ("[]", "said '[]', which has not the form of an answer: Expected `object`"),
        ('{"client": "loom"}', "missing required field `can`"),
        ('{"client": "loom", "can": "chat"}', "at `$.can`"),
        ('{"client": "loom 1", "can": []}', "says that loom 1 can do nothing"),
        (
            '{"client": "loom", "can": ["chat_streams", "Chat"]}',
            "it can Chat, chat_streams, which nothing here is",
        ),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_hello_that_makes_no_sense_is_wrong_usage(hello: str, said: str) -> None:
    outcome = CliRunner().invoke(app, [adapter("{}", hello)])
    assert outcome.exit_code == 2, outcome.output
    assert said in outcome.output


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("3", "said '3', which has not the form of an answer"),
        ("null", "said 'null', which has not the form of an answer"),
        ("{}", "neither a text nor an error"),
        ('{"error": "boom"}', "at `$.error`"),
        ('{"error": {"message": "[/boom]", "status": "422"}}', "at `$.error.status`"),
        ('{"text": "x", "times": ["a"]}', "at `$.times[0]`"),
        ('{"text": "x", "times": 3}', "at `$.times`"),
        ("INFO starting", "no JSON"),
    ],
)
def test_an_answer_of_another_form_is_wrong_usage(answer: str, said: str) -> None:
    outcome = CliRunner().invoke(app, [adapter(answer)])
    assert outcome.exit_code == 2, outcome.output
    assert said in outcome.output


def test_no_text_is_a_failed_case() -> None:
    report = asyncio.run(judge(adapter('{"text": null}'), "client.chat.refused"))
    assert [result.status for result in report.results] == ["failed"]


def test_a_command_that_is_empty_ends_or_stays_silent_is_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("treadle_conformance.client.judge.SECONDS", 0.5)
    commands = {
        " ": "the command is empty",
        shlex.join([sys.executable, "-c", ""]): "the command is gone",
        "sleep 60": "did not answer hello in 0.5 s",
    }
    for command, said in commands.items():
        outcome = CliRunner().invoke(app, [command])
        assert outcome.exit_code == 2, outcome.output
        assert outcome.output.startswith("the command ")
        assert said in outcome.output


def test_a_run_that_judges_nothing_is_wrong_usage() -> None:
    for only in ("nope.*", "client.chat.refused,client.generate.*", ""):
        outcome = CliRunner().invoke(app, [adapter("{}"), "--only", only])
        assert outcome.exit_code == 2, outcome.output
        assert "no check of what loom 1 can do matches" in outcome.output


def test_an_entry_that_was_left_out_is_not_outdated_and_one_of_what_it_cannot_is(tmp_path: Path) -> None:
    path = tmp_path / "known.yaml"
    path.write_text(
        "".join(
            f"- {{check: client.{name}.refused, reason: r, since: 2026-11-28}}\n"
            for name in ("chat_stream", "generate_stream", "generate")
        )
    )
    command = shlex.join([sys.executable, str(NAIVE)])
    report = asyncio.run(judge(command, "client.chat_stream.refused", read(path, variants())))
    assert report.outdated == [
        ("client.chat_stream.refused", "passes"),
        ("client.generate.refused", "is in no chosen profile (client)"),
    ]


def test_the_command_says_what_it_found(tmp_path: Path) -> None:
    command = shlex.join([sys.executable, str(NAIVE), "needs_a_blank"])
    only = "client.generate_stream.without_blanks,client.generate_stream.refused"
    outcome = CliRunner().invoke(app, [command, "--only", only, "--report", str(tmp_path)])
    assert outcome.exit_code == 1, outcome.output
    assert "CLIENT-07 MUST" in outcome.output
    assert "client.generate_stream.without_blanks" in (tmp_path / "report.html").read_text()


def test_the_list_of_vllms_server_names_checks_of_its_profile() -> None:
    entries = read(HERE.parent / "known-failing" / "vllm.yaml")
    assert entries.keys() <= {check.id for check in profiles()["openai"].checks()}
