"""The hazard loop: what each verb writes and refuses, who may, and that the indicator follows."""

import json
from datetime import date, timedelta

import pytest
from sqlmodel import col, func, select

from dashboard.access import POLICY, Action, Principal, Scope
from dashboard.actions import hazards
from dashboard.clock import at
from dashboard.errors import AlreadyDone, InvalidDraft, NotAllowed, NotFound, OutOfTurn, StaleVersion
from dashboard.i18n import speaking
from dashboard.indicators import cells
from dashboard.rules.hazards import POINTS, due_on
from dashboard.schema.accounts import AuditEvent, PrincipalKind, Role
from dashboard.schema.cells import Cell
from dashboard.schema.places import Building
from dashboard.schema.requests import Place
from dashboard.schema.safety import (
    FixDraft,
    Hazard,
    HazardDraft,
    HazardKind,
    Inspection,
    InspectionDraft,
    InspectionKind,
    ReopenDraft,
)
from dashboard.schema.threads import Thread
from dashboard.ui import messages
from tests.actions import loop
from tests.sites import LEADER, OFFICE, PUBLIC

NOW, TODAY = at(date(2026, 9, 20)), date(2026, 9, 20)
FOUND, DUE = date(2026, 9, 1), date(2026, 9, 8)
CANARY = "甄大爷门口的纸箱"


def draft(hamlet, *, which=0, **given) -> HazardDraft:
    values = {
        "courtyard_id": hamlet.courtyards[which],
        "kind": HazardKind.CLUTTER,
        "place": Place.STAIRWELL,
        "stairwell": 1,
        "note": CANARY,
        "found_on": FOUND,
        "due_on": DUE,
    }
    return HazardDraft.check(**values | given)


def report(session, hamlet, *, by=OFFICE, now=NOW, key=None, **given) -> Hazard:
    return hazards.report(
        session=session, draft=draft(hamlet, **given), by=by, now=now, key=key or loop.key()
    )


def fix(session, hazard, *, fixed_on=date(2026, 9, 7), note=None, by=OFFICE, **how) -> Hazard:
    given = {"now": NOW, "key": loop.key(), "version": hazard.version} | how
    fixed = FixDraft.check(hazard_id=hazard.id, fixed_on=fixed_on, note=note)
    return hazards.fix(session=session, draft=fixed, by=by, **given)


def reopen(session, hazard, *, note="又堆上了", by=OFFICE, **how) -> Hazard:
    given = {"now": NOW, "key": loop.key(), "version": hazard.version} | how
    again = ReopenDraft.check(hazard_id=hazard.id, note=note)
    return hazards.reopen(session=session, draft=again, by=by, **given)


def inspect(
    session, hamlet, *, checklist=None, found=None, which=0, by=OFFICE, key=None, **given
) -> Inspection:
    """A round that found clutter."""
    values = {
        "courtyard_id": hamlet.courtyards[which],
        "kind": InspectionKind.FIRE,
        "inspected_on": FOUND,
        "checklist": {"extinguisher": True, "clutter": False} if checklist is None else checklist,
    }
    return hazards.inspect(
        session=session,
        draft=InspectionDraft.check(**values | given),
        found=[draft(hamlet, which=which)] if found is None else found,
        by=by,
        now=NOW,
        key=key or loop.key(),
    )


def rectified(session) -> list[tuple[str, int, int]]:
    """(month, fixed on time, due) of the indicator's cells, all courtyards together."""
    found = session.execute(
        select(col(Cell.period), func.sum(Cell.part), func.sum(Cell.whole))
        .where(col(Cell.key) == "hazard_rectified")
        .group_by(col(Cell.period))
        .order_by(col(Cell.period))
    )
    return [tuple(row) for row in found]


def kept(session) -> set[tuple[object, ...]]:
    return set(map(tuple, session.execute(select(*Cell.__table__.columns)).all()))


def assert_as_made_from_nothing(session, now=NOW) -> None:
    cells.roll(session, now=now)
    before = kept(session)
    cells.rebuild(session, now=now)
    assert before == kept(session)


def problems(error) -> set[tuple[str, str]]:
    return {(one.name, one.code) for one in error.value.problems}


