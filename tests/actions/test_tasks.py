"""Resolutions and tasks: on what they rest, one thread, done, put off, dropped, and what is refused."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from dashboard.actions import records as record_verbs
from dashboard.actions import resolutions, tasks, threads
from dashboard.clock import at
from dashboard.errors import AlreadyDone, InvalidDraft, NotAllowed, OutOfTurn, StaleVersion
from dashboard.indicators.cells import Cell
from dashboard.queries import courtyard_rows, followup, overview, past_due, undone
from dashboard.records.decisions import RESOLUTION
from dashboard.rules.promises import State, state
from dashboard.schema.history import RecordChange
from dashboard.schema.meetings import (
    AgendaItem,
    DoneDraft,
    DropDraft,
    Meeting,
    PostponeDraft,
    Resolution,
    ResolutionDraft,
    Task,
    TaskDraft,
)
from dashboard.schema.threads import Thread
from dashboard.schema.votes import Electorate, Vote
from tests.actions import loop, test_hazards, test_meetings, village
from tests.sites import LEADER, OFFICE

TODAY = village.TODAY
NOW = at(TODAY)
DUE = date(2026, 10, 10)


@pytest.fixture
def place(session, hamlet):
    return village.settled(session, hamlet)


def resolve(place, *, by=OFFICE, key=None, thread_id=None, **given) -> Resolution:
    values = {
        "courtyard_id": place.hamlet.courtyards[0],
        "organisation_id": place.hamlet.companies[0],
        "text": "修好三单元屋面",
        "decided_on": TODAY,
        "due_on": DUE,
    }
    draft = ResolutionDraft.check(**values | given)
    how = {"by": by, "now": NOW, "key": key or loop.key(), "thread_id": thread_id}
    return resolutions.resolve(session=place.session, draft=draft, **how)


def set_task(place, *, by=OFFICE, thread_id=None, **given) -> Task:
    values = {
        "courtyard_id": place.hamlet.courtyards[0],
        "organisation_id": place.hamlet.companies[0],
        "title": "修好屋面",
        "set_on": TODAY,
        "due_on": DUE,
    }
    draft = TaskDraft.check(**values | given)
    how = {"by": by, "now": NOW, "key": loop.key(), "thread_id": thread_id}
    return tasks.set_task(session=place.session, draft=draft, **how)


def deliver(session, row, *, by=OFFICE, done_on=TODAY):
    told = {"resolution_id": row.id, "done_on": done_on, "version": row.version}
    return resolutions.deliver(session=session, by=by, now=NOW, key=loop.key(), **told)


def done(session, task, *, by=OFFICE, done_on=TODAY, note="换了瓦", key=None, version=None):
    draft = DoneDraft.check(task_id=task.id, done_on=done_on, note=note)
    how = {"now": NOW, "key": key or loop.key(), "version": version or task.version}
    return tasks.done(session=session, draft=draft, by=by, **how)


def postpone(session, task, *, by=OFFICE, due_on=DUE + timedelta(days=10)):
    draft = PostponeDraft.check(task_id=task.id, due_on=due_on, reason="雨季施工不了")
    how = {"now": NOW, "key": loop.key(), "version": task.version}
    return tasks.postpone(session=session, draft=draft, by=by, **how)


def drop(session, task, *, by=OFFICE):
    draft = DropDraft.check(task_id=task.id, reason="并入改造工程")
    how = {"now": NOW, "key": loop.key(), "version": task.version}
    return tasks.drop(session=session, draft=draft, by=by, **how)


def test_a_matter_keeps_its_number_from_the_request_to_the_task(session, place):
    request = loop.register(session, place.hamlet, NOW)
    held = _meeting(place)
    item = AgendaItem(meeting_id=held.id, position=1, title="屋面", request_id=request.id)
    place.add(item)
    made = resolve(place, agenda_item_id=item.id)
    task = set_task(place, resolution_id=made.id)
    assert (made.meeting_id, made.thread_id, task.thread_id, item.thread_id) == (
        held.id,
        *(request.thread_id,) * 3,
    )


def test_a_matter_without_a_number_begins_one_and_a_task_may_carry_a_requests(session, place):
    made = resolve(place, meeting_id=_meeting(place).id)
    thread = session.get_one(Thread, made.thread_id)
    assert (thread.opened_on, thread.courtyard_id) == (TODAY, place.hamlet.courtyards[0])
    request = loop.register(session, place.hamlet, NOW)
    assert set_task(place, thread_id=request.thread_id).thread_id == request.thread_id
    other = loop.register(session, place.hamlet, NOW, which=1)
    with pytest.raises(InvalidDraft) as told:
        set_task(place, thread_id=other.thread_id)
    assert told.value.problems[0].code == "another_matter"


def test_a_matter_of_an_agenda_has_one_number_with_its_hazard_its_vote_and_its_resolution(session, place):
    """A hazard on record since before there were numbers; a matter of the room's own comes from nowhere."""
    hazard = test_hazards.report(session, place.hamlet)
    hazard.thread_id = None
    held = _meeting(place)
    own = AgendaItem(meeting_id=held.id, position=1, title="楼道灯")
    item = AgendaItem(meeting_id=held.id, position=2, title="消防", origin=f"hazard:{hazard.id}")
    for one in (own, item):
        place.add(one)
        where = {"day": TODAY, "courtyard_id": None}
        number = threads.of_item(session, one, **where)
        assert threads.of_item(session, one, **where) == number == one.thread_id
        assert resolve(place, agenda_item_id=one.id).thread_id == number
    assert hazard.thread_id == item.thread_id != own.thread_id
    assert session.get_one(Thread, item.thread_id).courtyard_id == hazard.courtyard_id
    assert session.get_one(Thread, own.thread_id).courtyard_id is None


