"""Monthly reports: owed by time, entered by records, completed by their reporter, judged by the office."""

from datetime import date

import pytest
from sqlmodel import col, func, select

from dashboard.access import POLICY, Action, Principal, Scope
from dashboard.actions import duties, hazards, meetings
from dashboard.clock import at
from dashboard.errors import AlreadyDone, InvalidDraft, NotAllowed, NotFound, OutOfTurn, StaleVersion
from dashboard.indicators import cells
from dashboard.queries import quality
from dashboard.schema.accounts import AuditEvent, PrincipalKind, Role
from dashboard.schema.cells import Cell
from dashboard.schema.duties import DutyKind, ReportingDuty
from dashboard.schema.history import RecordChange
from dashboard.schema.meetings import MeetingDraft, MeetingKind
from dashboard.schema.places import Site
from dashboard.schema.requests import Place
from dashboard.schema.safety import HazardDraft, HazardKind, InspectionDraft, InspectionKind
from tests.actions import loop
from tests.sites import OFFICE

MONTH, LAST = "2026-08", date(2026, 8, 31)
NOW = at(date(2026, 9, 2))
WORD = "和台账对不上"


def owed(session, now=NOW) -> int:
    return duties.owe(session, now=now)


def one(session, hamlet, kind=DutyKind.REQUESTS, *, which=0, month=MONTH) -> ReportingDuty:
    """The report of the first courtyard (or `which=None`: the site) for a month; made if it is not there."""
    place = None if which is None else hamlet.courtyards[which]
    found = select(ReportingDuty).where(
        ReportingDuty.kind == kind, ReportingDuty.courtyard_id == place, ReportingDuty.month == month
    )
    if session.exec(found).first() is None:
        owed(session, at(date.fromisoformat(f"{month}-01")))
    return session.exec(found).one()


def do(verb, session, duty, *, by=OFFICE, now=NOW, **how) -> ReportingDuty:
    given = {"key": loop.key(), "version": duty.version} | how
    return verb(session=session, duty_id=duty.id, by=by, now=now, **given)


def completed(session, hamlet, **how) -> ReportingDuty:
    """A report with one record that was called complete."""
    duty = one(session, hamlet, **how)
    loop.register(session, hamlet, at(LAST), which=how.get("which", 0))
    return do(duties.complete, session, duty)


def facts(duty) -> tuple[bool, bool, bool, bool]:
    return (
        duty.entered_on is not None,
        duty.nothing_happened,
        duty.completed_on is not None,
        duty.approved_on is not None,
    )


def problems(error) -> set[tuple[str, str]]:
    return {(one_.name, one_.code) for one_ in error.value.problems}


def counted(session) -> int:
    return session.execute(select(func.count()).select_from(ReportingDuty)).scalar_one()


def test_a_month_that_begins_makes_its_reports_once(session, hamlet):
    assert owed(session, at(date(2026, 8, 1))) == 2 * 4 + 5
    assert owed(session, at(date(2026, 8, 1))) == 0
    assert owed(session, at(date(2026, 8, 31))) == 0
    assert counted(session) == 13
    assert {duty.month for duty in session.exec(select(ReportingDuty))} == {"2026-08"}


def test_months_that_passed_while_nobody_looked_are_made_up_for(session, hamlet):
    owed(session, at(date(2026, 8, 1)))
    # September has the survey too.
    assert owed(session, at(date(2026, 10, 7))) == 14 + 13
    due = {duty.month: duty.due_on for duty in session.exec(select(ReportingDuty))}
    assert due["2026-09"] == date(2026, 10, 5)


def test_what_is_missing_of_a_month_is_added_and_nothing_else(session, hamlet):
    duty = one(session, hamlet)
    session.delete(duty)
    session.flush()
    assert owed(session, at(date(2026, 8, 9))) == 1
    assert counted(session) == 13


def test_nothing_is_owed_where_no_site_stands(session):
    assert owed(session) == 0


@pytest.mark.parametrize("month", ["2026-08", "2026-07"])
def test_a_record_marks_the_report_of_its_own_month_and_courtyard(session, hamlet, month):
    for made in ("2026-07", "2026-08"):
        one(session, hamlet, month=made)
    day = date.fromisoformat(f"{month}-20")
    loop.register(session, hamlet, at(day))
    entered = session.exec(select(ReportingDuty).where(col(ReportingDuty.entered_on).is_not(None))).all()
    assert [(duty.kind, duty.courtyard_id, duty.month, duty.entered_on) for duty in entered] == [
        (DutyKind.REQUESTS, hamlet.courtyards[0], month, day)
    ]


