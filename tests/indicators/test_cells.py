"""Cells kept by the writes equal cells made from nothing, whatever is done in whatever order."""

import random
import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite
from sqlmodel import Session, col, select

from dashboard.clock import at, civil
from dashboard.errors import InvalidDraft, OutOfTurn
from dashboard.indicators import cells, openings
from dashboard.indicators.catalogue import CATALOGUE, SOURCES
from dashboard.indicators.evidence import Span
from dashboard.indicators.kinds import Shape
from dashboard.indicators.periods import covered, parse
from dashboard.schema.accounts import Head
from dashboard.schema.cells import Cell
from dashboard.schema.duties import DutyKind, ReportingDuty
from dashboard.schema.requests import Outcome, Place, Request, RequestType, StepKind
from tests.actions import loop
from tests.sites import START, build

VERBS = ("register", "register", "step", "close", "close", "call_back", "reopen", "turn_away", "strike_off")
GAPS = (timedelta(minutes=3), timedelta(hours=5), timedelta(days=1), timedelta(days=9), timedelta(days=33))


@pytest.fixture
def hamlet(session):
    return build(session)


def kept(session: Session) -> set[tuple[object, ...]]:
    """Every cell, as plain values."""
    names = list(Cell.__table__.columns)
    rows = session.execute(select(*names)).all()
    assert len(set(map(tuple, rows))) == len(rows)
    return set(map(tuple, rows))


def differences(session: Session, now: datetime) -> set[tuple[object, ...]]:
    """Cells that the writes kept otherwise than a computation from nothing; empty when all is well."""
    cells.roll(session, now=now)
    by_writes = kept(session)
    cells.rebuild(session, now=now)
    return by_writes ^ kept(session)


class Life:
    """What may happen to requests in the tiny site, chosen by a seeded random."""

    def __init__(self, session: Session, hamlet, seed: int) -> None:
        self.session, self.hamlet, self.random = session, hamlet, random.Random(seed)
        self.now, self.requests, self.done = START, [], 0

    def go(self, verb: str) -> None:
        """Let time pass and try the verb on a request; one out of turn changes nothing."""
        self.now += self.random.choice(GAPS)
        if self.random.random() < 0.2:
            cells.roll(self.session, now=self.now)
        if verb == "register" or not self.requests:
            self.requests.append(self._register())
        else:
            try:
                self._move(verb, self.random.choice(self.requests))
            except (OutOfTurn, InvalidDraft):
                return
        self.done += 1

    def _register(self) -> Request:
        which, backdated = self.random.choice((0, 0, 1)), timedelta(hours=self.random.choice((0, 0, 3, 900)))
        given = {"type": self.random.choice((RequestType.LEAK, RequestType.PIPES, RequestType.FIRE))}
        if self.random.random() < 0.3:
            given |= {"household_id": None, "place": Place.YARD}
        accepted_at = self.now - backdated
        return loop.register(
            self.session, self.hamlet, self.now, which=which, accepted_at=accepted_at, **given
        )

    def _move(self, verb: str, request: Request) -> None:
        given = {}
        if verb == "close":
            given = {"closed_at": self.now - timedelta(days=self.random.choice((0, 0, 2, 20)))}
        if verb == "call_back":
            if not loop.closings(self.session, request):
                return
            back = timedelta(days=self.random.choice((0, 0, 5)))
            given = {"outcome": self.random.choice(list(Outcome)), "called_on": civil(self.now - back)}
        if verb == "step":
            kinds = (StepKind.CONTACT, StepKind.NOTE, StepKind.EXTENSION)
            given = {"kind": self.random.choice(kinds), "promised_on": civil(self.now)}
        getattr(loop, verb)(self.session, request, self.now, **given)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(verbs=st.lists(st.sampled_from(VERBS), min_size=4, max_size=24), seed=st.integers(0, 2**16))
def test_cells_kept_by_the_writes_equal_cells_made_from_nothing(empty, verbs, seed):
    with empty.engine.connect().execution_options(writes=True) as connection, connection.begin() as undone:
        with Session(connection, expire_on_commit=False) as session:
            life = Life(session, build(session), seed)
            for verb in verbs:
                life.go(verb)
            assert differences(session, life.now) == set()
        undone.rollback()
    empty.engine.dispose()


def test_a_long_life_uses_every_verb_and_keeps_the_cells(session, hamlet):
    life = Life(session, hamlet, seed=20260901)
    for verb in VERBS * 7:
        life.go(verb)
    assert life.done > 30
    assert {request.status for request in life.requests} >= {"closed", "in_hand", "rejected", "accepted"}
    assert differences(session, life.now) == set()


def test_a_request_is_counted_once_in_every_period(session, hamlet):
    life = Life(session, hamlet, seed=7)
    for verb in VERBS * 5:
        life.go(verb)
    for kind in CATALOGUE["median_days"].kinds:
        for period in covered(kind, since=date(2025, 7, 1), until=civil(life.now)):
            rows = openings.evidence(session, "median_days", period, now=life.now)
            assert len({row["ref"] for row in rows}) == len(rows), period


