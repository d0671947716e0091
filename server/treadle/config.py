"""What a server is started with: the launcher's flags, as one value, and what they become.

Flags and environment variables have TGI's names where TGI has them; the rest are ours.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from treadle.engine.adapters import LoraAdapters
from treadle.engine.settings import EngineSettings
from treadle.engine_options import engine_settings
from treadle.fabric.moderation.policy import ModerationSettings
from treadle.images.settings import ImageSettings, allowed
from treadle.launcher import PORTS, LauncherSettings
from treadle.options import option

BYTES = 1 << 53
"""The most that a size in bytes may be: what a number of JSON holds exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings(LauncherSettings):
    """Everything `treadle serve` can be told. Sizes are in bytes, times in seconds."""

    model_id: str | None = option(
        None, "Model", "Hub id or directory; without one, the embedded SmolLM2-135M-Instruct."
    )
    revision: str | None = option(None, "Model", "Revision on the hub.")
    tokenizer_name: str | None = option(None, "Model", "Tokenizer, where it is not the model's.")
    dtype: Literal["auto", "float16", "bfloat16", "float32"] = option(
        "auto", "Model", "Type of the weights; default auto: the model's."
    )
    quantize: str | None = option(
        None, "Model", "Quantisation by TGI's or vLLM's name; default: what the model says."
    )
    num_shard: int | None = option(
        None,
        "Model",
        "GPUs to spread the model over; default: all that CUDA_VISIBLE_DEVICES or NVIDIA_VISIBLE_DEVICES "
        "names, else 1.",
        minimum=1,
        maximum=1024,
    )
    trust_remote_code: bool = option(False, "Model", "Run code that the model brings.")
    cuda_memory_fraction: float | None = option(
        None, "Model", "Share of the GPU's memory to use.", minimum=0.01, maximum=1
    )
    kv_cache_mib: int | None = option(
        None, "Model", "Key-value cache; default on a CPU: 256 for the embedded model, else 1024.", minimum=1
    )
    threads: int | None = option(
        None,
        "Model",
        "CPU threads of the engine; default: all cores but one.",
        env="ENGINE_THREADS",
        minimum=1,
        maximum=4096,
    )
    eager: bool | None = option(
        None,
        "Model",
        "Compile nothing: starts sooner, runs slower; default: on a CPU only.",
        env="ENGINE_EAGER",
    )
    logprobs_mode: Literal["processed", "raw"] = option(
        "processed", "Model", "Log probabilities after or before temperature, penalties and filters."
    )
    lora_adapters: tuple[LoraAdapters, ...] = option(
        (),
        "Model",
        "LoRA adapters to load: id, id@revision or name=path, by commas or repeated.",
    )
    watermark_gamma: float = option(
        0.5, "Model", "Watermark: share of green tokens; default 0.5.", minimum=0, maximum=1
    )
    watermark_delta: float = option(
        2.0, "Model", "Watermark: what their logits gain; default 2.", minimum=-1000
    )

    max_concurrent_requests: int = option(
        128, "Limits", "Sequences at once, one more is a 429; default 128.", minimum=1
    )
    max_best_of: int = option(2, "Limits", "Highest best_of; default 2.", minimum=1)
    max_stop_sequences: int = option(4, "Limits", "Stop texts of one request; default 4.", minimum=0)
    max_top_n_tokens: int = option(5, "Limits", "Highest top_n_tokens; default 5.", minimum=0)
    max_input_tokens: int | None = option(
        None,
        "Limits",
        "Longest prompt in tokens; default: max_total_tokens - 1.",
        "--max-input-length",
        minimum=1,
    )
    max_total_tokens: int | None = option(
        None,
        "Limits",
        "Prompt and output together; default: the model's context (embedded: 2048).",
        minimum=2,
    )
    max_client_batch_size: int = option(
        4, "Limits", "Prompts of one completions request; default 4.", minimum=1
    )
    max_batch_size: int | None = option(
        None, "Limits", "Sequences in one engine batch, the rest wait.", minimum=1
    )
    max_batch_prefill_tokens: int | None = option(
        None, "Limits", "Prompt tokens in one engine step.", minimum=1
    )
    validation_workers: int = option(
        2, "Limits", "Threads that tokenise long prompts; default 2.", minimum=1, maximum=4096
    )
    payload_limit: int = option(
        2_000_000, "Limits", "Largest body in bytes; default 2000000.", minimum=1, maximum=BYTES
    )

    max_images: int = option(8, "Images", "Images of one request; default 8.", minimum=1, maximum=1024)
    max_image_fetch_size: int = option(
        20_000_000, "Images", "Largest image in bytes; default 20000000.", minimum=1, maximum=BYTES
    )
    max_image_points: int = option(
        32_000_000,
        "Images",
        "Points (width x height) of a request's images; default 32000000.",
        minimum=1,
        maximum=BYTES,
    )
    image_timeout: float = option(10.0, "Images", "Seconds for fetching an image; default 10.", minimum=0.001)
    image_host: tuple[str, ...] = option(
        (),
        "Images",
        "HOST, HOST:PORT or network that images may come from though it is private or no web port, "
        "repeatable; default: public addresses on ports 80 and 443.",
    )

    hostname: str = option("127.0.0.1", "Server", "Address to listen on; in a container default 0.0.0.0.")
    port: int = option(3000, "Server", "Port to listen on; default 3000.", "-p", minimum=0, maximum=PORTS)
    api_key: str | None = option(None, "Server", "Key that TGI's and OpenAI's generation routes ask for.")
    cors_allow_origin: tuple[str, ...] = option(
        (), "Server", "Origin that browsers may call from, repeatable; default: any."
    )
    json_output: bool = option(False, "Server", "Log lines as JSON.")
    graceful_termination_timeout: float = option(
        90.0, "Server", "Seconds that running requests get after SIGTERM; default 90.", "-g", minimum=0
    )
    compat_object: bool = option(False, "Server", "POST / answers an object, not TGI's array of one.")
    openai_errors: bool = option(False, "Server", "OpenAI's nested error form on /v1.")
    plain_text_errors: bool = option(False, "Server", "TGI's plain text for faults of the body.")
    stream_errors_as_events: bool = option(
        False, "Server", "TGI's 200 with one error event for a stream that is refused."
    )

    fabric_token: tuple[str, ...] = option(
        (), "Fabric", "Token that Fabric's routes accept as X-Auth-Token, repeatable."
    )
    fabric_open: bool | None = option(
        None,
        "Fabric",
        "Ask for credentials or not; default: not where only this machine can reach the server and neither "
        "a token nor an IAM is set.",
    )
    fabric_key_file: Path | None = option(  # noqa: RUF009 - it makes a field
        None, "Fabric", "What secret keys follow from; default: fabric.key in the state directory."
    )
    fabric_iam_url: str | None = option(
        None, "Fabric", "Keystone v3 service that also says who holds an X-Auth-Token."
    )
    fabric_iam_role: tuple[str, ...] = option(
        (), "Fabric", "NAME=ROLE: what a role of the IAM may do here; ROLE as in treadle token, repeatable."
    )
    fabric_deadline: float = option(
        600.0, "Fabric", "Seconds after which a call is a 408; default 600.", minimum=0.001
    )
    fabric_drain: float = option(
        60.0,
        "Fabric",
        "Seconds that what runs on an instance gets when that is deleted; default 60.",
        minimum=0,
    )
    fabric_advertise_url: str | None = option(
        None, "Fabric", "Where the other servers of the database reach this one; default: nowhere."
    )
    local_model_root: tuple[Path, ...] = option(
        (), "Fabric", "Directory under which a local_model_path may lie, repeatable; default: none may."
    )
    deploy_memory_mib: int | None = option(
        None, "Fabric", "Memory for deployed models; default: most of what the machine has left.", minimum=0
    )
    deploy_kv_cache_mib: int | None = option(
        None, "Fabric", "Key-value cache of each; default 256 on a CPU, 4096 on a GPU.", minimum=1
    )
    obs_endpoint: str | None = option(
        None, "Weights", "Object store that obs:// paths are read from, over S3's protocol; default: none."
    )
    obs_region: str | None = option(
        None, "Weights", "Its region; default: OBS's from the endpoint, us-east-1."
    )
    obs_addressing: Literal["auto", "virtual", "path"] = option(
        "auto", "Weights", "Where the bucket stands; default: in the host's name for OBS and AWS."
    )
    obs_access_key: str | None = option(None, "Weights", "Access key; without one, requests are not signed.")
    obs_secret_key: str | None = option(None, "Weights", "Secret key; better given in the environment.")
    obs_security_token: str | None = option(None, "Weights", "Token of temporary keys.")
    obs_bucket: tuple[str, ...] = option((), "Weights", "Bucket that may be read, repeatable; default: any.")
    weights_cache: Path | None = option(  # noqa: RUF009 - it makes a field
        None, "Weights", "Where weights are kept; default ~/.cache/treadle/weights."
    )
    weights_limit_mib: int = option(
        1 << 20, "Weights", "Largest model that is fetched; default 1048576.", minimum=1
    )
    weights_cache_limit_mib: int | None = option(
        None, "Weights", "What is kept; the longest unused goes, never an instance's.", minimum=1
    )
    fabric_strict_base_models: bool = option(
        False, "Fabric", "Create model refuses a base model type that is not in the list."
    )
    fabric_cjk_names: bool = option(
        False, "Fabric", "Names of models, versions and instances may have Chinese characters."
    )
    database_url: str | None = option(
        None, "Fabric", "Database of the resources; default: SQLite in the state directory."
    )
    state_directory: Path | None = option(  # noqa: RUF009 - it makes a field
        None, "Fabric", "Where that lives; default ~/.local/state/treadle.", env="TREADLE_STATE"
    )

    def __post_init__(self) -> None:
        most, total = self.max_input_tokens, self.max_total_tokens
        if most is not None and total is not None and most >= total:
            raise ValueError(f"`max_input_tokens` must be < `max_total_tokens`. Given: {most} and {total}")
        batch = self.max_batch_total_tokens
        for name in ("max_batch_prefill_tokens", "max_total_tokens"):  # TGI refuses these too
            given = getattr(self, name)
            if batch is not None and given is not None and given > batch:
                raise ValueError(f"`{name}` must be <= `max_batch_total_tokens`. Given: {given} and {batch}")
        if self.sharded == "true" and self.num_shard == 1:
            raise ValueError("`sharded` is true but `num_shard` <= 1")
        self.images()  # an address that is none is told of before anything starts

    moderation_words: Path | None = option(  # noqa: RUF009 - it makes a field
        None, "Moderation", "File with words and phrases that may not be said, one per line."
    )
    moderation_classifier: str | None = option(
        None,
        "Moderation",
        "Instance whose model judges texts: WORKSPACE/INSTANCE, or `default` for the served model.",
    )
    moderation_answers: tuple[str, ...] = option(
        (),
        "Moderation",
        "What it may answer, repeatable, the allowed one first; default: allowed, hate, …",
    )
    moderation_prompt: Path | None = option(  # noqa: RUF009 - it makes a field
        None, "Moderation", "File with what it is asked; holds {text} and, if wanted, {answers}."
    )
    moderator: tuple[str, ...] = option(
        (), "Moderation", "Moderator of your own as package.module:name, repeatable."
    )
    moderation_opt_out: Literal["never", "instance", "request"] = option(
        "instance", "Moderation", "Who may go without: nobody, instances deployed so, or requests too."
    )
    moderation_on_finding: Literal["shield", "refuse"] = option(
        "shield",
        "Moderation",
        "Mask what is not allowed, or refuse the call with 403 while nothing has left.",
    )
    moderation_on_image: Literal["refuse", "pass"] = option(
        "refuse",
        "Moderation",
        "Refuse moderated calls with images, which no moderator sees, or let them pass.",
    )
    moderation_fail_open: bool = option(
        False, "Moderation", "Go on without a moderator that fails; default: the call fails with 500."
    )

    def images(self) -> ImageSettings:
        """What images are taken; raises ValueError."""
        return ImageSettings(
            fetch_size=self.max_image_fetch_size,
            points=self.max_image_points,
            timeout=self.image_timeout,
            allowed=allowed(self.image_host),
        )

    def moderation(self) -> ModerationSettings:
        """Fabric's moderation."""
        return ModerationSettings(
            words=self.moderation_words,
            classifier=self.moderation_classifier,
            prompt=self.moderation_prompt,
            modules=self.moderator,
            opt_out=self.moderation_opt_out,
            on_finding=self.moderation_on_finding,
            on_image=self.moderation_on_image,
            fail_open=self.moderation_fail_open,
            **({"answers": self.moderation_answers} if self.moderation_answers else {}),
        )

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        if self.hostname == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.hostname).is_loopback
        except ValueError:
            return False

    @property
    def without_effect(self) -> dict[str, str]:
        """Flags that were given and mean nothing, and why."""
        if self.model_id is not None:
            return self.unused()
        given = {
            "--revision": self.revision,
            "--tokenizer-name": self.tokenizer_name,
            "--trust-remote-code": self.trust_remote_code,
        }
        return {name: "there is no --model-id" for name, value in given.items() if value} | self.unused()

    def engine(self, embedded: Path | None, device: str) -> EngineSettings:
        """The engine's settings; `embedded` is the directory of the embedded model where it is the one."""
        return engine_settings(self, embedded, device)
