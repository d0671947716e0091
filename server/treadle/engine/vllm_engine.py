"""The Engine port over vLLM's AsyncLLM, in this process.

    generate ─▶ sampling_params, structured_outputs ─▶ AsyncLLM.generate ─▶ step_converter ─▶ Step
                                                            ▲
                            Supervisor: which core, and a new one when it dies

Prompts are handed over as tokens, already rendered, so that vLLM's thread pool is never entered.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

from treadle.engine.grammar import structured_outputs
from treadle.engine.logits import processors
from treadle.engine.port import (
    EngineUnavailable,
    Generation,
    GenerationFailed,
    InvalidGeneration,
    ModelCard,
    RenderedChat,
    Sampling,
    Span,
    Step,
)
from treadle.engine.sampling import refusal, requested_logprobs, sampling_params
from treadle.engine.settings import EngineSettings, engine_arguments, prepare_environment
from treadle.engine.stats import stat_logger
from treadle.engine.stream import step_converter
from treadle.engine.supervisor import Supervisor
from treadle.engine.tokenizer import Tokenizer
from treadle.telemetry.families import Metrics


class VllmEngine:
    """A model in vLLM; `metrics` is made at the first start when none is given."""

    def __init__(self, settings: EngineSettings, metrics: Metrics | None = None) -> None:
        self.settings = settings
        self._metrics = metrics
        self._card: ModelCard | None = None
        self._tokenizer: Tokenizer | None = None
        self._max_logprobs = settings.max_top_tokens
        self._supervisor = Supervisor(self._build, attached=self._attach, died=self._core_died)
        prepare_environment(settings)

    @property
    def card(self) -> ModelCard:
        """The model; raises EngineUnavailable before the first start has ended."""
        if self._card is None:
            raise EngineUnavailable("the engine is starting")
        return self._card

    @property
    def metrics(self) -> Metrics:
        """Where steps are counted; raises EngineUnavailable before the first start has begun."""
        if self._metrics is None:
            raise EngineUnavailable("the engine is starting")
        return self._metrics

    @property
    def running(self) -> bool:
        """Whether an engine core is up."""
        return self._supervisor.running

    @property
    def supervisor(self) -> Supervisor:
        """Who keeps the core alive."""
        return self._supervisor

    async def start(self) -> None:
        """Load the model and generate a token, so that the first caller waits for nothing."""
        await self._supervisor.start()

    async def stop(self) -> None:
        """Abort what runs and end the core; safe to call twice."""
        await self._supervisor.stop()

    async def healthy(self) -> bool:
        """Whether a generation would be answered now."""
        return self._supervisor.running

    async def encode(self, text: str, *, special: bool = True, truncate: int | None = None) -> Sequence[int]:
        """Token ids of `text`; `truncate` keeps the last ones, special tokens preserved."""
        return await self._ready_tokenizer().encode(text, special=special, truncate=truncate)

    async def spans(self, text: str, *, special: bool = True) -> Sequence[Span]:
        """Token ids of `text` with their UTF-8 byte offsets."""
        return await self._ready_tokenizer().spans(text, special=special)

    def decode(self, tokens: Sequence[int], *, skip_special: bool = True) -> str:
        """Text of token ids."""
        return self._ready_tokenizer().decode(tokens, skip_special=skip_special)

    async def render_chat(
        self, messages: Sequence[Mapping[str, Any]], *, tools: Sequence[Mapping[str, Any]] | None = None
    ) -> RenderedChat:
        """Render messages by the model's template; a trailing assistant message is continued."""
        return await self._ready_tokenizer().render_chat(messages, tools)

    async def generate(self, generation: Generation) -> AsyncGenerator[Step, None]:
        """Run a request; closing or cancelling the iterator aborts it in the engine."""
        core = self._supervisor.core()
        tokenizer = self._ready_tokenizer()
        self._check_prompt(generation)
        grammar = generation.sampling.grammar
        structured = None if grammar is None else structured_outputs(grammar)
        params = sampling_params(generation, structured, self._max_logprobs)
        fetched = requested_logprobs(generation, self._max_logprobs) or 0
        convert = step_converter(generation, tokenizer, fetched)
        prompt = {
            "type": "token",
            "prompt_token_ids": list(generation.prompt),
            "arrival_time": time.time(),
        }
        outputs = core.generate(prompt, params, generation.id)
        started = False
        try:
            async for output in outputs:
                started = True
                yield convert(output)
        except _errors.dead as error:
            if started or not core.errored:
                raise GenerationFailed("the engine died") from error
            raise EngineUnavailable("the engine is starting") from error
        except _errors.client as error:
            raise refusal(error) from error
        except _errors.overflow as error:
            raise EngineUnavailable(str(error)) from error
        except _errors.generate as error:
            raise GenerationFailed(str(error.__cause__ or error)) from error
        finally:
            await outputs.aclose()

    def _ready_tokenizer(self) -> Tokenizer:
        if self._tokenizer is None:
            raise EngineUnavailable("the engine is starting")
        return self._tokenizer

    def _check_prompt(self, generation: Generation) -> None:
        length, limit = len(generation.prompt), self.card.max_total_tokens
        if length == 0:
            raise InvalidGeneration("prompt", "the prompt has no tokens")
        if length >= limit:
            raise InvalidGeneration("prompt", f"the prompt must have fewer than {limit} tokens, got {length}")
        if generation.sequences < 1:
            raise InvalidGeneration("sequences", f"must be at least 1, got {generation.sequences}")

    # the core; the first two run in a thread

    def _build(self) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # other people's deprecations
            from vllm.engine.arg_utils import AsyncEngineArgs
            from vllm.v1.engine.async_llm import AsyncLLM

            _errors.load()
            arguments = AsyncEngineArgs(**engine_arguments(self.settings))
            config = arguments.create_engine_config()
            config.model_config.logits_processors = processors(bool(config.use_v2_model_runner))
            metrics = self._metrics = self._metrics or self._new_metrics(config)
            return AsyncLLM.from_vllm_config(
                config, stat_loggers=[stat_logger(metrics)], disable_log_stats=True
            )

    def _new_metrics(self, config: Any) -> Metrics:
        limit = int(config.model_config.max_model_len)
        name = self.settings.name or self.settings.model
        return Metrics(model=name, max_total_tokens=limit, max_input_tokens=limit - 1)

    async def _attach(self, core: Any) -> None:
        config = core.vllm_config.model_config
        if self._tokenizer is None:
            self._tokenizer = Tokenizer(core.get_tokenizer())
        self._max_logprobs = int(config.max_logprobs)
        self._card = ModelCard(
            id=self.settings.name or self.settings.model,
            revision=self.settings.revision,
            dtype=str(config.dtype).removeprefix("torch."),
            max_total_tokens=int(config.max_model_len),
            vocabulary=int(config.get_vocab_size()),
            pipeline_tag=self.settings.pipeline_tag,
            device=self.settings.resolved_device,
            has_chat_template=self._tokenizer.has_chat_template,
        )
        await self._warm(core)

    async def _warm(self, core: Any) -> None:
        """One token with log probabilities: what compiles or allocates at first use does so now."""
        sampling = Sampling(max_new_tokens=1, temperature=0.0)
        generation = Generation(id="warm-up", prompt=[0], sampling=sampling, logprobs=True)
        params = sampling_params(generation, None, self._max_logprobs)
        prompt = {"type": "token", "prompt_token_ids": [0], "arrival_time": time.time()}
        async for _ in core.generate(prompt, params, "warm-up"):
            pass

    def _core_died(self) -> None:
        if self._metrics is not None:
            self._metrics.engine_failed()


class _Errors:
    """vLLM's exception classes, known once it has been imported."""

    dead: tuple[type[Exception], ...] = ()
    client: tuple[type[Exception], ...] = ()
    overflow: tuple[type[Exception], ...] = ()
    generate: tuple[type[Exception], ...] = ()

    def load(self) -> None:
        from vllm import exceptions
        from vllm.v1.engine.exceptions import EngineDeadError, EngineGenerateError

        self.dead = (EngineDeadError,)
        self.client = (exceptions.VLLMClientError, ValueError)
        overflow = getattr(exceptions, "GracefulHTTPError", None)  # not in older ones
        self.overflow = () if overflow is None else (overflow,)
        self.generate = (EngineGenerateError,)


_errors = _Errors()