def test_each_kind_of_record_marks_its_report(session, hamlet):
    one(session, hamlet)
    now, courtyard = at(date(2026, 8, 20)), hamlet.courtyards[0]
    request = loop.close(session, loop.register(session, hamlet, now), now)
    loop.call_back(session, request, now)
    found = HazardDraft.check(
        courtyard_id=courtyard,
        kind=HazardKind.CLUTTER,
        place=Place.YARD,
        found_on=date(2026, 8, 20),
        due_on=date(2026, 8, 30),
    )
    hazards.report(session=session, draft=found, by=OFFICE, now=now, key=loop.key())
    round_ = InspectionDraft.check(
        courtyard_id=hamlet.courtyards[1],
        kind=InspectionKind.FIRE,
        inspected_on=date(2026, 8, 20),
        checklist={"extinguisher": True},
    )
    hazards.inspect(session=session, draft=round_, found=[], by=OFFICE, now=now, key=loop.key())
    meeting = MeetingDraft.check(
        site_id=session.exec(select(Site.id)).one(),
        kind=MeetingKind.JOINT,
        title="八月联席会",
        held_on=date(2026, 8, 20),
    )
    meetings.record(session=session, draft=meeting, by=OFFICE, now=now, key=loop.key())
    entered = session.exec(select(ReportingDuty).where(col(ReportingDuty.entered_on).is_not(None))).all()
    assert {(duty.kind, duty.courtyard_id) for duty in entered} == {
        (DutyKind.REQUESTS, courtyard),
        (DutyKind.CALL_BACKS, courtyard),
        (DutyKind.HAZARDS, courtyard),
        (DutyKind.HAZARDS, hamlet.courtyards[1]),
        (DutyKind.MEETINGS, None),
    }


def test_a_second_record_changes_nothing_of_its_report(session, hamlet):
    duty = one(session, hamlet)
    loop.register(session, hamlet, at(date(2026, 8, 20)))
    before = (duty.version, duty.entered_on)
    loop.register(session, hamlet, at(date(2026, 8, 25)))
    assert (duty.version, duty.entered_on) == before == (2, date(2026, 8, 20))


def test_nothing_this_month_is_an_answer_that_completes(session, hamlet):
    duty = do(duties.nothing, session, one(session, hamlet), by=hamlet.committee())
    assert facts(duty) == (True, True, True, False)
    event = session.exec(select(AuditEvent).where(AuditEvent.noun == "duty")).one()
    assert (event.verb, event.ref, event.courtyard_id) == ("nothing", duty.id, hamlet.courtyards[0])
    assert event.details == {"kind": "requests", "month": MONTH}


def test_nothing_happened_is_refused_where_something_did(session, hamlet):
    duty = one(session, hamlet)
    loop.register(session, hamlet, at(LAST))
    with pytest.raises(InvalidDraft) as error:
        do(duties.nothing, session, duty)
    assert problems(error) == {("nothing_happened", "records_exist")}
    # What the neighbours did is theirs.
    assert do(duties.nothing, session, one(session, hamlet, which=1)).nothing_happened


def test_a_record_that_comes_after_all_takes_the_answer_back(session, hamlet):
    duty = do(duties.approve, session, do(duties.nothing, session, one(session, hamlet)))
    version = duty.version
    loop.register(session, hamlet, NOW, accepted_at=at(LAST))
    assert facts(duty) == (True, False, False, False)
    assert duty.version == version + 1


def test_all_of_the_month_needs_a_record(session, hamlet):
    duty = one(session, hamlet)
    with pytest.raises(InvalidDraft) as error:
        do(duties.complete, session, duty)
    assert problems(error) == {("completed_on", "nothing_entered")}
    loop.register(session, hamlet, at(LAST))
    assert facts(do(duties.complete, session, duty)) == (True, False, True, False)


def test_records_that_came_in_by_another_way_can_be_completed_too(session, hamlet):
    duty = one(session, hamlet)
    loop.register(session, hamlet, at(LAST))
    duty.entered_on = None
    session.flush()
    assert do(duties.complete, session, duty).entered_on == date(2026, 9, 2)


