"""Reads of requests: what is open, one request with its story; personal columns by role."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, func, null, or_, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col

from dashboard.access import Action, FieldAccess, Principal, Scope, field_access, limited_to_courtyard, scope
from dashboard.clock import day_end
from dashboard.errors import NotFound
from dashboard.privacy import masking
from dashboard.queries import request_search
from dashboard.rules.requests import place_key
from dashboard.schema.base import Privacy
from dashboard.schema.organisations import Organisation
from dashboard.schema.places import Courtyard, Household
from dashboard.schema.requests import (
    OPEN,
    CallBack,
    Closing,
    Place,
    Request,
    RequestStatus,
    RequestStep,
    RequestType,
    StepKind,
    Support,
)

SHOWN_AT_MOST = 300
LATELY = timedelta(days=14)
NEWS_AT_MOST = 3
MASKS = {"said_by": masking.name, "phone": masking.phone}


def listed(
    session: Session,
    *,
    by: Principal,
    today: date,
    courtyard_id: int | None = None,
    only: str = "open",
    find: str = "",
) -> list[dict[str, Any]]:
    """Requests in the reader's scope, overdue first; one more than are shown where there are more.

    `only`: open, overdue, to_call (closed, the resident not heard yet) or all. `find` looks for words in
    requests of every status, whatever `only` says: all of them must be in a request's number, type, place,
    courtyard, flat or text, as far as its reader may read them.
    """
    statement = _scoped(_columns(), by)
    if courtyard_id is not None:
        statement = statement.where(col(Request.courtyard_id) == courtyard_id)
    if words := request_search.words(find):
        only, statement = "all", statement.where(*(request_search.holds(word, by) for word in words))
    due = due_by(today)
    conditions = {
        "open": col(Request.status).in_(OPEN),
        "overdue": and_(col(Request.status).in_(OPEN), due < today),
        "to_call": col(Request.status) == RequestStatus.CLOSED,
        "all": col(Request.id) > 0,
    }
    order: list[Any] = (
        [due.is_(None), due]
        if only in ("open", "overdue")
        else [col(Request.accepted_on).desc(), col(Request.id).desc()]
    )
    found = session.execute(statement.where(conditions[only]).order_by(*order).limit(SHOWN_AT_MOST + 1))
    return [_shown(dict(row._mapping), by, today) for row in found]


def one(session: Session, *, by: Principal, request_id: int, today: date) -> dict[str, Any]:
    """A request with its `steps`, `closings`, `call_backs` and how many households `support` it.

    `bodies` names those to which a step handed it (id → name_zh, name_en).

    Raises NotFound outside the reader's scope.
    """
    row = session.execute(_scoped(_columns(), by).where(col(Request.id) == request_id)).first()
    if row is None:
        raise NotFound("request")
    shown = _shown(dict(row._mapping), by, today)
    hidden = shown["hidden"]
    shown["steps"] = _rows(session, RequestStep, col(RequestStep.request_id) == request_id, "note", hidden)
    to = {step["organisation_id"] for step in shown["steps"]} - {None}
    bodies = session.execute(select(Organisation).where(col(Organisation.id).in_(to))).scalars()
    shown["bodies"] = {body.id: {"name_zh": body.name_zh, "name_en": body.name_en} for body in bodies}
    shown["closings"] = _rows(session, Closing, col(Closing.request_id) == request_id, "done", hidden)
    of_request = select(col(Closing.id)).where(col(Closing.request_id) == request_id)
    shown["call_backs"] = _rows(session, CallBack, col(CallBack.closing_id).in_(of_request), "note", hidden)
    supported = select(func.count()).select_from(Support).where(col(Support.request_id) == request_id)
    shown["support"] = session.execute(supported).scalar_one()
    return shown


def alike(
    session: Session,
    *,
    by: Principal,
    today: date,
    courtyard_id: int,
    place: Place,
    kind: RequestType,
    household_id: int | None = None,
    stairwell: int | None = None,
) -> list[dict[str, Any]]:
    """Open requests of the same type at the same place, oldest first: a new one would say it twice."""
    key = place_key(courtyard_id=courtyard_id, household_id=household_id, stairwell=stairwell, place=place)
    same = (col(Request.place_key) == key, col(Request.type) == kind, col(Request.status).in_(OPEN))
    found = session.execute(_scoped(_columns(), by).where(*same).order_by(col(Request.id)))
    return [_shown(dict(row._mapping), by, today) for row in found]


def done_lately(session: Session, *, by: Principal, today: date) -> list[dict[str, Any]]:
    """Requests in the reader's scope that were closed in the last fortnight and still are, newest first."""
    closing = and_(col(Closing.request_id) == col(Request.id), col(Closing.no) == col(Request.closings))
    done = (RequestStatus.CLOSED, RequestStatus.CONFIRMED)
    found = session.execute(
        _scoped(_columns(), by)
        .join(Closing, closing)
        .where(col(Request.status).in_(done), col(Closing.closed_on) > today - LATELY)
        .order_by(col(Closing.closed_on).desc(), col(Request.id).desc())
        .limit(NEWS_AT_MOST)
    )
    return [_shown(dict(row._mapping), by, today) for row in found]


