"""text-generation-launcher's flags: each is taken, under its name and as its variable, and does or says something."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from treadle.builder import VllmBuilder
from treadle.config import ServerSettings
from treadle.engine import rope
from treadle.engine.fake import FakeEngine
from treadle.engine.hardware import present_gpus, visible_gpus
from treadle.engine.plain import without_grammars
from treadle.engine.port import Generation, Grammar, InvalidGeneration, Sampling
from treadle.engine.settings import (
    EngineSettings,
    cpu_caches_in_8_bits,
    engine_arguments,
    prepare_environment,
)
from treadle.engine.template import chat_template
from treadle.engine_options import shards
from treadle.launcher import NO_EFFECT, VARIABLES, unused_variables
from treadle.options import parse
from treadle.runtime import runtime_environment

OPERATIONS = Path(__file__).parents[2] / "docs/operations.md"

# The launcher's flags of TGI 2.2.0 and 3.3.7, each with a value of its kind; None for a switch.
LAUNCHER: dict[str, str | None] = {
    "--model-id": "bigscience/bloom-560m",
    "--revision": "main",
    "--validation-workers": "2",
    "--sharded": "false",
    "--num-shard": "1",
    "--quantize": "fp8",
    "--speculate": "3",
    "--dtype": "float16",
    "--kv-cache-dtype": "fp8_e5m2",
    "--trust-remote-code": None,
    "--max-concurrent-requests": "128",
    "--max-best-of": "2",
    "--max-stop-sequences": "4",
    "--max-top-n-tokens": "5",
    "--max-input-tokens": "1023",
    "--max-input-length": "1023",
    "--max-total-tokens": "2048",
    "--waiting-served-ratio": "0.3",
    "--max-batch-prefill-tokens": "4096",
    "--max-batch-total-tokens": "8192",
    "--max-waiting-tokens": "20",
    "--max-batch-size": "64",
    "--cuda-graphs": "1,2,4,8,16,32",
    "--hostname": "0.0.0.0",
    "--port": "3000",
    "--prometheus-port": "9000",
    "--shard-uds-path": "/tmp/text-generation-server",
    "--master-addr": "localhost",
    "--master-port": "29500",
    "--huggingface-hub-cache": "/data",
    "--weights-cache-override": "/data/weights",
    "--disable-custom-kernels": None,
    "--cuda-memory-fraction": "1.0",
    "--rope-scaling": "dynamic",
    "--rope-factor": "2.0",
    "--json-output": None,
    "--otlp-endpoint": "http://127.0.0.1:4317",
    "--otlp-service-name": "text-generation-inference.router",
    "--cors-allow-origin": "https://example.org",
    "--api-key": "secret",
    "--watermark-gamma": "0.5",
    "--watermark-delta": "2.0",
    "--ngrok": None,
    "--ngrok-authtoken": "secret",
    "--ngrok-edge": "edge",
    "--tokenizer-config-path": "/data/tokenizer_config.json",
    "--disable-grammar-support": None,
    "--env": None,
    "--max-client-batch-size": "4",
    "--lora-adapters": "owner/one,two=/data/two",
    "--usage-stats": "no-stack",
    "--payload-limit": "2000000",
    "--enable-prefill-logprobs": None,
    "--graceful-termination-timeout": "90",
    "--disable-usage-stats": None,
    "--disable-crash-reports": None,
}
NO_VARIABLE = ("--env",)  # in the launcher neither: ENV=production is not for it


def read(*arguments: str, **environment: str) -> ServerSettings:
    return parse(ServerSettings, arguments, environment, prog="treadle serve", text="")


def flat(value: Any) -> Any:
    """A list by commas is one value of a flag, and several of a variable."""
    return [part for parts in value for part in parts] if isinstance(value, tuple) else value


@pytest.mark.parametrize("flag", LAUNCHER)
def test_every_flag_is_taken_and_its_variable(flag: str) -> None:
    value = LAUNCHER[flag]
    name = flag[2:].replace("-", "_")
    name = {"max_input_length": "max_input_tokens"}.get(name, name)
    by_flag = read(flag) if value is None else read(flag, value)
    given = getattr(by_flag, name)
    assert given is not None
    assert given is not False
    if flag in NO_VARIABLE:
        assert read(ENV="production") == ServerSettings()
        return
    by_variable = read(**{flag[2:].replace("-", "_").upper(): "true" if value is None else value})
    assert flat(getattr(by_variable, name)) == flat(given)


def test_the_short_flags_are_the_launchers() -> None:
    settings = read("-p", "81", "-g", "5", "-e")
    assert (settings.port, settings.graceful_termination_timeout, settings.env) == (81, 5.0, True)


def test_all_of_them_at_once() -> None:
    everything = [
        part
        for flag, value in LAUNCHER.items()
        if flag != "--max-input-length"
        for part in (flag, value)
        if part is not None
    ]
    settings = read(*everything)
    assert {flag for flag in LAUNCHER if flag[2:].replace("-", "_") in NO_EFFECT} <= set(
        settings.without_effect
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--sharded", "yes"], "'yes' is none of true, false"),
        (["--sharded", "true", "--num-shard", "1"], "`sharded` is true but `num_shard` <= 1"),
        (["--kv-cache-dtype", "int4"], "'int4' is none of fp8_e4m3fn, fp8_e5m2"),
        (["--dtype", "int8"], "'int8' is none of"),
        (["--rope-scaling", "yarn"], "'yarn' is none of linear, dynamic"),
        (["--rope-factor", "0.5"], "0.5 is below 1"),
        (["--rope-factor", "inf"], "'inf' is no finite number"),
        (["--cuda-graphs", "1,x"], "'1,x' is no list of sizes"),
        (["--cuda-graphs=-1"], "'-1' is no list of sizes"),
        (["--usage-stats", "maybe"], "'maybe' is none of on, off, no-stack"),
        (["--prometheus-port", "70000"], "70000 is above 65535"),
        (["--max-waiting-tokens", "-1"], "-1 is below 0"),
        (["--waiting-served-ratio", "nan"], "'nan' is no finite number"),
        (["--speculate", "many"], "'many' is no int"),
        (
            ["--max-batch-total-tokens", "9", "--max-total-tokens", "10"],
            "`max_total_tokens` must be <= `max_batch_total_tokens`. Given: 10 and 9",
        ),
        (
            ["--max-batch-total-tokens", "9", "--max-batch-prefill-tokens", "10"],
            "`max_batch_prefill_tokens` must be <= `max_batch_total_tokens`. Given: 10 and 9",
        ),
    ],
)
def test_what_is_wrong_is_said(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read(*arguments)
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


def test_what_has_no_effect_is_told_and_only_that() -> None:
    assert read("--model-id", "m", "--sharded", "false", "--cuda-graphs", "0").without_effect == {}
    assert read("--speculate", "0").without_effect == {}
    told = read("--max-waiting-tokens", "0", "--ngrok", "--cuda-graphs", "1,2", SPECULATE="2").without_effect
    assert set(told) == {"--max-waiting-tokens", "--ngrok", "--cuda-graphs", "--speculate"}
    assert all(told.values())


def test_variables_that_are_no_flags() -> None:
    assert unused_variables({"PREFIX_CACHING": "0", "ATTENTION": "", "PATH": "/bin"}) == {
        "PREFIX_CACHING": "what it sets is TGI's own"
    }
    assert all(name in OPERATIONS.read_text() for name in VARIABLES)
    environment = {"HF_API_TOKEN": "hf_old"}
    prepare_environment(engine(), environment)
    assert environment["HF_TOKEN"] == "hf_old"


def test_the_table_of_the_docs_has_every_flag() -> None:
    rows = re.findall(r"^\| (`-.*?) \| (.*) \|$", OPERATIONS.read_text(), re.MULTILINE)
    effect = {flag: text for flags, text in rows for flag in re.findall(r"`(--[a-z-]+)`", flags)}
    assert set(LAUNCHER) <= set(effect)
    for flag in LAUNCHER:
        assert effect[flag].startswith("none: ") == (flag[2:].replace("-", "_") in NO_EFFECT), flag


# what they do


def engine(*arguments: str, device: str = "cuda", **environment: str) -> EngineSettings:
    return read("--model-id", "m", *arguments, **environment).engine(None, device)


def test_what_becomes_of_them_in_vllm(monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = engine_arguments(engine("--kv-cache-dtype", "fp8_e4m3fn", "--rope-factor", "2"))
    assert arguments["kv_cache_dtype"] == "fp8_e4m3"
    assert arguments["hf_overrides"].keywords == {"kind": "linear", "factor": 2.0}
    assert engine_arguments(engine(KV_CACHE_DTYPE="fp8_e5m2"))["kv_cache_dtype"] == "fp8_e5m2"
    assert engine(ROPE_SCALING="dynamic").rope == ("dynamic", 1.0)
    plain = engine_arguments(engine())
    assert not {"kv_cache_dtype", "hf_overrides"} & set(plain)
    assert engine("--quantize", "bitsandbytes-nf4").quantize == "bitsandbytes"
    assert engine("--cuda-memory-fraction", "0.5").gpu_memory_fraction == 0.5
    assert engine("--cuda-memory-fraction", "1.0").gpu_memory_fraction is None
    assert engine("--quantize", "marlin").quantize == "gptq_marlin"
    with pytest.raises(ValueError, match="vLLM has no eetq"):
        engine("--quantize", "eetq")


def test_cuda_graphs_are_switched_off_by_a_zero() -> None:
    assert engine("--cuda-graphs", "0").enforce_eager is True
    assert engine(CUDA_GRAPHS="0").enforce_eager is True
    assert engine("--cuda-graphs", "0", "--no-eager").enforce_eager is False
    assert engine("--cuda-graphs", "0,1").enforce_eager is None
    assert engine(CUDA_GRAPHS="1,2,4").enforce_eager is None


def test_a_cache_of_8_bits_wants_a_cpu_that_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    information = tmp_path / "cpuinfo"
    assert not cpu_caches_in_8_bits(information)
    information.write_text("flags\t\t: fpu avx2\n")
    assert not cpu_caches_in_8_bits(information)
    information.write_text("flags\t\t: fpu avx2 avx512f\n")
    assert cpu_caches_in_8_bits(information)
    monkeypatch.setattr("treadle.engine_options.cpu_caches_in_8_bits", lambda: True)
    assert engine("--kv-cache-dtype", "fp8_e5m2", device="cpu").kv_cache_dtype == "fp8_e5m2"
    monkeypatch.setattr("treadle.engine_options.cpu_caches_in_8_bits", lambda: False)
    with pytest.raises(ValueError, match="CPUs with AVX-512 or AMX alone"):
        engine("--kv-cache-dtype", "fp8_e5m2", device="cpu")


def test_shards_are_tgis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NVIDIA_VISIBLE_DEVICES", raising=False)
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    assert engine().num_shard == 1
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0,1,3")
    assert engine().num_shard == 3
    assert engine("--sharded", "true").num_shard == 3
    assert engine("--sharded", "false").num_shard == 1
    assert engine("--sharded", "false", "--num-shard", "2").num_shard == 2  # as the launcher has it
    assert engine("--sharded", "true", "--num-shard", "2").num_shard == 2
    assert engine(device="cpu").num_shard == 1
    assert read().engine(Path("/embedded"), "cuda").num_shard == 1
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    with pytest.raises(ValueError, match="only found 1 CUDA devices"):
        shards(read("--sharded", "true"), "cuda")


def test_gpus_are_counted_where_they_are_named(tmp_path: Path) -> None:
    for name in ("nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm"):
        (tmp_path / name).touch()
    assert present_gpus(tmp_path) == 2
    assert visible_gpus({}, tmp_path) is None
    assert visible_gpus({"NVIDIA_VISIBLE_DEVICES": "all"}, tmp_path) == 2
    assert visible_gpus({"NVIDIA_VISIBLE_DEVICES": "void"}, tmp_path) == 0
    assert visible_gpus({"NVIDIA_VISIBLE_DEVICES": "all", "CUDA_VISIBLE_DEVICES": "1"}, tmp_path) == 1
    assert visible_gpus({"CUDA_VISIBLE_DEVICES": "GPU-1, GPU-2"}, tmp_path) == 2


class Configuration:
    """A model's configuration, with one inside as models that see have it."""

    def __init__(self, parameters: Any, inner: Configuration | None = None) -> None:
        self.rope_parameters = parameters
        self.inner = inner

    def get_text_config(self) -> Configuration:
        return self.inner or self


