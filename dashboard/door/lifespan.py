"""What the server does before anybody comes in, and beside everybody while it runs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import anyio.to_thread
from streamlit import config

from dashboard.door.sockets import watch
from dashboard.jobs import prepare


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Bring the database up to date, and fill one's own with the demo, before anybody comes in.

    While the server runs, whose session ends is cut off.
    """
    if config.get_option("server.baseUrlPath"):
        # Else whoever keeps files and ways apart would look for them where they are not.
        raise RuntimeError("server.baseUrlPath must stay empty: give the dashboard a host name of its own")
    await anyio.to_thread.run_sync(prepare)
    async with anyio.create_task_group() as beside:
        beside.start_soon(watch)
        yield
        beside.cancel_scope.cancel()
