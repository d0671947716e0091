"""The Engine port over vLLM's AsyncLLM, in this process.

    generate ─▶ sampling_params, structured_outputs ─▶ AsyncLLM ─▶ tapped (or generated) ─▶ Step
                                                          ▲
                          Supervisor: which core, and a new one when it dies

Prompts are handed over as tokens, already rendered, so that vLLM's thread pool is never entered.
"""

from __future__ import annotations

import logging
import uuid
import warnings
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

from treadle.engine import fork_server, orphans
from treadle.engine.adapters import adapter_arguments, load, located, lora_requests
from treadle.engine.generated import Generated, generated
from treadle.engine.grammar import structured_outputs
from treadle.engine.logits import processors
from treadle.engine.outputs import Feed, tapped, taps_fit
from treadle.engine.port import (
    Delta,
    EngineError,
    EngineUnavailable,
    Generation,
    GenerationFailed,
    InvalidGeneration,
    ModelCard,
    Picture,
    RenderedChat,
    Sampling,
    Span,
    Step,
)
from treadle.engine.pulse import Pulse
from treadle.engine.sampling import sampling_params
from treadle.engine.settings import EngineSettings, engine_arguments, prepare_environment
from treadle.engine.sight import Sight, prompt_of, sight_of
from treadle.engine.stats import stat_logger
from treadle.engine.stream import EndedByEngine, copied, runs
from treadle.engine.supervisor import Supervisor
from treadle.engine.tokenizer import Tokenizer
from treadle.engine.vllm_errors import ERRORS
from treadle.telemetry.families import Metrics

log = logging.getLogger("treadle.engine")

UNWRITABLE = "grammar is not valid: the model's vocabulary cannot write what it asks for"


