"""Files on their way to Streamlit, which holds them in memory: from whom, and how many."""

import time
from collections import deque
from collections.abc import Callable
from typing import Final

import anyio.to_thread
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

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


class Uploads:
    """Pure ASGI middleware behind the gate: who comes here has a session."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.budget = Budget()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer: ASGIApp = self.app
        if scope["type"] == "http" and scope["path"].startswith(PATH) and scope["method"] != "OPTIONS":
            refused = await self._refusal(scope)
            answer = PlainTextResponse(refused[1], refused[0], NO_STORE) if refused else self.app
        await answer(scope, receive, send)

    async def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        token = HTTPConnection(scope).cookies.get(settings().session_cookie, "")
        # A file lies in the memory of the session that is named in its address: in one's own alone.
        name = scope["path"].removeprefix(PATH).partition("/")[0]
        if not SOCKETS.holds(sessions.digest(token), name):
            return 403, "not your session"
        if scope["method"] == "DELETE":
            return None
        if not await anyio.to_thread.run_sync(_may_send, token):
            return 403, "nothing to send here"
        size = Headers(scope=scope).get("content-length", "")
        if not size.isdigit() or int(size) > LARGEST:
            return 413, "too large"
        return None if self.budget.takes(token, int(size)) else (429, "too many files, try again later")


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
