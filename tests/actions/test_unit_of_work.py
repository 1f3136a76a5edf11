"""The unit of work: nothing of the site is written outside of one, and no step of it can be forgotten."""

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session, select

import db
from dashboard import actions
from dashboard.actions import threads
from dashboard.actions.unit_of_work import Unnoted, WrittenOutside, nobodys_deed, unit_of_work
from dashboard.clock import at
from dashboard.errors import AlreadyDone, NotFound, StaleVersion
from dashboard.indicators import cells
from dashboard.schema.accounts import AuditEvent, SavedForm, Throttle
from dashboard.schema.cells import Cell
from dashboard.schema.history import RecordChange
from dashboard.schema.places import Area, AreaLevel
from dashboard.schema.requests import Request, RequestStatus
from tests.actions import loop
from tests.sites import OFFICE

NOW = at(date(2026, 9, 1))
PLACE = {"level": AreaLevel.COMMUNITY, "name_zh": "和平路社区", "name_en": "Hepinglu"}


def area(**given) -> Area:
    return Area(**PLACE | given)


def add(session: Session) -> None:
    session.add(area())
    session.flush()


def change(session: Session) -> None:
    session.execute(select(Area)).scalars().one().name_en = "Elsewhere"
    session.flush()


def take_out(session: Session) -> None:
    session.delete(session.execute(select(Area)).scalars().one())
    session.flush()


OUTSIDE = {
    "a new row": add,
    "a changed row": change,
    "a row that leaves": take_out,
    "an insert": lambda session: session.execute(insert(Area).values(**PLACE, version=1)),
    "an update": lambda session: session.execute(update(Area).values(name_en="Elsewhere")),
    "a delete": lambda session: session.execute(delete(Area)),
    "a statement of the connection": lambda session: session.connection().execute(delete(Area)),
}


@pytest.fixture
def stored(database) -> None:
    """One area that is there already."""
    with Session(database) as session:
        session.add(area())
        session.commit()


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("write", OUTSIDE.values(), ids=OUTSIDE)
def test_what_is_of_the_site_is_written_in_a_unit_of_work_alone(write):
    with pytest.raises(WrittenOutside, match="area"), db.writing() as session:
        write(session)
    with db.reading() as session:
        assert [one.name_en for one in session.execute(select(Area)).scalars()] == ["Hepinglu"]


@pytest.mark.usefixtures("stored")
def test_a_unit_that_failed_leaves_the_door_closed():
    with pytest.raises(NotFound), db.writing() as session, unit_of_work(session, by=OFFICE, now=NOW) as work:
        work.row(Request, 1)
    with pytest.raises(WrittenOutside), db.writing() as session:
        change(session)


@pytest.mark.usefixtures("stored")
def test_housekeeping_needs_no_unit():
    with db.writing() as session:
        session.add(Throttle(key="somebody", since=NOW))


@pytest.mark.usefixtures("stored")
def test_a_write_without_an_event_is_none():
    how = {"by": OFFICE, "now": NOW}
    with db.writing() as session, pytest.raises(Unnoted, match="area"), unit_of_work(session, **how):
        change(session)
    with db.writing() as session, nobodys_deed(session, now=NOW):
        change(session)
    with db.reading() as session:
        assert not session.execute(select(AuditEvent)).all()


def kept(session: Session) -> set[tuple[object, ...]]:
    columns = Cell.__table__.columns
    return {tuple(row) for row in session.execute(select(*(columns[name] for name in cells.FILLED)))}


@pytest.mark.parametrize("said", [True, False], ids=["since a day", "since ever"])
def test_the_cells_follow_whatever_was_written(session, hamlet, said):
    later = NOW + timedelta(days=2)
    cells.roll(session, now=later)
    request = loop.register(session, hamlet, NOW)
    with unit_of_work(session, by=OFFICE, now=later) as work:
        request.accepted_on, request.accepted_at = date(2026, 8, 3), at(date(2026, 8, 3))
        if said:
            work.counts(since=date(2026, 8, 3), courtyard_id=request.courtyard_id)
        work.event("correct", noun="request", ref=request.id)
    after = kept(session)
    cells.rebuild(session, now=later)
    assert after == kept(session)


def test_a_day_said_for_the_site_is_not_forgotten_for_one_courtyard(session, hamlet):
    cells.roll(session, now=NOW)
    first, second = (loop.register(session, hamlet, NOW, which=which) for which in (0, 1))
    with unit_of_work(session, by=OFFICE, now=NOW) as work:
        for request, day in ((first, date(2026, 8, 3)), (second, date(2026, 7, 6))):
            request.accepted_on, request.accepted_at = day, at(day)
        work.counts(since=date(2026, 7, 6), courtyard_id=second.courtyard_id)
        work.counts(since=date(2026, 8, 3))
        work.event("correct", noun="request")
    after = kept(session)
    cells.rebuild(session, now=NOW)
    assert after == kept(session)


