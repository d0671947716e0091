"""The services of the Mini contract: what a server must implement.

A class that lacks a method cannot be instantiated. Written by `make generate`; never edited.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Literal

from treadle.contract.call import Call, Events

from . import models

__all__ = ["GenerationService", "ServiceInstancesService"]


class GenerationService(ABC):
    """Text from a model."""

    @abstractmethod
    async def generate(self, call: Call, *, body: models.GenerateRequest) -> models.GenerateResponse:
        """Generate text. POST `/generate`.

        Answers when the whole text is there.

        Answers: 200, 422, 429.
        """

    @abstractmethod
    async def generate_stream(self, call: Call, *, body: models.GenerateRequest) -> Events[models.Token]:
        """Generate a stream of tokens. POST `/generate_stream`.

        Answers: 200, 422.
        """

    @abstractmethod
    async def chat_completions(
        self, call: Call, *, body: models.ChatRequest
    ) -> models.Chat | Events[models.Chunk]:
        """Answer a chat. POST `/v1/chat/completions`.

        Answers: 200, 422.
        """

    @abstractmethod
    async def health(self, call: Call) -> None:
        """Whether the server works. GET `/health`.

        Answers: 200, 503.
        """

    @abstractmethod
    async def metrics(self, call: Call) -> str:
        """Counters. GET `/metrics`.

        Answers: 200.
        """


class ServiceInstancesService(ABC):
    """What runs."""

    @abstractmethod
    async def list_instances(
        self,
        call: Call,
        *,
        project_id: str,
        limit: int = 10,
        sort_by: Literal["name", "created"] | None = None,
        x_trace: str | None = None,
    ) -> models.Page:
        """List instances. GET `/v1/{project_id}/instances`.

        Answers: 200, 422.
        """