@pytest.mark.parametrize("verb", [duties.nothing, duties.complete])
def test_nobody_can_say_it_before_the_last_week(session, hamlet, verb):
    duty = one(session, hamlet)
    if verb is duties.complete:
        loop.register(session, hamlet, at(date(2026, 8, 3)))
    with pytest.raises(InvalidDraft) as error:
        do(verb, session, duty, now=at(date(2026, 8, 24)))
    assert problems(error) == {("month", "month_runs")}
    assert do(verb, session, duty, now=at(date(2026, 8, 25))).completed_on == date(2026, 8, 25)


def test_the_office_sends_back_with_a_word_and_approves_in_the_end(session, hamlet):
    duty = completed(session, hamlet)
    do(duties.send_back, session, duty, why=f"  {WORD} ")
    assert facts(duty) == (True, False, False, False)
    assert duty.returned_why == WORD
    do(duties.complete, session, duty, by=hamlet.committee())
    do(duties.approve, session, duty)
    assert facts(duty) == (True, False, True, True)
    verbs = [event.verb for event in session.exec(select(AuditEvent).where(AuditEvent.noun == "duty"))]
    assert verbs == ["complete", "send_back", "complete", "approve"]


def test_the_word_stands_in_the_history_and_never_in_the_trail(session, hamlet):
    do(duties.send_back, session, completed(session, hamlet), why=WORD)
    change = session.exec(select(RecordChange).where(RecordChange.verb == "send_back")).one()
    assert change.values["returned_why"] == [None, WORD]
    assert all(WORD not in str(event.details) for event in session.exec(select(AuditEvent)))


def test_what_is_sent_back_can_be_answered_anew(session, hamlet):
    duty = do(duties.nothing, session, one(session, hamlet))
    do(duties.send_back, session, duty, why=WORD)
    assert facts(duty) == (True, False, False, False)
    assert do(duties.nothing, session, duty).nothing_happened


def test_what_was_approved_can_still_be_sent_back(session, hamlet):
    duty = do(duties.approve, session, completed(session, hamlet))
    assert facts(do(duties.send_back, session, duty, why=WORD)) == (True, False, False, False)


@pytest.mark.parametrize(("why", "code"), [(" 错 ", "reason_needed"), ("错" * 301, "string_too_long")])
def test_a_word_is_neither_empty_nor_endless(session, hamlet, why, code):
    duty = completed(session, hamlet)
    with pytest.raises(InvalidDraft) as error:
        do(duties.send_back, session, duty, why=why)
    assert problems(error) == {("returned_why", code)}


VERBS = {"nothing": {}, "complete": {}, "approve": {}, "send_back": {"why": WORD}}
FOLLOWS = {
    "owed": {"nothing", "complete"},
    "complete": {"approve", "send_back"},
    "approved": {"send_back"},
    "returned": {"nothing", "complete"},
}
"""Which verb may follow where; each is tried in every state."""


@pytest.mark.parametrize("state", FOLLOWS)
@pytest.mark.parametrize("verb", VERBS)
def test_each_step_follows_from_where_the_report_stands(session, hamlet, verb, state):
    duty = one(session, hamlet)
    if verb != "nothing" and state in ("owed", "returned"):
        loop.register(session, hamlet, at(LAST))
    if state != "owed":
        duty.entered_on = duty.completed_on = LAST
    if state == "approved":
        duty.approved_on = LAST
    session.flush()
    if state == "returned":
        do(duties.send_back, session, duty, why=WORD)
    before = facts(duty)
    if verb in FOLLOWS[state]:
        assert do(getattr(duties, verb), session, duty, **VERBS[verb]).version > 1
    else:
        with pytest.raises(OutOfTurn):
            do(getattr(duties, verb), session, duty, **VERBS[verb])
        assert facts(duty) == before


@pytest.mark.parametrize("where", ["own", "other"])
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("role", Role)
def test_only_who_may_reports_and_only_the_office_judges(session, hamlet, role, verb, where):
    action = Action.APPROVE_DUTY if verb in ("approve", "send_back") else Action.REPORT_DUTY
    duty = one(session, hamlet) if verb == "nothing" else completed(session, hamlet)
    if verb == "complete":
        do(duties.send_back, session, duty, why=WORD)
    home = hamlet.courtyards[0 if where == "own" else 1]
    by = Principal(
        PrincipalKind.USER,
        role,
        courtyard_id=home if role is Role.COMMITTEE else None,
        organisation_id=hamlet.companies[0] if role is Role.PROPERTY else None,
    )
    if POLICY[action].get(role) in ({Scope.ANY, Scope.OWN} if where == "own" else {Scope.ANY}):
        assert do(getattr(duties, verb), session, duty, by=by, **VERBS[verb]).id
    else:
        with pytest.raises(NotAllowed):
            do(getattr(duties, verb), session, duty, by=by, **VERBS[verb])


