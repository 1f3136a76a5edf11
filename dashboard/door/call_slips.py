"""/call-backs: slips for residents who are to say whether it is solved; /call-back-list: the same by phone.

Tokens stand in clear in the answer that made them and nowhere else, as with the slips of surveys.
"""

import re
import secrets
from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

import db
from dashboard import clock
from dashboard.actions import answers, sessions
from dashboard.actions.answers import Link
from dashboard.door import forms, pages, sheets
from dashboard.errors import AlreadyDone, NotAllowed, NotFound, OutOfTurn, YuanluoError
from dashboard.i18n import LANGUAGES, N_, _, _n, speaking
from dashboard.queries import answers as queries
from dashboard.queries import places
from dashboard.records import names
from dashboard.settings import settings

NUMBER = re.compile(r"[1-9]\d{0,8}", re.ASCII)
KEY = re.compile(r"[\w-]{43}", re.ASCII)
SAID: dict[type[YuanluoError], tuple[int, str]] = {
    NotFound: (404, N_("There is no such request that you may see.")),
    NotAllowed: (403, N_("Call-backs are for those who keep the requests.")),
    OutOfTurn: (409, N_("Somebody has answered or moved the matter on since. Please look again.")),
    AlreadyDone: (
        409,
        N_("These slips were made already and are not shown twice. Please make new ones."),
    ),
}
Row = dict[str, Any]


async def show(request: Request) -> Response:
    """GET: for whom slips would be made, and the button; nothing is made by looking."""
    reader = pages.reader(request)
    try:
        site, rows = await anyio.to_thread.run_sync(_waiting, _session(request), _which(request))
    except (NotFound, NotAllowed) as error:
        return _refused(error, reader.language)
    with speaking(reader.language):
        response = _confirm(site, rows, reader)
    forms.hand_out(response, reader.token)
    return response


async def make(request: Request) -> Response:
    """POST: makes the links and shows them as slips, ready to be printed."""
    fields = await forms.fields(request)
    key, language = fields.get("key", ""), pages.reader(request).language
    if not forms.genuine(request, fields) or not KEY.fullmatch(key):
        return await show(request)
    try:
        made = await anyio.to_thread.run_sync(_make, _session(request), _which(request), key)
    except (NotFound, NotAllowed, OutOfTurn, AlreadyDone) as error:
        return _refused(error, language)
    return await anyio.to_thread.run_sync(_printed, made, sheets.base(request), language)


async def show_list(request: Request) -> Response:
    """GET: who is to be asked, with boxes to tick, for a committee that goes from door to door."""
    language = pages.reader(request).language
    try:
        site, rows = await anyio.to_thread.run_sync(_waiting, _session(request), None)
    except NotAllowed as error:
        return _refused(error, language)
    with speaking(language):
        return sheets.drawn(
            "call_backs.html",
            language,
            sheets=("card.css",),
            site=site[f"name_{language}"],
            title=_("Call-backs"),
            hint=_("{how} Type the answers in at each request.", how=sheets.to_print()),
            back=(_("Back"), "/requests?show=to_call"),
            heads=[_("Number"), _("Where?"), _("What"), _("Closed on"), *_boxes()],
            boxes=len(_boxes()),
            rows=[_row(row, language) for row in rows],
            empty=_("Nobody waits for a call-back."),
        )


def _boxes() -> list[str]:
    return [_("solved"), _("partly"), _("not solved"), _("satisfied"), _("not satisfied"), _("not reached")]


def _row(row: Row, language: str) -> list[str]:
    what = _(names.TYPES[row["type"].value][0])
    return [row["number"], _home(row, language), what, sheets.day(row["closed_on"], language)]


def _home(row: Row, language: str) -> str:
    yard = row[f"name_{language}"]
    if row["room"]:
        return f"{yard} · {row['stairwell']}-{row['room']}"
    return f"{yard} · {_(names.PLACES[row['place'].value][0])}"