def test_a_hazard_is_a_matter_of_its_own_with_the_years_next_number(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    hazard = report(session, hamlet)
    assert session.get(Thread, request.thread_id).number == "T2026-0001"
    assert session.get(Thread, hazard.thread_id).number == "T2026-0002"
    assert (hazard.version, hazard.fixed_on, hazard.note) == (1, None, CANARY)


def test_the_indicator_follows_every_step(session, hamlet):
    first, second = report(session, hamlet), report(session, hamlet, which=1)
    assert rectified(session) == [("2026-09", 0, 2)]
    fix(session, first, fixed_on=DUE)
    assert rectified(session) == [("2026-09", 1, 2)]
    fix(session, second, fixed_on=DUE + timedelta(days=1))
    assert rectified(session) == [("2026-09", 1, 2)]
    assert_as_made_from_nothing(session)
    reopen(session, first)
    assert rectified(session) == [("2026-09", 0, 2)]
    assert_as_made_from_nothing(session)


def test_a_hazard_that_falls_due_later_counts_when_its_day_has_come(session, hamlet):
    hazard = report(session, hamlet, found_on=TODAY, due_on=date(2026, 10, 4))
    fix(session, hazard, fixed_on=TODAY)
    assert rectified(session) == []
    later = at(date(2026, 10, 5))
    assert_as_made_from_nothing(session, later)
    assert rectified(session) == [("2026-10", 1, 1)]


def test_a_round_saves_what_it_found_in_one_go(session, hamlet):
    found = [draft(hamlet), draft(hamlet, kind=HazardKind.FIRE_LANE, place=Place.YARD, stairwell=None)]
    looked = {"extinguisher": True, "clutter": False, "fire_lane": False}
    made = inspect(session, hamlet, checklist=looked, found=found)
    assert made.checklist == looked
    rows = session.exec(select(Hazard).order_by(Hazard.id)).all()
    assert [row.inspection_id for row in rows] == [made.id] * 2
    assert len({row.thread_id for row in rows}) == 2
    assert rectified(session) == [("2026-09", 0, 2)]
    assert_as_made_from_nothing(session)
    events = session.exec(select(AuditEvent)).all()
    assert [(one.verb, one.noun, one.details) for one in events] == [
        ("inspect", "inspection", {"kind": "fire", "found": 2})
    ]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"checklist": {}}, ("checklist", "nothing_looked_at")),
        ({"checklist": {"moon": True}}, ("checklist", "unknown_points")),
        ({"checklist": {"clutter": "甄大爷"}}, ("checklist", "unknown_points")),
        ({"checklist": ["clutter"]}, ("checklist", "unknown_points")),
        ({"inspected_on": TODAY + timedelta(days=1)}, ("inspected_on", "in_the_future")),
    ],
)
def test_a_round_that_looked_at_nothing_we_know_is_refused(session, hamlet, given, problem):
    with pytest.raises(InvalidDraft) as error:
        inspect(session, hamlet, **given)
    assert problems(error) == {problem}
    assert not session.exec(select(Inspection)).all()


def test_a_round_finds_nothing_elsewhere_or_on_another_day(session, hamlet):
    for stray in (draft(hamlet, which=1), draft(hamlet, found_on=FOUND - timedelta(days=1))):
        with session.begin_nested() as undone, pytest.raises(InvalidDraft) as error:
            inspect(session, hamlet, found=[stray])
        assert not undone.is_active
        assert problems(error) == {("found", "another_round")}


def test_a_double_click_saves_once(session, hamlet):
    hazard = report(session, hamlet, key="once")
    with pytest.raises(AlreadyDone) as error:
        report(session, hamlet, key="once")
    assert (error.value.noun, error.value.ref) == ("hazard", hazard.id)
    made = inspect(session, hamlet, key="round", found=[draft(hamlet)])
    with pytest.raises(AlreadyDone) as error:
        inspect(session, hamlet, key="round", found=[draft(hamlet)])
    assert (error.value.noun, error.value.ref) == ("inspection", made.id)
    assert session.exec(select(func.count()).select_from(Hazard)).one() == 2


def test_a_stale_edit_overwrites_nothing_and_holds_both_versions(session, hamlet):
    hazard = report(session, hamlet)
    fix(session, hazard, note="已清走")
    with pytest.raises(StaleVersion) as error:
        fix(session, hazard, fixed_on=date(2026, 9, 12), note="搬走了", version=1)
    assert error.value.theirs["fixed_on"] == date(2026, 9, 7)
    assert error.value.mine == {"fixed_on": date(2026, 9, 12), "note": "搬走了"}
    assert (hazard.version, hazard.fixed_on) == (2, date(2026, 9, 7))


