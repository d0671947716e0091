"""Work on instances, one piece for each at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

log = logging.getLogger("treadle.fabric.deploying")


class Tasks(dict[str, asyncio.Task[None]]):
    """The pieces of one kind that are being done, by instance."""

    def start(self, instance_id: str, work: Callable[[str], Coroutine[Any, Any, None]]) -> asyncio.Task[None]:
        """The piece for an instance: the one that is being done, or `work` from now on."""
        running = self.get(instance_id)
        if running is not None:
            return running
        task = self[instance_id] = asyncio.create_task(work(instance_id))

        def ended(task: asyncio.Task[None]) -> None:
            del self[instance_id]
            if not task.cancelled() and (error := task.exception()) is not None:
                # The state in the database stands; the next beat tries again.
                log.error("work on instance %s failed: %r", instance_id, error)

        task.add_done_callback(ended)
        return task
