"""The verbs that every kind of record shares: record, follow up, correct, withdraw, restore, undo.

Each runs in the caller's transaction: it authorises against the stored row, checks the version and the drawn
form's key, writes, keeps what changed beside its audit event and refreshes the cells. Nothing is ever lost:
a withdrawn record leaves its table with all its values kept in its history, and can be restored.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from dashboard.access import Principal, require
from dashboard.actions import audit, duties, participation, record_rules, threads
from dashboard.clock import civil
from dashboard.errors import InvalidDraft, NotFound, OutOfTurn, Problem
from dashboard.indicators import cells
from dashboard.records.kinds import Kind, Where
from dashboard.schema.base import Draft, Record
from dashboard.schema.history import RecordChange
from dashboard.schema.organisations import Organisation

Values = Mapping[str, Any]
WITHDRAW = "withdraw"


def create(
    *,
    session: Session,
    kind: Kind,
    values: Values,
    by: Principal,
    now: datetime,
    key: str,
    said_by: str | None = None,
) -> Record:
    """Record something; raises NotAllowed, AlreadyDone, InvalidDraft."""
    home = _home(session, kind, values)
    require(by, kind.record, courtyard_id=home)
    audit.claim_key(session, key=key)
    _only(values, {*kind.names, "courtyard_id"})
    draft = kind.draft.check(**record_rules.found(session, kind, values))
    record_rules.check(session, kind, draft, dict(draft), by=by, now=now, courtyard_id=home)
    row = kind.table(
        **draft.model_dump(), **_numbered(session, kind, draft, home), id=fresh_id(session, kind)
    )
    return added(session, kind, row, by=by, now=now, key=key, verb="record", said_by=said_by)


def added(session: Session, kind: Kind, row: Record, *, now: datetime, key: str, **how: Any) -> Record:
    """Store a new record that a verb has made sure of; `how` says by whom, which verb, who said it."""
    session.add(row)
    session.flush()
    audit.remember_key(session, key=key, noun=kind.noun, ref=row.id or 0, now=now)
    _kept(session, kind, row, {}, now=now, **how)
    return row


def follow_up(
    *,
    session: Session,
    kind: Kind,
    ref: int,
    values: Values,
    by: Principal,
    now: datetime,
    key: str,
    version: int,
    said_by: str | None = None,
) -> Record:
    """Add what has happened since: fields that were empty and are only known later."""
    row = _opened(session, kind, ref, by, key=key, version=version, mine=values)
    _only(values, {field.name for field in kind.later})
    if any(getattr(row, name) is not None for name in values):
        raise OutOfTurn("follow_up")
    return _changed(session, kind, row, values, by=by, now=now, key=key, verb="follow_up", said_by=said_by)


def correct(
    *,
    session: Session,
    kind: Kind,
    ref: int,
    values: Values,
    by: Principal,
    now: datetime,
    key: str,
    version: int,
    reason: str | None,
    said_by: str | None = None,
) -> Record:
    """Put right what was entered wrongly, with the reason; what stood there before stays in the history."""
    row = _opened(session, kind, ref, by, key=key, version=version, mine=values)
    _only(values, {field.name for field in kind.fields if not field.fixed and not kind.found_by(field.name)})
    _reasoned(reason)
    told = {"reason": reason, "said_by": said_by}
    return _changed(session, kind, row, values, by=by, now=now, key=key, verb="correct", **told)


def withdraw(
    *,
    session: Session,
    kind: Kind,
    ref: int,
    by: Principal,
    now: datetime,
    key: str,
    version: int,
    reason: str | None,
) -> int:
    """Take out a record that should never have been entered, with the reason; gives its id.

    A line of a ledger is voided and stays. What other records refer to cannot be withdrawn.
    """
    row = _opened(session, kind, ref, by, key=key, version=version, mine={})
    _reasoned(reason)
    if kind.stays:
        raise OutOfTurn(WITHDRAW)
    if kind.void:
        void = {"void_on": civil(now), "void_why": reason}
        if getattr(row, "void_on", None) is not None:
            raise OutOfTurn("void")
        return written(session, kind, row, void, by=by, now=now, key=key, verb="void", reason=reason).id or 0
    audit.remember_key(session, key=key, noun=kind.noun, ref=ref, now=now)
    _gone(session, kind, row, by=by, now=now, reason=reason)
    return ref


def restore(*, session: Session, kind: Kind, ref: int, by: Principal, now: datetime, key: str) -> Record:
    """Bring back a record that was withdrawn, as it stood."""
    last = last_change(session, kind, ref)
    if last is None or last.verb != WITHDRAW:
        raise NotFound(kind.noun)
    before = {name: was for name, (was, _became) in last.values.items()}
    require(by, kind.record, courtyard_id=_home(session, kind, before))
    audit.claim_key(session, key=key)
    if session.get(kind.table, ref) is not None:
        raise OutOfTurn("restore")
    audit.remember_key(session, key=key, noun=kind.noun, ref=ref, now=now)
    row = kind.table.model_validate(before)
    row.version += 1
    with _whole(session, "there_already"):
        session.add(row)
    _kept(session, kind, row, {}, by=by, now=now, verb="restore")
    return row


def undo(
    *, session: Session, kind: Kind, ref: int, by: Principal, now: datetime, key: str, version: int
) -> Record:
    """Take back the last change of a record that stands; a new entry says so."""
    row = _opened(session, kind, ref, by, key=key, version=version, mine={})
    last = last_change(session, kind, ref)
    if last is None or last.verb not in record_rules.CAN_BE_UNDONE:
        raise OutOfTurn("undo")
    before = {name: was for name, (was, _became) in last.values.items()}
    return _changed(session, kind, row, before, by=by, now=now, key=key, verb="undo")


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


def _opened(
    session: Session, kind: Kind, ref: int, by: Principal, *, key: str, version: int, mine: Values
) -> Record:
    """The stored row, locked behind the head, if `by` may write it and the form was opened with it."""
    audit.claim_key(session, key=key)
    row = session.get(kind.table, ref)
    if row is None:
        raise NotFound(kind.noun)
    require(by, kind.record, courtyard_id=_home(session, kind, row.model_dump()))
    session.refresh(row)
    audit.check_version(row, version=version, mine=mine)
    return row


def _changed(
    session: Session, kind: Kind, row: Record, values: Values, *, by: Principal, now: datetime, **how: Any
) -> Record:
    """Check a record with some of its values replaced, and write them."""
    before = {name: getattr(row, name) for name in kind.draft.model_fields}
    draft = kind.draft.check(**{**before, **values})
    became = {name: getattr(draft, name) for name in values if getattr(draft, name) != before[name]}
    if not became:
        raise InvalidDraft((Problem("reason", "nothing_changed"),))
    home = _home(session, kind, before)
    record_rules.check(session, kind, draft, became, by=by, now=now, courtyard_id=home, row=row)
    return written(session, kind, row, became, by=by, now=now, **how)


def written(
    session: Session, kind: Kind, row: Record, became: Values, *, now: datetime, key: str, **how: Any
) -> Record:
    """Write values that a verb has made sure of; `how` says by whom, which verb, why."""
    before = row.model_dump()
    audit.remember_key(session, key=key, noun=kind.noun, ref=row.id or 0, now=now)
    with _whole(session, "there_already"):
        for name, value in {**became, **record_rules.derived(kind, row, became)}.items():
            setattr(row, name, value)
        audit.bump_version(row)
    if kind.noun == participation.NOUN and kind.day in became:
        participation.follow(session, row, before=before[kind.day], now=now)
    _kept(session, kind, row, {name: before[name] for name in became}, now=now, **how)
    return row


def _gone(session: Session, kind: Kind, row: Record, *, by: Principal, now: datetime, reason: Any) -> None:
    before = row.model_dump()
    with _whole(session, "others_refer_to_it"):
        session.delete(row)
    values = {name: [plain(value), None] for name, value in before.items()}
    _told(session, kind, before, values, by=by, now=now, verb=WITHDRAW, reason=reason)


def _kept(session: Session, kind: Kind, row: Record, before: Values, **how: Any) -> None:
    """Keep what changed of a row: of a new one all that was given."""
    after = row.model_dump()
    names = before or {name for name in kind.draft.model_fields if after[name] is not None}
    values = {name: [plain(before.get(name)), plain(after[name])] for name in sorted(names)}
    _told(session, kind, after, values, earlier=before, **how)
    home = _home(session, kind, after)
    for name in names:
        if type(after[name]) is date:
            duties.noted(session, kind.table, home, after[name], how["now"])


def _told(
    session: Session,
    kind: Kind,
    row: Values,
    values: dict[str, list[Any]],
    *,
    by: Principal,
    now: datetime,
    verb: str,
    reason: str | None = None,
    said_by: str | None = None,
    earlier: Values | None = None,
) -> None:
    """The audit event with the names of the fields, the change with their values, the cells."""
    home = _home(session, kind, row)
    days = [one for one in [*row.values(), *(earlier or {}).values()] if type(one) is date]
    first = min([one for one in days if one <= civil(now)], default=civil(now))
    cells.touch(session, kind.table, first=first, now=now, courtyard_id=_cells_of(kind, home))
    event = audit.record(
        session,
        by=by,
        verb=verb,
        noun=kind.noun,
        now=now,
        ref=row["id"],
        courtyard_id=home,
        details={"fields": sorted(values)},
    )
    change = {"noun": kind.noun, "ref": row["id"], "verb": verb, "values": values}
    session.add(RecordChange(seq=event.seq, **change, reason=reason, said_by=said_by or None))
    session.flush()


def _home(session: Session, kind: Kind, values: Values) -> int | None:
    """The courtyard that a record belongs to, None for the whole site."""
    if kind.where is Where.BODY:
        body = session.get(Organisation, values.get("organisation_id") or 0)
        return body.courtyard_id if body else None
    return values.get("courtyard_id") if kind.where in (Where.COURTYARD, Where.EITHER) else None


def _cells_of(kind: Kind, home: int | None) -> int | None:
    return home if kind.where is Where.COURTYARD else None


def _only(values: Values, allowed: set[str]) -> None:
    given = [name for name in values if name not in allowed]
    if given:
        raise InvalidDraft(tuple(Problem(name, "another_verb") for name in given))


def _reasoned(reason: str | None) -> None:
    if not reason or len(reason.strip()) < 2:
        raise InvalidDraft((Problem("reason", "reason_needed"),))
    if len(reason) > 300:
        raise InvalidDraft((Problem("reason", "string_too_long", {"max_length": 300}),))


def _numbered(session: Session, kind: Kind, draft: Draft, home: int | None) -> dict[str, Any]:
    """The thread that a new matter begins, and the number of a ledger's line."""
    made: dict[str, Any] = record_rules.numbered(session, kind, home)
    if "thread_id" in kind.table.model_fields:
        day = getattr(draft, kind.day)
        made["thread_id"] = threads.begin(session, day=day, courtyard_id=home).id
    return made


@contextmanager
def _whole(session: Session, code: str) -> Iterator[None]:
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
