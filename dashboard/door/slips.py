"""/survey-slips/{id}: a page to print, one slip for each household, made when the office asks for it.

Tokens stand in clear in that one answer and nowhere else: it is not stored, and a reload makes no second.
"""

import re
import secrets
from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

import db
from dashboard import clock
from dashboard.access import Action, Principal, require
from dashboard.actions import sessions, surveys
from dashboard.actions.surveys import Slip
from dashboard.door import forms, pages, sheets
from dashboard.errors import AlreadyDone, InvalidDraft, NotAllowed, NotFound, OutOfTurn, YuanluoError
from dashboard.i18n import LANGUAGES, N_, _, _n, speaking
from dashboard.queries import places
from dashboard.queries import surveys as queries
from dashboard.schema.surveys import SurveyMode
from dashboard.settings import settings

NUMBER = re.compile(r"[1-9]\d{0,8}", re.ASCII)
KEY = re.compile(r"[\w-]{43}", re.ASCII)
SAID: dict[type[YuanluoError], tuple[int, str]] = {
    NotFound: (404, N_("There is no such survey.")),
    NotAllowed: (403, N_("Slips are printed by the community office.")),
    OutOfTurn: (409, N_("The survey has closed: slips would open nothing.")),
    InvalidDraft: (400, N_("These are too many at once. Please print courtyard by courtyard.")),
    AlreadyDone: (
        409,
        N_(
            "These slips were made already and are not shown twice. If they were not printed, "
            "go back and make new ones: the earlier ones then open nothing."
        ),
    ),
}


async def show(request: Request) -> Response:
    """GET: what will happen, and the button; nothing is made by looking."""
    reader = pages.reader(request)
    try:
        seen = await anyio.to_thread.run_sync(_seen, _session(request), request.path_params["id"])
    except (NotFound, NotAllowed) as error:
        return _refused(error, reader.language)
    with speaking(reader.language):
        response = _confirm(seen, reader)
    forms.hand_out(response, reader.token)
    return response


async def make(request: Request) -> Response:
    """POST: makes the slips and shows them, ready to be printed."""
    fields = await forms.fields(request)
    key, language = fields.get("key", ""), pages.reader(request).language
    if not forms.genuine(request, fields) or not KEY.fullmatch(key):
        return await show(request)
    where = NUMBER.fullmatch(fields.get("courtyard", ""))
    try:
        seen, slips = await anyio.to_thread.run_sync(
            _make, _session(request), request.path_params["id"], int(where[0]) if where else None, key
        )
    except (NotFound, NotAllowed, OutOfTurn, InvalidDraft, AlreadyDone) as error:
        return _refused(error, language)
    address = sheets.base(request)
    return await anyio.to_thread.run_sync(_printed, seen, slips, address, language)


def _session(request: Request) -> str | None:
    return request.cookies.get(settings().session_cookie)


def _survey(session: Any, by: Principal, asked: str) -> dict[str, Any]:
    require(by, Action.RUN_SURVEY)
    number = NUMBER.fullmatch(asked)
    if number is None:
        raise NotFound("survey")
    found = queries.one(session, by=by, survey_id=int(number[0]), today=clock.today())
    return found | {"site": places.site(session)}


def _seen(token: str | None, asked: str) -> dict[str, Any]:
    with db.reading() as session:
        by = sessions.find(session, token, now=clock.wall())
        found = _survey(session, by, asked)
        return found | {"yards": queries.progress(session, by=by, survey_id=found["id"])}


def _make(
    token: str | None, asked: str, courtyard_id: int | None, key: str
) -> tuple[dict[str, Any], list[Slip]]:
    with db.writing() as session:
        by = sessions.find(session, token, now=clock.wall())
        found = _survey(session, by, asked)
        return found, surveys.issue(
            session=session,
            survey_id=found["id"],
            by=by,
            now=clock.now(),
            key=f"slips:{key}",
            courtyard_id=courtyard_id,
        )


def _confirm(seen: dict[str, Any], reader: pages.Reader) -> Response:
    language = reader.language
    yards = [
        (one["id"], one[f"name_{language}"], one["asked"] - one["used"])
        for one in seen["yards"]
        if one["used"] < one["asked"]
    ]
    left = sum(count for _id, _name, count in yards)
    return sheets.drawn(
        "slips_confirm.html",
        language,
        sheets=("door.css",),
        site=seen["site"][f"name_{language}"],
        title=_("Print slips: {title}", title=seen["title"]),
        note=_(
            "A slip for every household asked that has not answered: QR code, address and last day. "
            "Slips can be seen only now: print them at once. Earlier slips of these households, if there "
            "are any, open nothing any more."
        ),
        token=reader.token,
        key=secrets.token_urlsafe(32),
        label=_("Which courtyard?"),
        everywhere=_("All courtyards ({n})", n=left),
        yards=yards,
        submit=_("Make the slips"),
        back=_("Back"),
        back_to=f"/surveys?survey={seen['id']}",
        nothing="" if yards else _("Everybody asked has answered: there is nothing to print."),
    )


def _printed(seen: dict[str, Any], slips: list[Slip], address: str, language: str) -> Response:
    with speaking(language):
        return sheets.drawn(
            "slips.html",
            language,
            sheets=("slips.css",),
            title=_("Slips: {title}", title=seen["title"]),
            count=_n("{n} slip, eight on a page.", "{n} slips, eight on a page.", len(slips)),
            hint=sheets.to_print_now(),
            local=sheets.unreachable(address),
            back=_("Back to the survey"),
            back_to=f"/surveys?survey={seen['id']}",
            slips=[_slip(seen, slip, address) for slip in slips],
        )


def _slip(seen: dict[str, Any], slip: Slip, address: str) -> dict[str, Any]:
    """One slip in both languages: it goes to a home, not to a reader whose language is known."""
    link = f"{address}/s/{slip.token}"
    told = sheets.coded(link) | {"link": link, "code": slip.home["code"], "title": seen["title"]}
    return told | {"texts": [_texts(seen, slip.home, one) for one in LANGUAGES]}


def _texts(seen: dict[str, Any], home: dict[str, Any], language: str) -> dict[str, str]:
    with speaking(language):
        who = (
            _("To be answered by whoever is 18 or over and has the next birthday.")
            if seen["mode"] is SurveyMode.SAMPLE
            else _("One answer for each household.")
        )
        return {
            "lang": pages.HTML_LANGUAGE[language],
            "home": _(
                "{courtyard} · stairwell {stairwell} · {room}",
                courtyard=home[f"name_{language}"],
                stairwell=home["stairwell"],
                room=home["room"],
            ),
            "until": _("Scan the code, by {day}", day=sheets.day(seen["closed_on"], language)),
            "who": who,
            "anonymous": _("Anonymous: the answer is not tied to your flat."),
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