def test_the_note_is_a_diary(session, hamlet):
    hazard = report(session, hamlet)
    fix(session, hazard, note="已清走")
    reopen(session, hazard)
    assert hazard.note.splitlines() == [CANARY, "2026-09-07 已清走", "2026-09-20 又堆上了"]
    assert hazard.version == 3
    for _round in range(5):
        fix(session, hazard, note="清" * 60)
        reopen(session, hazard, note="又来") if _round < 4 else None
    with pytest.raises(InvalidDraft) as error:
        reopen(session, hazard, note="长" * 200)
    assert problems(error) == {("note", "string_too_long")}


def test_steps_out_of_turn_and_impossible_days_are_refused(session, hamlet):
    hazard = report(session, hamlet)
    with pytest.raises(OutOfTurn):
        reopen(session, hazard)
    for day, code in (
        (FOUND - timedelta(days=1), "ends_before_it_begins"),
        (date(2026, 9, 21), "in_the_future"),
    ):
        with pytest.raises(InvalidDraft) as error:
            fix(session, hazard, fixed_on=day)
        assert problems(error) == {("fixed_on", code)}
        if code == "ends_before_it_begins":
            with speaking("zh"):
                said = messages.problem(error.value.problems[0])
            assert said == f"这一天早于起始日{FOUND.year}年{FOUND.month}月{FOUND.day}日。"
    fix(session, hazard)
    with pytest.raises(OutOfTurn):
        fix(session, hazard)
    with pytest.raises(InvalidDraft):
        report(session, hamlet, fixed_on=DUE)
    with pytest.raises(InvalidDraft):
        report(session, hamlet, household_id=hamlet.households[1][0])
    ghost = Hazard(id=4711, version=1)
    with pytest.raises(NotFound):
        fix(session, ghost)


@pytest.mark.parametrize(
    ("checklist", "kinds"),
    [
        ({"clutter": False}, []),
        ({"clutter": True}, [HazardKind.CLUTTER]),
        ({"clutter": False}, [HazardKind.FIRE_LANE]),
        ({"clutter": False}, [HazardKind.CLUTTER, HazardKind.CLUTTER]),
        ({"clutter": False, "ebikes": False}, [HazardKind.CLUTTER]),
        ({"clutter": False, "fire_lane": False}, [HazardKind.CLUTTER, HazardKind.CLUTTER]),
    ],
)
def test_a_round_finds_one_hazard_for_each_point_that_is_not_in_order(session, hamlet, checklist, kinds):
    with pytest.raises(InvalidDraft) as error:
        inspect(session, hamlet, checklist=checklist, found=[draft(hamlet, kind=kind) for kind in kinds])
    assert problems(error) == {("found", "not_as_looked")}
    assert not session.exec(select(Inspection)).all()


def test_two_points_of_one_kind_find_two_hazards_of_it(session, hamlet):
    inspect(
        session, hamlet, checklist={"clutter": False, "ebikes": False}, found=[draft(hamlet), draft(hamlet)]
    )
    assert session.exec(select(func.count()).select_from(Hazard)).one() == 2


@pytest.mark.parametrize("name", ["inspection_id", "batch_id"])
def test_a_hazard_alone_is_of_no_round_and_no_workbook(session, hamlet, name):
    """Not even of a round that is there: that one belongs to another courtyard."""
    made = inspect(session, hamlet, which=1)
    with pytest.raises(InvalidDraft) as error:
        report(session, hamlet, **{name: made.id})
    assert problems(error) == {(name, "another_verb")}
    with pytest.raises(InvalidDraft) as error:
        inspect(session, hamlet, found=[draft(hamlet, **{name: made.id})])
    assert problems(error) == {(name, "another_verb")}


@pytest.mark.parametrize("name", ["organisation_id", "batch_id"])
def test_a_round_is_nobodys_elses(session, hamlet, name):
    with pytest.raises(InvalidDraft) as error:
        inspect(session, hamlet, **{name: hamlet.companies[0]})
    assert problems(error) == {(name, "another_verb")}


