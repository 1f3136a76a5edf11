"""Security headers on every answer, with a content policy that Streamlit really runs under."""

import base64
import hashlib
from functools import lru_cache
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.door.head import SCRIPT
from dashboard.settings import settings

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{power}=()" for power in ("camera", "microphone", "geolocation", "payment", "usb", "serial")
    ),
}
HSTS = "max-age=31536000"
FONTS = "/app/static/fonts/"
MEDIA = "/media/"
SLIPS = ("/s/", "/answer/")
FONT_CACHE = "public, max-age=604800"


class Headers:
    """Pure ASGI middleware in front of the gate, so that refusals carry the headers too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(MutableHeaders(scope=message), scope)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _complete(headers: MutableHeaders, scope: Scope) -> None:
    for name, value in FIXED.items():
        headers[name] = value
    if scope["path"].startswith(SLIPS):
        # The address is a household's secret: nobody is told where its holder comes from.
        headers["Referrer-Policy"] = "no-referrer"
    headers.setdefault("Content-Security-Policy", app_policy())
    if scope["scheme"] == "https":
        headers["Strict-Transport-Security"] = HSTS
    if headers.get("content-type", "").startswith("text/html") or scope["path"].startswith(MEDIA):
        # Also the app's frame and its files: after signing out the back button must not bring them back.
        headers["Cache-Control"] = "no-store"
    elif scope["path"].startswith(FONTS):
        headers.setdefault("Cache-Control", FONT_CACHE)


@lru_cache
def app_policy() -> str:
    """The content policy of the app: own scripts, WebAssembly, and what is inline in the app's page."""
    # Tiles of a base map, where one is set; a style given as data is read as a connection.
    host = settings().base_map_host
    tiles, style = (f" {host}", f" data: {host}") if host else ("", "")
    hashes = " ".join(hashed(script) for script in [*inline_scripts(streamlit_page()), SCRIPT])
    return (
        "default-src 'self'; "
        f"script-src 'self' 'wasm-unsafe-eval' {hashes}; "
        f"style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:{tiles}; media-src 'self' data: blob:; "
        f"font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'{style}; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )


def page_policy(style: str) -> str:
    """The content policy of the door's own pages: one style sheet, fonts, a form, no script at all."""
    return (
        f"default-src 'none'; style-src {hashed(style)}; font-src 'self'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def hashed(text: str) -> str:
    """The source expression that allows exactly this inline text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def streamlit_page() -> str:
    """The installed Streamlit's index.html, found without importing Streamlit."""
    spec = find_spec("streamlit")
    if spec is None or spec.origin is None:
        raise RuntimeError("Streamlit is not installed")
    return (Path(spec.origin).parent / "static" / "index.html").read_text(encoding="utf-8")


def inline_scripts(page: str) -> list[str]:
    """The texts of the page's scripts that have no `src`."""
    reader = _Scripts()
    reader.feed(page)
    return reader.found


class _Scripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag == "script" and "src" not in dict(attrs)
        if self.inside:
            self.found.append("")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self.inside = False
