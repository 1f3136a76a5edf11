"""The verbs that all kinds of records share, on a mediation case, a seal use and people in office."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from dashboard.actions import records
from dashboard.clock import at
from dashboard.errors import AlreadyDone, InvalidDraft, NotAllowed, NotFound, OutOfTurn, StaleVersion
from dashboard.indicators import cells
from dashboard.queries import records as reads
from dashboard.records.bodies import SEAL, TERM
from dashboard.records.work import MEDIATION, STATION_VISIT
from dashboard.schema.accounts import AuditEvent
from dashboard.schema.activities import RoomKind, StationRoom
from dashboard.schema.cells import Cell
from dashboard.schema.history import RecordChange
from dashboard.schema.mediation import Mediation
from dashboard.schema.meetings import SealUse
from dashboard.schema.organisations import Organisation, OrganisationKind, Person, PostKind, Selection, Term
from tests.actions.loop import key
from tests.sites import LEADER, OFFICE, PUBLIC

NOW = at(date(2026, 9, 15))
TODAY = date(2026, 9, 15)


def dispute(session, hamlet, *, by=None, which=0, form=None, **given):
    values = {"courtyard_id": hamlet.courtyards[which], "kind": "noise", "opened_on": date(2026, 9, 1)}
    return records.create(
        session=session,
        kind=MEDIATION,
        values=values | given,
        by=by or hamlet.committee(),
        now=NOW,
        key=form or key(),
    )


def how(row, by, **given):
    return {"ref": row.id, "by": by, "now": NOW, "key": key(), "version": row.version} | given


def test_a_record_is_made_with_its_matter_its_event_and_its_history(session, hamlet):
    row = dispute(session, hamlet)
    assert row.thread_id is not None
    shown = reads.one(session, by=OFFICE, kind=MEDIATION, ref=row.id)
    assert (shown["number"], shown["yard"]) == ("M2026-0001", 1)
    event = session.exec(select(AuditEvent).where(col(AuditEvent.noun) == "mediation")).one()
    assert (event.verb, event.ref, event.courtyard_id) == ("record", row.id, hamlet.courtyards[0])
    change = session.exec(select(RecordChange)).one()
    assert change.seq == event.seq
    assert change.values["kind"] == [None, "noise"]
    assert change.values["opened_on"] == [None, "2026-09-01"]


def test_nobody_records_for_a_courtyard_that_is_not_theirs(session, hamlet):
    for by in (hamlet.committee(1), hamlet.company(), LEADER, PUBLIC):
        with pytest.raises(NotAllowed):
            dispute(session, hamlet, by=by)
    with pytest.raises(NotAllowed):
        dispute(session, hamlet, courtyard_id=None)


def test_the_same_form_makes_one_record(session, hamlet):
    first = dispute(session, hamlet, form="once")
    with pytest.raises(AlreadyDone) as told:
        dispute(session, hamlet, form="once")
    assert told.value.ref == first.id


@pytest.mark.parametrize(
    ("given", "name", "code"),
    [
        ({"opened_on": date(2026, 9, 16)}, "opened_on", "in_the_future"),
        ({"opened_on": date(2024, 1, 1)}, "opened_on", "too_long_ago"),
        ({"kind": None}, "kind", "missing"),
        ({"organisation_id": 999}, "organisation_id", "not_offered"),
        ({"batch_id": 1}, "batch_id", "another_verb"),
        ({"concluded_on": date(2026, 9, 10)}, "result", "concluded_needs_result"),
    ],
)
def test_what_cannot_be_is_told_by_its_field(session, hamlet, given, name, code):
    with pytest.raises(InvalidDraft) as told:
        dispute(session, hamlet, **given)
    assert (name, code) in [(one.name, one.code) for one in told.value.problems]


def test_what_happened_since_is_added_once_and_the_cells_know(session, hamlet):
    row, by = dispute(session, hamlet), hamlet.committee()
    end = {"concluded_on": date(2026, 9, 10), "result": "agreed", "due_on": date(2026, 10, 10)}
    records.follow_up(session=session, kind=MEDIATION, values=end, **how(row, by))
    assert row.result == "agreed"
    assert [c.part for c in session.exec(select(Cell).where(col(Cell.key) == "mediation_success"))] == [1]
    with pytest.raises(OutOfTurn):
        records.follow_up(session=session, kind=MEDIATION, values={"result": "withdrawn"}, **how(row, by))
    with pytest.raises(InvalidDraft):
        records.follow_up(session=session, kind=MEDIATION, values={"kind": "leak"}, **how(row, by))


def test_a_correction_needs_its_reason_and_can_be_undone(session, hamlet):
    row, by = dispute(session, hamlet), hamlet.committee()
    with pytest.raises(InvalidDraft):
        records.correct(session=session, kind=MEDIATION, values={"kind": "leak"}, reason=" ", **how(row, by))
    records.correct(session=session, kind=MEDIATION, values={"kind": "leak"}, reason="看错了", **how(row, by))
    assert row.kind == "leak"
    records.undo(session=session, kind=MEDIATION, **how(row, by))
    assert row.kind == "noise"
    told = reads.history(session, by=by, kind=MEDIATION, ref=row.id)
    assert [one.verb for one in told] == ["record", "correct", "undo"]
    assert told[1].values == (("kind", "noise", "leak"),)
    assert told[1].reason == "看错了"
    assert reads.history(session, by=hamlet.committee(1), kind=MEDIATION, ref=row.id) == []


def test_a_stale_correction_shows_both(session, hamlet):
    row, by = dispute(session, hamlet), hamlet.committee()
    old = how(row, by)
    records.correct(session=session, kind=MEDIATION, values={"kind": "leak"}, reason="看错了", **how(row, by))
    with pytest.raises(StaleVersion) as told:
        records.correct(session=session, kind=MEDIATION, values={"kind": "space"}, reason="占道", **old)
    assert (told.value.theirs, told.value.mine) == ({"kind": "leak"}, {"kind": "space"})


def test_a_withdrawn_record_counts_no_more_and_comes_back_whole(session, hamlet):
    end = {"concluded_on": date(2026, 9, 10), "result": "agreed"}
    row, by = dispute(session, hamlet, **end), hamlet.committee()
    ref, before = row.id, row.model_dump()
    assert records.withdraw(session=session, kind=MEDIATION, reason="重复登记", **how(row, by)) == ref
    assert session.get(Mediation, ref) is None
    assert session.exec(select(Cell).where(col(Cell.key) == "mediation_success")).all() == []
    assert [one["id"] for one in reads.withdrawn(session, by=by, kind=MEDIATION)] == [ref]
    assert reads.withdrawn(session, by=hamlet.committee(1), kind=MEDIATION) == []
    another = dispute(session, hamlet)
    assert another.id != ref
    with pytest.raises(NotAllowed):
        records.restore(session=session, kind=MEDIATION, ref=ref, by=hamlet.committee(1), now=NOW, key=key())
    back = records.restore(session=session, kind=MEDIATION, ref=ref, by=by, now=NOW, key=key())
    assert back.model_dump() == before | {"version": before["version"] + 1}
    assert reads.withdrawn(session, by=by, kind=MEDIATION) == []
    with pytest.raises(NotFound):
        records.restore(session=session, kind=MEDIATION, ref=ref, by=by, now=NOW, key=key())
    told = reads.history(session, by=by, kind=MEDIATION, ref=ref)
    assert [one.verb for one in told] == ["record", "withdraw", "restore"]


def test_what_is_kept_by_writes_equals_what_is_computed_from_nothing(session, hamlet):
    cells.roll(session, now=NOW)
    row, by = dispute(session, hamlet, concluded_on=date(2026, 9, 10), result="agreed"), hamlet.committee()
    records.correct(
        session=session,
        kind=MEDIATION,
        values={"opened_on": date(2026, 8, 30)},
        reason="日期",
        **how(row, by),
    )
    gone = dispute(session, hamlet, which=1, by=OFFICE)
    records.withdraw(session=session, kind=MEDIATION, reason="重复", **how(gone, OFFICE))
    kept = sorted(session.exec(select(Cell.key, Cell.period, Cell.courtyard_id, Cell.n, Cell.part)).all())
    cells.rebuild(session, now=NOW)
    assert (
        sorted(session.exec(select(Cell.key, Cell.period, Cell.courtyard_id, Cell.n, Cell.part)).all())
        == kept
    )


@pytest.fixture
def group(session, hamlet):
    """The group of the first courtyard with three people in office."""
    body = Organisation(
        site_id=hamlet.site,
        courtyard_id=hamlet.courtyards[0],
        kind=OrganisationKind.COURTYARD_GROUP,
        name_zh="1号院自治小组",
        name_en="Group 1",
        since=date(2025, 7, 1),
    )
    session.add(body)
    session.flush()
    people = [Person(name=name) for name in ("甲一", "乙二", "丙三")]
    session.add_all(people)
    session.flush()
    for one in people:
        session.add(
            Term(
                person_id=one.id,
                organisation_id=body.id,
                post=PostKind.MEMBER,
                selection=Selection.ELECTED,
                since=date(2025, 8, 1),
                until=date(2028, 7, 31),
            )
        )
    session.flush()
    return body, people


def sealed(session, hamlet, people, *, by=None, **given):
    values = {
        "courtyard_id": hamlet.courtyards[0],
        "purpose": "repair_notice",
        "title": "屋顶维修告知书",
        "used_on": TODAY,
        "first_approver_id": people[0].id,
        "second_approver_id": people[1].id,
    }
    return records.create(
        session=session, kind=SEAL, values=values | given, by=by or hamlet.committee(), now=NOW, key=key()
    )


def test_the_ledger_is_numbered_and_its_lines_are_voided_not_taken_out(session, hamlet, group):
    body, people = group
    first, second = (sealed(session, hamlet, people, title=title) for title in ("告知一", "告知二"))
    assert (first.no, second.no, first.organisation_id) == (1, 2, body.id)
    records.withdraw(session=session, kind=SEAL, reason="写错了", **how(first, hamlet.committee()))
    stands = session.get_one(SealUse, first.id)
    assert (stands.void_on, stands.void_why) == (TODAY, "写错了")
    with pytest.raises(OutOfTurn):
        records.withdraw(session=session, kind=SEAL, reason="再一次", **how(first, hamlet.committee()))
    assert sealed(session, hamlet, people, title="告知三").no == 3


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"purpose": "forbidden_certificate"}, ("purpose", "seal_may_not")),
        ({"second_approver_id": None}, ("second_approver_id", "missing")),
        ({"second_approver_id": 0}, ("second_approver_id", "same_approver")),
        ({"first_approver_id": 999}, ("first_approver_id", "not_offered")),
        ({"copies": 0}, ("copies", "greater_than_equal")),
    ],
)
def test_a_use_that_may_not_be_is_refused(session, hamlet, group, given, problem):
    people = group[1]
    if given.get("second_approver_id") == 0:
        given = {"second_approver_id": people[0].id}
    with pytest.raises(InvalidDraft) as told:
        sealed(session, hamlet, people, **given)
    assert problem in [(one.name, one.code) for one in told.value.problems]


def appointed(session, body, **given):
    values = {
        "organisation_id": body.id,
        "name": "丁四",
        "post": "head",
        "selection": "elected",
        "since": date(2026, 9, 1),
        "until": date(2029, 8, 31),
    }
    return records.create(session=session, kind=TERM, values=values | given, by=OFFICE, now=NOW, key=key())


def test_the_same_name_is_the_same_person_unless_the_phone_tells_them_apart(session, hamlet, group):
    body, people = group
    assert appointed(session, body, name="甲一").person_id == people[0].id
    new = appointed(session, body, name="戊五", phone="13800000001", post="deputy")
    assert new.person_id not in {one.id for one in people}
    with pytest.raises(InvalidDraft) as told:
        appointed(session, body, name="甲一", since=date(2027, 9, 1) - timedelta(days=400))
    assert told.value.problems[0].code == "in_office_already"


def test_visitors_of_a_room_are_counted_once_a_day_by_the_office_alone(session, hamlet):
    room = StationRoom(site_id=hamlet.site, kind=RoomKind.LIBRARY, name_zh="阅览室", name_en="Library")
    session.add(room)
    session.flush()
    values = {"room_id": room.id, "visited_on": TODAY, "visitors": 12}

    def record(by):
        return records.create(session=session, kind=STATION_VISIT, values=values, by=by, now=NOW, key=key())

    with pytest.raises(NotAllowed):
        record(hamlet.committee())
    assert record(OFFICE).visitors == 12
    with pytest.raises(InvalidDraft) as told:
        record(OFFICE)
    assert told.value.problems[0].code == "there_already"