def test_a_lost_refresh_would_be_noticed(session, hamlet, monkeypatch):
    monkeypatch.setattr(cells, "touch", lambda *_given, **_named: None)
    request = loop.register(session, hamlet, at(date(2026, 7, 2)))
    loop.close(session, request, at(date(2026, 7, 3)))
    cells.roll(session, now=at(date(2026, 9, 2)))
    loop.call_back(session, request, at(date(2026, 9, 3)), called_on=date(2026, 7, 4))
    assert {cell[0] for cell in differences(session, at(date(2026, 9, 3)))} == {
        "solve_rate",
    }


def test_a_limit_counts_from_the_instant_at_which_it_has_passed(session, hamlet):
    accepted = at(date(2026, 8, 31), 23)
    loop.register(session, hamlet, accepted, type=RequestType.FIRE)  # 2 h: until 1:00 on 1 September

    def due() -> list[tuple[int, int]]:
        found = select(Cell.n, Cell.part).where(Cell.key == "response_rate", Cell.period == "2026-09")
        return [tuple(row) for row in session.execute(found)]

    cells.roll(session, now=accepted + timedelta(minutes=119))
    assert due() == []
    cells.roll(session, now=accepted + timedelta(minutes=120))
    assert due() == [(1, 0)]


@pytest.mark.usefixtures("hamlet")
def test_rolling_knows_of_the_day_and_not_of_the_hour(session):
    assert cells.is_rolled(session, now=at(date(2026, 7, 1), 23))
    assert not cells.is_rolled(session, now=at(date(2026, 7, 2), 0))
    session.get_one(Head, 1).rolled_to = None
    assert not cells.is_rolled(session, now=START)


def test_a_report_of_the_whole_site_is_kept_under_no_courtyard(session, hamlet):
    for courtyard in (None, hamlet.courtyards[1]):
        session.add(
            ReportingDuty(
                kind=DutyKind.MEETINGS, courtyard_id=courtyard, month="2026-07", due_on=date(2026, 8, 5)
            )
        )
    session.flush()
    cells.touch(session, "reporting_duty", first=date(2026, 7, 1), now=at(date(2026, 8, 1)))
    found = select(Cell.courtyard_id, Cell.stratum, Cell.n, Cell.part).where(Cell.key == "duty:meetings")
    assert {tuple(row) for row in session.execute(found) if row[1] == "entered"} == {
        (0, "entered", 1, 0),
        (hamlet.courtyards[1], "entered", 1, 0),
    }


def test_refreshing_one_courtyard_leaves_the_others_alone(session, hamlet):
    for which in (0, 1):
        loop.register(session, hamlet, at(date(2026, 7, 2)), which=which)
    before = kept(session)
    loop.register(session, hamlet, at(date(2026, 7, 3)))
    assert {cell for cell in before if cell[2] == hamlet.courtyards[1]} <= kept(session)


@pytest.mark.parametrize("key", SOURCES)
def test_a_source_is_refreshed_by_every_table_that_it_reads(key):
    span = Span(date(2026, 1, 1), date(2027, 1, 1), at(date(2026, 12, 31)))
    text = str(SOURCES[key].rows(span).compile(dialect=sqlite.dialect()))
    tables = set(re.findall(r"(?:FROM|JOIN) (\w+)", text)) | set(re.findall(r", (\w+)(?: AS \w+)?\s", text))
    known = {table.name for table in Cell.metadata.sorted_tables}
    assert tables & known == set(cells.tables_read(key)) & known


def test_a_month_of_cells_is_the_sum_of_its_evidence(session, hamlet):
    life = Life(session, hamlet, seed=3)
    for verb in VERBS * 3:
        life.go(verb)
    cells.roll(session, now=life.now)
    for key in (key for key, one in CATALOGUE.items() if one.shape is Shape.FLOW):
        for period in map(parse, ("2026-07", "2026-08", "2026-09")):
            rows = openings.evidence(session, key, period, now=life.now)
            stored = session.exec(
                select(Cell).where(col(Cell.key) == key, col(Cell.period) == str(period))
            ).all()
            assert sum(cell.n for cell in stored) == len(rows)
            assert sum(cell.part for cell in stored) == sum(row["part"] for row in rows)
            assert sum(cell.whole for cell in stored) == sum(row["whole"] for row in rows)


def test_the_tiny_sites_cells_are_those_made_from_nothing(session, hamlet):
    """What tests/sites.py puts in again for every test is what would be made."""

    def stored() -> list[tuple[object, ...]]:
        return sorted(map(tuple, session.execute(select(*Cell.__table__.columns))))

    put_in = stored()
    cells.rebuild(session, now=START)
    assert put_in == stored()
    assert len(put_in) > 50
