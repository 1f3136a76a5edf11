"""One matter under its number, from the first word to the resident's confirmation; and how to find it."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select, union_all
from sqlmodel import Session, col

from dashboard.access import Action, Principal, Scope, limited_to_courtyard, scope
from dashboard.errors import NotFound
from dashboard.queries.thread_steps import HANDED_TELLERS, TELLERS
from dashboard.queries.thread_types import Next, Reader, Step
from dashboard.schema.mediation import Mediation
from dashboard.schema.meetings import AgendaItem, Resolution, SealUse, Task
from dashboard.schema.places import Courtyard
from dashboard.schema.renovation import RenovationItem
from dashboard.schema.requests import CallBack, Closing, Request
from dashboard.schema.safety import Hazard, Incident
from dashboard.schema.threads import Thread
from dashboard.schema.votes import Vote

NUMBER = re.compile(r"[A-Z](\d{4}-\d{4,9})", re.ASCII)
SEAL = re.compile(r"S(\d{1,4})-(\d{1,6})", re.ASCII)
REF = re.compile(r"([a-z_]{4,20}):(\d{1,9})", re.ASCII)
TABLES: dict[str, Any] = {
    "request": Request,
    "hazard": Hazard,
    "incident": Incident,
    "mediation": Mediation,
    "agenda_item": AgendaItem,
    "vote": Vote,
    "resolution": Resolution,
    "seal_use": SealUse,
    "task": Task,
    "renovation_item": RenovationItem,
}
ABOUT: dict[str, Any] = {
    "request": Request.type,
    "hazard": Hazard.kind,
    "incident": Incident.kind,
    "mediation": Mediation.kind,
    "agenda_item": AgendaItem.title,
    "vote": Vote.question,
    "resolution": Resolution.text,
    "task": Task.title,
    "renovation_item": RenovationItem.title_zh,
}
"""What tells what a matter is about, by the kind of record with which it begins."""
DECIDED = ("agenda_item", "vote", "resolution", "seal_use", "task")
SHOWN_AT_MOST = 40
Row = dict[str, Any]


@dataclass(frozen=True)
class Story:
    """A matter as one reader may see it: its steps in order, and what is due, the earliest first."""

    id: int
    number: str
    opened_on: date
    courtyard_id: int | None
    courtyard_no: int | None
    steps: tuple[Step, ...]

    @property
    def due(self) -> tuple[Next, ...]:
        """What is due, the earliest first; what has no day comes last."""
        found = [step.next for step in self.steps if step.next is not None]
        return tuple(sorted(found, key=lambda one: (one.on is None, one.on or date.max)))


def one(
    session: Session, *, by: Principal, today: date, thread_id: int | None = None, number: str = ""
) -> Story:
    """A matter by its id, or by the number or evidence ref of anything in it.

    Raises NotFound where there is none, or nothing of it is for the reader.
    """
    id_ = thread_id if thread_id is not None else find(session, number)
    row = session.execute(_scoped(by).where(col(Thread.id) == id_)).first()
    if row is None:
        raise NotFound("thread")
    reader = Reader(session, by, today, row.id)
    tellers = HANDED_TELLERS if _assigned(by) else TELLERS
    steps = [step for tell in tellers for step in tell(reader)]
    if not steps:
        raise NotFound("thread")
    reopened = {step.on for step in steps if step.kind in ("reopen", "hazard_reopened")}
    in_order = tuple(sorted(steps, key=lambda step: (step.on, _rank(step, reopened))))
    return Story(row.id, row.number, row.opened_on, row.courtyard_id, row.courtyard_no, in_order)


def _rank(step: Step, reopened: set[date]) -> int:
    """The order on one day: what ends something after the rest, the resident's word after the handler's.

    What was closed or fixed and taken up again on that day keeps its own order.
    """
    return 0 if step.on in reopened and step.kind in ("close", "fixed") else ENDS.get(step.kind, 0)


ENDS = {"done": 1, "kept": 1, "fixed": 1, "close": 2, "call_back": 3, "delivered": 3, "strike_off": 4}
"""Steps that end something, in the order in which they follow on each other."""


def find(session: Session, asked: str) -> int | None:
    """The matter of a number that people quote (`T2026-0123`, `R2026-0123`, `S3-001`) or of an evidence
    ref (`resolution:12`); None for none."""
    said = asked.strip()
    if ref := REF.fullmatch(said.split("/")[0]):
        return _of_ref(session, ref[1], int(ref[2]))
    said = said.upper()
    if seal := SEAL.fullmatch(said):
        line = select(col(SealUse.thread_id)).join(Courtyard, col(Courtyard.id) == col(SealUse.courtyard_id))
        line = line.where(col(Courtyard.no) == int(seal[1]), col(SealUse.no) == int(seal[2]))
        return session.execute(line).scalar()
    written = session.execute(select(col(Request.thread_id)).where(col(Request.number) == said)).scalar()
    if written is not None or not (number := NUMBER.fullmatch(said)):
        return written
    return session.execute(select(col(Thread.id)).where(col(Thread.number) == f"T{number[1]}")).scalar()


def _of_ref(session: Session, kind: str, ref: int) -> int | None:
    if kind == "call_back":
        asked = (
            select(col(Request.thread_id))
            .join(Closing, col(Closing.request_id) == col(Request.id))
            .join(CallBack, col(CallBack.closing_id) == col(Closing.id))
        )
        return session.execute(asked.where(col(CallBack.id) == ref)).scalar()
    table = TABLES.get(kind)
    if table is None:
        return None
    return session.execute(select(col(table.thread_id)).where(col(table.id) == ref)).scalar()


def listed(
    session: Session, *, by: Principal, today: date, number: str = "", courtyard_id: int | None = None
) -> list[Row]:
    """Matters in the reader's scope: the one that a number or ref finds, else those decided on, newest first.

    Each with id, number, opened_on, courtyard_no, `holds` (how many records of each kind) and what it is
    `about`: a kind of record with its code or its typed title, None where nothing but a seal use is seen.
    """
    if number:
        try:
            story = one(session, by=by, today=today, number=number)
        except NotFound:
            return []
        return _holding(session, by, [story.id])
    decided = union_all(
        *(select(col(TABLES[noun].thread_id)).where(_mine(by, noun)) for noun in _decisive(by))
    ).subquery()
    statement = _scoped(by).where(col(Thread.id).in_(select(decided.c.thread_id)))
    if courtyard_id is not None:
        statement = statement.where(col(Thread.courtyard_id) == courtyard_id)
    newest = statement.order_by(col(Thread.opened_on).desc(), col(Thread.id).desc()).limit(SHOWN_AT_MOST)
    return _holding(session, by, [row.id for row in session.execute(newest)])


def _holding(session: Session, by: Principal, ids: list[int]) -> list[Row]:
    """Matters by their ids, in that order, with what each holds of what the reader may see."""
    rows = {
        row.id: dict(row._mapping) | {"holds": {}, "about": None}
        for row in session.execute(_scoped(by).where(col(Thread.id).in_(ids)))
    }
    for noun, table in TABLES.items():
        if not _seen(by, noun):
            continue
        counted = select(col(table.thread_id), func.count()).where(
            col(table.thread_id).in_(list(rows)), _mine(by, noun)
        )
        for thread_id, n in session.execute(counted.group_by(col(table.thread_id))):
            rows[thread_id]["holds"][noun] = n
        if noun in ABOUT:
            first = select(col(table.thread_id), col(ABOUT[noun])).where(
                col(table.thread_id).in_(list(rows)), _mine(by, noun)
            )
            for thread_id, said in session.execute(first.order_by(col(table.id))):
                rows[thread_id]["about"] = rows[thread_id]["about"] or (noun, said)
    return [rows[id_] for id_ in ids if id_ in rows]


SEEN: dict[str, Action] = {
    "request": Action.SEE_REQUESTS,
    "hazard": Action.SEE_HAZARDS,
    "incident": Action.SEE_INCIDENTS,
    "mediation": Action.SEE_MEDIATION,
    "agenda_item": Action.SEE_MEETINGS,
    "vote": Action.SEE_MEETINGS,
    "resolution": Action.SEE_TASKS,
    "seal_use": Action.SEE_SEAL,
    "task": Action.SEE_TASKS,
    "renovation_item": Action.SEE_RENOVATION,
}
HANDED: dict[str, Any] = {
    "request": Request.handler_id,
    "resolution": Resolution.organisation_id,
    "task": Task.organisation_id,
}


def _assigned(by: Principal) -> bool:
    return scope(by, Action.SEE_THREADS) is Scope.ASSIGNED


def _seen(by: Principal, noun: str) -> bool:
    """Whether records of a kind are part of the story for the reader; to a company what it was handed."""
    return noun in HANDED if _assigned(by) else scope(by, SEEN[noun]) is not None


def _decisive(by: Principal) -> list[str]:
    return [noun for noun in (HANDED if _assigned(by) else DECIDED) if _seen(by, noun)]


def _mine(by: Principal, noun: str) -> Any:
    """The condition of a record that the reader was handed, or any where that does not matter."""
    table = TABLES[noun]
    return col(HANDED[noun]) == by.organisation_id if _assigned(by) else col(table.id).is_not(None)


def _scoped(by: Principal) -> Select[Any]:
    """Matters of the reader's courtyard and the whole site; to a company those in which it has a part."""
    columns: list[Any] = [
        *(col(Thread.id), col(Thread.number), col(Thread.opened_on), col(Thread.courtyard_id)),
        col(Courtyard.no).label("courtyard_no"),
    ]
    statement = select(*columns).outerjoin(Courtyard, col(Courtyard.id) == col(Thread.courtyard_id))
    if _assigned(by):
        parts = [select(col(TABLES[noun].thread_id)).where(_mine(by, noun)) for noun in HANDED]
        return statement.where(or_(*(col(Thread.id).in_(part) for part in parts)))
    own, where = limited_to_courtyard(by, Action.SEE_THREADS), col(Thread.courtyard_id)
    return statement if own is None else statement.where(or_(where == own, where.is_(None)))