def _session(request: Request) -> str | None:
    return request.cookies.get(settings().session_cookie)


def _which(request: Request) -> int | None:
    found = NUMBER.fullmatch(request.query_params.get("request", ""))
    return int(found[0]) if found else None


def _waiting(token: str | None, request_id: int | None) -> tuple[Row, list[Row]]:
    with db.reading() as session:
        by = sessions.find(session, token, now=clock.wall())
        rows = queries.waiting(session, by=by, today=clock.today(), request_id=request_id)
        return places.site(session), rows


def _make(token: str | None, request_id: int | None, key: str) -> list[tuple[Row, Link]]:
    with db.writing() as session:
        by = sessions.find(session, token, now=clock.wall())
        rows = queries.waiting(session, by=by, today=clock.today(), request_id=request_id)
        rows = [row for row in rows if row["household_id"] is not None]
        if not rows:
            raise NotFound("request")

        def link(row: Row) -> Link:
            one = {"request_id": row["id"], "key": _key(key, row["id"])}
            return answers.issue(session=session, by=by, now=clock.now(), **one)

        return [(row, link(row)) for row in rows]


def _key(key: str, request_id: int) -> str:
    return f"link:{key}:{request_id}"[:64]


def _confirm(site: Row, rows: list[Row], reader: pages.Reader) -> Response:
    homes = [row for row in rows if row["household_id"] is not None]
    return sheets.drawn(
        "slips_confirm.html",
        reader.language,
        sheets=("door.css",),
        site=site[f"name_{reader.language}"],
        title=_("Slips for residents to answer"),
        note=_(
            "A slip with a QR code for each household whose request was closed and that was not heard yet. "
            "Slips can be seen only now: print them at once. Earlier ones then open nothing any more."
        ),
        token=reader.token,
        key=secrets.token_urlsafe(32),
        label=_("For whom"),
        everywhere="",
        yards=[("", _n("{n} household", "{n} households", len(homes)), len(homes))] if homes else [],
        submit=_("Make the slips"),
        back=_("Back"),
        back_to="/requests?show=to_call",
        nothing="" if homes else _("Nobody waits for a call-back who could answer by a link."),
    )


def _printed(made: list[tuple[Row, Link]], address: str, language: str) -> Response:
    with speaking(language):
        return sheets.drawn(
            "slips.html",
            language,
            sheets=("slips.css",),
            title=_("Slips for residents to answer"),
            count=_n("{n} slip, eight on a page.", "{n} slips, eight on a page.", len(made)),
            hint=sheets.to_print_now(),
            local=sheets.unreachable(address),
            back=_("Back"),
            back_to="/requests?show=to_call",
            slips=[_slip(row, link, address) for row, link in made],
        )


def _slip(row: Row, link: Link, address: str) -> dict[str, Any]:
    """One slip in both languages: it goes to a home, not to a reader whose language is known."""
    target = f"{address}/answer/{link.token}"
    told = sheets.coded(target) | {"link": target, "code": row["code"], "title": row["number"]}
    return told | {"texts": [_texts(row, one) for one in LANGUAGES]}


def _texts(row: Row, language: str) -> dict[str, str]:
    with speaking(language):
        what, day = _(names.TYPES[row["type"].value][0]), sheets.day(row["closed_on"], language)
        return {
            "lang": pages.HTML_LANGUAGE[language],
            "home": _home(row, language),
            "until": _("Is it solved? Scan the code and say so."),
            "who": _("“{what}”, closed on {day}", what=what, day=day),
            "anonymous": _("One answer; it stands beside your request."),
            "alt": _("QR code of the address below"),
        }


def _refused(error: YuanluoError, language: str) -> Response:
    status, sentence = SAID[type(error)]
    with speaking(language):
        return sheets.drawn(
            "said.html",
            language,
            sheets=("door.css",),
            status=status,
            title=_("No slips were made"),
            note=_(sentence),
            done=False,
        )
