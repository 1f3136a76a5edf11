"""The two ends of a socket, both played: a browser in front of the door, Streamlit behind it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.actions import sessions
from dashboard.door.sockets import Watched
from dashboard.settings import settings

TOKEN = "t" * 43
HOLDER = sessions.digest(TOKEN)


def rerun(address: str = "http://here/map?no=3") -> bytes:
    message = BackMsg()
    message.rerun_script.context_info.url = address
    return message.SerializeToString()


class Browser:
    """The far end of a socket: what it says, and what it is sent."""

    def __init__(self, *frames: bytes) -> None:
        self.says: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.says.put_nowait({"type": "websocket.connect"})
        for frame in frames:
            self.says.put_nowait({"type": "websocket.receive", "bytes": frame})
        self.sent: list[dict[str, Any]] = []

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    async def opens(self, app: Callable[..., Awaitable[None]], **more: Any) -> None:
        cookie = f"{settings().session_cookie}={TOKEN}".encode()
        scope = {"type": "websocket", "headers": [(b"cookie", cookie)], **more}
        await Watched(app)(scope, self.says.get, self.send)


class Streamlit:
    """What stands behind: it hears until the socket ends, and goes on sending as if nothing were."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []

    async def __call__(self, _scope: Any, receive: Any, send: Any) -> None:
        assert (await receive())["type"] == "websocket.connect"
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] != "websocket.disconnect":
            self.heard.append(message["bytes"])
        await send({"type": "websocket.send", "bytes": ForwardMsg(script_finished=0).SerializeToString()})


class Telling(Streamlit):
    """It gives itself a name, tells of a file, and hears what comes."""

    def __init__(self, *told: ForwardMsg, name: str = "one") -> None:
        super().__init__()
        named = ForwardMsg()
        named.new_session.initialize.session_id = name
        self.told = (named, *told)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def first(message: Any) -> None:
            await send(message)
            if message["type"] == "websocket.accept":
                for told in self.told:
                    await send({"type": "websocket.send", "bytes": told.SerializeToString()})

        await super().__call__(scope, receive, first)


def closing(*frames: bytes) -> Browser:
    browser = Browser(*frames)
    browser.says.put_nowait({"type": "websocket.disconnect"})
    return browser