def test_what_is_set_in_a_matter_rests_on_its_last_resolution_that_is_not_delivered(session, place):
    request = loop.register(session, place.hamlet, NOW)
    assert set_task(place, thread_id=request.thread_id).resolution_id is None
    held = _meeting(place)
    first, last = (resolve(place, meeting_id=held.id, thread_id=request.thread_id) for _time in range(2))
    assert set_task(place, thread_id=request.thread_id).resolution_id == last.id
    deliver(session, last)
    assert set_task(place, thread_id=request.thread_id).resolution_id == first.id


def test_a_task_neither_takes_another_courtyards_matter_nor_rests_on_what_its_form_does_not_offer(
    session, place
):
    held = _meeting(place)
    mine, other = place.hamlet.courtyards[:2]
    made = resolve(place, meeting_id=held.id)
    with pytest.raises(InvalidDraft) as told:
        set_task(place, courtyard_id=other, thread_id=made.thread_id)
    assert [one.code for one in told.value.problems] == ["another_matter"]
    # In a matter of the whole site a task rests on nothing that is not offered where it is set.
    session.get_one(Thread, made.thread_id).courtyard_id = None
    body = place.hamlet.companies[0]
    elsewhere = set_task(place, courtyard_id=other, organisation_id=body, thread_id=made.thread_id)
    assert (elsewhere.thread_id, elsewhere.resolution_id) == (made.thread_id, None)
    assert set_task(place, courtyard_id=mine, thread_id=made.thread_id).resolution_id == made.id


def test_a_resolution_whose_only_task_was_dropped_is_still_a_promise(session, place):
    made = resolve(place, meeting_id=_meeting(place).id)
    task = set_task(place, resolution_id=made.id)
    late = DUE + timedelta(days=1)
    assert [row["kind"] for row in undone.overdue(session, day=late)] == ["task"]
    drop(session, task)
    assert [(row["kind"], row["id"]) for row in undone.overdue(session, day=late)] == [
        ("resolution", made.id)
    ]


