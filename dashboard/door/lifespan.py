"""What the server does before anybody comes in, and beside everybody while it runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import anyio.to_thread

from dashboard.door.watch import watch
from dashboard.jobs import prepare


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Bring the database up to date, and fill one's own with the demo, before anybody comes in.

    While the server runs, whose session ends is cut off, and whose page has become old is told so.
    """
    await anyio.to_thread.run_sync(prepare)
    async with anyio.create_task_group() as beside:
        beside.start_soon(watch)
        yield
        beside.cancel_scope.cancel()
