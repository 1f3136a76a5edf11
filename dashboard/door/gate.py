"""The gate: pages, files and the socket open only to somebody with a session."""

import re
import time
from collections.abc import Callable
from urllib.parse import quote, urlencode

import anyio.to_thread
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

import db
from dashboard import clock
from dashboard.actions import sessions
from dashboard.door import paths
from dashboard.errors import NotSignedIn
from dashboard.settings import settings

CHOICES = ("/language/zh", "/language/en", "/view/large", "/view/standard")
OPEN = ("/sign-in", "/sign-out", "/code", "/healthz", *CHOICES)
OIDC = ("/oidc", "/oidc/back")
"""There and open where the settings name an identity provider."""
STATIC = "/app/static/"
CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
"""Streamlit's own ways that nobody needs here: how busy it is, a door for agents, a page run for a probe."""
SECRET = re.compile(r"/(?:s|answer)/[\w-]+", re.ASCII)
"""A household's own secret opens one form (`door/surveys.py`, `door/call_backs.py`), nothing beside it."""
HOLDER = "x-yuanluo-holder"
NO_STORE = {"Cache-Control": "no-store"}
NOT_FOUND = PlainTextResponse("not found", 404, NO_STORE)
POLICY_VIOLATION = 1008


class Recent:
    """Sessions seen to be good a moment ago: a first page load asks for some eighty files at once.

    Only good ones are kept, so a new sign-in counts at once; `forget` makes a sign-out count at once in
    this process, and in others within `seconds`.
    """

    def __init__(
        self, *, seconds: float = 2.0, most: int = 1000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.seconds = seconds
        self.most = most
        self.clock = clock
        self._until: dict[str, float] = {}

    def has(self, token: str) -> bool:
        """Whether the token was good within the last moments."""
        return self._until.get(sessions.digest(token), 0.0) > self.clock()

    def keep(self, token: str) -> None:
        """Remember that the token is good."""
        if len(self._until) >= self.most:
            self._until.clear()
        self._until[sessions.digest(token)] = self.clock() + self.seconds

    def forget(self, token: str) -> None:
        """The token's session has ended."""
        self._until.pop(sessions.digest(token), None)

    def forget_all(self) -> None:
        """Sessions of somebody ended, whichever they were."""
        self._until.clear()


RECENT = Recent()


class Gate:
    """Pure ASGI middleware: it must see the socket's handshake, and answers before Streamlit does."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer: ASGIApp = self.app
        if scope["type"] == "http" and not is_open(scope["path"]):
            answer = await _refusal(scope) or (NOT_FOUND if is_closed(scope["path"]) else self.app)
        elif scope["type"] == "websocket":
            if await _may_connect(scope):
                scope = held(scope)
            else:
                answer = WebSocketClose(POLICY_VIOLATION)
        await answer(scope, receive, send)


def held(scope: Scope) -> Scope:
    """A socket's handshake that tells Streamlit whose it is, by the hash of the token.

    Streamlit lets a socket go on with the session of an earlier one whose name it knows. Where
    `server.trustedUserHeaders` names a header, it asks first whether both are of the same reader.
    """
    name = HOLDER.encode()
    token = HTTPConnection(scope).cookies.get(settings().session_cookie, "")
    others = [(one, value) for one, value in scope["headers"] if one.lower() != name]
    return {**scope, "headers": [*others, (name, sessions.digest(token).encode())]}


def is_open(path: str) -> bool:
    """Whether strangers may ask for the path."""
    if path in OIDC:
        return bool(settings().oidc_issuer)
    return path in OPEN or bool(SECRET.fullmatch(path)) or (path.startswith(STATIC) and ".." not in path)


def is_closed(path: str) -> bool:
    """Whether the path is open to nobody, with a session or without."""
    return any(path == one or path.startswith(f"{one}/") for one in CLOSED)


async def _refusal(scope: Scope) -> Response | None:
    """None for somebody with a session, else what a stranger gets: a page's reader is sent to sign in."""
    try:
        if await _signed_in(HTTPConnection(scope)):
            return None
    except SQLAlchemyError:
        return PlainTextResponse("unavailable", 503, NO_STORE)
    if scope["method"] in ("GET", "HEAD") and "text/html" in Headers(scope=scope).get("accept", ""):
        return RedirectResponse(_sign_in(scope), 303, NO_STORE)
    return PlainTextResponse("sign in first", 401, NO_STORE)


def _sign_in(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    wanted = paths.local(quote(scope["path"]) + (f"?{query}" if query else ""))
    return "/sign-in" if wanted == paths.HOME else "/sign-in?" + urlencode({"next": wanted})


async def _may_connect(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    # Cookies ride along whoever opens the socket; only the Origin tells another site's page.
    if not host or headers.get("origin") not in (f"http://{host}", f"https://{host}"):
        return False
    try:
        return await _signed_in(HTTPConnection(scope))
    except SQLAlchemyError:
        return False


async def _signed_in(connection: HTTPConnection) -> bool:
    token = connection.cookies.get(settings().session_cookie)
    if not token:
        return False
    if RECENT.has(token):
        return True
    good = await anyio.to_thread.run_sync(_look_up, token)
    if good:
        RECENT.keep(token)
    return good


def _look_up(token: str) -> bool:
    with db.reading() as session:
        try:
            sessions.find(session, token, now=clock.wall())
        except NotSignedIn:
            return False
    return True
