"""What is written goes out at once, on a socket bound as Streamlit binds it."""

import asyncio
import socket
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import connect

from dashboard.door.prompt import Prompt

WAITS, AT_ONCE = 0, 1
"""The option of the connection (TCP_NODELAY)."""


def connection(receive: Any) -> socket.socket:
    line: socket.socket = receive.__self__.transport.get_extra_info("socket")
    return line


class App:
    """Answers whatever comes, and notes how its connection is set."""

    def __init__(self) -> None:
        self.found: list[int] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return
        self.found.append(connection(receive).getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close"})
        else:
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body"})


async def asked(app: Any) -> None:
    """One page and one socket, asked for on a server whose socket says nothing of TCP."""
    bound = socket.socket(socket.AF_INET)
    bound.bind(("127.0.0.1", 0))
    port = bound.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="websockets-sansio", lifespan="off"))
    serving = asyncio.ensure_future(server.serve(sockets=[bound]))
    while not server.started:
        await asyncio.sleep(0.01)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
    assert b"204" in await reader.readline()
    writer.close()
    async with connect(f"ws://127.0.0.1:{port}/", proxy=None):
        pass
    server.should_exit = True
    await serving


@pytest.mark.parametrize(("around", "option"), [(lambda app: app, WAITS), (Prompt, AT_ONCE)])
def test_a_connection_is_switched_over_when_its_first_request_comes(around: Any, option: int) -> None:
    """Without it the fault is there; once it is mended elsewhere, this middleware may go."""
    app = App()
    asyncio.run(asked(around(app)))
    assert [bool(found) for found in app.found] == [bool(option)] * 2


def test_another_server_is_left_alone() -> None:
    app = App()

    async def here(_scope: Any, _receive: Any, _send: Any) -> None:
        app.found.append(WAITS)

    asyncio.run(Prompt(here)({"type": "http"}, None, None))  # type: ignore[arg-type]
    assert app.found == [WAITS]