@pytest.mark.parametrize("stairwell", [2, 20])
def test_a_stairwell_is_one_of_the_courtyards_buildings(session, hamlet, stairwell):
    """One building each, with stairwell 1; and one in the other courtyard with stairwells 2 and 3."""
    other = Building(courtyard_id=hamlet.courtyards[1], no="2", storeys=3, first_stairwell=2, stairwells=2)
    session.add(other)
    session.flush()
    with pytest.raises(InvalidDraft) as error:
        report(session, hamlet, stairwell=stairwell)
    assert problems(error) == {("stairwell", "no_such_stairwell")}
    for there in (1, 2, 3):
        assert report(session, hamlet, which=1, stairwell=there).stairwell == there
    with pytest.raises(InvalidDraft):
        report(session, hamlet, which=1, stairwell=4)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"found_on": TODAY + timedelta(days=1), "due_on": date(2026, 10, 1)}, ("found_on", "in_the_future")),
        ({"found_on": date(2025, 9, 18)}, ("found_on", "too_long_ago")),
        ({"due_on": date(2027, 9, 22)}, ("due_on", "too_far_ahead")),
        ({"due_on": date(9999, 12, 31)}, ("due_on", "too_far_ahead")),
    ],
)
def test_days_lie_within_a_year(session, hamlet, given, problem):
    with pytest.raises(InvalidDraft) as error:
        report(session, hamlet, **given)
    assert problems(error) == {problem}
    assert not session.exec(select(Hazard)).all()


def test_a_round_and_its_hazards_lie_within_a_year_too(session, hamlet):
    with pytest.raises(InvalidDraft) as error:
        inspect(session, hamlet, inspected_on=date(2025, 9, 18))
    assert problems(error) == {("inspected_on", "too_long_ago")}
    with pytest.raises(InvalidDraft) as error:
        inspect(session, hamlet, found=[draft(hamlet, due_on=date(2027, 9, 22))])
    assert problems(error) == {("due_on", "too_far_ahead")}
    report(session, hamlet, found_on=date(2025, 9, 20), due_on=date(2027, 9, 20))


@pytest.mark.parametrize("where", ["own", "other"])
@pytest.mark.parametrize("role", Role)
def test_who_may(session, hamlet, role, where):
    which = 0 if where == "own" else 1
    by = Principal(
        PrincipalKind.USER,
        role,
        courtyard_id=hamlet.courtyards[which] if role is Role.COMMITTEE else None,
        organisation_id=hamlet.companies[0] if role is Role.PROPERTY else None,
    )
    allowed = {"own": {Scope.ANY, Scope.OWN}, "other": {Scope.ANY}}[where]
    hazard, fixed = report(session, hamlet), report(session, hamlet)
    fix(session, fixed)
    verbs = [
        (Action.RECORD_INSPECTION, lambda: report(session, hamlet, by=by)),
        (Action.RECORD_INSPECTION, lambda: inspect(session, hamlet, by=by)),
        (Action.FIX_HAZARD, lambda: fix(session, hazard, by=by)),
        (Action.FIX_HAZARD, lambda: reopen(session, fixed, by=by)),
    ]
    for action, do in verbs:
        if POLICY[action].get(role) in allowed:
            do()
        else:
            with pytest.raises(NotAllowed):
                do()


def test_nobody_else_may(session, hamlet):
    for by in (LEADER, PUBLIC, hamlet.company(), hamlet.committee(1)):
        with pytest.raises(NotAllowed):
            report(session, hamlet, by=by)


def test_the_trail_is_silent_about_people(session, hamlet):
    hazard = report(session, hamlet, household_id=hamlet.households[0][0])
    fix(session, hazard, note=CANARY)
    reopen(session, hazard, note=CANARY)
    inspect(session, hamlet, note=CANARY, found=[draft(hamlet)])
    events = [
        one.model_dump(mode="json") for one in session.exec(select(AuditEvent).order_by(AuditEvent.seq))
    ]
    assert [one["verb"] for one in events] == ["report", "fix", "reopen", "inspect"]
    assert CANARY not in json.dumps(events, ensure_ascii=False)
    assert events[1]["details"] == {"kind": "clutter", "fixed_on": "2026-09-07"}


@pytest.mark.parametrize(
    ("kind", "days"),
    [("fire_lane", 3), ("dangling_cable", 3), ("extinguisher", 7), ("clutter", 7), ("wall", 15)],
)
def test_dates_are_proposed_by_kind(kind, days):
    assert due_on(HazardKind(kind), FOUND) == FOUND + timedelta(days=days)


def test_a_fire_round_has_eight_points():
    assert len(POINTS[InspectionKind.FIRE]) == 8
    assert set(POINTS) == set(InspectionKind)
