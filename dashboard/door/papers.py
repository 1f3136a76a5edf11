"""/paper and /paper/{noun}: each form as a page to print, for whoever may fill it in on the screen."""

import re
from typing import Any
from urllib.parse import urlencode

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

import db
from dashboard import clock
from dashboard.access import Principal, Scope, require, scope
from dashboard.actions import sessions
from dashboard.door import pages, sheets, twins
from dashboard.door.twins import Twin
from dashboard.errors import NotAllowed, NotFound, YuanluoError
from dashboard.i18n import LANGUAGES, N_, _, speaking
from dashboard.lookups import options
from dashboard.queries import places
from dashboard.records.catalogue import KINDS
from dashboard.records.kinds import Kind
from dashboard.settings import settings

NUMBER = re.compile(r"[1-9]\d{0,3}", re.ASCII)
SAID: dict[type[YuanluoError], tuple[int, str]] = {
    NotFound: (404, N_("There is no such form, or no such courtyard.")),
    NotAllowed: (403, N_("This form is for those who record such things.")),
}


async def show_all(request: Request) -> Response:
    """GET /paper: every form that the reader may fill in."""
    language = pages.reader(request).language
    by, site = await anyio.to_thread.run_sync(_reader, _token(request))
    mine = [kind for kind in KINDS.values() if scope(by, kind.enter)]
    if not mine:
        return _refused(NotAllowed("paper"), language)
    with speaking(language):
        return sheets.drawn(
            "papers.html",
            language,
            sheets=("door.css",),
            site=site[f"name_{language}"],
            title=_("Paper forms"),
            note=_(
                "Each asks the same as the form on the screen, in the same order, on a page of its own. "
                "The code on it leads to that form."
            ),
            forms=[(f"/paper/{kind.noun}?lang={language}", kind.picture, _(kind.new)) for kind in mine],
            back=_("Back"),
            back_to="/enter",
        )


async def show(request: Request) -> Response:
    """GET /paper/{noun}: the form, ready to be printed; `?courtyard=3` fills the courtyard in."""
    language = pages.reader(request).language
    noun, asked = request.path_params["noun"], request.query_params.get("courtyard", "")
    try:
        twin = await anyio.to_thread.run_sync(_twin, _token(request), noun, asked)
    except (NotFound, NotAllowed) as error:
        return _refused(error, language)
    with speaking(language):
        return _drawn(twin, sheets.base(request), language)


def _token(request: Request) -> str | None:
    return request.cookies.get(settings().session_cookie)


def _reader(token: str | None) -> tuple[Principal, dict[str, Any]]:
    with db.reading() as session:
        return sessions.find(session, token, now=clock.wall()), places.site(session)


def _twin(token: str | None, noun: str, asked: str) -> Twin:
    """What is known of the form to print; raises NotFound and NotAllowed."""
    with db.reading() as session:
        by = sessions.find(session, token, now=clock.wall())
        kind = KINDS.get(noun)
        if kind is None:
            raise NotFound("form")
        if scope(by, kind.enter) is None:
            raise NotAllowed(kind.enter.value)
        yards = places.courtyards(session)
        at = _courtyard(by, kind, yards, asked)
        where, day = at["id"] if at else None, clock.today()
        offers = {
            field.name: options.offered(session, by=by, what=field.input, courtyard_id=where, day=day)
            for field in kind.fields
            if field.input in twins.TICKED
        }
        return Twin(by, kind, places.site(session), yards, at, offers)


def _courtyard(by: Principal, kind: Kind, yards: list[dict[str, Any]], asked: str) -> dict[str, Any] | None:
    """The courtyard to fill in: the one asked for, or that of whoever keeps one."""
    if kind.where in twins.NOWHERE:
        return None
    if not asked:
        own = by.courtyard_id if scope(by, kind.enter) is Scope.OWN else None
        return next((one for one in yards if one["id"] == own), None)
    found = next((one for one in yards if NUMBER.fullmatch(asked) and one["no"] == int(asked)), None)
    if found is None:
        raise NotFound("courtyard")
    require(by, kind.enter, courtyard_id=found["id"])
    return found


def _drawn(twin: Twin, base: str, language: str) -> Response:
    kind = twin.kind
    parts = twins.parts(twin, language)
    page, query = kind.form
    target = f"/{page}?{urlencode(query)}" if query else f"/{page}"
    return sheets.drawn(
        "paper.html",
        language,
        sheets=("paper.css",),
        title=_(kind.new),
        picture=kind.picture,
        site=twin.site[f"name_{language}"],
        note=_(kind.note) if kind.note else "",
        code=sheets.coded(base + target),
        alt=_("QR code of the address below"),
        scan=_("The same form on the phone"),
        where=twins.where(twin, language),
        parts=parts,
        dense=sum(len(part.questions) for part in parts) > twins.AIRY,
        free=_("(may stay empty)"),
        round=twins.round_of(kind),
        day=_("____ day ____ month ________ year"),
        short_day=_("____ day ____ month"),
        flat=(_("Stairwell"), _("Flat")),
        foot=(_("Written by"), _("Day")),
        typed=(_("Typed in on"), _("Receipt number")),
        screen=_toolbar(twin, target, base, language),
    )


def _toolbar(twin: Twin, target: str, base: str, language: str) -> dict[str, Any]:
    """What stands above the page on the screen and is not printed."""
    filled = {"courtyard": twin.at["no"]} if twin.at else {}
    tongues = [(code, name, "?" + urlencode({"lang": code} | filled)) for code, name in LANGUAGES.items()]
    everywhere = twin.kind.where not in twins.NOWHERE and scope(twin.by, twin.kind.enter) is Scope.ANY
    yards = twin.yards if everywhere else []
    return {
        "back": (_("← Back to the form"), target),
        "all": (_("All paper forms"), f"/paper?lang={language}"),
        "languages": tongues,
        "hint": sheets.to_print(),
        "fill": _("Fill in the courtyard:"),
        "yards": [(one[f"name_{language}"], f"?lang={language}&courtyard={one['no']}") for one in yards],
        "local": sheets.unreachable(base),
    }


def _refused(error: YuanluoError, language: str) -> Response:
    status, sentence = SAID[type(error)]
    with speaking(language):
        return sheets.drawn(
            "said.html",
            language,
            sheets=("door.css",),
            status=status,
            title=_("No form to print"),
            note=_(sentence),
            done=False,
        )
