"""How verbs write records: a new row, new values, a row that leaves; the history and the cells follow."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from dashboard.actions import duties, participation, record_rules, threads
from dashboard.actions.unit_of_work import Work
from dashboard.errors import InvalidDraft, Problem
from dashboard.records.kinds import Kind, Where
from dashboard.schema.base import Draft, Record
from dashboard.schema.history import RecordChange
from dashboard.schema.organisations import Organisation

Values = Mapping[str, Any]
WITHDRAW = "withdraw"


def added(work: Work, kind: Kind, row: Record, **how: Any) -> Record:
    """Store a new record that a verb has made sure of; `how` says which verb, who said it."""
    kept(work, kind, work.add(row), {}, **how)
    return row


def last_change(session: Session, kind: Kind, ref: int) -> RecordChange | None:
    """The newest entry in a record's history."""
    found = select(RecordChange).where(col(RecordChange.noun) == kind.noun, col(RecordChange.ref) == ref)
    return session.execute(found.order_by(col(RecordChange.id).desc()).limit(1)).scalars().first()


def fresh_id(session: Session, kind: Kind) -> int | None:
    """An id that no withdrawn record ever had; None where the database sees to that itself.

    SQLite gives the id of a last row that was deleted again, PostgreSQL never.
    """
    if session.get_bind().dialect.name != "sqlite":
        return None
    gone = select(func.max(col(RecordChange.ref))).where(
        col(RecordChange.noun) == kind.noun, col(RecordChange.verb) == WITHDRAW
    )
    highest = session.execute(gone).scalar_one()
    top = session.execute(select(func.max(col(kind.table.id)))).scalar_one() or 0
    return highest + 1 if highest and highest >= top else None


def written(work: Work, kind: Kind, row: Record, became: Values, **how: Any) -> Record:
    """Write values that a verb has made sure of; `how` says which verb, why."""
    before = row.model_dump()
    with whole(work.session, "there_already"):
        for name, value in {**became, **record_rules.derived(kind, row, became)}.items():
            setattr(row, name, value)
    if kind.noun == participation.NOUN and kind.day in became:
        participation.follow(work, row, before=before[kind.day])
    kept(work, kind, row, {name: before[name] for name in became}, **how)
    return row


def gone(work: Work, kind: Kind, row: Record, *, reason: Any) -> None:
    """Take a row out; its values stay in its history."""
    before = row.model_dump()
    with whole(work.session, "others_refer_to_it"):
        work.session.delete(row)
    values = {name: [plain(value), None] for name, value in before.items()}
    told(work, kind, before, values, verb=WITHDRAW, reason=reason)


def kept(work: Work, kind: Kind, row: Record, before: Values, **how: Any) -> None:
    """Keep what changed of a row: of a new one all that was given."""
    after = row.model_dump()
    names = before or {name for name in kind.draft.model_fields if after[name] is not None}
    values = {name: [plain(before.get(name)), plain(after[name])] for name in sorted(names)}
    told(work, kind, after, values, earlier=before, **how)
    home = home_of(work.session, kind, after)
    for name in names:
        if type(after[name]) is date:
            duties.noted(work, kind.table, home, after[name], name=name)


def told(
    work: Work,
    kind: Kind,
    row: Values,
    values: dict[str, list[Any]],
    *,
    earlier: Values | None = None,
    verb: str,
    **why: Any,
) -> None:
    """The event with the names of the fields, their values beside it, and since when they count."""
    home = home_of(work.session, kind, row)
    days = [one for one in [*row.values(), *(earlier or {}).values()] if type(one) is date]
    first = min([one for one in days if one <= work.today], default=work.today)
    work.counts(since=first, courtyard_id=home if kind.where is Where.COURTYARD else None)
    details = {"fields": sorted(values)}
    work.event(verb, noun=kind.noun, ref=row["id"], courtyard_id=home, details=details, values=values, **why)


def home_of(session: Session, kind: Kind, values: Values) -> int | None:
    """The courtyard that a record belongs to, None for the whole site."""
    if kind.where is Where.BODY:
        body = session.get(Organisation, values.get("organisation_id") or 0)
        return body.courtyard_id if body else None
    return values.get("courtyard_id") if kind.where in (Where.COURTYARD, Where.EITHER) else None


def numbered(session: Session, kind: Kind, draft: Draft, home: int | None) -> dict[str, Any]:
    """The thread that a new matter begins, and the number of a ledger's line."""
    made: dict[str, Any] = record_rules.numbered(session, kind, home)
    if "thread_id" in kind.table.model_fields:
        day = getattr(draft, kind.day)
        made["thread_id"] = threads.begin(session, day=day, courtyard_id=home).id
    return made


@contextmanager
def whole(session: Session, code: str) -> Iterator[None]:
    """Write what is changed inside, and say in a sentence what the database refuses."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError as error:
        raise InvalidDraft((Problem("reason", code),)) from error


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date | datetime) else value