class VllmEngine:
    """A model in vLLM; `metrics` is made at the first start when none is given."""

    def __init__(self, settings: EngineSettings, metrics: Metrics | None = None) -> None:
        self.settings = settings
        self._metrics = metrics
        self._card: ModelCard | None = None
        self._tokenizer: Tokenizer | None = None
        self._sight: Sight | None = None
        self._max_logprobs = settings.max_top_tokens
        self._adapters: dict[str, Any] = {}
        self.tapped = True  # whether tokens are taken where vLLM makes them
        self.pulse = Pulse(self._probe)
        self._supervisor = Supervisor(self._build, attached=self._attach, died=self._core_died)
        prepare_environment(settings)
        self._forks = settings.resolved_device == "cpu"
        if self._forks:
            fork_server.start()

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
        return self._supervisor.running and await self.pulse.healthy()

    async def encode(self, text: str, *, special: bool = True, truncate: int | None = None) -> Sequence[int]:
        """Token ids of `text`; `truncate` keeps the last ones, special tokens preserved."""
        return await self._ready_tokenizer().encode(text, special=special, truncate=truncate)

    async def spans(self, text: str, *, special: bool = True) -> Sequence[Span]:
        """Token ids of `text` with their UTF-8 byte offsets."""
        return await self._ready_tokenizer().spans(text, special=special)

    async def texts(self, tokens: Sequence[int]) -> Sequence[str]:
        """What each of `tokens` adds to the text of those before it."""
        return await self._ready_tokenizer().texts(tokens)

    def decode(self, tokens: Sequence[int], *, skip_special: bool = True) -> str:
        """Text of token ids."""
        return self._ready_tokenizer().decode(tokens, skip_special=skip_special)

    async def render_chat(
        self, messages: Sequence[Mapping[str, Any]], *, tools: Sequence[Mapping[str, Any]] | None = None
    ) -> RenderedChat:
        """Render messages by the model's template; a trailing assistant message is continued."""
        tokenizer, sight = self._ready_tokenizer(), self._sight
        if sight is None:
            return await tokenizer.render_chat(messages, tools)
        shown, pictures = sight.shown(messages)
        rendered = await tokenizer.render_chat(shown, tools)
        if not pictures:
            return rendered
        return RenderedChat(rendered.text, *await sight.seen(rendered.tokens, pictures))

    async def look(self, parts: Sequence[str | Picture], *, truncate: int | None = None) -> RenderedChat:
        """Text and images as a prompt with its special tokens; `truncate` keeps the last ones."""
        tokenizer = self._ready_tokenizer()
        if self._sight is None:
            raise InvalidGeneration("images", "the model reads text alone")
        text, pictures = self._sight.written(parts)
        tokens = await tokenizer.encode(text, special=True, truncate=None)
        return RenderedChat(text, *await self._sight.seen(tokens, pictures, truncate))

    async def generate(self, generation: Generation) -> AsyncGenerator[Step, None]:
        """Run a request; closing or cancelling the iterator aborts it in the engine."""
        core = self._supervisor.core()
        tokenizer = self._ready_tokenizer()
        self._check_prompt(generation)
        copies = generation.sequences if runs(generation) == 1 else 1
        try:
            steps = await self._submit(core, generation, tokenizer)
        except EngineError:
            raise
        except Exception as error:
            raise ERRORS.refused(error) from error
        begun = False
        try:
            while True:
                try:
                    step = await steps.next()
                except EngineError as error:
                    if isinstance(error, EndedByEngine) and generation.sampling.grammar is not None:
                        # It can be read, but asks for a byte that the vocabulary does not have.
                        raise InvalidGeneration("grammar", UNWRITABLE) from error
                    self.pulse.failed()
                    raise
                except Exception as error:
                    self.pulse.failed()
                    raise ERRORS.failed(error, begun=begun) from error
                if step is None:
                    return
                begun = True
                yield step if copies == 1 else copied(step, copies)
        finally:
            await steps.close()

    async def _submit(self, core: Any, generation: Generation, tokenizer: Tokenizer) -> Feed | Generated:
        grammar = generation.sampling.grammar
        room = generation.sampling.max_new_tokens
        structured = None if grammar is None else structured_outputs(grammar, room)
        ends = tokenizer.special_stops(generation.sampling.stop)
        params = sampling_params(generation, structured, self._max_logprobs, ends)
        prompt = prompt_of(generation.prompt, generation.sight)
        submit = tapped if self.tapped else generated
        adapter = None if generation.adapter is None else self._adapters.get(generation.adapter)
        return await submit(core, prompt, params, generation, tokenizer, adapter)

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
            from vllm import envs
            from vllm.engine.arg_utils import AsyncEngineArgs
            from vllm.v1.engine.async_llm import AsyncLLM

            ERRORS.load()
            envs.disable_envs_cache()  # of the core before this one
            adapters = self.settings.adapters
            directories = {adapter.name: located(adapter) for adapter in adapters}
            self._adapters = lora_requests(adapters, directories)
            lora = adapter_arguments(adapters, directories, self.settings.resolved_device)
            arguments = AsyncEngineArgs(**lora | engine_arguments(self.settings))
            config: Any = arguments.create_engine_config()
            config.model_config.logits_processors = processors(bool(config.use_v2_model_runner))
            metrics = self._metrics = self._metrics or self._new_metrics(config)
            loggers = [stat_logger(metrics, self.pulse.beat)]
            forks = fork_server.used() if self._forks else nullcontext()
            with orphans.watched(forked=self._forks), forks:
                core = AsyncLLM.from_vllm_config(config, stat_loggers=loggers, disable_log_stats=True)
            self._sight = sight_of(core, self.settings.chat_template)
            envs.enable_envs_cache()  # vLLM reads its environment for every token: 5 µs each
            return core

    def _new_metrics(self, config: Any) -> Metrics:
        limit = int(config.model_config.max_model_len)
        name = self.settings.name or self.settings.model
        most = self.settings.max_input_tokens or limit - 1
        return Metrics(model=name, max_total_tokens=limit, max_input_tokens=most)

    async def _attach(self, core: Any) -> None:
        config = core.vllm_config.model_config
        sight = self._sight
        if self._tokenizer is None:
            template = self.settings.chat_template if sight is None else sight.template
            self._tokenizer = Tokenizer(core.get_tokenizer(), self.settings.validation_workers, template)
        self._max_logprobs = int(config.max_logprobs)
        self._card = ModelCard(
            id=self.settings.name or self.settings.model,
            revision=self.settings.revision,
            dtype=str(config.dtype).removeprefix("torch."),
            max_total_tokens=int(config.max_model_len),
            vocabulary=int(config.get_vocab_size()),
            pipeline_tag=self.settings.pipeline_tag or (None if sight is None else "image-text-to-text"),
            device=self.settings.resolved_device,
            has_chat_template=self._tokenizer.has_chat_template,
            cache_tokens=int(getattr(core.vllm_config.cache_config, "kv_cache_size_tokens", None) or 0)
            or None,
            images=0 if sight is None else sight.most,
        )
        await load(core, self._adapters)
        self.tapped = taps_fit()
        try:
            await self._warm(core, self._tokenizer)
        except Exception:
            if not self.tapped or core.errored:
                raise
            self.tapped = False
            await self._warm(core, self._tokenizer)
        if not self.tapped:
            log.warning("this vLLM has new insides: tokens cost more here until Treadle knows them")

    async def _warm(self, core: Any, tokenizer: Tokenizer) -> None:
        """One token with log probabilities: what compiles or allocates at first use does so now."""
        await self._one_token(core, tokenizer, "warm-up", logprobs=True)

    async def _probe(self) -> None:
        """One token, for the health check; raises EngineError."""
        try:
            core = self._supervisor.core()
            await self._one_token(core, self._ready_tokenizer(), f"health-{uuid.uuid4()}")
        except EngineError:
            raise
        except Exception as error:
            raise ERRORS.failed(error, begun=False) from error

    async def _one_token(self, core: Any, tokenizer: Tokenizer, name: str, *, logprobs: bool = False) -> None:
        sampling = Sampling(max_new_tokens=1, temperature=0.0)
        generation = Generation(
            id=name, prompt=[0, 0], sampling=sampling, tokens=True, logprobs=logprobs, prefill=logprobs
        )
        steps = await self._submit(core, generation, tokenizer)
        deltas: list[Delta] = []
        try:
            while (step := await steps.next()) is not None:
                deltas += step.deltas
        finally:
            await steps.close()
        if sum(len(delta.tokens) for delta in deltas) != 1:
            raise GenerationFailed("the engine does not generate")

    def _core_died(self) -> None:
        if self._metrics is not None:
            self._metrics.engine_failed()
