"""What the door answers itself: sign-in, one-time code, own password, sign-out, language, health."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import anyio.to_thread
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

import db
from dashboard import clock
from dashboard.actions import sessions, throttle
from dashboard.door import (
    call_backs,
    call_slips,
    cards,
    cookies,
    forms,
    meetings,
    notices,
    oidc,
    own,
    pages,
    papers,
    paths,
    photos,
    principals,
    slips,
    surveys,
    texts,
)
from dashboard.door.answers import filled, handed, hashing, let_in, problem_of, status_of
from dashboard.door.entry import LetIn, address_of, by_password
from dashboard.door.gate import NO_STORE, RECENT
from dashboard.door.pages import Entered
from dashboard.errors import NotDemo, NotSignedIn, UnknownName, YuanluoError
from dashboard.i18n import LANGUAGES
from dashboard.settings import LANGUAGE_COOKIE, VIEW_COOKIE, VIEWS, settings

Handler = Callable[[Request], Awaitable[Response]]
PERSONA_PROBLEMS: dict[type[YuanluoError], str] = {
    NotDemo: texts.NOT_DEMO,
    UnknownName: texts.NO_SUCH_PERSONA,
}


def answering(handler: Handler) -> Handler:
    """The handler, with a page of its own for a database that does not answer and a session that ended."""

    async def guarded(request: Request) -> Response:
        try:
            return await handler(request)
        except NotSignedIn:
            return RedirectResponse("/sign-in?ended=1", 303, NO_STORE)
        except SQLAlchemyError:
            return pages.unavailable(pages.reader(request))

    return guarded


async def show_sign_in(request: Request) -> Response:
    """GET /sign-in: the form; `?lang=` also remembers the language, `?ended=1` says why one is here."""
    entered = Entered(problem=texts.ENDED if "ended" in request.query_params else "")
    return await _sign_in_page(request, pages.reader(request), entered)


async def sign_in(request: Request) -> Response:
    """POST /sign-in: opens a session and leads on to where the reader wanted to go."""
    fields = await forms.fields(request)
    reader = pages.reader(request, fields.get("next"))
    typed = Entered(login=fields.get("login", ""))
    if not forms.genuine(request, fields):
        return await _sign_in_page(request, reader, replace(typed, problem=texts.STALE_FORM), 403)
    old, address = request.cookies.get(settings().session_cookie), address_of(request)
    try:
        if "login" in fields or "password" in fields:
            given = filled(fields, "login", "password")
            known = request.cookies.get(cookies.devices_name(), "")
            entered = await hashing(by_password, *given, address=address, known=known, old=old)
        else:
            token = await anyio.to_thread.run_sync(_open, fields.get("persona", ""), address, old)
            entered = LetIn(token, devices="")
    except YuanluoError as error:
        problem = PERSONA_PROBLEMS.get(type(error)) or problem_of(error)
        return await _sign_in_page(request, reader, replace(typed, problem=problem), status_of(error))
    return let_in(request, entered.token, reader.next, devices=entered.devices)


async def show_sign_out(request: Request) -> Response:
    """GET /sign-out: one button, so that a link can lead here and no link can sign anybody out."""
    reader = pages.reader(request)
    response = pages.sign_out(reader)
    forms.hand_out(response, reader.token)
    return response


async def sign_out(request: Request) -> Response:
    """POST /sign-out: ends the session for every tab and clears the cookie."""
    fields = await forms.fields(request)
    if not forms.genuine(request, fields):
        reader = pages.reader(request, fields.get("next"))
        response: Response = pages.sign_out(reader, problem=texts.STALE_FORM, status=403)
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
        cookies.put(response, LANGUAGE_COOKIE, request.path_params["code"], max_age=cookies.YEAR)
    return response


async def choose_view(request: Request) -> Response:
    """GET /view/{large|standard}: remembers for a year how large pages are drawn and goes back."""
    response = RedirectResponse(paths.local(request.query_params.get("next")), 303, NO_STORE)
    if request.path_params["code"] in VIEWS:
        cookies.put(response, VIEW_COOKIE, request.path_params["code"], max_age=cookies.YEAR)
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
    Route("/code", own.show_code, methods=["GET"]),
    Route("/code", answering(own.use_code), methods=["POST"]),
    Route("/password", answering(own.show_password), methods=["GET"]),
    Route("/password", answering(own.change_password), methods=["POST"]),
    Route("/oidc", oidc.start, methods=["GET"]),
    Route("/oidc/back", answering(oidc.back), methods=["GET"]),
    Route("/sign-out", show_sign_out, methods=["GET"]),
    Route("/sign-out", answering(sign_out), methods=["POST"]),
    Route("/language/{code}", choose_language),
    Route("/view/{code}", choose_view),
    Route("/healthz", health),
    Route("/photo/{id}", answering(photos.show), methods=["GET"]),
    Route("/s/{token}", answering(surveys.show), methods=["GET"]),
    Route("/s/{token}", answering(surveys.keep), methods=["POST"]),
    Route("/survey-slips/{id}", answering(slips.show), methods=["GET"]),
    Route("/survey-slips/{id}", answering(slips.make), methods=["POST"]),
    Route("/answer/{token}", answering(call_backs.show), methods=["GET"]),
    Route("/answer/{token}", answering(call_backs.keep), methods=["POST"]),
    Route("/call-backs", answering(call_slips.show), methods=["GET"]),
    Route("/call-backs", answering(call_slips.make), methods=["POST"]),
    Route("/call-back-list", answering(call_slips.show_list), methods=["GET"]),
    Route("/card/{number}", answering(cards.show), methods=["GET"]),
    Route("/notice/{id}", answering(notices.show), methods=["GET"]),
    Route("/pack/{id}", answering(meetings.pack), methods=["GET"]),
    Route("/handout/{id}", answering(meetings.slides), methods=["GET"]),
    Route("/paper", answering(papers.show_all), methods=["GET"]),
    Route("/paper/{noun}", answering(papers.show), methods=["GET"]),
]


async def _sign_in_page(
    request: Request, reader: pages.Reader, entered: Entered, status: int = 200
) -> Response:
    place = await anyio.to_thread.run_sync(_place)
    return handed(request, reader, pages.sign_in(place, reader, entered, status=status))


def _place() -> principals.Place:
    with db.reading() as session:
        return principals.place(session)


def _open(persona: str, address: str, old: str | None) -> str:
    now = clock.wall()
    with db.reading() as session:
        who = principals.persona(session, persona)
    with db.writing() as session:
        throttle.count_visit(session, address=address, now=now)
        sessions.end(session, old, now=now)
        return sessions.open_session(session, by=who, now=now)


def _end(token: str) -> None:
    with db.writing() as session:
        sessions.end(session, token, now=clock.wall())


def _ask() -> None:
    with db.reading() as session:
        session.execute(text("SELECT 1"))