def test_a_committee_reports_nothing_for_the_site(session, hamlet):
    with pytest.raises(NotAllowed):
        do(
            duties.nothing,
            session,
            one(session, hamlet, DutyKind.MEETINGS, which=None),
            by=hamlet.committee(),
        )


def test_a_report_that_is_not_there(session, hamlet):
    with pytest.raises(NotFound):
        duties.approve(session=session, duty_id=4711, by=OFFICE, now=NOW, key=loop.key(), version=1)


@pytest.mark.parametrize("verb", VERBS)
def test_a_double_click_saves_once(session, hamlet, verb):
    duty = one(session, hamlet) if verb == "nothing" else completed(session, hamlet)
    if verb == "complete":
        do(duties.send_back, session, duty, why=WORD)
    how = {"key": loop.key(), "version": duty.version} | VERBS[verb]
    do(getattr(duties, verb), session, duty, **how)
    version = duty.version
    with pytest.raises(AlreadyDone) as done:
        do(getattr(duties, verb), session, duty, **how)
    assert (done.value.noun, done.value.ref, duty.version) == ("duty", duty.id, version)


@pytest.mark.parametrize("verb", VERBS)
def test_a_stale_click_changes_nothing(session, hamlet, verb):
    duty = one(session, hamlet) if verb == "nothing" else completed(session, hamlet)
    before = facts(duty)
    with pytest.raises(StaleVersion):
        do(getattr(duties, verb), session, duty, version=duty.version - 1, **VERBS[verb])
    assert facts(duty) == before


def test_all_that_are_complete_are_approved_at_once_or_not_at_all(session, hamlet):
    first, second = completed(session, hamlet), completed(session, hamlet, which=1)
    looked = {first.id: first.version, second.id: second.version}
    how = {"session": session, "by": OFFICE, "now": NOW}
    with pytest.raises(StaleVersion), session.begin_nested():
        duties.approve_all(versions=looked | {second.id: second.version - 1}, key=loop.key(), **how)
    session.refresh(first)
    assert first.approved_on is None
    key = loop.key()
    assert duties.approve_all(versions=looked, key=key, **how) == [first, second]
    assert first.approved_on == second.approved_on == date(2026, 9, 2)
    with pytest.raises(AlreadyDone):
        duties.approve_all(versions=looked, key=key, **how)
    with pytest.raises(InvalidDraft):
        duties.approve_all(versions={}, key=loop.key(), **how)
    with pytest.raises(NotAllowed):
        duties.approve_all(versions=looked, key=loop.key(), **how | {"by": hamlet.committee()})


def test_completeness_follows_each_step(session, hamlet):
    """The cells that feed the scores, and the figures of the quality page, change with every fact."""

    def kept() -> dict[str, int]:
        found = select(col(Cell.stratum), func.sum(Cell.part)).where(
            Cell.key == "duty:requests", Cell.period == MONTH
        )
        return {name: int(part) for name, part in session.execute(found.group_by(col(Cell.stratum)))}

    def told() -> tuple[int, int, int]:
        reports = quality.reports(session, by=OFFICE, day=LAST, today=date(2026, 9, 2))
        sums = quality.tally(report for report in reports if report.kind is DutyKind.REQUESTS)
        return sums.entered, sums.complete, sums.approved

    duty = one(session, hamlet)
    loop.register(session, hamlet, at(LAST))
    assert told() == (1, 0, 0)
    do(duties.complete, session, duty)
    assert (told(), kept()["complete"], kept()["approved"]) == ((1, 1, 0), 1, 0)
    do(duties.approve, session, duty)
    assert (told(), kept()["complete"], kept()["approved"]) == ((1, 1, 1), 1, 1)
    do(duties.send_back, session, duty, why=WORD)
    assert (told(), kept()["complete"], kept()["approved"]) == ((1, 0, 0), 0, 0)
    cells.roll(session, now=NOW)
    before = set(map(tuple, session.execute(select(*Cell.__table__.columns)).all()))
    cells.rebuild(session, now=NOW)
    assert before == set(map(tuple, session.execute(select(*Cell.__table__.columns)).all()))
