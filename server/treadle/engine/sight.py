"""What a model that takes images sees: vLLM's own processor, asked before the limits are checked.

    messages ─▶ shown ─▶ the template's text, a mark for each image ─▶ tokens
    tokens, pictures ─▶ seen ─▶ tokens with as many places as the model fills, and vLLM's input for them

The processor's cache in vLLM is off (`settings.engine_arguments`): it believes that the core has seen what
was processed, and a request that was refused in between makes the core look for an image that it never got.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from treadle.engine.port import InvalidGeneration, Picture

Messages = Sequence[Mapping[str, Any]]


class Sight:
    """A core's processor of images."""

    def __init__(self, core: Any, template: str | None = None) -> None:
        """`core` is an AsyncLLM that has a processor: see `sight_of`. Blocking: it may load the processor.

        `template` is a chat template in place of the model's.
        """
        from vllm.model_executor.model_loader import get_model_cls
        from vllm.renderers.hf import resolve_chat_template, resolve_chat_template_content_format

        self._renderer = core.renderer
        config = core.vllm_config.model_config
        tokenizer = core.get_tokenizer()
        self.most = int(self._renderer.mm_processor.info.allowed_mm_limits.get("image", 0))
        model: Any = get_model_cls(config)
        self._mark: Any = model.get_placeholder_str
        found = resolve_chat_template(tokenizer, template, None, model_config=config)
        self.template: str | None = found if isinstance(found, str) else None
        form = resolve_chat_template_content_format(template, None, "auto", tokenizer, model_config=config)
        self._in_parts = form == "openai"

    def shown(self, messages: Messages) -> tuple[list[dict[str, Any]], list[Picture]]:
        """Messages as the model's template takes them, and their images in order."""
        pictures: list[Picture] = []
        shown: list[dict[str, Any]] = []
        for message in messages:
            content = message.get("content") or ""
            parts: Sequence[Mapping[str, Any]] = (
                [{"type": "text", "text": content}] if isinstance(content, str) else content
            )
            texts: list[str] = []
            plain: list[dict[str, Any]] = []
            for part in parts:
                if part["type"] == "image":
                    pictures.append(part["image"])
                    texts.append(f"{self._marked(len(pictures))}\n")
                    plain.append({"type": "image"})
                else:
                    texts.append(part["text"])
                    plain.append({"type": "text", "text": part["text"]})
            shown.append({**message, "content": plain if self._in_parts else "".join(texts)})
        return shown, pictures

    def written(self, parts: Sequence[str | Picture]) -> tuple[str, list[Picture]]:
        """Text with the model's marks where images stand, and the images."""
        pictures: list[Picture] = []
        texts: list[str] = []
        for part in parts:
            if isinstance(part, str):
                texts.append(part)
            else:
                pictures.append(part)
                texts.append(self._marked(len(pictures)))
        return "".join(texts), pictures

    async def seen(
        self, tokens: Sequence[int], pictures: Sequence[Picture], truncate: int | None = None
    ) -> tuple[list[int], dict[str, Any]]:
        """The prompt's tokens with the places that the images fill, and vLLM's input for them.

        Raises InvalidGeneration("images", …), and ("truncate", …) where that would cut an image.
        """
        from PIL import Image
        from vllm.renderers.params import TokenizeParams

        if len(pictures) > self.most:
            raise InvalidGeneration(
                "images", f"the model takes {self.most} images, but {len(pictures)} were given"
            )
        images = [Image.frombytes("RGB", (each.width, each.height), each.pixels) for each in pictures]
        prompt = {"prompt_token_ids": list(tokens), "multi_modal_data": {"image": images}}
        try:
            (seen,) = await self._renderer.render_cmpl_async([prompt], TokenizeParams(max_total_tokens=None))
        except Exception as error:  # a model's processor is its own code and can raise anything
            said = str(error) or type(error).__name__
            raise InvalidGeneration("images", f"the model's processor refuses them: {said[:300]}") from error
        found: dict[str, Any] = dict(seen)
        if truncate is not None and (start := len(found["prompt_token_ids"]) - truncate) > 0:
            _cut(found, start)
        return list(found["prompt_token_ids"]), found

    def _marked(self, number: int) -> str:
        mark = self._mark("image", number)
        if mark is None:
            raise InvalidGeneration("images", "the model has no mark for images")
        return str(mark)


def sight_of(core: Any, template: str | None = None) -> Sight | None:
    """How a core's model sees, or None of one that reads text alone."""
    if getattr(getattr(core, "renderer", None), "mm_processor", None) is None:
        return None
    sight = Sight(core, template)
    return sight if sight.most else None


def prompt_of(tokens: Sequence[int], sight: object) -> dict[str, Any]:
    """VLLM's input for a prompt; `sight` is what `seen` made of its images."""
    common = {"prompt_token_ids": list(tokens), "arrival_time": time.time()}
    return {**sight, **common} if isinstance(sight, dict) else {"type": "token", **common}


def _cut(found: dict[str, Any], start: int) -> None:
    """Leave out the first tokens; an image is never cut, for what is seen has all its places or none."""
    places = {kind: list(ranges) for kind, ranges in found["mm_placeholders"].items()}
    if any(place.offset < start for ranges in places.values() for place in ranges):
        raise InvalidGeneration("truncate", "would cut an image off the prompt")
    found["mm_placeholders"] = {
        kind: [replace(place, offset=place.offset - start) for place in ranges]
        for kind, ranges in places.items()
    }
    found["prompt_token_ids"] = found["prompt_token_ids"][start:]
