"""/answer/{token}: is it solved? Asked of the household whose request was closed; no account, no cookie.

As with surveys the token is the right to answer, once; it is told to nobody and no font is fetched.
"""

from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

import db
from dashboard import clock
from dashboard.actions import answers, sessions
from dashboard.door import forms, pages, sheets
from dashboard.door.gate import NO_STORE
from dashboard.errors import AlreadyDone, InvalidDraft, NotFound, OutOfTurn
from dashboard.i18n import N_, _, speaking
from dashboard.queries import answers as queries
from dashboard.records import names
from dashboard.rules.answers import Said
from dashboard.schema.requests import Satisfaction

STYLES = ("door.css", "survey.css")
SAID = {
    Said.SOLVED: N_("Yes, it is solved"),
    Said.PARTLY: N_("Partly"),
    Said.UNSOLVED: N_("No, it is not solved"),
}
HAPPY = {Satisfaction.SATISFIED: N_("satisfied"), Satisfaction.UNSATISFIED: N_("not satisfied")}
EMPTY = N_("Please say whether it is solved.")
PLAIN = {
    "unknown": (
        404,
        N_("This address opens nothing"),
        N_("Perhaps a character is missing, or a newer slip was made. The community office can help."),
    ),
    "moved": (
        410,
        N_("This is no longer asked"),
        N_("The request was taken up again or has ended since. Thank you for your interest."),
    ),
    "used": (
        200,
        N_("This slip has been used"),
        N_("Each slip is answered once. If nobody in your home did, please tell the community office."),
    ),
    "saved": (
        200,
        N_("Thank you, it is saved"),
        N_("Your answer stands beside the request. If it is not solved, it can be taken up again."),
    ),
}
"""What is said where nothing is asked: status, title and sentence."""


async def show(request: Request) -> Response:
    """GET: the two questions, or in a sentence why there are none."""
    found = await anyio.to_thread.run_sync(_asked, request.path_params["token"])
    language = pages.reader(request).language
    if found is None:
        return _plain("unknown", language, {})
    if found["used"]:
        return _plain("saved" if "saved" in request.query_params else "used", language, found)
    return _sheet(found, language) if found["open"] else _plain("moved", language, found)


async def keep(request: Request) -> Response:
    """POST: keeps the answer and leads to the thanks, so that a reload sends nothing twice."""
    token, language = request.path_params["token"], pages.reader(request).language
    found = await anyio.to_thread.run_sync(_asked, token)
    if found is None or found["used"] or not found["open"]:
        return await show(request)  # whoever guesses addresses keeps no other writer waiting
    fields = await forms.fields(request)
    try:
        await anyio.to_thread.run_sync(_keep, token, fields.get("said"), fields.get("satisfaction"))
    except InvalidDraft:
        return _sheet(found, language, problem=EMPTY)
    except (AlreadyDone, NotFound, OutOfTurn):
        return await show(request)
    chosen = f"&lang={language}" if "lang" in request.query_params else ""
    return RedirectResponse(f"{request.url.path}?saved=1{chosen}", 303, NO_STORE)


def _asked(token: str) -> dict[str, Any] | None:
    if not sessions.TOKEN.fullmatch(token):
        return None
    with db.reading() as session:
        try:
            return queries.asked(session, token_hash=sessions.digest(token))
        except NotFound:
            return None


def _keep(token: str, said: str | None, satisfaction: str | None) -> None:
    with db.writing() as session:
        given = {"said": said, "satisfaction": satisfaction}
        answers.answer(session=session, token=token, now=clock.now(), **given)


def _sheet(found: dict[str, Any], language: str, *, problem: str = "") -> Response:
    with speaking(language):
        what = _(names.TYPES[found["type"].value][0])
        asked_on, closed_on = (sheets.day(found[name], language) for name in ("accepted_on", "closed_on"))
        told = {"what": what, "asked": asked_on, "closed": closed_on}
        return sheets.drawn(
            "survey.html",
            language,
            sheets=STYLES,
            fonts=False,
            status=400 if problem else 200,
            site=found[f"name_{language}"],
            title=_("Is it solved?"),
            problem=_(problem),
            lead=_("You asked about “{what}” on {asked}. It was closed on {closed}.", **told),
            until=_("Closed is the handler's word. Whether it is solved, you say."),
            who=found["number"],
            anonymous=_("Your answer is kept with this request and counts once."),
            skip=_("No answer"),
            submit=_("Send"),
            questions=[
                ("said", _("Is the matter solved?"), [(one.value, _(text)) for one, text in SAID.items()]),
                ("satisfaction", _("Are you satisfied with how it was handled?"), _happy()),
            ],
        )


def _happy() -> list[tuple[str, str]]:
    return [(one.value, _(text)) for one, text in HAPPY.items()]


def _plain(kind: str, language: str, found: dict[str, Any]) -> Response:
    status, title, sentence = PLAIN[kind]
    with speaking(language):
        return sheets.drawn(
            "said.html",
            language,
            sheets=STYLES,
            fonts=False,
            status=status,
            site=found.get(f"name_{language}", ""),
            title=_(title),
            note=_(sentence),
            done=kind == "saved",
        )
