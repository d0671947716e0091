"""What the engine and the moderators raise, as Problems."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager

from treadle.contract.problem import Kind, Problem
from treadle.engine.port import EngineError, EngineUnavailable, InvalidGeneration
from treadle.fabric.moderation.port import ModerationFailed
from treadle.fabric.refusal import refuse

logger = logging.getLogger(__name__)

# How the engine's words for a parameter differ from the contract's.
_MEMBERS = {"max_new_tokens": "max_tokens", "sequences": "n"}


@contextmanager
def faults() -> Generator[None, None, None]:
    """An engine that is away is a 500 here, not a 429 (it is not the load); so is a failed moderator."""
    try:
        yield
    except InvalidGeneration as error:
        if error.parameter is None:
            raise Problem(Kind.INVALID, error.message) from error
        raise refuse(
            _MEMBERS.get(error.parameter, error.parameter), f"cannot be used: {error.message}"
        ) from error
    except EngineUnavailable as error:
        raise Problem(Kind.UNHEALTHY, f"the engine is not available: {error}") from error
    except EngineError as error:
        raise Problem(Kind.GENERATION, f"the generation failed: {error}") from error
    except ModerationFailed as error:
        logger.exception("moderation failed")
        raise Problem(Kind.GENERATION, "the content could not be moderated") from error
