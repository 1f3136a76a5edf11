"""Records of the demonstration, looked up by what a test needs of them: no test writes down an id.

Each is asked of a session, or of the SQLite file of the demonstration; of several records the one that
happened last is taken.
"""

from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Executable, Row, Select, select, text
from sqlmodel import Session, col

import db
from dashboard.schema.meetings import AgendaItem, Meeting, MeetingKind, Resolution, SealUse, Stage
from dashboard.schema.organisations import Organisation, OrganisationKind
from dashboard.schema.places import Courtyard
from dashboard.schema.safety import Hazard
from dashboard.schema.votes import Vote

Demonstration: TypeAlias = Session | Path


def meeting_ahead(demonstration: Demonstration) -> int:
    """The joint meeting that is called and not yet open."""
    return _found(demonstration, _meetings(MeetingKind.JOINT, Stage.CALLED))


def meeting_held(
    demonstration: Demonstration, kind: MeetingKind = MeetingKind.JOINT, *, courtyard: int | None = None
) -> int:
    """The last meeting of a kind that was held, in the courtyard of that number if one is named."""
    asked = _meetings(kind, Stage.HELD)
    if courtyard is not None:
        asked = asked.join(Courtyard).where(col(Courtyard.no) == courtyard)
    return _found(demonstration, asked)


def meeting_that_voted(demonstration: Demonstration) -> int:
    """The last meeting of a courtyard with a vote, a resolution, and a seal used on it."""
    asked = _meetings(MeetingKind.COURTYARD, Stage.HELD).join(AgendaItem)
    asked = asked.join(Vote, col(Vote.agenda_item_id) == col(AgendaItem.id))
    asked = asked.join(Resolution, col(Resolution.vote_id) == col(Vote.id))
    return _found(demonstration, asked.join(SealUse, col(SealUse.resolution_id) == col(Resolution.id)))


def open_hazard(demonstration: Demonstration, *, courtyard: int) -> int:
    """The hazard found last, in the courtyard of that number, that is not fixed and has a note."""
    asked = select(col(Hazard.id)).join(Courtyard).where(col(Courtyard.no) == courtyard)
    asked = asked.where(col(Hazard.fixed_on).is_(None), col(Hazard.note).is_not(None))
    return _found(demonstration, asked.order_by(col(Hazard.found_on).desc(), col(Hazard.id).desc()))


def body(demonstration: Demonstration, kind: OrganisationKind) -> int:
    """The first organisation of a kind."""
    asked = select(col(Organisation.id)).where(col(Organisation.kind) == kind)
    return _found(demonstration, asked.order_by(col(Organisation.id)))


def courtyard(demonstration: Demonstration, no: int) -> int:
    """The courtyard of that number."""
    return _found(demonstration, select(col(Courtyard.id)).where(col(Courtyard.no) == no))


def answer(demonstration: Demonstration, sql: str, **given: Any) -> Any:
    """What a question in SQL is answered with: the one value of a row, or several as they were asked for."""
    values = _first(demonstration, text(sql).bindparams(**given))
    return values[0] if len(values) == 1 else tuple(values)


def day(value: str | date) -> date:
    """A day as the database gave it, written or not."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def call_backs(
    demonstration: Demonstration, first: str, last: str, *, courtyard: int | None = None
) -> tuple[int, int]:
    """How many residents answered a call-back in these days, and how many of them said that it is solved."""
    asked, solved = answer(
        demonstration,
        "select count(*), sum(outcome = 'solved') from call_back"
        " join courtyard on courtyard.id = call_back.courtyard_id"
        " where last and outcome != 'unreached' and called_on between :first and :last"
        " and (:no is null or courtyard.no = :no)",
        first=first,
        last=last,
        no=courtyard,
    )
    return asked, solved


def agreements(demonstration: Demonstration) -> tuple[int, int]:
    """Agreements due in the year to June 2026, and how many of them are kept.

    The joint meeting of August 2026 was shown them with one kept less, which was entered afterwards.
    """
    due, kept = answer(
        demonstration,
        "select count(*), count(performed_on) from mediation"
        " where due_on between '2025-07-01' and '2026-06-30'",
    )
    return due, kept


def named(address: str, demonstration: Demonstration) -> str:
    """An address with the ids filled in that it names by a word: `present?meeting={held}`."""
    for word, find in {"{held}": meeting_held, "{ahead}": meeting_ahead}.items():
        if word in address:
            address = address.replace(word, str(find(demonstration)))
    return address


def _meetings(kind: MeetingKind, stage: Stage) -> Select[Any]:
    asked = select(col(Meeting.id)).where(col(Meeting.kind) == kind, col(Meeting.stage) == stage)
    return asked.order_by(col(Meeting.held_on).desc(), col(Meeting.id).desc())


def _found(demonstration: Demonstration, asked: Select[Any]) -> int:
    return int(_first(demonstration, asked.limit(1))[0])


def _first(demonstration: Demonstration, asked: Executable) -> Row[Any]:
    if isinstance(demonstration, Session):
        found = demonstration.execute(asked).first()
    else:
        engine = db.make_engine(f"sqlite:///{demonstration}")
        with Session(engine) as session:
            found = session.execute(asked).first()
        engine.dispose()
    assert found is not None, f"the demonstration holds no such record: {asked}"
    return found
