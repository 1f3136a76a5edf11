"""Visitors of a server that is a few lines behind the real door."""

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from dashboard.door.middleware import MIDDLEWARE
from dashboard.door.routes import ROUTES

HERE = "https://testserver"
LONG = "text " * 1000


async def page(_request: Request) -> Response:
    return HTMLResponse("<h1>behind the door</h1>", headers={"Cache-Control": "no-cache"})


async def asset(_request: Request) -> Response:
    return PlainTextResponse(LONG, headers={"Cache-Control": "public, immutable, max-age=31536000"})


async def socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("hello")
    await websocket.close()


BEHIND = [
    Route("/", page),
    Route("/map", page),
    Route("/static/js/index.js", asset),
    Route("/media/photo", asset),
    Route("/app/static/fonts/some.woff2", asset),
    WebSocketRoute("/_stcore/stream", socket),
]


def stranger() -> TestClient:
    """A new browser in front of the same server."""
    app = Starlette(routes=[*ROUTES, *BEHIND], middleware=MIDDLEWARE)
    return TestClient(app, base_url=HERE, follow_redirects=False)


def form_token(client: TestClient, path: str = "/sign-in") -> str:
    """Open a form and read the token that it carries."""
    text = client.get(path).text
    return text.split('name="token" value="')[1].split('"')[0]


def sign_in(client: TestClient, persona: str = "leader", **fields: str) -> Any:
    """Choose a persona as the form does."""
    data = {"persona": persona, "token": form_token(client), **fields}
    return client.post("/sign-in", data=data)
