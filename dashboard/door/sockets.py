"""The open sockets: what comes through them is sifted, and who is gone is led to the door and cut off.

A socket is opened once and stays open for hours, whatever becomes of the session that opened it.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from logging import getLogger
from typing import Any, Final

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose
from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.actions import sessions
from dashboard.door import frames, paths
from dashboard.door.gate import POLICY_VIOLATION
from dashboard.jobs import freshness
from dashboard.settings import settings

KEPT: Final = 110.0
"""Seconds that what belongs to a closed socket is kept for a browser that connects again. Streamlit would
give it back for 120; then it forgets the session without ending it, and its files stay in memory for good."""
FILES: Final = 200
"""Names of files that are remembered for a socket, the newest: a page has some ten."""
AT_ONCE: Final = 30
"""Sockets that one session may have open: a tab each."""
WAITING_EACH: Final = 20
WAITING: Final = 100
"""Closed sockets of one session, and of all, that are waited for; Streamlit forgets the oldest beyond 128."""


class Socket:
    """One open socket: whether its session has ended, the page that its reader saw last, the name that
    Streamlit has given it (empty until it has), and the names of files that its reader was told.

    `part` is that by which its browser asks for the page anew once it `is_old`; empty while the page is
    being drawn, and once the browser was told. `drawn_at` is the clock's second of its coming.
    """

    def __init__(self) -> None:
        self.ended, self.is_old = asyncio.Event(), asyncio.Event()
        self.part = ""
        self.drawn_at = 0.0
        self.page = "/"
        self.name = ""
        self.files: dict[str, None] = {}

    def tell(self, file: str) -> None:
        """Its reader is told the name of a file."""
        self.files.pop(file, None)
        self.files[file] = None
        if len(self.files) > FILES:
            del self.files[next(iter(self.files))]


@dataclass(frozen=True)
class Leaving:
    """A socket that was closed, whose it was, and when what belongs to it is let go."""

    holder: str
    socket: Socket
    timer: asyncio.TimerHandle


class Sockets:
    """Those open in this process, by the hash of the token that opened them, and those just closed."""

    def __init__(self) -> None:
        self._open: dict[str, set[Socket]] = defaultdict(set)
        self.leaving: dict[str, Leaving] = {}
        """The closed ones whose browser may come back, by the name that Streamlit gave them; oldest first."""
        self.collected = float("-inf")
        self.has_left = False
        """Whether the session of one that is closed was ended and its memory not collected yet."""

    @contextmanager
    def held(self, holder: str) -> Iterator[Socket]:
        """A socket for as long as it is open."""
        socket = Socket()
        self._open[holder].add(socket)
        try:
            yield socket
        finally:
            self._open[holder].discard(socket)
            if not self._open[holder]:
                del self._open[holder]

    def count(self) -> int:
        """How many are open."""
        return sum(map(len, self._open.values()))

    def is_full(self, holder: str) -> bool:
        """Whether they have as many open as anybody may."""
        return len(self._open.get(holder, ())) >= AT_ONCE

    def holders(self) -> frozenset[str]:
        """Who has a socket open."""
        return frozenset(self._open)

    def tell_old(self, revision: int, *, most: int) -> None:
        """Tell browsers that their page shows an earlier revision, first those that were drawn first."""
        drawn = (socket for sockets in self._open.values() for socket in sockets if socket.part)
        old = [socket for socket in drawn if freshness.is_old(socket.name, revision)]
        for socket in sorted(old, key=lambda one: one.drawn_at)[:most]:
            socket.is_old.set()

    def holds(self, holder: str, name: str) -> bool:
        """Whether the socket that Streamlit calls so is one of theirs."""
        return any(socket.name == name for socket in self._open.get(holder, ()))

    def knows(self, holder: str, file: str) -> bool:
        """Whether they have been told the name of a file; what others are told is nothing to them."""
        closed = (one.socket for one in self.leaving.values() if one.holder == holder)
        return any(file in socket.files for socket in (*self._open.get(holder, ()), *closed))

    def end(self, holder: str) -> None:
        """Cut off every socket of a session that has ended."""
        for socket in self._open.get(holder, ()):
            socket.ended.set()


SOCKETS = Sockets()


class Watched:
    """Pure ASGI middleware behind the gate, around every socket."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        token = HTTPConnection(scope).cookies.get(settings().session_cookie, "")
        holder = sessions.digest(token)
        if SOCKETS.is_full(holder):
            await WebSocketClose(POLICY_VIOLATION)(scope, receive, send)
            return
        with SOCKETS.held(holder) as socket:
            line = _Line(socket, holder, receive, send)
            try:
                await self.app(scope, line.receive, line.send)
            finally:
                line.drop()
                if socket.name:
                    _leave(holder, socket)


