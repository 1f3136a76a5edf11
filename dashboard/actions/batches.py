"""A batch that a workbook brought in, taken back whole; refused where its records went on living.

Taking it back is a unit of work in the caller's transaction.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal
from dashboard.actions.imports import CHUNK, NOUN, recount
from dashboard.actions.unit_of_work import unit_of_work
from dashboard.errors import InvalidDraft, NotFound, OutOfTurn, Problem
from dashboard.schema import METADATA
from dashboard.schema.accounts import AnswerToken, Attachment, ImportBatch
from dashboard.schema.base import Base
from dashboard.schema.history import RecordChange
from dashboard.schema.meetings import AgendaItem
from dashboard.schema.requests import Request
from dashboard.schema.threads import Thread


def undo(*, session: Session, batch_id: int, by: Principal, now: datetime, key: str) -> ImportBatch:
    """Take a whole batch back; raises OutOfTurn for one undone, InvalidDraft where others stand on it."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        work.require(Action.IMPORT)
        batch = work.row(ImportBatch, batch_id)
        if batch.file_hash is None:
            raise NotFound(NOUN)
        if batch.undone_at is not None:
            raise OutOfTurn("undo")
        rows = of_batch(session, batch_id)
        problems = [*_changed(session, rows), *_leaned_on(session, rows), *_on_an_agenda(session, rows)]
        if problems:
            raise InvalidDraft(tuple(problems))
        order = [table.name for table in METADATA.sorted_tables]
        for table in sorted(rows, key=lambda one: -order.index(str(one.__tablename__))):
            ids = [row["id"] for row in rows[table]]
            for start in range(0, len(ids), CHUNK):
                session.execute(delete(table).where(col(table.id).in_(ids[start : start + CHUNK])))
        session.expire_all()
        batch.undone_at = now
        recount(work, rows)
        counted = {str(table.__tablename__): len(given) for table, given in rows.items()}
        work.event("undo", noun=NOUN, ref=batch_id, details={"rows": counted})
        return batch


def of_batch(session: Session, batch_id: int) -> dict[Any, list[Any]]:
    """Every row of a batch by table, and the matters that its requests began."""
    tables: list[Any] = [one.class_ for one in Base._sa_registry.mappers]
    rows: dict[Any, list[Any]] = {}
    for table in tables:
        if "batch_id" in table.__table__.columns:
            found = session.execute(select(table.__table__).where(table.__table__.c.batch_id == batch_id))
            rows[table] = [dict(row._mapping) for row in found]
    threads = [row["thread_id"] for row in rows[Request]]
    rows[Thread] = []
    for start in range(0, len(threads), CHUNK):
        mine = Thread.__table__.c.id.in_(threads[start : start + CHUNK])  # type: ignore[attr-defined]
        found = session.execute(select(Thread.__table__).where(mine))  # type: ignore[attr-defined]
        rows[Thread] += [dict(row._mapping) for row in found]
    return {table: given for table, given in rows.items() if given}


def _changed(session: Session, rows: Mapping[Any, Sequence[Any]]) -> list[Problem]:
    """What somebody changed, or added to, since it came in."""
    problems = []
    for table, given in rows.items():
        noun, ids = str(table.__tablename__), [row["id"] for row in given]
        changed = any(row["version"] != 1 for row in given)
        for told in (RecordChange, Attachment, AnswerToken):
            for start in range(0, len(ids), CHUNK):
                mine = (col(told.noun) == noun) & col(told.ref).in_(ids[start : start + CHUNK])
                changed = changed or session.execute(select(told).where(mine).limit(1)).first() is not None
        if changed:
            problems.append(Problem(noun, "changed_since"))
    return problems


def _leaned_on(session: Session, rows: Mapping[Any, Sequence[Any]]) -> list[Problem]:
    """What other records, from outside the batch, refer to."""
    problems = []
    mine = {table.__table__.name: {row["id"] for row in given} for table, given in rows.items()}
    for table in METADATA.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                parent = key.column.table.name
                if parent in mine and _refers(session, table, column, sorted(mine[parent]), mine):
                    problems.append(Problem(table.name, "others_lean_on_it"))
    return list({one.name: one for one in problems}.values())


def _on_an_agenda(session: Session, rows: Mapping[Any, Sequence[Any]]) -> list[Problem]:
    """Matters of a meeting name a record of the batch as what they came from."""
    origin = col(AgendaItem.origin)
    for table, given in rows.items():
        mine = [f"{table.__tablename__}:{row['id']}" for row in given]
        for start in range(0, len(mine), CHUNK):
            asked = select(AgendaItem).where(origin.in_(mine[start : start + CHUNK])).limit(1)
            if session.execute(asked).first() is not None:
                return [Problem("agenda_item", "others_lean_on_it")]
    return []


def _refers(session: Session, table: Any, column: Any, ids: list[int], mine: Mapping[str, set[int]]) -> bool:
    for start in range(0, len(ids), CHUNK):
        chosen = column.in_(ids[start : start + CHUNK])
        first = next(iter(table.primary_key.columns))
        found = session.execute(select(first).where(chosen)).scalars()
        if any(one not in mine.get(table.name, ()) for one in found):
            return True
    return False
