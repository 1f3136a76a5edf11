"""A meeting is called, opened with its numbers frozen, closed; until then it counts as held nowhere."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from dashboard.actions import agenda, meetings, postponing, sittings
from dashboard.clock import at
from dashboard.errors import AlreadyDone, InvalidDraft, NotAllowed, OutOfTurn, StaleVersion
from dashboard.i18n import speaking
from dashboard.indicators.periods import parse
from dashboard.indicators.scores import score
from dashboard.indicators.sentences import when_words
from dashboard.queries import overview
from dashboard.records.names import HALF_HOURS
from dashboard.schema.accounts import AuditEvent, Head
from dashboard.schema.history import RecordChange
from dashboard.schema.meetings import (
    AgendaDraft,
    AgendaItem,
    Frozen,
    HouseholdAttendanceDraft,
    Meeting,
    MeetingDraft,
    MeetingKind,
    Outcome,
    Stage,
)
from dashboard.schema.places import Site
from tests.actions import loop
from tests.sites import LEADER, OFFICE

NOW, DAY = at(date(2026, 9, 20), 14), date(2026, 9, 20)
LATER = DAY + timedelta(days=7)


def call(session, hamlet, *, by=OFFICE, key=None, **given) -> Meeting:
    values = {
        "site_id": session.exec(select(Site.id)).one(),
        "kind": MeetingKind.JOINT,
        "title": "第三季度三方联席会",
        "held_on": LATER,
    }
    draft = MeetingDraft.check(**values | given)
    return sittings.call(session=session, draft=draft, by=by, now=NOW, key=key or loop.key())


def open_(session, meeting, *, by=OFFICE, now=NOW, version=None, body=None) -> Meeting:
    return sittings.open_meeting(
        session=session,
        meeting_id=meeting.id,
        freeze=lambda _session, _meeting_id, _at: body or {"told": 1},
        by=by,
        now=now,
        key=loop.key(),
        version=version or meeting.version,
    )


def move(session, meeting, *, by=OFFICE, version=None, key=None, **to) -> Meeting:
    to = {"held_on": LATER + timedelta(days=3), "begins_at": None, "place": "驿站二楼"} | to
    how = {"version": version or meeting.version, "now": NOW, "key": key or loop.key()}
    return postponing.move(session=session, meeting_id=meeting.id, by=by, **to, **how)


def call_off(session, meeting, *, by=OFFICE, key=None, reason="场地冲突") -> int:
    how = {"version": meeting.version, "now": NOW, "key": key or loop.key()}
    return postponing.call_off(session=session, meeting_id=meeting.id, reason=reason, by=by, **how)


def close(session, meeting, *, by=OFFICE, now=NOW, version=None) -> Meeting:
    return sittings.close_meeting(
        session=session,
        meeting_id=meeting.id,
        by=by,
        now=now,
        key=loop.key(),
        version=version or meeting.version,
    )


def add(session, meeting, *, by=OFFICE, origin=None, title="电动车充电棚", key=None, **given) -> AgendaItem:
    draft = AgendaDraft.check(meeting_id=meeting.id, position=1, title=title, **given)
    return agenda.add(session=session, draft=draft, by=by, now=NOW, key=key or loop.key(), origin=origin)


def note(session, item, *, by=OFFICE, outcome=Outcome.NOTED, said="都同意", version=None) -> AgendaItem:
    how = {"version": version or item.version, "by": by, "now": NOW, "key": loop.key()}
    return agenda.note(session=session, item_id=item.id, outcome=outcome, said=said, **how)


def change(session, item, *, by=OFFICE, **values) -> AgendaItem:
    how = {"version": item.version, "by": by, "now": NOW, "key": loop.key()}
    return agenda.change(session=session, item_id=item.id, values=values, **how)


def order(session, meeting, ids, *, by=OFFICE) -> Meeting:
    return agenda.order(session=session, meeting_id=meeting.id, ids=ids, by=by, now=NOW, key=loop.key())


def drop(session, item, *, by=OFFICE) -> int:
    how = {"version": item.version, "by": by, "now": NOW, "key": loop.key()}
    return agenda.drop(session=session, item_id=item.id, **how)


def titles(session, meeting) -> list[str]:
    found = select(AgendaItem).filter_by(meeting_id=meeting.id).order_by(AgendaItem.position)
    return [one.title for one in session.exec(found)]


def held(session) -> int:
    found = score(session, {"joint_meeting_on_time": [parse("2026-Q3")]})
    return next(one.part for one in found if not one.stratum)


def test_only_a_closed_meeting_counts_as_held(session, hamlet):
    meeting = call(session, hamlet)
    assert (meeting.stage, meeting.notice_on, held(session)) == (Stage.CALLED, DAY, 0)
    assert overview.load(session, day=LATER, today=LATER).meeting_on is None
    open_(session, meeting)
    assert (meeting.held_on, meeting.opened_at, held(session)) == (DAY, NOW, 0)
    assert overview.load(session, day=LATER, today=LATER).meeting_on is None
    close(session, meeting, now=NOW + timedelta(hours=2))
    assert (meeting.stage, meeting.closed_at, held(session)) == (Stage.HELD, NOW + timedelta(hours=2), 1)
    assert overview.load(session, day=LATER, today=LATER).meeting_on == DAY


def test_the_hour_of_another_day_is_not_told_of_the_day_it_is_opened(session, hamlet):
    early = open_(session, call(session, hamlet, begins_at="14:30"))
    assert (early.held_on, early.begins_at, early.opened_at) == (DAY, None, NOW)
    with speaking("en"):
        assert when_words(early.model_dump()) == "20 Sep 2026"
    as_called = open_(
        session, call(session, hamlet, held_on=DAY, kind=MeetingKind.COMMITTEE, begins_at="14:30")
    )
    assert (as_called.held_on, as_called.begins_at) == (DAY, "14:30")


def test_the_turnout_of_an_open_meeting_counts_once_it_is_closed(session, hamlet):
    def turnout() -> int:
        found = score(session, {"consult_turnout": [parse("2026-Q3")]})
        return next(one.part for one in found if not one.stratum)

    yard, homes = hamlet.courtyards[0], hamlet.households[0]
    meeting = call(session, hamlet, kind=MeetingKind.COURTYARD, courtyard_id=yard, title="1号院议事会")
    open_(session, meeting)
    draft = HouseholdAttendanceDraft.check(meeting_id=meeting.id, came=tuple(homes[:2]))
    meetings.attend(session=session, draft=draft, by=OFFICE, now=NOW, key=loop.key())
    assert turnout() == 0
    close(session, meeting)
    assert turnout() == 2


def test_opening_freezes_the_briefing_at_the_state_of_the_trail(session, hamlet):
    meeting = open_(session, call(session, hamlet), body={"slides": [1, 2]})
    frozen = session.exec(select(Frozen)).one()
    event = session.get_one(AuditEvent, frozen.seq)
    assert (frozen.meeting_id, frozen.body, frozen.at) == (meeting.id, {"slides": [1, 2]}, NOW)
    assert (event.verb, event.noun, event.hash) == ("open", "meeting", frozen.head)
    assert frozen.revision == session.get_one(Head, 1).revision


def test_the_stages_follow_each_other_once(session, hamlet):
    meeting = call(session, hamlet)
    with pytest.raises(OutOfTurn):
        close(session, meeting)
    with pytest.raises(StaleVersion):
        open_(session, meeting, version=9)
    open_(session, meeting)
    with pytest.raises(OutOfTurn):
        open_(session, meeting)
    close(session, meeting)
    with pytest.raises(OutOfTurn):
        close(session, meeting)
    with pytest.raises(OutOfTurn):
        add(session, meeting)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"held_on": DAY - timedelta(days=1)}, ("held_on", "in_the_past")),
        ({"held_on": DAY + timedelta(days=400)}, ("held_on", "too_far_ahead")),
        ({"kind": MeetingKind.COURTYARD}, ("courtyard_id", "courtyard_needed")),
        ({"courtyard_id": 1}, ("courtyard_id", "whole_site_only")),
        ({"begins_at": "14:15"}, ("begins_at", "string_pattern_mismatch")),
        ({"begins_at": "06:30"}, ("begins_at", "string_pattern_mismatch")),
        ({"begins_at": "22:00"}, ("begins_at", "string_pattern_mismatch")),
    ],
)
def test_what_cannot_be_called(session, hamlet, given, problem):
    if given.get("courtyard_id"):
        given = {"courtyard_id": hamlet.courtyards[0]}
    with pytest.raises(InvalidDraft) as raised:
        call(session, hamlet, **given)
    assert [(one.name, one.code) for one in raised.value.problems] == [problem]


def test_a_called_meeting_is_moved_and_the_notice_goes_out_anew(session, hamlet):
    meeting = call(session, hamlet, notice_on=DAY - timedelta(days=9))
    move(session, meeting)
    assert (meeting.held_on, meeting.place) == (LATER + timedelta(days=3), "驿站二楼")
    assert (meeting.notice_on, meeting.version, meeting.stage) == (DAY, 2, Stage.CALLED)
    change = session.exec(select(RecordChange).where(RecordChange.verb == "move")).one()
    assert change.values["held_on"] == [LATER.isoformat(), meeting.held_on.isoformat()]
    with pytest.raises(StaleVersion):
        move(session, meeting, version=1, place="别处")


def test_a_meeting_that_begins_at_another_hour_has_a_new_notice(session, hamlet):
    meeting = call(session, hamlet, notice_on=DAY - timedelta(days=9), begins_at="14:30")
    move(session, meeting, held_on=LATER, place=None, begins_at="19:00")
    assert (meeting.held_on, meeting.begins_at, meeting.notice_on) == (LATER, "19:00", DAY)
    change = session.exec(select(RecordChange).where(RecordChange.verb == "move")).one()
    assert change.values["begins_at"] == ["14:30", "19:00"]


def test_every_half_hour_that_is_offered_can_be_called(session, hamlet):
    assert (min(HALF_HOURS), max(HALF_HOURS), len(HALF_HOURS)) == ("07:00", "21:30", 30)
    for days, hour in enumerate(HALF_HOURS):
        one = call(session, hamlet, held_on=LATER + timedelta(days=days), begins_at=hour)
        assert one.begins_at == hour


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ({"held_on": LATER, "place": None}, "nothing_changed"),
        ({"held_on": DAY - timedelta(days=1)}, "in_the_past"),
        ({"held_on": DAY + timedelta(days=400)}, "too_far_ahead"),
        ({"held_on": LATER + timedelta(days=1)}, "meeting_there_already"),
    ],
)
def test_where_a_meeting_cannot_be_moved(session, hamlet, to, code):
    meeting = call(session, hamlet)
    call(session, hamlet, held_on=LATER + timedelta(days=1))
    with pytest.raises(InvalidDraft) as raised:
        move(session, meeting, **to)
    assert [one.code for one in raised.value.problems] == [code]


def test_a_meeting_called_off_is_gone_with_its_agenda_and_can_be_called_again(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    meeting = call(session, hamlet)
    for title in ("甲议题", "乙议题"):
        add(session, meeting, title=title)
    add(session, meeting, origin=f"request:{request.id}", request_id=request.id)
    key = loop.key()
    assert call_off(session, meeting, key=key) == meeting.id
    assert session.exec(select(Meeting)).all() == session.exec(select(AgendaItem)).all() == []
    changes = session.exec(select(RecordChange.noun, RecordChange.verb, RecordChange.reason)).all()
    assert changes.count(("agenda_item", "drop", None)) == 3
    assert ("meeting", "withdraw", "场地冲突") in changes
    with pytest.raises(AlreadyDone):
        call_off(session, meeting, key=key)
    assert add(session, call(session, hamlet), origin=f"request:{request.id}", request_id=request.id)


def test_a_meeting_that_began_is_neither_moved_nor_called_off(session, hamlet):
    meeting = call(session, hamlet)
    open_(session, meeting)
    for verb in (move, call_off):
        with pytest.raises(OutOfTurn):
            verb(session, meeting)


def test_no_meeting_is_called_off_without_a_reason(session, hamlet):
    meeting = call(session, hamlet)
    with pytest.raises(InvalidDraft):
        call_off(session, meeting, reason=" ")


def test_the_site_s_meetings_are_the_office_s(session, hamlet):
    with pytest.raises(NotAllowed):
        call(session, hamlet, by=LEADER)
    with pytest.raises(NotAllowed):
        call(session, hamlet, by=hamlet.committee())
    own = call(
        session, hamlet, by=hamlet.committee(), kind=MeetingKind.COURTYARD, courtyard_id=hamlet.courtyards[0]
    )
    assert own.stage is Stage.CALLED


def test_a_double_click_calls_one_meeting(session, hamlet):
    key = loop.key()
    meeting = call(session, hamlet, key=key)
    with pytest.raises(AlreadyDone) as raised:
        call(session, hamlet, key=key)
    assert raised.value.ref == meeting.id


def test_matters_are_added_ordered_changed_and_dropped(session, hamlet):
    meeting = call(session, hamlet)
    first, second, third = (add(session, meeting, title=title) for title in ("甲议题", "乙议题", "丙议题"))
    assert [first.position, second.position, third.position] == [1, 2, 3]
    order(session, meeting, [third.id, first.id, second.id])
    assert titles(session, meeting) == ["丙议题", "甲议题", "乙议题"]
    with pytest.raises(InvalidDraft):
        order(session, meeting, [third.id, first.id])
    change(session, second, title="乙议题（改）", minutes=10, presenter="居委会")
    assert (second.title, second.minutes, second.version) == ("乙议题（改）", 10, 2)
    drop(session, first)
    assert titles(session, meeting) == ["丙议题", "乙议题（改）"]
    assert second.position == 2


def test_a_matter_carries_the_thread_of_what_proposed_it_and_comes_once(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    meeting = call(session, hamlet)
    item = add(session, meeting, origin=f"request:{request.id}", request_id=request.id)
    assert item.thread_id == request.thread_id is not None
    with pytest.raises(InvalidDraft):
        add(session, meeting, origin=f"request:{request.id}", request_id=request.id)
    assert add(session, meeting, origin="indicator:solve_rate", title="解决率").thread_id is None


def test_what_became_of_a_matter_is_noted_once_the_meeting_is_open(session, hamlet):
    meeting = call(session, hamlet)
    item = add(session, meeting)
    with pytest.raises(OutOfTurn):
        note(session, item)
    open_(session, meeting)
    note(session, item, outcome=Outcome.PUT_OFF, said=" 下次再议 ")
    assert (item.outcome, item.said) == (Outcome.PUT_OFF, "下次再议")
    with pytest.raises(StaleVersion):
        note(session, item, version=1)
