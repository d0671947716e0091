import asyncio
import time
from pathlib import Path

import pytest

from treadle.engine.grammar import MAX_NESTING, bounded_schema
from treadle.engine.port import InvalidGeneration
from treadle.engine.settings import (
    EngineSettings,
    embedded_settings,
    engine_arguments,
    native_bfloat16,
    prepare_environment,
)
from treadle.engine.tokenizer import LONG_TEXT, Tokenizer


def test_the_cpu_environment_leaves_the_users_alone() -> None:
    environment = {"OMP_NUM_THREADS": "7"}
    prepare_environment(EngineSettings(model="m", device="cpu", threads=3), environment)
    assert environment["OMP_NUM_THREADS"] == "7"
    assert environment["VLLM_ENABLE_V1_MULTIPROCESSING"] == "0"
    assert environment["TORCHDYNAMO_DISABLE"] == "1"
    assert environment["VLLM_TARGET_DEVICE"] == "cpu"
    assert "FutureWarning" in environment["PYTHONWARNINGS"]
    assert "resource_tracker" in environment["PYTHONWARNINGS"]
    assert "VLLM_USE_AOT_COMPILE" not in environment


def test_compiling_on_the_cpu_avoids_the_broken_cache() -> None:
    environment: dict[str, str] = {}
    prepare_environment(EngineSettings(model="m", device="cpu", enforce_eager=False, threads=2), environment)
    assert environment["VLLM_USE_AOT_COMPILE"] == "0"
    assert environment["OMP_NUM_THREADS"] == "2"
    assert "TORCHDYNAMO_DISABLE" not in environment


def test_a_gpu_is_left_as_vllm_has_it() -> None:
    environment: dict[str, str] = {}
    settings = EngineSettings(model="m", device="cuda", gpu_memory_fraction=0.8, num_shard=2, quantize="fp8")
    prepare_environment(settings, environment)
    assert not [name for name in environment if "CPU" in name or "OMP" in name or "DYNAMO" in name]
    assert environment["VLLM_LOGGING_LEVEL"] == "WARNING"
    arguments = engine_arguments(settings)
    assert arguments["enforce_eager"] is False
    assert arguments["tensor_parallel_size"] == 2
    assert arguments["gpu_memory_utilization"] == 0.8
    assert arguments["quantization"] == "fp8"
    assert arguments["dtype"] == "auto"
    assert "max_model_len" not in arguments


def test_extra_arguments_have_the_last_word() -> None:
    settings = EngineSettings(model="m", device="cpu", logprobs_mode="raw", extra={"max_logprobs": 5})
    arguments = engine_arguments(settings)
    assert arguments["max_logprobs"] == 5
    assert arguments["logprobs_mode"] == "raw_logprobs"


def test_bfloat16_only_where_the_cpu_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    information = tmp_path / "cpuinfo"
    assert not native_bfloat16(information)
    information.write_text("model name\t: x\nflags\t\t: fpu avx2\n")
    assert not native_bfloat16(information)
    information.write_text("flags\t\t: fpu avx2 avx512_bf16 amx_tile\n")
    assert native_bfloat16(information)
    for has, dtype in ((True, "auto"), (False, "float32")):
        monkeypatch.setattr("treadle.engine.settings.native_bfloat16", lambda has=has: has)
        assert engine_arguments(EngineSettings(model="m", device="cpu"))["dtype"] == dtype
        assert (
            engine_arguments(EngineSettings(model="m", device="cpu", dtype="bfloat16"))["dtype"] == "bfloat16"
        )


def test_embedded_settings_can_be_changed() -> None:
    settings = embedded_settings(Path("/model"), "name", max_num_seqs=4)
    assert (settings.model, settings.name, settings.max_num_seqs) == ("/model", "name", 4)
    assert settings.resolved_device == "cpu"


def test_schemas_are_closed_and_bounded_but_not_changed() -> None:
    source = {
        "type": "object",
        "properties": {
            "properties": {"type": "string", "maxLength": 9, "default": {"properties": 1}},
            "open": {"properties": {}, "additionalProperties": True},
            "either": {"anyOf": [{"properties": {"a": {}}}, {"$ref": "#/$defs/x"}]},
        },
        "$defs": {"x": {"properties": {"y": {}}}},
    }
    before = repr(source)
    schema = bounded_schema(source, 1024)
    assert repr(source) == before
    assert schema["additionalProperties"] is False
    assert schema["properties"]["properties"] == source["properties"]["properties"]  # type: ignore[index]
    assert schema["properties"]["open"]["additionalProperties"] is True
    assert schema["properties"]["either"]["anyOf"][0]["additionalProperties"] is False
    assert schema["$defs"]["x"]["additionalProperties"] is False
    assert schema["x-guidance"]["whitespace_flexible"] is False


def test_schemas_that_add_up_are_left_open() -> None:
    for source in (
        {"allOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}]},
        {"properties": {"a": {}}, "anyOf": [{"properties": {"b": {}}}]},
        {"items": {"properties": {"a": {}}, "$ref": "#/$defs/x"}, "$defs": {"x": {"properties": {}}}},
    ):
        assert "additionalProperties" not in repr(bounded_schema(source, 1024))


def test_deep_schemas_are_refused() -> None:
    schema: dict[str, object] = {}
    for _ in range(MAX_NESTING + 1):
        schema = {"items": schema}
    with pytest.raises(InvalidGeneration, match="nests deeper"):
        bounded_schema(schema, 1024)
    with pytest.raises(InvalidGeneration, match="needs an object"):
        bounded_schema("true", 1024)


class Counted:
    """A slow tokenizer without a fast one underneath, which counts how often it is at work."""

    all_special_ids = ()

    def __init__(self) -> None:
        self.now = self.most = 0

    def __len__(self) -> int:
        return 1

    def encode(self, text: str, *, add_special_tokens: bool) -> list[int]:
        del add_special_tokens
        self.now += 1
        self.most = max(self.most, self.now)
        time.sleep(0.02)
        self.now -= 1
        return [0] * len(text)


@pytest.mark.parametrize("workers", [1, 2])
async def test_long_texts_have_so_many_threads(workers: int) -> None:
    counted = Counted()
    tokenizer = Tokenizer(counted, workers)
    texts = ["a" * LONG_TEXT] * 6
    await asyncio.gather(*(tokenizer.encode(text, special=True, truncate=None) for text in texts))
    assert counted.most == workers
