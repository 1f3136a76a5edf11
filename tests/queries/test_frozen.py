"""What a meeting was shown against what holds now: errata, and what is proposed for an agenda."""

from datetime import date, timedelta

from dashboard.actions import records, resolutions, tasks
from dashboard.briefings import compose
from dashboard.briefings.model import SlideKind, from_json
from dashboard.clock import at
from dashboard.indicators.scores import latest
from dashboard.queries import agenda, frozen, meeting_facts
from dashboard.records.work import MEDIATION
from dashboard.rules.promises import State
from dashboard.schema.accounts import Head
from dashboard.schema.meetings import MeetingKind, ResolutionDraft, Stage, TaskDraft
from tests.actions import loop, test_sittings
from tests.sites import LEADER, OFFICE

DAY = date(2026, 9, 20)
NOW = at(DAY, 14)


def mediation(session, **given):
    values = {"kind": "noise", "opened_on": date(2026, 4, 1), "concluded_on": date(2026, 4, 3)}
    values |= {"result": "agreed", "due_on": date(2026, 5, 1), **given}
    how = {"session": session, "kind": MEDIATION, "by": OFFICE, "now": NOW, "key": loop.key()}
    return records.create(values=values, **how)


def correct(session, row, **values):
    how = {"session": session, "kind": MEDIATION, "by": OFFICE, "now": NOW, "key": loop.key()}
    return records.correct(ref=row.id, values=values, version=row.version, reason="当时漏登记", **how)


def shown(session):
    """The frozen numbers at this state of the trail."""
    scores = [one for one in latest(session, day=DAY, keys=["mediation_fulfilment"]) if not one.stratum]
    return session.get_one(Head, 1).seq, scores


def found(session, seq, scores, *, by=OFFICE):
    return frozen.errata(session, by=by, seq=seq, held_on=DAY, scores=scores)


def promise(session, hamlet, meeting):
    """A task that the meeting's resolution asked for."""
    company, due = hamlet.companies[0], DAY + timedelta(days=30)
    draft = ResolutionDraft.check(
        meeting_id=meeting.id, organisation_id=company, text="划好消防标线", decided_on=DAY, due_on=due
    )
    how = {"session": session, "by": OFFICE, "now": NOW}
    resolved = resolutions.resolve(draft=draft, key=loop.key(), **how)
    task = TaskDraft.check(
        resolution_id=resolved.id, organisation_id=company, title="划好消防标线", set_on=DAY, due_on=due
    )
    return tasks.set_task(draft=task, key=loop.key(), **how)


def test_a_correction_stands_beside_with_its_reason_for_keepers(session, hamlet):
    row = mediation(session)
    seq, scores = shown(session)
    assert found(session, seq, scores) == []
    correct(session, row, performed_on=date(2026, 4, 30))
    [one] = found(session, seq, scores)
    assert (one.was.part, one.now.part, one.was.whole) == (0, 1, 1)
    assert (one.corrected, one.reason, one.at) == (True, "当时漏登记", NOW)
    [read] = found(session, seq, scores, by=LEADER)
    assert (read.corrected, read.reason) == (True, None)


def test_what_came_in_late_is_no_correction(session, hamlet):
    mediation(session)
    seq, scores = shown(session)
    mediation(session, performed_on=date(2026, 4, 20))
    [one] = found(session, seq, scores)
    assert (one.was.whole, one.now.whole, one.corrected, one.reason) == (1, 2, False, None)


def test_what_is_opened_is_frozen_and_a_later_change_leaves_it(session, hamlet):
    row = mediation(session)
    meeting = test_sittings.call(session, hamlet)
    item = test_sittings.add(session, meeting, title="充电棚选址", minutes=15)
    sittings = test_sittings.open_(session, meeting, body=compose.body(session, meeting.id, NOW))
    assert sittings.stage is Stage.OPEN
    body = frozen.kept(session, by=LEADER, meeting_id=meeting.id).body
    correct(session, row, performed_on=date(2026, 4, 30))
    test_sittings.change(session, item, title="另一个题目")
    kept = from_json(frozen.kept(session, by=LEADER, meeting_id=meeting.id).body)
    assert kept == from_json(body)
    [matter] = kept.of(SlideKind.MATTER)
    assert (matter.title.zh, matter.minutes, matter.item_id) == ("充电棚选址", 15, item.id)
    assert next(one.part for one in kept.scores if one.key == "mediation_fulfilment") == 0


def test_a_meeting_without_frozen_numbers_says_so(session, hamlet):
    meeting = test_sittings.call(session, hamlet)
    assert frozen.kept(session, by=OFFICE, meeting_id=meeting.id) is None


def test_open_promises_of_the_last_meeting_come_first_among_what_is_proposed(session, hamlet):
    last = test_sittings.call(session, hamlet, held_on=DAY)
    test_sittings.open_(session, last)
    test_sittings.close(session, last)
    task = promise(session, hamlet, last)
    later = DAY + timedelta(days=60)
    following = test_sittings.call(session, hamlet, title="第四季度三方联席会", held_on=later)
    how = {"by": OFFICE, "meeting_id": following.id, "today": later}
    proposed = agenda.proposals(session, **how)
    assert (proposed[0].origin, proposed[0].why, proposed[0].title) == (
        f"task:{task.id}",
        "promised",
        task.title,
    )
    test_sittings.add(session, following, origin=f"task:{task.id}", title=task.title)
    assert f"task:{task.id}" not in {one.origin for one in agenda.proposals(session, **how)}
    [told] = meeting_facts.promised(session, meeting_id=last.id, day=later)
    assert told["state"] is State.OVERDUE
    kind, before = MeetingKind.JOINT.value, meeting_facts.before
    assert before(session, kind=kind, courtyard_id=None, day=later)["id"] == last.id
