"""/pack/{id} and /handout/{id}: a meeting on paper, from the same frozen numbers as its slides.

The pack is for everybody at the table: agenda, numbers with their sentences, promises, matters with a place
to write, a form for what is resolved. The handout is the slides, three on a page, without colour.
"""

from collections.abc import Callable
from typing import Any

import anyio.to_thread
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

import db
from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import sessions
from dashboard.briefings import handout, shown, wording
from dashboard.briefings.model import Slide, SlideKind
from dashboard.briefings.shown import Shown
from dashboard.door import pages, sheets
from dashboard.errors import NotAllowed, NotFound
from dashboard.i18n import LANGUAGES, N_, _, speaking
from dashboard.indicators.sentences import completeness, day_words, sentence, when_words
from dashboard.queries import meeting_facts, places, votes
from dashboard.records import names
from dashboard.rules.vote_words import RULES
from dashboard.settings import settings

ON_A_PAGE, RESOLUTIONS = 3, 10
FEW, MANY_LINES, FEW_LINES = 3, 5, 3
"""Up to so many matters there is room for more lines under each."""
BY_CONSENT = N_(
    "Decided by those at the table. What is the owners' to decide needs their vote: Civil Code, art. 278."
)
NOTHING = N_("No numbers were frozen for this meeting: it was recorded after it was held.")
SAID = {
    NotFound: (404, N_("There is no such meeting.")),
    NotAllowed: (403, N_("These papers are for those who follow the meetings.")),
}
Row = dict[str, Any]
Draw = Callable[[Row, Shown, list[Row], str], Response]


async def pack(request: Request) -> Response:
    """GET /pack/{id}: everything that a meeting needs on paper, ready to be printed."""
    return await _show(request, _pack)


async def slides(request: Request) -> Response:
    """GET /handout/{id}: its slides in black and white, three on a page."""
    return await _show(request, _handout)


async def _show(request: Request, draw: Draw) -> Response:
    language = pages.reader(request).language
    cookie = request.cookies.get(settings().session_cookie)
    # Sentences and errata are worded as they are read, so the language is chosen before the reading.
    with speaking(language):
        try:
            return draw(*await anyio.to_thread.run_sync(_read, cookie, request.path_params["id"]), language)
        except (NotFound, NotAllowed) as error:
            status, text = SAID[type(error)]
            told: dict[str, Any] = {"title": _("No papers to print"), "note": _(text), "done": False}
            return sheets.drawn("said.html", language, sheets=("door.css",), status=status, **told)


def _read(token: str | None, asked: str) -> tuple[Row, Shown, list[Row]]:
    """The site, what the meeting is shown, its matters with their votes; raises NotFound, NotAllowed."""
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        raise NotFound("meeting")
    with db.reading() as session:
        by = sessions.find(session, token, now=clock.wall())
        seen = shown.read(session, by=by, meeting_id=int(asked), now=clock.now())
        return places.site(session), seen, _matters(session, by, int(asked))


def _matters(session: Session, by: Principal, meeting_id: int) -> list[Row]:
    """The matters in their order, each with the votes on it."""
    items = meeting_facts.agenda(session, meeting_id=meeting_id)
    found = votes.listed(session, by=by, meeting_id=meeting_id)
    return [item | {"votes": [one for one in found if one["agenda_item_id"] == item["id"]]} for item in items]


def _pack(site: Row, seen: Shown, items: list[Row], language: str) -> Response:
    meeting = seen.meeting
    facts = [
        (_("Time"), when_words(meeting)),
        (_("Meeting place"), meeting["place"] or "—"),
    ]
    if meeting["notice_on"]:
        facts.append((_("Notice"), _("Notice given on {day}", day=day_words(meeting["notice_on"]))))
    promised = _slides(seen, SlideKind.PROMISES)
    return _drawn(
        "pack.html",
        site,
        seen,
        language,
        head=_("Papers of a meeting"),
        facts=facts,
        agenda_head=_("What is to be decided today"),
        agenda_columns=(_("#"), _("Matter"), _("Presented by"), _("Minutes")),
        agenda=[(item["title"], item["presenter"] or "—", item["minutes"] or "—") for item in items],
        promised=promised,
        promised_column=_("What is said today"),
        numbers_head=_("The numbers"),
        numbers=[_number(one, seen) for one in _told(seen)],
        matters_head=_("Matters discussed"),
        lines=MANY_LINES if len(items) <= FEW else FEW_LINES,
        matters=[_matter(no, one) for no, one in enumerate(items, start=1)],
        outcomes=[_(one) for one in names.MATTER_OUTCOMES.values()],
        resolutions_head=_("What we have resolved"),
        resolutions_note=_("Read back before we part: what, who, until when."),
        resolutions_columns=(
            _("#"),
            _("Resolution"),
            _("Who"),
            _("Deadline"),
            _("Signature"),
        ),
        resolutions=range(1, RESOLUTIONS + 1),
        signed=(_("Chair"), _("Recorder"), _("Day")),
    )