def test_one_count_of_overdue_promises_stands_on_every_page(session, place):
    """Two tasks, one of them on a resolution, and a resolution that no task delivers; one is done."""
    held = _meeting(place)
    made = resolve(place, meeting_id=held.id)
    set_task(place, resolution_id=made.id)
    done(session, set_task(place, title="清理楼道"))
    resolve(place, meeting_id=held.id, text="粉刷楼道")
    late = DUE + timedelta(days=1)
    rows = undone.overdue(session, day=late)
    assert [(row["kind"], row["title"]) for row in rows] == [("resolution", "粉刷楼道"), ("task", "修好屋面")]
    assert undone.overdue(session, day=DUE) == []
    home = place.hamlet.courtyards[0]
    assert overview.matters(session, day=late).promises == 2
    assert past_due.counted(past_due.listed(session, day=late)) == {"task": 2}
    assert len(followup.listed(session, by=OFFICE, today=late, only="overdue")) == 2
    told = courtyard_rows.all_promises(session, courtyard_id=home, day=late)
    assert [row["overdue"] for row in told] == [True, True]
    assert undone.overdue(session, day=late, courtyard_id=place.hamlet.courtyards[1]) == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "basis_needed"),
        ({"meeting_id": "other"}, "another_meeting"),
        ({"vote_id": "lost"}, "vote_did_not_pass"),
        ({"meeting_id": "own", "decided_on": date(2026, 8, 1)}, "before_the_meeting"),
        ({"meeting_id": "own", "done_on": TODAY}, "another_verb"),
        ({"meeting_id": "own", "organisation_id": "other group"}, "not_offered"),
    ],
)
def test_what_nothing_can_rest_on_is_refused(session, place, given, code):
    ids = {
        "own": _meeting(place).id,
        "other": _meeting(place, 1).id,
        "lost": place.add(_vote(place, passed=False)),
        "other group": place.bodies["other"],
    }
    before = village.everything(session)
    with pytest.raises(InvalidDraft) as told:
        resolve(place, **{name: ids.get(value, value) for name, value in given.items()})
    assert code in [one.code for one in told.value.problems]
    assert village.everything(session) == before


def test_a_vote_that_passed_carries_its_resolution(session, place):
    vote = _vote(place, passed=True)
    place.add(vote)
    made = resolve(place, vote_id=vote.id)
    assert (made.meeting_id, made.thread_id) == (None, vote.thread_id)


def test_a_committee_does_not_speak_for_a_meeting_of_the_whole_site(session, place):
    held = test_meetings.record(session, place.hamlet, courtyard_id=None, kind="consultation")
    by = place.hamlet.committee()
    with pytest.raises(NotAllowed):
        resolve(place, meeting_id=held.id, courtyard_id=None, by=by)


def test_a_task_done_counts_where_its_resolution_is_delivered(session, place):
    made = resolve(place, meeting_id=_meeting(place).id, due_on=TODAY)
    task = set_task(place, resolution_id=made.id, due_on=TODAY)
    assert followup.delivered(session, by=OFFICE, today=TODAY) == []
    done(session, task, by=place.hamlet.company())
    [ready] = followup.delivered(session, by=OFFICE, today=TODAY)
    assert (ready["id"], ready["last_done"]) == (made.id, TODAY)
    assert followup.delivered(session, by=place.hamlet.company(), today=TODAY) == []
    deliver(session, made)
    assert followup.delivered(session, by=OFFICE, today=TODAY) == []
    month = select(Cell).where(Cell.key == "resolution_delivery", Cell.period == "2026-09")
    [cell] = session.exec(month).all()
    assert (cell.part, cell.whole) == (1, 1)


def test_the_day_promised_first_is_kept_however_often_it_is_put_off(session, place):
    task = set_task(place)
    postpone(session, task, due_on=DUE + timedelta(days=5))
    postpone(session, task, due_on=DUE + timedelta(days=9))
    assert (task.first_due_on, task.due_on, task.version) == (DUE, DUE + timedelta(days=9), 3)
    change = session.exec(select(RecordChange).order_by(RecordChange.id.desc())).first()
    assert (change.verb, change.reason, set(change.values)) == ("postpone", "雨季施工不了", {"due_on"})
    for due_on, code in ((task.due_on, "same_day"), (TODAY - timedelta(days=1), "in_the_past")):
        with pytest.raises(InvalidDraft) as told:
            postpone(session, task, due_on=due_on)
        assert told.value.problems[0].code == code


def test_what_has_ended_ends_once(session, place):
    task = drop(session, set_task(place))
    assert (task.dropped_on, task.dropped_why) == (TODAY, "并入改造工程")
    for verb in (done, postpone, drop):
        with pytest.raises(OutOfTurn):
            verb(session, task)


def test_a_double_click_is_one_and_a_stale_one_none(session, place):
    task = set_task(place)
    done(session, task, key="same")
    with pytest.raises(AlreadyDone):
        done(session, task, key="same")
    with pytest.raises(StaleVersion):
        done(session, task, version=1)
    assert session.exec(select(Task)).all() == [task]


def test_a_task_without_anybody_and_one_done_tomorrow_are_refused(session, place):
    with pytest.raises(InvalidDraft) as told:
        set_task(place, organisation_id=None)
    assert told.value.problems[0].code == "owner_needed"
    with pytest.raises(InvalidDraft) as told:
        done(session, set_task(place), done_on=TODAY + timedelta(days=1))
    assert told.value.problems[0].code == "in_the_future"


