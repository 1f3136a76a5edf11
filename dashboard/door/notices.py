"""/notice/{id}: the notice of a meeting on a page of A4: when, where, about what."""

from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

import db
from dashboard import clock
from dashboard.actions import sessions
from dashboard.door import pages, sheets
from dashboard.errors import NotAllowed, NotFound
from dashboard.i18n import N_, _, speaking
from dashboard.indicators.sentences import day_words, when_words
from dashboard.queries import agenda, places
from dashboard.settings import settings

SAID = {
    NotFound: (404, N_("There is no such meeting.")),
    NotAllowed: (403, N_("This notice is for those who follow the meetings.")),
}


async def show(request: Request) -> Response:
    """GET: the notice, ready to be printed."""
    language = pages.reader(request).language
    cookie = request.cookies.get(settings().session_cookie)
    try:
        site, one = await anyio.to_thread.run_sync(_meeting, cookie, request.path_params["id"])
    except (NotFound, NotAllowed) as error:
        status, sentence = SAID[type(error)]
        with speaking(language):
            told: dict[str, Any] = {"title": _("No notice to print"), "note": _(sentence), "done": False}
            return sheets.drawn("said.html", language, sheets=("door.css",), status=status, **told)
    with speaking(language):
        return _drawn(site[f"name_{language}"], one, language)


def _meeting(token: str | None, asked: str) -> tuple[dict[str, Any], dict[str, Any]]:
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        raise NotFound("meeting")
    with db.reading() as session:
        by = sessions.find(session, token, now=clock.wall())
        return places.site(session), agenda.one(session, by=by, meeting_id=int(asked))


def _drawn(site: str, one: dict[str, Any], language: str) -> Response:
    facts = [
        (_("Time"), when_words(one)),
        (_("Meeting place"), one["place"] or "—"),
    ]
    return sheets.drawn(
        "notice.html",
        language,
        sheets=("notice.css",),
        site=site,
        title=one["title"],
        head=_("Notice of a meeting"),
        facts=facts,
        matters_head=_("What it is about"),
        matters=[item["title"] for item in one["items"]],
        given=_("Notice given on {day}", day=day_words(one["notice_on"])) if one["notice_on"] else "",
        hint=sheets.to_print(),
        back=(_("Back"), f"/agenda?meeting={one['id']}"),
    )