def _leave(holder: str, socket: Socket) -> None:
    """Let go of what belongs to a closed socket in a while; of the oldest at once where too many wait."""
    waiting = SOCKETS.leaving
    if earlier := waiting.pop(socket.name, None):
        earlier.timer.cancel()
    timer = asyncio.get_running_loop().call_later(KEPT, let_go, socket.name)
    waiting[socket.name] = Leaving(holder, socket, timer)
    theirs = [name for name, one in waiting.items() if one.holder == holder]
    if len(theirs) > WAITING_EACH or len(waiting) > WAITING:
        oldest = theirs[0] if len(theirs) > WAITING_EACH else next(iter(waiting))
        waiting[oldest].timer.cancel()
        let_go(oldest)


def let_go(name: str) -> None:
    """Free the memory of a session whose browser has not come back."""
    del SOCKETS.leaving[name]
    if not runtime.exists() or runtime.get_instance().is_active_session(name):
        return
    freshness.forget(name)
    runtime.get_instance().close_session(name)
    SOCKETS.has_left = True


class _Line:
    """What goes to and fro through one socket."""

    def __init__(self, socket: Socket, holder: str, receive: Receive, send: Send) -> None:
        self.socket, self.holder, self._receive, self._send = socket, holder, receive, send
        self._coming: asyncio.Future[Message] | None = None
        self._is_accepted = self._is_cut = False
        self._told: set[str] = set()

    async def send(self, message: Message) -> None:
        """On to the browser, unless it was cut off."""
        self._is_accepted |= message["type"] == "websocket.accept"
        if self._is_cut:
            return
        if frame := message.get("bytes"):
            told = ForwardMsg.FromString(frame)
            self.socket.name = self.socket.name or frames.name(told)
            if file := frames.file(told):
                self.socket.tell(file)
            if frames.begins(told):
                self.socket.part = ""
            if part := frames.refreshing(told):
                self.socket.part, self.socket.drawn_at = part, time.monotonic()
        await self._send(message)

    async def receive(self) -> Message:
        """The next message that goes on to Streamlit, or the end."""
        while True:
            message = await self._next()
            if message["type"] != "websocket.receive":
                return message
            kind, read = frames.read(message.get("bytes"))
            if read is None:
                self._tell(kind)
                continue
            if not self._is_theirs(read):
                await self.send({"type": "websocket.send", "bytes": frames.refusal(read)})
                continue
            self.socket.page = read.rerun_script.context_info.url or self.socket.page
            return message

    def _is_theirs(self, read: BackMsg) -> bool:
        """Whether a file that is to be made on the click was offered to who asks."""
        wanted = read.backend_operation_request.deferred_file.file_id
        return not wanted or SOCKETS.knows(self.holder, wanted)

    def _tell(self, kind: str) -> None:
        """One line for each kind and socket: nobody fills the log."""
        if kind not in self._told:
            getLogger(__name__).warning("left out what came through a socket: %s", kind)
            self._told.add(kind)

    def drop(self) -> None:
        """Wait for nothing any more."""
        if self._coming is not None:
            self._coming.cancel()

    async def _next(self) -> Message:
        self._coming = self._coming or asyncio.ensure_future(self._receive())
        if not self._is_accepted:
            return await self._came(self._coming)
        while not (self._coming.done() or self.socket.ended.is_set()):
            await self._wait(self._coming)
            if self.socket.is_old.is_set():
                await self._tell_old()
        if not self.socket.ended.is_set():
            return await self._came(self._coming)
        await self._lead_away()
        return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}

    async def _wait(self, coming: asyncio.Future[Message]) -> None:
        """Until a message has come, the session has ended, or the page has become old."""
        told = [asyncio.ensure_future(event.wait()) for event in (self.socket.ended, self.socket.is_old)]
        either: set[asyncio.Future[Any]] = {coming, *told}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for event in told:
                event.cancel()

    async def _tell_old(self) -> None:
        """Let the browser ask for the page anew, unless that is being drawn already."""
        part, self.socket.part = self.socket.part, ""
        self.socket.is_old.clear()
        if part:
            await self._send({"type": "websocket.send", "bytes": frames.ask_for(part)})

    async def _came(self, coming: asyncio.Future[Message]) -> Message:
        self._coming = None
        return await coming

    async def _lead_away(self) -> None:
        """To the sign-in page and back to the page that was open, as a click would have led."""
        message = ForwardMsg()
        message.auth_redirect.url = paths.ended(self.socket.page)
        await self.send({"type": "websocket.send", "bytes": message.SerializeToString()})
        self._is_cut = True
        await self._send({"type": "websocket.close", "code": POLICY_VIOLATION})
