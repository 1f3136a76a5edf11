"""The open sockets: what comes through them is sifted, and who is gone is led to the door and cut off.

A socket is opened once and stays open for hours, whatever becomes of the session that opened it.
"""

import asyncio
import gc
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from logging import getLogger
from typing import Any, Final

import anyio.to_thread
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

import db
from dashboard import clock
from dashboard.actions import sessions
from dashboard.door import frames, paths
from dashboard.door.gate import POLICY_VIOLATION
from dashboard.settings import settings

EVERY: Final = 1.0
"""Seconds between two looks at who is still signed in."""
COLLECTED: Final = 60.0
"""Seconds between two collections of what ended sessions held."""
KEPT: Final = 110.0
"""Seconds that what belongs to a closed socket is kept for a browser that connects again. Streamlit would
give it back for 120; then it forgets the session without ending it, and its files stay in memory for good."""
FILES: Final = 1000
"""Names of files that are remembered for a reader, the newest: a page has some ten."""


class Socket:
    """One open socket: whether its session has ended, the page that its reader saw last, and the name that
    Streamlit has given it (empty until it has)."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()
        self.page = "/"
        self.name = ""


class Sockets:
    """Those that are open in this process, by the hash of the token that opened them."""

    def __init__(self) -> None:
        self._open: dict[str, set[Socket]] = defaultdict(set)
        self._files: dict[str, dict[str, None]] = defaultdict(dict)
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

    def holders(self) -> frozenset[str]:
        """Who has a socket open."""
        return frozenset(self._open)

    def holds(self, holder: str, name: str) -> bool:
        """Whether the socket that Streamlit calls so is one of theirs."""
        return any(socket.name == name for socket in self._open.get(holder, ()))

    def tell(self, holder: str, files: Iterable[str]) -> None:
        """They have been told the names of these files."""
        for name in files:
            told = self._files[holder]
            told.pop(name, None)
            told[name] = None
            while len(told) > FILES:
                del told[next(iter(told))]

    def knows(self, holder: str, file: str) -> bool:
        """Whether they have been told the name of a file; what others are told is nothing to them."""
        return file in self._files.get(holder, ())

    def forget(self, holder: str) -> None:
        """Forget the files of who has no socket open any more."""
        if holder not in self._open:
            self._files.pop(holder, None)

    def end(self, holder: str) -> None:
        """Cut off every socket of a session that has ended."""
        for socket in self._open.get(holder, ()):
            socket.ended.set()


SOCKETS = Sockets()


async def watch() -> None:
    """Cut off whose session has ended, however it ended and in whichever process; never returns."""
    while True:
        await asyncio.sleep(EVERY)
        _collect()
        holders = SOCKETS.holders()
        if not holders:
            continue
        try:
            standing = await anyio.to_thread.run_sync(_standing, holders)
        except Exception:  # whatever it is, it puts nobody out, and the looking goes on
            getLogger(__name__).exception("could not look who is still signed in")
            continue
        for holder in holders - standing:
            SOCKETS.end(holder)


def _collect() -> None:
    """Free what ended sessions held: each is a ring, and Streamlit's own collecting after every run is off.

    It keeps everybody waiting for a tenth of a second: for many that leave, once.
    """
    now = time.monotonic()
    if SOCKETS.has_left and now > SOCKETS.collected + COLLECTED:
        SOCKETS.has_left, SOCKETS.collected = False, now
        gc.collect()


def _standing(holders: frozenset[str]) -> frozenset[str]:
    with db.reading() as session:
        return sessions.standing(session, holders, now=clock.wall())


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
        with SOCKETS.held(holder) as socket:
            line = _Line(socket, holder, receive, send)
            try:
                await self.app(scope, line.receive, line.send)
            finally:
                line.drop()
        asyncio.get_running_loop().call_later(KEPT, let_go, holder, socket.name)


def let_go(holder: str, name: str) -> None:
    """Free the memory of a session whose browser has not come back."""
    SOCKETS.forget(holder)
    if not runtime.exists() or runtime.get_instance().is_active_session(name):
        return
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
            SOCKETS.tell(self.holder, frames.files(frame, told))
        await self._send(message)

    async def receive(self) -> Message:
        """The next message that goes on to Streamlit, or the end."""
        while True:
            message = await self._next()
            if message["type"] != "websocket.receive":
                return message
            kind, read = frames.read(message.get("bytes"))
            if read is None or not self._is_theirs(read):
                self._tell(kind)
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
        ended = asyncio.ensure_future(self.socket.ended.wait())
        either: set[asyncio.Future[Any]] = {self._coming, ended}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ended.cancel()
        if not self.socket.ended.is_set():
            return await self._came(self._coming)
        await self._lead_away()
        return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}

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