def test_positions_are_scaled_from_where_the_model_begins() -> None:
    own = {"rope_theta": 1e5, "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0}
    scale = rope.override("linear", 2.0)
    scaled = {"rope_theta": 1e5, "rope_type": "linear", "factor": 2.0}
    assert scale(Configuration(own)).rope_parameters == scaled
    outer = Configuration(None, Configuration(own))
    assert scale(outer) is outer
    assert outer.get_text_config().rope_parameters == scaled
    assert scale(Configuration(None)).rope_parameters is None
    with pytest.raises(ValueError, match="positions of their own"):
        scale(Configuration({"full_attention": own, "sliding_attention": own}))


def test_the_hubs_cache_is_where_it_was_said() -> None:
    settings = engine("--huggingface-hub-cache", "/data")
    environment = {"HF_HUB_CACHE": "/elsewhere"}
    prepare_environment(settings, environment)
    assert environment["HF_HUB_CACHE"] == "/data"
    unsaid: dict[str, str] = {}
    prepare_environment(engine(), unsaid)
    assert "HF_HUB_CACHE" not in unsaid


def test_a_chat_template_comes_from_another_configuration(tmp_path: Path) -> None:
    file = tmp_path / "tokenizer_config.json"
    file.write_text('{"chat_template": "{{ messages }}", "bos_token": {"content": "<s>"}}')
    assert engine("--tokenizer-config-path", str(file)).chat_template == "{{ messages }}"
    embedded = read("--tokenizer-config-path", str(file)).engine(Path("/embedded"), "cpu")
    assert embedded.chat_template == "{{ messages }}"
    named = [{"name": "rag", "template": "no"}, {"name": "default", "template": "yes"}]
    file.write_text(str({"chat_template": named}).replace("'", '"'))
    assert chat_template(file) == "yes"
    for text, words in (
        ("{", "is no tokenizer_config.json"),
        ("{}", "has no chat template"),
        ('{"chat_template": 1}', "is no tokenizer_config.json"),
    ):
        file.write_text(text)
        with pytest.raises(ValueError, match=words):
            chat_template(file)
    with pytest.raises(ValueError, match="No such file"):
        chat_template(tmp_path / "absent")


def test_what_is_deployed_has_its_own_template_and_positions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("treadle.builder.VllmEngine", lambda settings: settings)
    own = EngineSettings(
        model="m", device="cpu", rope=("linear", 2.0), chat_template="x", kv_cache_dtype="fp8_e5m2"
    )
    built: Any = VllmBuilder(ServerSettings(deploy_memory_mib=1), own).build("another", tmp_path)
    assert (built.rope, built.chat_template, built.kv_cache_dtype) == (None, None, "fp8_e5m2")


def test_what_it_runs_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("treadle.runtime.driver_report", lambda: "a table")
    told = runtime_environment("cuda")
    assert told.startswith("Runtime environment:\nTarget: ")
    assert "\nPython: 3." in told
    assert told.endswith("Device: cuda\nnvidia-smi:\na table")


# grammars


async def test_an_engine_without_grammars_is_the_same_engine_else() -> None:
    engine = FakeEngine()
    await engine.start()
    plain = without_grammars(engine)
    assert plain.card is engine.card
    sampling = Sampling(max_new_tokens=1, grammar=Grammar(kind="regex", source="a"))
    with pytest.raises(InvalidGeneration, match="grammar is not supported"):
        plain.generate(Generation(id="1", prompt=[1], sampling=sampling))
    steps = [
        step
        async for step in plain.generate(
            Generation(id="2", prompt=[1], sampling=Sampling(max_new_tokens=1), tokens=True)
        )
    ]
    assert steps
    await engine.stop()
