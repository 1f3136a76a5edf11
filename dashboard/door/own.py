"""Choosing one's own password: with a one-time code, or with the present one."""

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from dashboard.door import cookies, entry, forms, pages, texts
from dashboard.door.answers import filled, handed, hashing, let_in, problem_of, status_of
from dashboard.door.gate import RECENT
from dashboard.door.pages import Entered
from dashboard.errors import NotSignedIn, YuanluoError
from dashboard.settings import settings


async def show_code(request: Request) -> Response:
    """GET /code: the form for a one-time code."""
    reader = pages.reader(request)
    return handed(request, reader, pages.code(reader))


async def use_code(request: Request) -> Response:
    """POST /code: keeps the password, opens a session and leads on."""
    fields = await forms.fields(request)
    reader = pages.reader(request, fields.get("next"))
    login, old = fields.get("login", ""), request.cookies.get(settings().session_cookie)

    def again(problem: str | YuanluoError, status: int) -> Response:
        entered = Entered(login, fields.get("code", ""), problem, texts.WRONG_CODE)
        return handed(request, reader, pages.code(reader, entered, status=status))

    if not forms.genuine(request, fields):
        return again(texts.STALE_FORM, 403)
    try:
        given = filled(fields, "login", "code", "password", "again")
        known = request.cookies.get(cookies.devices_name(), "")
        entered = await hashing(
            entry.by_code, *given, address=entry.address_of(request), known=known, old=old
        )
    except YuanluoError as error:
        return again(problem_of(error), status_of(error))
    RECENT.forget_all()
    return let_in(request, entered.token, reader.next, devices=entered.devices)


async def show_password(request: Request) -> Response:
    """GET /password: the form for another password; `?done=1` says that it has changed."""
    reader = pages.reader(request)
    if "done" in request.query_params:
        return pages.changed(reader)
    login = await _own_login(request)
    return handed(request, reader, pages.password(reader, login) if login else pages.no_password(reader))


async def change_password(request: Request) -> Response:
    """POST /password: every session of the account ends, and one begins in this browser."""
    fields = await forms.fields(request)
    reader = pages.reader(request, fields.get("next"))
    login = await _own_login(request)
    if login is None:
        return pages.no_password(reader)

    def again(problem: str | YuanluoError, status: int) -> Response:
        entered = Entered(login, problem=problem, wrong=texts.WRONG_OLD)
        return handed(request, reader, pages.password(reader, login, entered, status=status))

    if not forms.genuine(request, fields):
        return again(texts.STALE_FORM, 403)
    try:
        given = filled(fields, "old", "password", "again")
        held = request.cookies.get(settings().session_cookie, "")
        known = request.cookies.get(cookies.devices_name(), "")
        entered = await hashing(entry.change, held, *given, address=entry.address_of(request), known=known)
    except NotSignedIn:
        raise
    except YuanluoError as error:
        return again(problem_of(error), status_of(error))
    RECENT.forget_all()
    return let_in(request, entered.token, pages.done(reader), devices=entered.devices)


async def _own_login(request: Request) -> str | None:
    token = request.cookies.get(settings().session_cookie)
    return await anyio.to_thread.run_sync(entry.own_login, token)
