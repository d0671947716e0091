"""Flags, environment variables and defaults, and which wins."""

from __future__ import annotations

import ast
import dataclasses
from pathlib import Path
from typing import Any

import pytest

from treadle import config
from treadle.config import ServerSettings
from treadle.launcher import NO_EFFECT
from treadle.options import environment_variable, parse


def read(*arguments: str, **environment: str) -> ServerSettings:
    return parse(ServerSettings, arguments, environment, prog="treadle serve", text="")


def test_defaults_are_the_settings_own() -> None:
    assert read() == ServerSettings()


def test_a_flag_wins_over_the_environment_and_that_over_the_default() -> None:
    assert read(PORT="81").port == 81
    assert read("--port", "82", PORT="81").port == 82
    assert read("-p", "83").port == 83
    assert read(MAX_BEST_OF="7").max_best_of == 7
    assert read("--max-input-length", "9").max_input_tokens == 9
    assert read(MAX_INPUT_LENGTH="9").max_input_tokens == 9
    assert read(MAX_INPUT_LENGTH="9", MAX_INPUT_TOKENS="8").max_input_tokens == 8
    assert read("--max-input-tokens", "7", MAX_INPUT_LENGTH="9").max_input_tokens == 7


def test_switches_and_lists() -> None:
    assert read("--json-output").json_output
    assert read(JSON_OUTPUT="true").json_output
    assert not read("--no-json-output", JSON_OUTPUT="true").json_output
    assert read("--cors-allow-origin", "a", "--cors-allow-origin", "b").cors_allow_origin == ("a", "b")
    assert read(CORS_ALLOW_ORIGIN="a, b").cors_allow_origin == ("a", "b")
    assert read(TREADLE_STATE="/somewhere").state_directory == Path("/somewhere")
    assert read("--no-eager").eager is False
    assert read().eager is None


@pytest.mark.parametrize(
    ("arguments", "environment", "words"),
    [
        (["--port", "x"], {}, "'x' is no int"),
        (["--port", "65536"], {}, "65536 is above 65535"),
        (["--port", "-1"], {}, "-1 is below 0"),
        ([], {"PORT": "70000"}, "environment variable PORT: 70000 is above 65535"),
        (["--max-best-of", "4294967296"], {}, "4294967296 is above 4294967295"),
        (["--max-best-of", "9" * 5000], {}, "is no int"),
        (["--threads", "4097"], {}, "4097 is above 4096"),
        (["--image-timeout", "nan"], {}, "'nan' is no finite number"),
        (["--image-timeout", "1e10"], {}, "1e10 is above 1000000000"),
        (["--watermark-delta=-inf"], {}, "'-inf' is no finite number"),
        (["--watermark-gamma", "1.5"], {}, "1.5 is above 1"),
        ([], {"CUDA_MEMORY_FRACTION": "2"}, "2 is above 1"),
        (["--max-best-of", "0"], {}, "0 is below 1"),
        ([], {"PORT": "high"}, "environment variable PORT: 'high' is no int"),
        (["--logprobs-mode", "loud"], {}, "'loud' is none of processed, raw"),
        ([], {"JSON_OUTPUT": "perhaps"}, "neither true nor false"),
        (["--nothing"], {}, "--nothing"),
        (["--max-best", "1"], {}, "--max-best"),
        (["--max-input-tokens", "9", "--max-input-length", "8"], {}, "given twice, or under two names"),
        (["--max-input-tokens", "9"], {"MAX_TOTAL_TOKENS": "9"}, "must be < `max_total_tokens`"),
    ],
)
def test_what_is_wrong_is_said(
    arguments: list[str], environment: dict[str, str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        read(*arguments, **environment)
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


def test_help_lists_every_flag_and_its_variable(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read("--help")
    assert ended.value.code == 0
    text = capsys.readouterr().out
    for field in dataclasses.fields(ServerSettings):
        assert "--" + field.name.replace("_", "-") in text
        assert f"[{environment_variable(field)}]" in text.replace("\n", " ").replace("  ", " ") or (
            environment_variable(field) in text
        )


@pytest.mark.parametrize(
    ("hostname", "loopback"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("example.org", False)],
)
def test_loopback(hostname: str, loopback: bool) -> None:
    assert ServerSettings(hostname=hostname).loopback is loopback


def test_what_becomes_of_engine_flags() -> None:
    settings = read(
        "--model-id", "some/model", "--dtype", "float16", "--num-shard", "2", "--max-total-tokens", "4096",
        "--max-batch-size", "8", "--max-batch-prefill-tokens", "99", "--cuda-memory-fraction", "0.5",
        "--kv-cache-mib", "10", "--threads", "3", "--logprobs-mode", "raw", "--watermark-gamma", "0.25",
        "--watermark-delta", "1.5", "--trust-remote-code", "--quantize", "awq", "--revision", "r",
        "--tokenizer-name", "t", "--eager",
    )  # fmt: skip
    engine: Any = settings.engine(None, "cuda")
    assert (engine.model, engine.dtype, engine.num_shard, engine.max_total_tokens) == (
        "some/model",
        "float16",
        2,
        4096,
    )
    assert (engine.max_num_seqs, engine.max_num_batched_tokens, engine.gpu_memory_fraction) == (8, 99, 0.5)
    assert (engine.kv_cache_bytes, engine.threads, engine.logprobs_mode) == (10 << 20, 3, "raw")
    assert (engine.watermark_gamma, engine.watermark_delta, engine.trust_remote_code) == (0.25, 1.5, True)
    assert (engine.quantize, engine.revision, engine.tokenizer, engine.enforce_eager) == (
        "awq",
        "r",
        "t",
        True,
    )


def test_a_cpu_engine_always_has_a_kv_size() -> None:
    assert read("--model-id", "m").engine(None, "cpu").kv_cache_bytes == 1 << 30
    assert read("--model-id", "m").engine(None, "cuda").kv_cache_bytes is None
    assert read().engine(Path("/embedded"), "cpu").max_total_tokens == 2048


def test_the_embedded_model_takes_what_any_model_takes() -> None:
    settings = read(
        "--dtype", "float32", "--num-shard", "2", "--quantize", "fp8", "--cuda-memory-fraction", "0.5"
    )  # fmt: skip
    engine: Any = settings.engine(Path("/embedded"), "cuda")
    assert (engine.dtype, engine.num_shard, engine.quantize, engine.gpu_memory_fraction) == (
        "float32",
        2,
        "fp8",
        0.5,
    )
    assert settings.without_effect == {}
    assert read("--revision", "main").without_effect == {"--revision": "there is no --model-id"}
    assert read("--revision", "main", "--model-id", "m").without_effect == {}


@pytest.mark.parametrize(
    "field",
    [
        field
        for field in dataclasses.fields(ServerSettings)
        if set(str(field.type).split(" | ")) & {"int", "float"}
    ],
    ids=lambda field: field.name,
)
def test_no_number_is_without_an_end(field: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for number in ("1e400", "nan", "9" * 40, "-" + "9" * 40):
        with pytest.raises(SystemExit) as ended:
            read(f"--{field.name.replace('_', '-')}={number}")
        assert ended.value.code == 2
        assert number in capsys.readouterr().err


def test_every_setting_is_read_somewhere() -> None:
    read_names = {
        node.attr
        for path in Path(config.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name | ast.Attribute)
        and ast.unparse(node.value) in ("self", "settings", "self.settings")
    }
    assert {field.name for field in dataclasses.fields(ServerSettings)} <= read_names | set(NO_EFFECT)
