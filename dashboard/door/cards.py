"""/card/{number}: a matter on half a page of A4, twice: for the notice board and for who asked.

It may hang where everybody reads it: no flat, no name, no typed remark stands on it.
"""

from dataclasses import replace

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

import db
from dashboard import clock
from dashboard.actions import sessions
from dashboard.briefings import threads as told
from dashboard.door import pages, sheets
from dashboard.errors import NotAllowed, NotFound
from dashboard.i18n import N_, _, speaking
from dashboard.queries import places, threads
from dashboard.queries.thread_types import Next, Step
from dashboard.queries.threads import Story
from dashboard.records import names
from dashboard.settings import settings

STEPS_SHOWN = 6
SAID = {
    NotFound: (404, N_("There is no such matter that you may see.")),
    NotAllowed: (403, N_("This card is for those who follow the matter.")),
}


async def show(request: Request) -> Response:
    """GET: the card, ready to be printed."""
    language, number = pages.reader(request).language, request.path_params["number"]
    cookie = request.cookies.get(settings().session_cookie)
    try:
        site, story = await anyio.to_thread.run_sync(_story, cookie, number)
    except (NotFound, NotAllowed) as error:
        status, sentence = SAID[type(error)]
        with speaking(language):
            return sheets.drawn(
                "said.html",
                language,
                sheets=("door.css",),
                status=status,
                title=_("No card to print"),
                note=_(sentence),
                done=False,
            )
    with speaking(language):
        return _drawn(site[f"name_{language}"], story, sheets.base(request), language)


def _story(token: str | None, number: str) -> tuple[dict[str, str], Story]:
    with db.reading() as session:
        by = sessions.find(session, token, now=clock.wall())
        return places.site(session), threads.one(session, by=by, today=clock.today(), number=number)


def _drawn(site: str, story: Story, base: str, language: str) -> Response:
    path = f"/thread?thread={story.number}"
    return sheets.drawn(
        "card.html",
        language,
        sheets=("card.css",),
        site=site,
        number=story.number,
        matter=told.matter(story),
        place=_place(story),
        so_far=_("What happened so far"),
        steps=[(told.day(step.on), told.title(step)) for step in story.steps[-STEPS_SHOWN:] if _open(step)],
        next_head=_("What is next"),
        nexts=[_due(one) for one in story.due] or [_("Nothing is due any more.")],
        code=sheets.coded(base + path),
        alt=_("QR code of the address below"),
        scan=_("The whole story, for those who may see it"),
        hint=sheets.to_print(),
        back=(_("Back"), path),
        local=sheets.unreachable(base),
    )


def _open(step: Step) -> bool:
    """Whether a step may stand on the card: never a dispute or an incident."""
    return step.noun not in ("mediation", "incident")


def _due(one: Next) -> str:
    """What is next by which body; a person is not named in public."""
    return told.due(replace(one, who=replace(one.who, person="")))


def _place(story: Story) -> str:
    first = next((step.told for step in story.steps if "place" in step.told), None)
    if first:
        place = told.code(names.PLACES, first["place"])
        return _("Courtyard {no} · {place}", no=first["courtyard_no"], place=place)
    return _("Courtyard {no}", no=story.courtyard_no) if story.courtyard_no else _("Whole site")
