"""The agenda of a meeting, and what might come onto it: each proposal with where it comes from."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Level, Part
from dashboard.indicators.scores import Compared, Score, Verdict, latest
from dashboard.privacy.withholding import withheld
from dashboard.queries import hazards, meeting_facts, meeting_live, meetings, requests, undone
from dashboard.rules.promises import OPEN_STATES
from dashboard.schema.accounts import Role
from dashboard.schema.meetings import AgendaItem
from dashboard.schema.places import Courtyard
from dashboard.schema.renovation import RenovationItem
from dashboard.schema.requests import Request, Support
from dashboard.schema.safety import Hazard
from dashboard.schema.threads import Thread

AT_MOST, SEVERAL = 8, 3
"""Proposals of one source; households that together make a matter of a request."""
YEAR = timedelta(days=366)
Row = dict[str, Any]


@dataclass(frozen=True)
class Proposal:
    """A matter that the records propose. `origin` is what it came from (`task:12`); `why` a code.

    `title` is typed text, empty where the page makes it of the score, the hazard's `kind` or its `names`.
    `due_on` is the day by which it was due; of renovation to accept the day on which it was done.
    """

    origin: str
    why: str
    title: str = ""
    due_on: date | None = None
    count: int = 0
    courtyard: Row | None = None
    score: Score | None = None
    kind: str = ""
    names: tuple[str, str] = ("", "")
    """What it is called in Chinese and English, where the records know both."""
    request_id: int | None = None


def one(session: Session, *, by: Principal, meeting_id: int) -> Row:
    """A meeting with its matters (`items`) and whether the reader may run it; raises NotFound, NotAllowed.

    Each matter has what was `resolved` on it, its `votes` (as in `meeting_live`) and `courtyard_id`, the one
    that its thread belongs to or else the meeting's.
    """
    found = meetings.one(session, by=by, meeting_id=meeting_id)
    items = meeting_facts.agenda(session, meeting_id=meeting_id)
    resolved = meeting_live.resolved(session, by=by, meeting_id=meeting_id)
    votes = meeting_live.votes(session, by=by, meeting_id=meeting_id)
    ids = {item["thread_id"] for item in items} - {None}
    asked = select(col(Thread.id), col(Thread.courtyard_id)).where(col(Thread.id).in_(ids))
    homes = {row.id: row.courtyard_id for row in session.execute(asked)}
    for item in items:
        item["resolved"] = [row for row in resolved if row["item_id"] == item["id"]]
        item["votes"] = [row for row in votes if row["item_id"] == item["id"]]
        item["courtyard_id"] = homes.get(item["thread_id"]) or found["courtyard_id"]
    return found | {"items": items}


def put_to_vote(session: Session, *, by: Principal, item_id: int) -> Row | None:
    """The matter that a vote is to be opened on: id, title, meeting_id and courtyard_id; None for no such."""
    asked = select(col(AgendaItem.meeting_id)).where(col(AgendaItem.id) == item_id)
    meeting_id = session.execute(asked).scalar_one_or_none()
    if meeting_id is None:
        return None
    items = one(session, by=by, meeting_id=meeting_id)["items"]
    item = next(item for item in items if item["id"] == item_id)
    return {name: item[name] for name in ("id", "title", "courtyard_id")} | {"meeting_id": meeting_id}


def proposals(session: Session, *, by: Principal, meeting_id: int, today: date) -> list[Proposal]:
    """What the records propose for a meeting and is not on its agenda: promises, then what is overdue,
    done and not accepted, supported by several, clearly worse."""
    meeting = meeting_facts.called(session, meeting_id=meeting_id)
    require(by, Action.RECORD_MEETING, courtyard_id=meeting["courtyard_id"])
    home = meeting["courtyard_id"]
    last = meeting_facts.before(session, kind=meeting["kind"], courtyard_id=home, day=meeting["held_on"])
    there = set(
        session.execute(
            select(col(AgendaItem.origin)).where(col(AgendaItem.meeting_id) == meeting_id)
        ).scalars()
    )
    found = [
        *_promised(session, last, today),
        *_overdue(session, home, today),
        *_hazards(session, home, today),
        *_unaccepted(session, home, today),
        *_supported(session, home, today),
        *_worse(session, home, today),
    ]
    seen: dict[str, Proposal] = {}
    for proposed in found:
        seen.setdefault(proposed.origin, proposed)
    return [one for one in seen.values() if one.origin not in there]


def _promised(session: Session, last: Row | None, today: date) -> list[Proposal]:
    """What the meeting before promised and is not done."""
    if last is None:
        return []
    rows = meeting_facts.promised(session, meeting_id=last["id"], day=today)
    return [
        Proposal(f"{row['kind']}:{row['id']}", "promised", row["title"], row["due_on"])
        for row in rows
        if row["state"] in OPEN_STATES
    ][:AT_MOST]


def _overdue(session: Session, home: int | None, today: date) -> list[Proposal]:
    rows = undone.overdue(session, day=today, courtyard_id=home)[:AT_MOST]
    return [Proposal(f"{row['kind']}:{row['id']}", "overdue", row["title"], row["due_on"]) for row in rows]


def _hazards(session: Session, home: int | None, today: date) -> list[Proposal]:
    columns: list[Any] = [col(Hazard.id), col(Hazard.kind), col(Hazard.due_on), *_named()]
    statement = (
        select(*columns)
        .join(Courtyard, col(Courtyard.id) == col(Hazard.courtyard_id))
        .where(col(Hazard.due_on) < today, *hazards.was_open(today))
        .order_by(col(Hazard.due_on), col(Hazard.id))
        .limit(AT_MOST)
    )
    if home is not None:
        statement = statement.where(col(Hazard.courtyard_id) == home)
    return [
        Proposal(
            f"hazard:{row.id}", "hazard", due_on=row.due_on, kind=str(row.kind), courtyard=dict(row._mapping)
        )
        for row in session.execute(statement)
    ]


def _unaccepted(session: Session, home: int | None, today: date) -> list[Proposal]:
    """Renovation of the last year that is done and that nobody has accepted, the oldest first."""
    item = RenovationItem
    columns: list[Any] = [col(item.id), col(item.title_zh), col(item.title_en), col(item.done_on)]
    statement = (
        select(*columns, *_named())
        .join(Courtyard, col(Courtyard.id) == col(item.courtyard_id))
        .where(col(item.done_on).between(today - YEAR, today), col(item.accepted_on).is_(None))
        .order_by(col(item.done_on), col(item.id))
        .limit(AT_MOST)
    )
    if home is not None:
        statement = statement.where(col(item.courtyard_id) == home)
    return [
        Proposal(
            f"renovation_item:{row.id}",
            "renovation",
            due_on=row.done_on,
            names=(row.title_zh, row.title_en),
            courtyard={"name_zh": row.name_zh, "name_en": row.name_en},
        )
        for row in session.execute(statement)
    ]


def _supported(session: Session, home: int | None, today: date) -> list[Proposal]:
    """Open requests that several households stand behind: number and kind, not what somebody said."""
    count = func.count(col(Support.id))
    columns: list[Any] = [col(Request.id), col(Request.number), col(Request.type)]
    statement = (
        select(*columns, col(Request.courtyard_id), count.label("homes"), *_named())
        .join(Support, col(Support.request_id) == col(Request.id))
        .join(Courtyard, col(Courtyard.id) == col(Request.courtyard_id))
        .where(*requests.was_open(today))
        .group_by(*columns, col(Request.courtyard_id), *_named())
        .having(count >= SEVERAL)
        .order_by(count.desc(), col(Request.id))
        .limit(AT_MOST)
    )
    if home is not None:
        statement = statement.where(col(Request.courtyard_id) == home)
    return [
        Proposal(
            f"request:{row.id}",
            "supported",
            row.number,
            count=row.homes,
            courtyard=dict(row._mapping),
            kind=str(row.type),
            request_id=row.id,
        )
        for row in session.execute(statement)
    ]


def _worse(session: Session, home: int | None, today: date) -> list[Proposal]:
    """Outcomes of the site that miss their target; courtyards clearly worse than the site."""
    keys = [key for key, one in CATALOGUE.items() if Level.COURTYARD in one.shown]
    places = withheld(latest(session, day=today, keys=keys, level=Level.COURTYARD), role=Role.PUBLIC)
    apart = [
        one
        for one in places
        if one.compared is Compared.CLEARLY_WORSE and not one.stratum and home in (None, one.scope)
    ]
    site = [] if home is not None else withheld(latest(session, day=today), role=Role.PUBLIC)
    below = [
        one
        for one in site
        if one.verdict is Verdict.NOT_MET and not one.stratum and CATALOGUE[one.key].role is Part.OUTCOME
    ]
    homes = {row.id: dict(row._mapping) for row in session.execute(select(col(Courtyard.id), *_named()))}
    return [
        Proposal(_origin(one), "worse", score=one, courtyard=homes.get(one.scope)) for one in (*apart, *below)
    ][:AT_MOST]


def _origin(one: Score) -> str:
    where = f"@{one.scope}" if one.scope > 0 else ""
    return f"indicator:{one.key}{where}"


def _named() -> list[Any]:
    return [col(Courtyard.name_zh), col(Courtyard.name_en)]
