"""Filling an empty database with the demonstration site."""

from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session

from dashboard.access import Principal
from dashboard.actions.unit_of_work import unit_of_work
from dashboard.clock import day_end
from dashboard.errors import NotDemo
from dashboard.intake.demo import fill
from dashboard.schema.accounts import Account, PrincipalKind, Role
from dashboard.schema.places import Site

MAKER = Principal(kind=PrincipalKind.USER, role=Role.OFFICE)


def is_empty(session: Session) -> bool:
    """Whether the database holds no site yet."""
    return not session.execute(select(func.count()).select_from(Site)).scalar_one()


def create(*, session: Session, as_of: date) -> None:
    """Fill an empty database with the demo site ending at `as_of`; raises NotDemo where one is in it."""
    accounts = session.execute(select(func.count()).select_from(Account)).scalar_one()
    if accounts or not is_empty(session):
        raise NotDemo("the database holds data already")
    with unit_of_work(session, by=MAKER, now=day_end(as_of)) as work:
        fill(session, as_of=as_of)
        work.rebuilds = True
        work.event("create_demo", noun="site", details={"as_of": as_of.isoformat()})
