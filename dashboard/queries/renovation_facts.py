"""What a meeting is told of renovation, as it stood at the end of a day."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlmodel import Session, col

from dashboard.schema.places import Courtyard
from dashboard.schema.renovation import RenovationClass, RenovationItem

Row = dict[str, Any]


def works(session: Session, *, since: date | None, day: date, courtyard_id: int | None = None) -> list[Row]:
    """Renovation by courtyard at the end of a day, basic class: agreed, done, late, done since a day."""
    done = and_(col(RenovationItem.done_on).is_not(None), col(RenovationItem.done_on) <= day)
    fresh = and_(done, col(RenovationItem.done_on) > (since or day - timedelta(days=92)))
    late = and_(~done, col(RenovationItem.planned_until) < day)

    def counted(which: Any, name: str) -> Any:
        return func.count().filter(which).label(name)

    statement = (
        select(
            col(Courtyard.name_zh),
            col(Courtyard.name_en),
            func.count().label("agreed"),
            counted(done, "done"),
            counted(late, "late"),
            counted(fresh, "fresh"),
        )
        .select_from(RenovationItem)
        .join(Courtyard, col(Courtyard.id) == col(RenovationItem.courtyard_id))
        .where(col(RenovationItem.agreed_on) <= day)
        .where(col(RenovationItem.renovation_class) == RenovationClass.BASIC)
        .group_by(col(Courtyard.id), col(Courtyard.no), col(Courtyard.name_zh), col(Courtyard.name_en))
        .order_by(col(Courtyard.no))
    )
    if courtyard_id is not None:
        statement = statement.where(col(RenovationItem.courtyard_id) == courtyard_id)
    return [dict(row._mapping) for row in session.execute(statement)]


def finished(
    session: Session, *, since: date | None, day: date, courtyard_id: int | None = None
) -> list[Row]:
    """Renovation finished since a day, the latest first: id, titles, courtyard names, done_on."""
    columns: list[Any] = [
        *(col(RenovationItem.id), col(RenovationItem.title_zh), col(RenovationItem.title_en)),
        *(col(RenovationItem.done_on), col(Courtyard.name_zh), col(Courtyard.name_en)),
    ]
    statement = (
        select(*columns)
        .join(Courtyard, col(Courtyard.id) == col(RenovationItem.courtyard_id))
        .where(col(RenovationItem.done_on) > (since or day - timedelta(days=92)))
        .where(col(RenovationItem.done_on) <= day)
        .order_by(col(RenovationItem.done_on).desc(), col(RenovationItem.id))
    )
    if courtyard_id is not None:
        statement = statement.where(col(RenovationItem.courtyard_id) == courtyard_id)
    return [dict(row._mapping) for row in session.execute(statement)]


def in_course(
    session: Session, *, since: date | None, day: date, courtyard_id: int | None = None
) -> list[Row]:
    """Renovation of the basic class at the end of a day: late, at work, done since, not begun, in this order.

    Titles, courtyard names, started_on, planned_until, done_on and accepted_on, None for what came later.
    """
    item = RenovationItem

    def known(name: str) -> Any:
        column = col(getattr(item, name))
        return case((column <= day, column)).label(name)

    done = and_(col(item.done_on).is_not(None), col(item.done_on) <= day)
    late, begun = col(item.planned_until) < day, col(item.started_on) <= day
    statement = (
        select(
            *(col(item.title_zh), col(item.title_en), col(item.planned_until)),
            *(known(name) for name in ("started_on", "done_on", "accepted_on")),
            *(col(Courtyard.name_zh), col(Courtyard.name_en)),
        )
        .join(Courtyard, col(Courtyard.id) == col(item.courtyard_id))
        .where(col(item.agreed_on) <= day, col(item.renovation_class) == RenovationClass.BASIC)
        .where(or_(~done, col(item.done_on) > (since or day - timedelta(days=92))))
        .order_by(case((done, 2), (late, 0), (begun, 1), else_=3))
        .order_by(case((~done, col(item.planned_until))), col(item.done_on).desc(), col(item.id))
    )
    if courtyard_id is not None:
        statement = statement.where(col(item.courtyard_id) == courtyard_id)
    return [dict(row._mapping) for row in session.execute(statement)]
