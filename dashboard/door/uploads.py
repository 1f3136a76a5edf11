"""Files on their way to Streamlit, which holds them in memory: from whom, and how many."""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import anyio
import anyio.to_thread
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

import db
from dashboard import clock
from dashboard.access import Action, Principal, scope
from dashboard.actions import sessions
from dashboard.door.gate import NO_STORE
from dashboard.door.sockets import SOCKETS
from dashboard.errors import NotSignedIn
from dashboard.settings import settings

PATH = "/_stcore/upload_file/"
WITH_A_FORM = (Action.RECORD_INSPECTION, Action.CLOSE_REQUEST, Action.IMPORT, Action.PLACE_OUTLINES)
"""What has a form that takes a file: photos, workbooks, outlines."""
FILES: Final = 24
BYTES: Final = 100 * 1024 * 1024
SECONDS: Final = 600.0
"""So many files and bytes a session and ten minutes: a round of the courtyard with its photos."""
LARGEST: Final = 11 * 1024 * 1024
"""A request's body: Streamlit's `maxUploadSize` of 10 MB and what a form adds."""
HELD_FILES: Final = 3
HELD_BYTES: Final = 30 * 1024 * 1024
"""What is held at once for one Streamlit session: no form has more fields for files than two."""
SITE_BYTES: Final = 400 * 1024 * 1024
"""What is held at once for all."""
PAUSE: Final = 30.0
WHOLE: Final = 300.0
"""Seconds that a sender may be silent, and that a file may take: 10 MB come through a poor mobile network."""


class Budget:
    """What each session has sent within the last ten minutes."""

    def __init__(self, *, most: int = 1000, clock: Callable[[], float] = time.monotonic) -> None:
        self.most = most
        self.clock = clock
        self._sent: dict[str, deque[tuple[float, int]]] = {}

    def takes(self, token: str, size: int) -> bool:
        """Whether one more file of that size is taken; it then counts."""
        now, name = self.clock(), sessions.digest(token)
        if len(self._sent) >= self.most:
            self._sent = {one: sent for one, sent in self._sent.items() if sent[-1][0] > now - SECONDS}
        sent = self._sent.setdefault(name, deque())
        while sent and sent[0][0] <= now - SECONDS:
            sent.popleft()
        if len(sent) >= FILES or sum(one for _at, one in sent) + size > BYTES:
            return False
        sent.append((now, size))
        return True


class Room:
    """What Streamlit holds of files in memory, and what is on its way there."""

    def __init__(self) -> None:
        self._coming: dict[str, list[int]] = defaultdict(list)

    def fits(self, name: str, size: int) -> bool:
        """Whether one more file fits; for its session the oldest are let go, which nobody looks at any more.

        Streamlit holds a file as long as the session, also one that was saved or whose form was left.
        """
        manager = held()
        if manager is None:
            return True
        coming = self._coming.get(name, [])
        files = [(id_, len(one.data)) for id_, one in manager.file_storage.get(name, {}).items()]
        while files and (
            len(files) + len(coming) >= HELD_FILES
            or sum(length for _id, length in files) + sum(coming) + size > HELD_BYTES
        ):
            manager.remove_file(name, files.pop(0)[0])
        whole = _bytes(manager) + sum(map(sum, self._coming.values())) + size
        return len(coming) < HELD_FILES and whole <= SITE_BYTES

    @contextmanager
    def coming(self, name: str, size: int) -> Iterator[None]:
        """While a file of the session is on its way."""
        self._coming[name].append(size)
        try:
            yield
        finally:
            self._coming[name].remove(size)
            if not self._coming[name]:
                del self._coming[name]


class Uploads:
    """Pure ASGI middleware behind the gate: who comes here has a session."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.budget = Budget()
        self.room = Room()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PATH) or scope["method"] == "OPTIONS":
            await self.app(scope, receive, send)
            return
        # A file lies in the memory of the session that is named in its address.
        name = scope["path"].removeprefix(PATH).partition("/")[0]
        if refused := await self._refusal(scope, name):
            await PlainTextResponse(refused[1], refused[0], NO_STORE)(scope, receive, send)
            return
        with self.room.coming(name, _size(scope)):
            try:
                await self.app(scope, _in_time(receive), send)
            except ClientDisconnect:  # no fault of the server that its log would have to tell at length
                await PlainTextResponse("not all of it came", 408, NO_STORE)(scope, receive, send)

    async def _refusal(self, scope: Scope, name: str) -> tuple[int, str] | None:
        token = HTTPConnection(scope).cookies.get(settings().session_cookie, "")
        if not SOCKETS.holds(sessions.digest(token), name):
            return 403, "not your session"
        if scope["method"] == "DELETE":
            return None
        if not await anyio.to_thread.run_sync(_may_send, token):
            return 403, "nothing to send here"
        size = _size(scope)
        if not 0 < size <= LARGEST:
            return 413, "too large"
        if not self.budget.takes(token, size) or not self.room.fits(name, size):
            return 429, "too many files, try again later"
        return None


def _size(scope: Scope) -> int:
    """How many bytes are said to come; 0 where nothing is said."""
    size = Headers(scope=scope).get("content-length", "")
    return int(size) if size.isascii() and size.isdigit() else 0


def _in_time(receive: Receive) -> Receive:
    """What comes, until it takes too long: whoever stops in the middle keeps no room that others need."""
    ends = anyio.current_time() + WHOLE

    async def received() -> Message:
        with anyio.move_on_at(min(ends, anyio.current_time() + PAUSE)):
            return await receive()
        return {"type": "http.disconnect"}

    return received


def _bytes(manager: MemoryUploadedFileManager) -> int:
    return sum(len(one.data) for files in [*manager.file_storage.values()] for one in [*files.values()])


def held() -> MemoryUploadedFileManager | None:
    """Where Streamlit holds files, None where it does not run."""
    manager = runtime.get_instance().uploaded_file_mgr if runtime.exists() else None
    return manager if isinstance(manager, MemoryUploadedFileManager) else None


def _may_send(token: str) -> bool:
    with db.reading() as session:
        try:
            by = sessions.find(session, token, now=clock.wall())
        except NotSignedIn:
            return False
    return has_a_form(by)


def has_a_form(by: Principal) -> bool:
    """Whether somebody has any form that takes a file."""
    return any(scope(by, action) for action in WITH_A_FORM)
