"""What the door answers itself: sign-in, sign-out, language, health."""

from collections.abc import Awaitable, Callable

import anyio.to_thread
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

import db
from dashboard import clock
from dashboard.actions import sessions
from dashboard.door import cookies, forms, pages, paths, photos, principals
from dashboard.door.gate import NO_STORE, RECENT
from dashboard.errors import NotDemo, UnknownName
from dashboard.i18n import LANGUAGES
from dashboard.settings import LANGUAGE_COOKIE, settings

Handler = Callable[[Request], Awaitable[Response]]


def answering(handler: Handler) -> Handler:
    """The handler, with a page of its own for a database that does not answer."""

    async def guarded(request: Request) -> Response:
        try:
            return await handler(request)
        except SQLAlchemyError:
            return pages.unavailable(_reader(request))

    return guarded


async def show_sign_in(request: Request) -> Response:
    """GET /sign-in: the form; `?lang=` also remembers the language, `?ended=1` says why one is here."""
    reader = _reader(request)
    problem = pages.ENDED if "ended" in request.query_params else ""
    response: Response = pages.sign_in(await anyio.to_thread.run_sync(_place), reader, problem=problem)
    forms.hand_out(response, reader.token)
    if request.query_params.get("lang") in LANGUAGES:
        _remember_language(response, reader.language)
    return response


async def sign_in(request: Request) -> Response:
    """POST /sign-in: opens a session for a persona and leads on to where the reader wanted to go."""
    fields = await forms.fields(request)
    reader = _reader(request, fields.get("next"))
    if not forms.genuine(request, fields):
        return await _again(reader, pages.STALE_FORM, 403)
    old = request.cookies.get(settings().session_cookie)
    try:
        token = await anyio.to_thread.run_sync(_open, fields.get("persona", ""), old)
    except NotDemo:
        return await _again(reader, pages.NOT_DEMO, 403)
    except UnknownName:
        return await _again(reader, pages.NO_SUCH_PERSONA, 400)
    if old:
        RECENT.forget(old)
    response = RedirectResponse(reader.next, 303, NO_STORE)
    cookies.put(response, settings().session_cookie, token)
    cookies.drop(response, cookies.form_name())
    return response


async def show_sign_out(request: Request) -> Response:
    """GET /sign-out: one button, so that a link can lead here and no link can sign anybody out."""
    reader = _reader(request)
    response = pages.sign_out(reader)
    forms.hand_out(response, reader.token)
    return response


async def sign_out(request: Request) -> Response:
    """POST /sign-out: ends the session for every tab and clears the cookie."""
    fields = await forms.fields(request)
    if not forms.genuine(request, fields):
        reader = _reader(request, fields.get("next"))
        response: Response = pages.sign_out(reader, problem=pages.STALE_FORM, status=403)
        forms.hand_out(response, reader.token)
        return response
    if token := request.cookies.get(settings().session_cookie):
        await anyio.to_thread.run_sync(_end, token)
        RECENT.forget(token)
    response = RedirectResponse("/sign-in", 303, NO_STORE)
    cookies.drop(response, settings().session_cookie)
    cookies.drop(response, cookies.form_name())
    return response


async def choose_language(request: Request) -> Response:
    """GET /language/{zh|en}: remembers the language for a year and goes back."""
    response = RedirectResponse(paths.local(request.query_params.get("next")), 303, NO_STORE)
    if request.path_params["code"] in LANGUAGES:
        _remember_language(response, request.path_params["code"])
    return response


async def health(_request: Request) -> Response:
    """GET /healthz: whether the database answers, and nothing else."""
    try:
        await anyio.to_thread.run_sync(_ask)
    except SQLAlchemyError:
        return PlainTextResponse("unavailable", 503, NO_STORE)
    return PlainTextResponse("ok", 200, NO_STORE)


ROUTES = [
    Route("/sign-in", answering(show_sign_in), methods=["GET"]),
    Route("/sign-in", answering(sign_in), methods=["POST"]),
    Route("/sign-out", show_sign_out, methods=["GET"]),
    Route("/sign-out", answering(sign_out), methods=["POST"]),
    Route("/language/{code}", choose_language),
    Route("/healthz", health),
    Route("/photo/{id}", answering(photos.show), methods=["GET"]),
]


def _reader(request: Request, wanted: str | None = None) -> pages.Reader:
    asked = request.query_params.get("lang", "")
    language = asked if asked in LANGUAGES else cookies.language(request.cookies)
    target = paths.local(request.query_params.get("next") if wanted is None else wanted)
    return pages.Reader(language, forms.token(request), target)


async def _again(reader: pages.Reader, problem: str, status: int) -> Response:
    place = await anyio.to_thread.run_sync(_place)
    response = pages.sign_in(place, reader, problem=problem, status=status)
    forms.hand_out(response, reader.token)
    return response


def _remember_language(response: Response, code: str) -> None:
    cookies.put(response, LANGUAGE_COOKIE, code, max_age=cookies.YEAR)


def _place() -> principals.Place:
    with db.reading() as session:
        return principals.place(session)


def _open(persona: str, old: str | None) -> str:
    now = clock.wall()
    with db.writing() as session:
        who = principals.persona(session, persona)
        sessions.end(session, old, now=now)
        return sessions.open_session(session, by=who, now=now)


def _end(token: str) -> None:
    with db.writing() as session:
        sessions.end(session, token, now=clock.wall())


def _ask() -> None:
    with db.reading() as session:
        session.execute(text("SELECT 1"))
