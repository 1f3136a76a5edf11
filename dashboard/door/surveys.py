"""/s/{token}: the sheet of a survey, for whoever holds the household's slip. No account and no cookie.

The token is 256 random bits, so nobody counts guesses; and since another site's page cannot know it, a
form needs no second secret. It is told to nobody: no page of ours links away, no Referer is sent, and no
font is fetched (Chromium names the page to the font's server whatever the policy); phones have their own.
"""

from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

import db
from dashboard import clock
from dashboard.actions import sessions, survey_answers
from dashboard.door import forms, pages, sheets
from dashboard.door.gate import NO_STORE
from dashboard.errors import AlreadyDone, InvalidDraft, NotFound, OutOfTurn
from dashboard.i18n import N_, _, speaking
from dashboard.queries import surveys
from dashboard.rules.surveys import QUESTIONS, Stage
from dashboard.schema.surveys import SheetDraft, SurveyMode

EMPTY = N_("Nothing is chosen yet. Please answer at least one question.")
STYLES = ("door.css", "survey.css")
PLAIN = {
    "unknown": (
        404,
        N_("This address opens nothing"),
        N_("Perhaps a character is missing, or newer slips were handed out. The community office can help."),
    ),
    "coming": (
        403,
        N_("Not open yet"),
        N_("The survey begins on {opened_on}. Please keep the slip until then."),
    ),
    "closed": (410, N_("The survey has closed"), N_("It ended on {closed_on}. Thank you for your interest.")),
    "used": (
        200,
        N_("This slip has been used"),
        N_(
            "Each household answers once. If you have just answered, your answer is saved. "
            "If nobody in your home did, please tell the community office."
        ),
    ),
    "saved": (
        200,
        N_("Thank you, it is saved"),
        N_("What all answers say together is published by the community office. You can close this page."),
    ),
}
"""What is said where no sheet is shown: status, title and sentence."""


async def show(request: Request) -> Response:
    """GET: the sheet, or in a sentence why there is none."""
    found = await anyio.to_thread.run_sync(_asked, request.path_params["token"])
    language = pages.reader(request).language
    if found is None:
        return _plain("unknown", language, {})
    if found["used"]:
        return _plain("saved" if "saved" in request.query_params else "used", language, found)
    if found["stage"] is not Stage.OPEN:
        return _plain(found["stage"].value, language, found)
    return _sheet(found, language)


async def keep(request: Request) -> Response:
    """POST: keeps the answer and leads to the thanks, so that a reload sends nothing twice."""
    token, language = request.path_params["token"], pages.reader(request).language
    found = await anyio.to_thread.run_sync(_asked, token)
    if found is None or found["used"] or found["stage"] is not Stage.OPEN:
        return await show(request)  # whoever guesses addresses keeps no other writer waiting
    fields = await forms.fields(request)
    given = {one.field: fields[one.field] for one in QUESTIONS if fields.get(one.field)}
    try:
        await anyio.to_thread.run_sync(_keep, token, given)
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
            return surveys.asked(session, token_hash=sessions.digest(token), today=clock.today())
        except NotFound:
            return None


def _keep(token: str, given: dict[str, str]) -> None:
    sheet = SheetDraft.check(**given)
    with db.writing() as session:
        survey_answers.answer(session=session, token=token, sheet=sheet, now=clock.now())


def _sheet(found: dict[str, Any], language: str, *, problem: str = "") -> Response:
    with speaking(language):
        return sheets.drawn(
            "survey.html",
            language,
            sheets=STYLES,
            fonts=False,
            status=400 if problem else 200,
            site=found[f"name_{language}"],
            title=found["title"],
            problem=_(problem),
            until=_("Please answer by {day}.", day=sheets.day(found["closed_on"], language)),
            lead=_("Four short questions. Leave out what you do not want to answer."),
            who=_("Please let the person of 18 or over in your home answer whose birthday comes next.")
            if found["mode"] is SurveyMode.SAMPLE
            else _("One answer for each household, by anybody of 18 or over."),
            anonymous=_(
                "Anonymous: only that your slip was used is noted. Your answer is kept without your flat, "
                "your name and the time of day. Therefore nobody can find it again, and it cannot be "
                "changed or taken back."
            ),
            skip=_("No answer"),
            submit=_("Send"),
            questions=[
                (one.field, _(one.text), [(value, _(said) or value) for value, said in one.choices])
                for one in QUESTIONS
            ],
        )


def _plain(kind: str, language: str, found: dict[str, Any]) -> Response:
    status, title, sentence = PLAIN[kind]
    with speaking(language):
        days = {name: sheets.day(found[name], language) for name in ("opened_on", "closed_on") if found}
        return sheets.drawn(
            "said.html",
            language,
            sheets=STYLES,
            fonts=False,
            status=status,
            site=found.get(f"name_{language}", ""),
            title=_(title),
            note=_(sentence, **days),
            done=kind == "saved",
        )