def test_somebody_in_office_can_be_given_a_task_and_is_named_masked_to_keepers_alone(session, place):
    officer = place.officers["own"][0]
    set_task(place, organisation_id=None, person_id=officer)
    names = {by.role: followup.listed(session, by=by, today=TODAY)[0]["person"] for by in (OFFICE, LEADER)}
    assert list(names.values()) == [f"{village.OFFICER[0]}*", None]
    with pytest.raises(InvalidDraft):
        set_task(place, by=place.hamlet.committee(), person_id=place.officers["other"][0])


def test_the_board_shows_each_reader_their_own_overdue_first(session, place):
    late = set_task(place, due_on=TODAY)
    for which in (0, 1):
        home = {"courtyard_id": place.hamlet.courtyards[which]}
        set_task(place, **home, organisation_id=place.hamlet.companies[which])
    site = set_task(place, courtyard_id=None, organisation_id=place.bodies["site"])
    tomorrow = TODAY + timedelta(days=1)

    def ids(by, **how):
        return [row["id"] for row in followup.listed(session, by=by, today=tomorrow, **how)]

    assert ids(OFFICE)[0] == late.id
    assert len(ids(OFFICE)) == len(ids(LEADER)) == 4
    assert len(ids(place.hamlet.committee())) == 3
    assert len(ids(place.hamlet.company())) == 2
    assert ids(OFFICE, only="overdue") == [late.id]
    assert ids(OFFICE, owner_id=place.bodies["site"]) == [site.id]
    [first, *_others] = followup.owners(session, by=OFFICE, today=tomorrow)
    assert (first["id"], first["open"], first["overdue"]) == (place.hamlet.companies[0], 2, 1)


def test_promises_of_a_meeting_are_told_by_their_tasks(session, place):
    held = _meeting(place)
    made = resolve(place, meeting_id=held.id)
    bare = resolve(place, meeting_id=held.id, text="清理楼道杂物")
    task = set_task(place, resolution_id=made.id)
    rows = followup.promises(session, by=OFFICE, meeting_id=held.id)
    assert {(row["kind"], row["id"]) for row in rows} == {("task", task.id), ("resolution", bare.id)}
    number = session.get_one(Thread, made.thread_id).number
    assert {"thread": number, "owner_zh": "甲物业公司", "first_due_on": None}.items() <= next(
        row for row in rows if row["kind"] == "task"
    ).items()
    assert followup.promises(session, by=OFFICE, since=TODAY + timedelta(days=1)) == []


def test_a_resolution_with_tasks_is_not_withdrawn(session, place):
    made = resolve(place, meeting_id=_meeting(place).id)
    set_task(place, resolution_id=made.id)
    how = {"by": OFFICE, "now": NOW, "key": loop.key(), "version": 1, "reason": "记错了"}
    with pytest.raises(InvalidDraft):
        record_verbs.withdraw(session=session, kind=RESOLUTION, ref=made.id, **how)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ({"done_on": DUE}, State.KEPT),
        ({"done_on": DUE, "first_due_on": DUE - timedelta(days=1)}, State.LATE),
        ({"done_on": DUE + timedelta(days=1)}, State.LATE),
        ({}, State.OVERDUE),
        ({"due_on": DUE + timedelta(days=1)}, State.OPEN),
        ({"dropped_on": DUE}, State.DROPPED),
    ],
)
def test_a_promise_is_kept_by_the_day_given_first(days, expected):
    assert state(today=DUE + timedelta(days=1), **{"due_on": DUE} | days) is expected


def _meeting(place, which: int = 0) -> Meeting:
    return test_meetings.record(place.session, place.hamlet, courtyard_id=place.hamlet.courtyards[which])


def _vote(place, *, passed: bool) -> Vote:
    thread = loop.register(place.session, place.hamlet, NOW).thread_id
    days = {"notice_on": date(2026, 8, 1), "opened_on": date(2026, 8, 20), "closed_on": date(2026, 9, 1)}
    home = {"courtyard_id": place.hamlet.courtyards[0], "electorate": Electorate.HOUSEHOLDS}
    return Vote(question="修不修屋面", passed=passed, thread_id=thread, **home, **days)
