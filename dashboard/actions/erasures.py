"""What is kept about one person goes, on request: values, drafts, what others wrote down; the chain stays.

The trail never held a value, so nothing in it changes: one more event tells which row was emptied.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Table, func, select, update
from sqlmodel import AutoString, Session, col

from dashboard.access import Action, Principal
from dashboard.actions.unit_of_work import Work, unit_of_work
from dashboard.errors import InvalidDraft, NotFound, Problem
from dashboard.rules.surveys import ADULT
from dashboard.schema import METADATA
from dashboard.schema.history import RecordChange, UnsentForm
from dashboard.schema.organisations import Person
from dashboard.schema.people import Resident
from dashboard.schema.places import Owner

KINDS: dict[str, type[Person] | type[Owner] | type[Resident]] = {
    "person": Person,
    "owner": Owner,
    "resident": Resident,
}
GONE = "＿"
"""What stands where a value stood."""
LONG_AGO = 1900
"""The year of birth of somebody of age whose year was erased: nothing that is counted changes."""
NEVER = date.max
"""Since when it counts that somebody was forgotten: indicators count cases, never who they were about."""
OTHERS = frozenset({"person", "owner", "resident", "account", "household"})
"""Tables whose own rows are somebody else's: a namesake keeps his name."""
SHORTEST, LONGEST = 2, 300


def erase(
    *, session: Session, noun: str, ref: int, reason: str, by: Principal, now: datetime
) -> dict[str, int]:
    """Empty a person's row, and the resident's and officer's that are the same person.

    Name and telephone go from every text that is personal, too. Gives how many rows were emptied and how
    many others held a value. Raises NotAllowed, NotFound, InvalidDraft.
    """
    with unit_of_work(session, by=by, now=now) as work:
        work.require(Action.MANAGE_PEOPLE)
        reason = reason.strip()
        if not SHORTEST <= len(reason) <= LONGEST:
            raise InvalidDraft((Problem("reason", "reason_needed"),))
        rows = list(_same(session, noun, ref))
        held = {value.strip() for row in rows for value in (row.name, row.phone) if value}
        values = sorted((one for one in held if len(one) >= SHORTEST and one != GONE), key=len, reverse=True)
        for row in rows:
            _empty(work, row)
        session.flush()
        mine = {(str(row.__tablename__), row.id) for row in rows}
        elsewhere = _texts(session, values) + _changes(session, values, mine) + _drafts(session, values)
        counts = {"rows": len(rows), "elsewhere": elsewhere}
        for value in values:
            reason = reason.replace(value, GONE)
        work.counts(since=NEVER)
        work.event("erase", noun=noun, ref=ref, details=counts, reason=reason)
        return counts


def _same(session: Session, noun: str, ref: int) -> Iterator[Person | Owner | Resident]:
    """The row, and those that are known to be of the same person."""
    row = session.get(KINDS[noun], ref) if noun in KINDS else None
    if not isinstance(row, Person | Owner | Resident):
        raise NotFound(f"{noun} {ref}")
    yield row
    resident_id = row.id if isinstance(row, Resident) else getattr(row, "resident_id", None)
    if resident_id is None:
        return
    if not isinstance(row, Resident):
        yield session.get_one(Resident, resident_id)
    others = select(Person).where(col(Person.resident_id) == resident_id)
    yield from (one for one in session.execute(others).scalars() if one is not row)


def _empty(work: Work, row: Person | Owner | Resident) -> None:
    row.name = GONE if isinstance(row, Person) else None
    row.phone = None
    if isinstance(row, Resident):
        row.hardship = row.disability = row.lives_alone_elderly = False
        if work.now.year - row.born_year > ADULT:
            row.born_year = LONG_AGO
    work.advance(row)


def _personal(table: Table) -> list[Column[Any]]:
    """The columns of text that may hold somebody's name."""
    return [one for one in table.columns if "privacy" in one.info and isinstance(one.type, AutoString)]


def _texts(session: Session, values: list[str]) -> int:
    """Take the values out of every personal text; gives how many texts held one."""
    count = 0
    for table in METADATA.sorted_tables:
        for column in _personal(table) if table.name not in OTHERS else ():
            for value in values:
                there = column.contains(value, autoescape=True)
                change = update(table).where(there).values({column.name: func.replace(column, value, GONE)})
                count += session.connection().execute(change).rowcount
    session.expire_all()
    return count


def _changes(session: Session, values: list[str], mine: set[tuple[str, int | None]]) -> int:
    """What the person's own rows said before goes whole; from those of others the values go."""
    count = 0
    for change in session.execute(select(RecordChange)).scalars():
        kept = {} if (change.noun, change.ref) in mine else _without(change.values, values)
        if kept != change.values:
            change.values = kept
            count += 1
    session.flush()
    return count


def _drafts(session: Session, values: list[str]) -> int:
    """Unsent forms that hold one of the values go."""
    count = 0
    for form in session.execute(select(UnsentForm)).scalars():
        if _without(form.values, values) != form.values:
            session.delete(form)
            count += 1
    session.flush()
    return count


def _without(document: Any, values: list[str]) -> Any:
    """A JSON document without the values, wherever they stand in it."""
    text = json.dumps(document, ensure_ascii=False)
    for value in values:
        text = text.replace(json.dumps(value, ensure_ascii=False)[1:-1], GONE)
    return json.loads(text)