def open_on(session: Session, *, day: date, kind: RequestType | None = None) -> dict[int, dict[str, int]]:
    """Requests of each courtyard at a day's end, of a type or all: id → open, overdue, undated.

    Undated ones were answered, and nobody has promised a date.
    """
    due = due_by(day)
    late, undated = (func.sum(case((told, 1), else_=0)) for told in (due < day, due.is_(None)))
    statement = select(col(Request.courtyard_id), func.count(), late, undated).where(*was_open(day))
    if kind is not None:
        statement = statement.where(col(Request.type) == kind)
    found = session.execute(statement.group_by(col(Request.courtyard_id)))
    return {
        courtyard: {"open": count, "overdue": int(overdue), "undated": int(none)}
        for courtyard, count, overdue, none in found
    }


def due_by(day: date) -> ColumnElement[date]:
    """The day that a request is due, as known at a day's end: the one promised; until somebody answered,
    the limit of the first answer; after that none, for nobody has promised a date."""
    answered = col(Request.first_contact_at) <= day_end(day)
    unanswered = case((answered, null()), else_=col(Request.limit_on))
    due: ColumnElement[date] = func.coalesce(col(Request.promised_on), unanswered)
    return due


def was_open(day: date) -> tuple[ColumnElement[bool], ...]:
    """The conditions of a request that was open at the end of a day."""
    holds = (
        select(col(Closing.id))
        .where(
            col(Closing.request_id) == col(Request.id),
            col(Closing.closed_on) <= day,
            or_(col(Closing.reopened_on).is_(None), col(Closing.reopened_on) > day),
        )
        .exists()
    )
    turned = (
        select(col(RequestStep.id))
        .where(
            col(RequestStep.request_id) == col(Request.id),
            col(RequestStep.kind).in_([StepKind.REJECT, StepKind.TRANSFER]),
            col(RequestStep.at) <= day_end(day),
        )
        .exists()
    )
    return col(Request.accepted_on) <= day, ~holds, ~turned


def placeless(table: Any) -> ColumnElement[bool]:
    """The condition of a request or hazard indoors that does not say where: its flat, or its stairwell.

    One in a flat must name the flat; one on a roof or in a stairwell either.
    """
    homeless, place = col(table.household_id).is_(None), col(table.place)
    vague: ColumnElement[bool] = homeless & or_(
        place == Place.FLAT,
        and_(place.in_([Place.ROOF, Place.STAIRWELL]), col(table.stairwell).is_(None)),
    )
    return vague


def _columns() -> Select[Any]:
    columns: list[Any] = [
        col(Request.id),
        col(Request.version),
        col(Request.number),
        col(Request.status),
        col(Request.type),
        col(Request.place),
        col(Request.limit_class),
        col(Request.channel),
        col(Request.accepted_at),
        col(Request.accepted_on),
        col(Request.limit_at),
        col(Request.limit_on),
        col(Request.promised_on),
        col(Request.first_contact_at),
        col(Request.closings),
        col(Request.courtyard_id),
        col(Request.handler_id),
        col(Request.thread_id),
        col(Request.summary),
        col(Request.stairwell),
        col(Household.stairwell).label("home_stairwell"),
        col(Household.room),
        col(Request.said_by),
        col(Request.phone),
        col(Courtyard.no).label("courtyard_no"),
        col(Organisation.name_zh).label("handler_zh"),
        col(Organisation.name_en).label("handler_en"),
    ]
    return (
        select(*columns)
        .select_from(Request)
        .join(Courtyard, col(Courtyard.id) == col(Request.courtyard_id))
        .outerjoin(Household, col(Household.id) == col(Request.household_id))
        .outerjoin(Organisation, col(Organisation.id) == col(Request.handler_id))
    )


def _scoped(statement: Select[Any], by: Principal) -> Select[Any]:
    if scope(by, Action.SEE_REQUESTS) is Scope.ASSIGNED:
        return statement.where(col(Request.handler_id) == by.organisation_id)
    own = limited_to_courtyard(by, Action.SEE_REQUESTS)
    return statement if own is None else statement.where(col(Request.courtyard_id) == own)


def _shown(row: dict[str, Any], by: Principal, today: date) -> dict[str, Any]:
    """The row as its reader may see it: personal columns cleared by class before anything leaves."""
    is_open = row["status"] in OPEN
    row["stairwell"] = row.pop("home_stairwell") or row["stairwell"]
    row["due_on"] = row["promised_on"] or (None if row["first_contact_at"] else row["limit_on"])
    row["overdue"] = is_open and row["due_on"] is not None and row["due_on"] < today
    row["days_late"] = (today - row["due_on"]).days if row["overdue"] else 0
    row["days_open"] = (today - row["accepted_on"]).days if is_open else None
    row["hidden"] = not _readable(by, Privacy.P1, is_open)
    for name in ("summary", "stairwell", "room"):
        row[name] = None if row["hidden"] else row[name]
    two = field_access(by, Privacy.P2)
    for name in ("said_by", "phone"):
        if two is FieldAccess.MASKED:
            row[name] = MASKS[name](row[name])
        elif not (two is FieldAccess.OPEN_TASK and is_open):
            row[name] = None
    return row


def _readable(by: Principal, level: Privacy, is_open: bool) -> bool:
    allowed = field_access(by, level)
    return allowed is FieldAccess.YES or (allowed is FieldAccess.OPEN_TASK and is_open)


def _rows(session: Session, table: Any, where: Any, personal: str, hidden: bool) -> list[dict[str, Any]]:
    found = [
        row.model_dump() for row in session.execute(select(table).where(where).order_by(table.id)).scalars()
    ]
    return [row | {personal: None} if hidden else row for row in found]
