"""The server: our door in front of Streamlit. Start with `streamlit run streamlit_app.py`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import anyio.to_thread
import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from dashboard.door.logs import leave_names_out
from dashboard.door.middleware import MIDDLEWARE
from dashboard.door.routes import ROUTES
from dashboard.door.sockets import watch
from dashboard.jobs import prepare
from dashboard.ui.mishaps import handle, tell_shortly


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Bring the database up to date, and fill the demo where there is none, before anybody comes in.

    While the server runs, whose session ends is cut off.
    """
    await anyio.to_thread.run_sync(prepare)
    async with anyio.create_task_group() as beside:
        beside.start_soon(watch)
        yield
        beside.cancel_scope.cancel()


leave_names_out()
tell_shortly()

# The hosts that Streamlit's socket answers to; pages and files answer to no other either.
HOSTS = Middleware(TrustedHostMiddleware, allowed_hosts=list(st.get_option("server.allowedHosts")))
app = st.App(
    "dashboard/main.py",
    routes=ROUTES,
    middleware=[HOSTS, *MIDDLEWARE],
    lifespan=lifespan,
    on_script_error=handle,
)
