"""A clock moved by a day: the order is kept by number, a lock that was set holds."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from dashboard import clock
from dashboard.actions import audit, throttle
from dashboard.errors import TooManyAttempts
from dashboard.queries import audit as chain
from dashboard.queries.events import Wanted, listed
from dashboard.schema.accounts import AuditEvent
from tests.sites import OFFICE

DAY = timedelta(days=1)


def test_events_keep_their_order_and_their_chain(session: Session) -> None:
    now = clock.wall()
    for number, moved in enumerate((timedelta(), DAY, -DAY, timedelta(), -DAY, DAY)):
        audit.record(session, by=OFFICE, verb="report", noun="hazard", now=now + moved, ref=number)
    refs = session.execute(select(col(AuditEvent.ref)).order_by(col(AuditEvent.seq))).scalars().all()
    assert refs == list(range(6))
    assert [one.ref for one in listed(session, by=OFFICE, wanted=Wanted())] == refs[::-1]
    assert chain.verify(session).trouble == ""


def test_a_clock_moved_back_opens_no_lock(session: Session) -> None:
    now, attempt = clock.wall(), throttle.Attempt("office", "10.0.0.1")
    for _ in range(throttle.MOST["both"]):
        throttle.count(session, attempt, now=now)
    for moved in (timedelta(), -DAY, -DAY * 30, throttle.WINDOW - timedelta(seconds=1)):
        with pytest.raises(TooManyAttempts):
            throttle.count(session, attempt, now=now + moved)
