"""kill -9 during acknowledged saves: nothing lost, nothing doubled, the chain whole, ready in 10 seconds."""

import time
from random import Random

import pytest
from sqlalchemy import Engine, func, select
from sqlmodel import col

import db
from dashboard.queries import audit
from dashboard.schema.accounts import AuditEvent, SavedForm
from dashboard.schema.requests import Request
from tests.faults.forked import Writer, save
from tests.faults.scale import times
from tests.setting_up import setting_up
from tests.sites import Hamlet, build

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
KILLS, READY_WITHIN = 1000, 10.0


def writing_on(hamlet: Hamlet, first: int) -> Writer:
    """Saves form after form from a number on; the first may have been saved before the last kill."""

    def work(told) -> None:
        number = first
        while True:
            save(hamlet, f"k{number}")
            told(number)
            number += 1

    return Writer(work)


def test_no_acknowledged_save_is_lost_or_doubled(database: Engine) -> None:
    with setting_up() as session:
        hamlet = build(session)
    random, acknowledged, slowest = Random(1), 0, 0.0
    for _kill in range(times(KILLS)):
        begun = time.monotonic()
        writer = writing_on(hamlet, acknowledged)
        time.sleep(random.uniform(0.02, 0.5))
        told = [int(word) for word in writer.killed()]
        assert told == list(range(acknowledged, acknowledged + len(told)))
        acknowledged += len(told)
        begun = time.monotonic()
        # Ready again: the form that was in the air is sent once more.
        save(hamlet, f"k{acknowledged}")
        slowest = max(slowest, time.monotonic() - begun)
        acknowledged += 1
    with db.reading() as session:
        keys = session.execute(select(col(SavedForm.key), col(SavedForm.ref))).all()
        ids = set(session.execute(select(col(Request.id))).scalars())
        deeds = select(func.count()).select_from(AuditEvent).where(col(AuditEvent.verb) == "register")
        assert session.execute(deeds).scalar_one() == len(ids)
        assert audit.verify(session).trouble == ""
    assert {key for key, _ref in keys} == {f"k{number}" for number in range(acknowledged)}
    assert sorted(ref for _key, ref in keys) == sorted(ids)
    assert slowest < READY_WITHIN
    print(f"{times(KILLS)} kills, {acknowledged} saves, ready again after {slowest:.2f} s at most")  # noqa: T201