def _told(seen: Shown) -> list[Slide]:
    """The slides of numbers: what needs attention, the outcomes at a glance, money, renovation."""
    kinds = (SlideKind.ATTENTION, SlideKind.OUTCOME, SlideKind.MONEY, SlideKind.RENOVATION)
    return [one for one in _slides(seen, *kinds) if not one.key.startswith("outcome:")]


def _slides(seen: Shown, *kinds: SlideKind) -> list[Slide]:
    return seen.briefing.of(*kinds) if seen.briefing else []


def _number(slide: Slide, seen: Shown) -> Row:
    """A slide's table with the sentence and the completeness of each of its numbers."""
    assert seen.briefing is not None
    scores = seen.briefing.scores
    lines = []
    for row in slide.rows:
        score = scores[row.score] if row.score is not None else None
        said = [handout.words(row.mark)] if row.mark and slide.kind is SlideKind.ATTENTION else []
        lines.append(
            {
                "mark": handout.glyph(row.mark) if row.mark else "",
                "cells": [str(cell) for cell in row.cells] + said,
                "sentence": sentence(score) if score and slide.kind is SlideKind.OUTCOME else "",
                "complete": completeness(score) if score and slide.kind is SlideKind.OUTCOME else "",
                "beside": seen.beside(row.score),
            }
        )
    return {
        "slide": slide,
        "heads": [str(head) for head in slide.heads],
        "lines": lines,
        "tiles": slide.kind is SlideKind.MONEY,
        "beside": seen.beside(slide.score),
        "legend": handout.legend(slide.rows) if slide.kind is SlideKind.MONEY else [],
        "more": wording.others(slide.more) if slide.more else "",
    }


def _matter(no: int, item: Row) -> Row:
    told = [
        _("presented by {name}", name=item["presenter"]) if item["presenter"] else "",
        _("{n} minutes", n=item["minutes"]) if item["minutes"] else "",
        _("matter number {number}", number=item["thread"]) if item["thread"] else "",
    ]
    return {
        "title": _("Matter {no}: {title}", no=no, title=item["title"]),
        "about": " · ".join(filter(None, told)),
        "rules": [(one["question"], _(RULES[str(one["matter"])])) for one in item["votes"]],
        "by_consent": _(BY_CONSENT),
    }


def _handout(site: Row, seen: Shown, _items: list[Row], language: str) -> Response:
    every = [
        {
            "no": f"{no}/{len(seen.briefing.slides)}",
            "numbers": _number(one, seen),
            "course": handout.course(one.series) if one.series else None,
            "mark": (handout.glyph(one.mark), handout.words(one.mark)) if one.mark and one.figure else None,
            "write": one.kind in (SlideKind.MATTER, SlideKind.RESOLUTIONS),
            "about": " · ".join(filter(None, [one.presenter, _minutes(one)])),
        }
        for no, one in enumerate(seen.briefing.slides if seen.briefing else (), start=1)
        if seen.briefing
    ]
    leaves = [every[first : first + ON_A_PAGE] for first in range(0, len(every), ON_A_PAGE)]
    size = {"width": handout.WIDTH, "height": handout.HEIGHT, "right": handout.RIGHT, "foot": handout.FOOT}
    return _drawn(
        "handout.html", site, seen, language, head=_("Handout"), leaves=leaves, size=size, notes=_("Notes")
    )


def _minutes(slide: Slide) -> str:
    return _("{n} minutes", n=slide.minutes) if slide.minutes and slide.kind is SlideKind.MATTER else ""


def _drawn(template: str, site: Row, seen: Shown, language: str, **values: Any) -> Response:
    meeting = seen.meeting
    other = {"pack.html": ("handout", _("The slides as a handout")), "handout.html": ("pack", _("Papers"))}
    address, label = other[template]
    return sheets.drawn(
        template,
        language,
        sheets=("paper.css", "meeting.css"),
        site=site[f"name_{language}"],
        demo=_("Demonstration data") if site["is_demo"] else "",
        title=meeting["title"],
        standing=seen.standing,
        draft=seen.draft_words,
        empty="" if seen.briefing else _(NOTHING),
        hint=sheets.to_print(),
        back=(_("Back"), f"/meetings?meeting={meeting['id']}"),
        other=(label, f"/{address}/{meeting['id']}?lang={language}"),
        tongues=[(code, name, f"?lang={code}") for code, name in LANGUAGES.items()],
        **values,
    )
