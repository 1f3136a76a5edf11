"""What the refs of evidence rows are called: a public number, a day, a name; never a person's."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import Select, select
from sqlmodel import Session, col

from dashboard.schema.activities import StationRoom, StationVisit
from dashboard.schema.mediation import Mediation
from dashboard.schema.meetings import Meeting, Resolution, SealUse
from dashboard.schema.money import Disclosure
from dashboard.schema.organisations import CrossPost, Organisation, Pledge
from dashboard.schema.places import Household
from dashboard.schema.renovation import RenovationItem
from dashboard.schema.requests import CallBack, Closing, Request
from dashboard.schema.safety import Hazard, Incident
from dashboard.schema.surveys import Survey
from dashboard.schema.threads import Thread
from dashboard.schema.votes import Vote


@dataclass(frozen=True)
class Named:
    """A record's public number, its day, its names, the number of its request, and whether that number
    leads to the whole story of its matter."""

    number: str = ""
    on: date | None = None
    name_zh: str = ""
    name_en: str = ""
    request: str = ""
    threaded: bool = False


UNNAMED = Named()

Names: TypeAlias = "dict[int, Named]"
AT_ONCE = 500


def named(session: Session, refs: Iterable[str]) -> dict[str, Named]:
    """Each ref with what it is called; `joint:2026-09` and the like need no name."""
    ids: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    homes: dict[int, list[str]] = defaultdict(list)
    for ref in refs:
        kind, number, home = _parts(ref)
        if number is not None and kind in READ:
            ids[kind][number].append(ref)
        if home is not None:
            homes[home].append(ref)
    found: dict[str, Named] = {}
    for kind, wanted in ids.items():
        for number, about in _read(session, kind, list(wanted)).items():
            found |= dict.fromkeys(wanted[number], about)
    for number, about in (_read(session, "household", list(homes)) if homes else {}).items():
        for ref in homes[number]:
            found[ref] = Named(about.number, found[ref].on)
    return found


def _parts(ref: str) -> tuple[str, int | None, int | None]:
    """`meeting:66/household:1` → meeting, 66, 1."""
    first, *rest = ref.split("/")
    kind, name = first.split(":")
    home = int(rest[0].split(":")[1]) if rest else None
    return kind, int(name) if name.isdecimal() else None, home


def _read(session: Session, kind: str, ids: list[int]) -> Names:
    statement, key, make = READ[kind]
    names: Names = {}
    for first in range(0, len(ids), AT_ONCE):
        wanted = statement.where(key.in_(ids[first : first + AT_ONCE]))
        names |= {row[0]: make(*row[1:]) for row in session.execute(wanted)}
    return names


Reads: TypeAlias = "tuple[Select[Any], Any, Callable[..., Named]]"


def _of(key: Any, *columns: Any, make: Callable[..., Named], joins: Any = ()) -> Reads:
    statement = select(key, *columns)
    for target, condition, outer in joins:
        statement = statement.join(target, condition, isouter=outer)
    return statement, key, make


def _threaded(table: Any, on: Any, make: Callable[..., Named] | None = None) -> Reads:
    joins = [(Thread, col(Thread.id) == col(table.thread_id), True)]
    return _of(col(table.id), col(Thread.number), on, make=make or _numbered, joins=joins)


def _numbered(number: str | None, on: date | None) -> Named:
    return Named(number or "", on, threaded=bool(number))


def _request(number: str, on: date) -> Named:
    return Named(number, on, request=number, threaded=True)


def _titled(on: date | None, name_zh: str, name_en: str) -> Named:
    return Named("", on, name_zh, name_en)


def _names(name_zh: str, name_en: str) -> Named:
    return Named("", None, name_zh, name_en)


READ: dict[str, Reads] = {
    "request": _of(col(Request.id), col(Request.number), col(Request.accepted_on), make=_request),
    "call_back": _of(
        col(CallBack.id),
        col(Request.number),
        col(CallBack.called_on),
        make=_request,
        joins=[
            (Closing, col(Closing.id) == col(CallBack.closing_id), False),
            (Request, col(Request.id) == col(Closing.request_id), False),
        ],
    ),
    "hazard": _threaded(Hazard, col(Hazard.due_on)),
    "resolution": _threaded(Resolution, col(Resolution.due_on)),
    # Whoever sees that there was a case may not see the case.
    "mediation": _threaded(Mediation, col(Mediation.opened_on), lambda number, on: Named(number or "", on)),
    "vote": _threaded(Vote, col(Vote.closed_on)),
    "incident": _threaded(Incident, col(Incident.happened_on)),
    "seal_use": _of(
        col(SealUse.id),
        col(SealUse.no),
        col(SealUse.used_on),
        make=lambda no, on: Named(str(no), on),
    ),
    "disclosure": _of(
        col(Disclosure.id),
        col(Disclosure.due_on),
        make=lambda on: Named("", on),
    ),
    "pledge": _of(
        col(Pledge.id),
        col(Pledge.due_on),
        col(Organisation.name_zh),
        col(Organisation.name_en),
        make=_titled,
        joins=[(Organisation, col(Organisation.id) == col(Pledge.organisation_id), False)],
    ),
    "cross_post": _of(col(CrossPost.id), col(CrossPost.name_zh), col(CrossPost.name_en), make=_names),
    "organisation": _of(
        col(Organisation.id), col(Organisation.name_zh), col(Organisation.name_en), make=_names
    ),
    "renovation_item": _of(
        col(RenovationItem.id),
        col(RenovationItem.done_on),
        col(RenovationItem.title_zh),
        col(RenovationItem.title_en),
        make=_titled,
    ),
    "station_visit": _of(
        col(StationVisit.id),
        col(StationVisit.visited_on),
        col(StationRoom.name_zh),
        col(StationRoom.name_en),
        make=_titled,
        joins=[(StationRoom, col(StationRoom.id) == col(StationVisit.room_id), False)],
    ),
    "survey": _of(col(Survey.id), col(Survey.closed_on), make=lambda on: Named("", on)),
    "meeting": _of(col(Meeting.id), col(Meeting.held_on), make=lambda on: Named("", on)),
    "household": _of(col(Household.id), col(Household.code), make=Named),
}
"""Kind → select of id and columns, the id, and how the columns become a name."""
