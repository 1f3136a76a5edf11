"""GET /photo/{id}: a photo for those who keep its place; for everybody else it does not exist."""

import re

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

import db
from dashboard import clock
from dashboard.actions import sessions
from dashboard.door.gate import NO_STORE
from dashboard.errors import NotFound, NotSignedIn
from dashboard.queries import photos
from dashboard.rules.photos import MIME
from dashboard.settings import settings

NUMBER = re.compile(r"[1-9]\d{0,8}", re.ASCII)
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


async def show(request: Request) -> Response:
    """The picture, or 404 alike for one unknown and one that is not for this reader."""
    number = NUMBER.fullmatch(request.path_params["id"])
    token = request.cookies.get(settings().session_cookie)
    try:
        if number is None:
            raise NotFound("photo")
        body = await anyio.to_thread.run_sync(_body, token, int(number[0]))
    except (NotFound, NotSignedIn):
        return PlainTextResponse("not found", 404, NO_STORE)
    return Response(body, media_type=MIME, headers=HEADERS)


def _body(token: str | None, photo_id: int) -> bytes:
    with db.reading() as session:
        by = sessions.find(session, token, now=clock.wall())
        return photos.body(session, by=by, photo_id=photo_id)
