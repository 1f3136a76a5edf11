"""A courtyard's open matters, people in office and seal uses, row by row, as far as their reader may see."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, Scope, allows, may_name, scope
from dashboard.clock import day_end
from dashboard.indicators.shared_evidence import serving
from dashboard.privacy import masking
from dashboard.queries import undone
from dashboard.queries.hazards import was_open as was_unfixed
from dashboard.queries.requests import due_by, was_open
from dashboard.schema.meetings import Resolution, SealUse, Task
from dashboard.schema.organisations import Organisation, OrganisationKind, Person, PostKind, Term
from dashboard.schema.requests import Request, RequestStatus, RequestStep
from dashboard.schema.safety import Hazard

Rows = list[dict[str, Any]]


def requests(session: Session, *, by: Principal, courtyard_id: int, day: date) -> Rows | None:
    """Open requests in the reader's scope, overdue first; None for who may see counts only."""
    found = all_requests(session, courtyard_id=courtyard_id, day=day)
    where = scope(by, Action.SEE_REQUESTS)
    if where is Scope.ASSIGNED:
        return [row for row in found if row["handler_id"] == by.organisation_id]
    return found if allows(by, Action.SEE_REQUESTS, courtyard_id=courtyard_id) else None


def hazards(session: Session, *, by: Principal, courtyard_id: int, day: date) -> Rows | None:
    """Open hazards, overdue first; None for who may see counts only."""
    if not allows(by, Action.SEE_HAZARDS, courtyard_id=courtyard_id):
        return None
    return all_hazards(session, courtyard_id=courtyard_id, day=day)


def promises(session: Session, *, by: Principal, courtyard_id: int, day: date) -> Rows | None:
    """Tasks and resolutions that are not done, overdue first; None for who may see counts only."""
    if not allows(by, Action.SEE_MEETINGS, courtyard_id=courtyard_id):
        return None
    return all_promises(session, courtyard_id=courtyard_id, day=day)


def office(session: Session, *, by: Principal, courtyard_id: int, day: date) -> Rows:
    """People in office in the group: post, selection, since, until, name.

    Names are masked for the courtyard's own committee and the office, and left out for everybody else.
    """
    found = session.execute(
        select(col(Term.post), col(Term.selection), col(Term.since), col(Term.until), col(Person.name))
        .join(Organisation, col(Organisation.id) == col(Term.organisation_id))
        .join(Person, col(Person.id) == col(Term.person_id))
        .where(
            col(Organisation.courtyard_id) == courtyard_id,
            col(Organisation.kind) == OrganisationKind.COURTYARD_GROUP,
            serving(Term, day),
        )
        .order_by(col(Term.since), col(Term.id))
    )
    named = may_name(by, courtyard_id)
    rows = [dict(row._mapping) for row in found]
    for row in rows:
        row["name"] = masking.name(row["name"]) if named else None
    order = list(PostKind)
    return sorted(rows, key=lambda row: order.index(row["post"]))


def seals(session: Session, *, by: Principal, courtyard_id: int, day: date) -> Rows:
    """The ledger's lines, newest first: no, purpose, used_on, void_on, title (typed: for who may see it)."""
    found = session.execute(
        select(
            col(SealUse.no),
            col(SealUse.purpose),
            col(SealUse.title),
            col(SealUse.used_on),
            col(SealUse.void_on),
        )
        .where(col(SealUse.courtyard_id) == courtyard_id, col(SealUse.used_on) <= day)
        .order_by(col(SealUse.no).desc())
    )
    titled = allows(by, Action.SEE_SEAL, courtyard_id=courtyard_id)
    rows = [dict(row._mapping) for row in found]
    for row in rows:
        row["title"] = row["title"] if titled else None
        row["void_on"] = row["void_on"] if row["void_on"] and row["void_on"] <= day else None
    return rows


def all_requests(session: Session, *, courtyard_id: int, day: date) -> Rows:
    """Requests open at the end of a day: id, number, type, status, handler_id, due_on, overdue."""
    due = due_by(day)
    found = session.execute(
        select(
            col(Request.id),
            col(Request.number),
            col(Request.type),
            col(Request.handler_id),
            _begun(day).label("begun"),
            due.label("due_on"),
        )
        .where(col(Request.courtyard_id) == courtyard_id, *was_open(day))
        .order_by(due.is_(None), due, col(Request.id))
    )
    rows = [dict(row._mapping) for row in found]
    for row in rows:
        row["status"] = RequestStatus.IN_HAND if row.pop("begun") else RequestStatus.ACCEPTED
    return [_due(row, day) for row in rows]


def all_hazards(session: Session, *, courtyard_id: int, day: date) -> Rows:
    """Hazards unfixed at the end of a day: id, kind, place, found_on, due_on, overdue; not where exactly."""
    found = session.execute(
        select(col(Hazard.id), col(Hazard.kind), col(Hazard.place), col(Hazard.found_on), col(Hazard.due_on))
        .where(col(Hazard.courtyard_id) == courtyard_id, *was_unfixed(day))
        .order_by(col(Hazard.due_on), col(Hazard.id))
    )
    return [_due(dict(row._mapping), day) for row in found]


def all_promises(session: Session, *, courtyard_id: int, day: date) -> Rows:
    """Tasks not done nor dropped, and resolutions not done on which no task was set.

    Each with kind (task or resolution), title, due_on, overdue, owner_zh, owner_en, meeting_id.
    """
    found = [*_tasks(session, courtyard_id, day), *_resolutions(session, courtyard_id, day)]
    return sorted(found, key=lambda row: (row["due_on"], row["title"]))


def _tasks(session: Session, courtyard_id: int, day: date) -> Rows:
    found = session.execute(
        select(
            col(Task.title),
            col(Task.due_on),
            col(Task.resolution_id),
            col(Organisation.name_zh).label("owner_zh"),
            col(Organisation.name_en).label("owner_en"),
            col(Resolution.meeting_id),
        )
        .outerjoin(Organisation, col(Organisation.id) == col(Task.organisation_id))
        .outerjoin(Resolution, col(Resolution.id) == col(Task.resolution_id))
        .where(col(Task.courtyard_id) == courtyard_id, *undone.tasks(day))
    )
    return [_due(dict(row._mapping) | {"kind": "task"}, day) for row in found]


def _resolutions(session: Session, courtyard_id: int, day: date) -> Rows:
    found = session.execute(
        select(
            col(Resolution.id),
            col(Resolution.text).label("title"),
            col(Resolution.due_on),
            col(Organisation.name_zh).label("owner_zh"),
            col(Organisation.name_en).label("owner_en"),
            col(Resolution.meeting_id),
        )
        .outerjoin(Organisation, col(Organisation.id) == col(Resolution.organisation_id))
        .where(col(Resolution.courtyard_id) == courtyard_id, *undone.resolutions(day))
    )
    return [_due(dict(row._mapping) | {"kind": "resolution"}, day) for row in found]


def _due(row: dict[str, Any], day: date) -> dict[str, Any]:
    """With whether it is past its day and by how many; nothing is late that has no day."""
    due = row["due_on"] or day
    return row | {"overdue": due < day, "late": max(day - due, timedelta()).days}


def _begun(day: date) -> ColumnElement[bool]:
    """Whether anybody had taken a step in a request by the end of a day."""
    taken = select(col(RequestStep.id)).where(
        col(RequestStep.request_id) == col(Request.id), col(RequestStep.at) <= day_end(day)
    )
    return taken.exists()
