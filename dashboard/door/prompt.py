"""What the server writes goes out at once: it does not wait for the browser to confirm what went before.

A browser confirms after 40 to 200 milliseconds: so long would every click wait for the second half of its
answer. asyncio switches that waiting off (TCP_NODELAY) for sockets that say that they speak TCP; the one that
Streamlit binds for uvicorn does not say so (github.com/Kludex/uvicorn/issues/3149).
"""

import asyncio
import socket
from contextlib import suppress

from starlette.types import ASGIApp, Receive, Scope, Send


class Prompt:
    """Pure ASGI middleware in front of all that wraps `receive`.

    A connection is switched over when its first request comes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # uvicorn gives its own method to the outermost application; another server's may have no transport.
        transport = getattr(getattr(receive, "__self__", None), "transport", None)
        if isinstance(transport, asyncio.Transport):
            line = transport.get_extra_info("socket")
            if line is not None and line.family in (socket.AF_INET, socket.AF_INET6):
                with suppress(OSError):  # whoever has gone already waits for nothing
                    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await self.app(scope, receive, send)
