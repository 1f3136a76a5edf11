"""Workbooks: bring one in whole or not at all, and remember what was matched.

A batch is one unit of work in the caller's transaction: a problem in one line leaves nothing of the others.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.actions import duties
from dashboard.actions.unit_of_work import Work, unit_of_work
from dashboard.errors import InvalidDraft, Problem, YuanluoError
from dashboard.intake.workbooks.desk import Desk
from dashboard.intake.workbooks.lines import Read, Trouble
from dashboard.intake.workbooks.settle import settle
from dashboard.intake.workbooks.tables import Matching
from dashboard.lookups import workbooks
from dashboard.rules.requests import numbered
from dashboard.schema import METADATA
from dashboard.schema.accounts import ImportBatch, Remembered
from dashboard.schema.base import Record, insert_rows
from dashboard.schema.history import RecordChange
from dashboard.schema.requests import Request
from dashboard.schema.threads import Thread

NOUN = "import_batch"
CHUNK = 2000
DAYS = ("accepted_on", "held_on", "due_on", "agreed_on", "made_on", "since", "closed_on", "called_on")
"""The day of a row, by which the numbers that it changes are found."""


@dataclass
class Troubled(YuanluoError):
    """The workbook cannot come in: every problem by sheet, row and column."""

    troubles: Sequence[Trouble]


@dataclass
class File:
    """What came in: its name, the SHA-256 of its bytes, what its sheets hold."""

    name: str
    sha256: str
    read: Read
    matching: Matching = field(default_factory=Matching)


def matched(stored: Iterable[tuple[str, str, str, str]]) -> Matching:
    """What was matched once, as it is used again."""
    rows = list(stored)
    return Matching(
        {(kind, heading): meaning for kind, heading, value, meaning in rows if not value},
        {(kind, heading, value): meaning for kind, heading, value, meaning in rows if value},
    )


def look(session: Session, *, file: File, by: Principal, now: datetime) -> Desk:
    """What bringing the file in would write, and every problem; nothing is written."""
    require(by, Action.IMPORT)
    known = workbooks.known(session, kinds=file.read.kinds)
    if known is None:
        raise InvalidDraft((Problem("file", "no_site_yet"),))
    desk = settle(file.read, known, now=now)
    day = workbooks.same_file(session, file_hash=file.sha256)
    if day is not None:
        desk.troubles.insert(0, Trouble("", 0, "", "", "", "same_file", {"day": day.isoformat()}))
    return desk


def bring_in(
    *,
    session: Session,
    file: File,
    by: Principal,
    now: datetime,
    key: str,
    tick: Callable[[float], None] = lambda _share: None,
) -> ImportBatch:
    """Write everything that the file holds; raises NotAllowed, AlreadyDone, Troubled, InvalidDraft.

    `tick` is told how much is done (0 to 1) and may raise to stop it: then nothing is written.
    """
    with unit_of_work(session, by=by, now=now, key=key) as work:
        work.require(Action.IMPORT)
        desk = look(session=session, file=file, by=by, now=now)
        if desk.troubles:
            raise Troubled(desk.troubles)
        batch = work.add(
            ImportBatch(
                kind="+".join(file.read.kinds)[:40],
                file_name=file.name[:200],
                file_hash=file.sha256,
                rows=sum(map(len, desk.rows.values())),
                imported_at=now,
            )
        )
        _threaded(session, desk)
        tables = _write(session, desk, batch.id or 0, tick)
        _remember(session, file.matching)
        recount(work, desk.rows)
        for table, yard, month in _months(desk.rows):
            duties.noted(work, table, yard, month)
        rows = {table: len(ids) for table, ids in tables.items()}
        work.event("import", noun=NOUN, ref=batch.id, details={"kinds": file.read.kinds, "rows": rows})
    tick(1.0)
    return batch


def _threaded(session: Session, desk: Desk) -> None:
    """Give every request its matter and its number; the locked head keeps two writers from the same."""
    highest: dict[int, int] = {}
    for place, row in enumerate(desk.rows.get(Request, ()), 1):
        year = row["accepted_on"].year
        if year not in highest:
            started = f"T{year}-"
            last = select(func.max(col(Thread.number))).where(col(Thread.number).startswith(started))
            found = session.execute(last).scalar_one()
            highest[year] = int(found.removeprefix(started)) if found else 0
        highest[year] += 1
        number = numbered("T", year, highest[year])
        row |= {"number": "R" + number[1:], "thread_id": -10_000_000 - place}
        yard = row["courtyard_id"]
        thread = {"number": number, "opened_on": row["accepted_on"], "courtyard_id": yard}
        desk.rows[Thread].append({"id": row["thread_id"], **thread})


def _write(
    session: Session, desk: Desk, batch_id: int, tick: Callable[[float], None]
) -> dict[str, list[int]]:
    """Insert every planned row, parents first, real ids in the place of planned ones; ids by table."""
    order = {table.name: place for place, table in enumerate(METADATA.sorted_tables)}
    ids: dict[int, int] = {}
    written: dict[str, list[int]] = {}
    done, count = 0, sum(map(len, desk.rows.values())) or 1
    for table in sorted(desk.rows, key=lambda one: order[str(one.__tablename__)]):
        refers = [one.name for one in table.__table__.columns if one.foreign_keys]  # type: ignore[attr-defined]
        rows = [_row(row, refers, ids, table, batch_id) for row in desk.rows[table]]
        planned = [row.pop("id") for row in rows]
        _numbered(session, table, rows)
        got: list[int] = []
        for start in range(0, len(rows), CHUNK):
            got += insert_rows(session, table, rows[start : start + CHUNK])
            tick(0.1 + 0.7 * (done + start) / count)
        ids.update(zip(planned, got, strict=True))
        written[str(table.__tablename__)] = got
        done += len(rows)
    return written


def _row(
    row: Mapping[str, Any], refers: Iterable[str], ids: Mapping[int, int], table: type[Record], batch_id: int
) -> dict[str, Any]:
    real = {name: ids[row[name]] for name in refers if isinstance(row.get(name), int) and row[name] < 0}
    batch = {"batch_id": batch_id} if "batch_id" in table.model_fields else {}
    return {"version": 1, **row, **real, **batch}


def _numbered(session: Session, table: type[Record], rows: list[dict[str, Any]]) -> None:
    """On SQLite, ids that no withdrawn record ever had: it gives those of deleted last rows again."""
    if session.get_bind().dialect.name != "sqlite":
        return
    noun = str(table.__tablename__)
    gone = select(func.max(col(RecordChange.ref))).where(col(RecordChange.noun) == noun)
    top = session.execute(select(func.max(col(table.id)))).scalar_one() or 0
    first = max(top, session.execute(gone).scalar_one() or 0) + 1
    for id_, row in enumerate(rows, first):
        row["id"] = id_


def recount(work: Work, rows: Mapping[Any, Sequence[Mapping[str, Any]]]) -> None:
    """Have the numbers computed anew from the first day that any of the rows tells."""
    days = [row[name] for given in rows.values() for row in given for name in DAYS if row.get(name)]
    work.counts(since=min(days, default=work.today))


def _months(
    rows: Mapping[Any, Sequence[Mapping[str, Any]]],
) -> set[tuple[Any, int | None, date]]:
    """Table, courtyard and month of every row with a day: reports that are entered by now."""
    found = set()
    for table, given in rows.items():
        for row in given:
            day = next((row[name] for name in DAYS if isinstance(row.get(name), date)), None)
            yard = row.get("courtyard_id")
            if day is not None and (yard is None or yard > 0):
                found.add((table, yard, day.replace(day=1)))
    return found


def _remember(session: Session, matching: Matching) -> None:
    """Keep what somebody matched, to be proposed the next time."""
    told = {(kind, heading, ""): meaning for (kind, heading), meaning in matching.headings.items()}
    told |= dict(matching.words)
    stored = {
        (one.kind, one.heading, one.value): one for one in session.execute(select(Remembered)).scalars()
    }
    for (kind, heading, value), meaning in told.items():
        row = stored.get((kind, heading[:120], value[:120]))
        if row is None:
            short, word = heading[:120], value[:120]
            session.add(Remembered(kind=kind, heading=short, value=word, meaning=meaning))
        elif row.meaning != meaning:
            row.meaning = meaning