def test_a_row_has_one_version_more_however_often_it_is_written(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    other = loop.register(session, hamlet, NOW, which=1)
    assert (request.version, other.version) == (1, 1)
    with unit_of_work(session, by=OFFICE, now=NOW) as work:
        request.status = RequestStatus.IN_HAND
        session.flush()
        request.phone = "13800000000"
        work.advance(other)
        work.advance(other)
        work.event("correct", noun="request")
    assert (request.version, other.version) == (2, 2)


def test_a_thread_that_a_record_carries_from_now_on_makes_no_version_of_it(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    thread = request.thread_id
    session.execute(update(Request).values(thread_id=None))
    with unit_of_work(session, by=OFFICE, now=NOW) as work:
        threads.carry(session, request, thread)
        work.event("carry", noun="thread", ref=thread)
    session.expire(request)
    assert (request.thread_id, request.version) == (thread, 1)


def test_a_drawn_form_is_saved_once_and_knows_what_it_made(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    with unit_of_work(session, by=OFFICE, now=NOW, key="drawn") as work:
        request.status = RequestStatus.IN_HAND
        work.event("step", noun="request", ref=request.id)
        work.event("step", noun="hazard", ref=99)
    saved = session.get_one(SavedForm, "drawn")
    assert (saved.noun, saved.ref, saved.at) == ("request", request.id, NOW)
    with pytest.raises(AlreadyDone) as error, unit_of_work(session, by=OFFICE, now=NOW, key="drawn"):
        pytest.fail("the form was saved before")
    assert (error.value.noun, error.value.ref) == ("request", request.id)


def test_a_unit_inside_another_keeps_to_itself(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    with unit_of_work(session, by=OFFICE, now=NOW, key="outer") as outer:
        request.status = RequestStatus.IN_HAND
        with unit_of_work(session, by=OFFICE, now=NOW, key="inner") as inner:
            session.add(area())
            inner.event("create", noun="area", ref=7)
        outer.event("step", noun="request", ref=request.id)
    assert "area" in inner.written
    assert not {"area", "request"} & inner.written & outer.written
    assert session.get_one(SavedForm, "inner").noun == "area"
    assert session.get_one(SavedForm, "outer").noun == "request"


def test_the_reason_stands_beside_the_trail_and_never_in_it(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    with unit_of_work(session, by=OFFICE, now=NOW) as work:
        request.phone = "13800000000"
        values = {"phone": [None, "13800000000"]}
        event = work.event("correct", noun="request", ref=request.id, values=values, reason="写错了")
    change = session.execute(select(RecordChange).where(RecordChange.seq == event.seq)).scalars().one()
    assert (change.values, change.reason) == (values, "写错了")
    assert "13800000000" not in str(event.model_dump())


def test_a_form_of_another_version_is_told_both(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    with pytest.raises(StaleVersion) as error, unit_of_work(session, by=OFFICE, now=NOW) as work:
        work.unchanged(work.row(Request, request.id), 7, {"phone": "139"})
    assert (error.value.theirs, error.value.mine) == ({"phone": request.phone}, {"phone": "139"})


@pytest.mark.usefixtures("stored")
def test_who_read_a_row_before_somebody_else_changed_it_changes_nothing(database):
    """The last lock, should a verb read a row before the head is locked."""
    with Session(database, expire_on_commit=False) as session:
        mine = session.execute(select(Area)).scalars().one()
    with Session(database) as session:
        theirs = session.execute(select(Area)).scalars().one()
        theirs.name_en, theirs.version = "Theirs", 2
        session.commit()
    with Session(database) as session:
        session.add(mine)
        mine.name_en = "Mine"
        with pytest.raises(StaleDataError):
            session.commit()
    with db.reading() as session:
        assert session.execute(select(Area)).scalars().one().name_en == "Theirs"


ALONE = {"record", "claim_key", "remember_key", "check_version"}
"""What only the unit of work asks of the trail."""


def test_no_verb_does_by_itself_what_the_unit_of_work_does():
    own = {"audit.py", "unit_of_work.py"}
    calls = []
    for module in sorted(Path(actions.__path__[0]).glob("*.py")):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in ALONE and module.name not in own:
                calls.append(f"{module.name}:{node.lineno} {ast.unparse(node)}")
    assert [call for call in calls if " audit." in call] == []
