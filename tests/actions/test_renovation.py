"""Renovation from agreement to acceptance: its days in their order, its photos, its way onto an agenda."""

from datetime import date, timedelta

import pytest

from dashboard.actions import records
from dashboard.briefings import compose
from dashboard.briefings.wording import proposed
from dashboard.clock import at
from dashboard.errors import InvalidDraft, NotAllowed
from dashboard.i18n import speaking
from dashboard.indicators import cells
from dashboard.queries import agenda, meeting_facts, photos
from dashboard.queries.counted import counted
from dashboard.records.work import RENOVATION
from dashboard.schema.accounts import Role
from dashboard.schema.duties import DutyKind, ReportingDuty
from dashboard.schema.meetings import AgendaItem
from tests.actions import test_photos, test_sittings
from tests.actions.loop import key
from tests.sites import LEADER, OFFICE

NOW = at(date(2026, 9, 15))
TODAY = date(2026, 9, 15)
DAY = timedelta(days=1)


def agree(session, hamlet, *, which=0, **given):
    values = {
        "courtyard_id": hamlet.courtyards[which],
        "renovation_class": "basic",
        "title_zh": "重做屋面防水",
        "title_en": "Redo the roofs",
        "agreed_on": date(2026, 5, 4),
        "planned_until": date(2026, 8, 31),
    }
    how = {"session": session, "by": OFFICE, "now": NOW, "key": key()}
    return records.create(kind=RENOVATION, values=values | given, **how)


def say(session, item, *, by=OFFICE, **values):
    how = {"session": session, "by": by, "now": NOW, "key": key(), "version": item.version}
    return records.follow_up(kind=RENOVATION, ref=item.id, values=values, **how)


def finished(session, hamlet, *, done_on=date(2026, 8, 30), **given):
    return say(session, agree(session, hamlet, **given), done_on=done_on)


def problems(error) -> set[tuple[str, str]]:
    return {(problem.name, problem.code) for problem in error.value.problems}


def test_work_is_agreed_started_done_and_accepted(session, hamlet):
    item = agree(session, hamlet)
    for name, day in (("started_on", 3), ("done_on", 30), ("accepted_on", 34)):
        say(session, item, **{name: date(2026, 8, 1) + day * DAY})
    assert (item.started_on, item.done_on, item.accepted_on) == (
        date(2026, 8, 4),
        date(2026, 8, 31),
        date(2026, 9, 4),
    )
    assert item.version == 4


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"accepted_on": date(2026, 9, 1)}, ("accepted_on", "done_first")),
        ({"started_on": date(2026, 5, 3)}, ("started_on", "ends_before_it_begins")),
        (
            {"started_on": date(2026, 8, 3), "done_on": date(2026, 8, 2)},
            ("done_on", "ends_before_it_begins"),
        ),
        (
            {"done_on": date(2026, 8, 3), "accepted_on": date(2026, 8, 2)},
            ("accepted_on", "ends_before_it_begins"),
        ),
        ({"started_on": TODAY + DAY}, ("started_on", "in_the_future")),
    ],
)
def test_its_days_come_in_their_order(session, hamlet, values, problem):
    item = agree(session, hamlet)
    with pytest.raises(InvalidDraft) as error:
        say(session, item, **values)
    assert problem in problems(error)


def test_it_counts_as_done_on_the_day_on_which_it_is_done(session, hamlet):
    """By hand: none of two, then one of two; that it was started or accepted moves nothing."""
    cells.roll(session, now=NOW)
    items = [agree(session, hamlet), agree(session, hamlet, which=1)]

    def share() -> tuple[int, int]:
        [score] = counted(
            session, table="renovation_item", day=date(2026, 5, 4), today=TODAY, role=Role.OFFICE
        )
        return score.part, score.whole

    assert share() == (0, 2)
    say(session, items[0], started_on=date(2026, 8, 3))
    assert share() == (0, 2)
    say(session, items[0], done_on=date(2026, 8, 30))
    assert share() == (1, 2)
    say(session, items[0], accepted_on=date(2026, 9, 2))
    assert share() == (1, 2)


def test_what_is_done_and_not_accepted_is_proposed_for_a_meeting(session, hamlet):
    waits = finished(session, hamlet)
    accepted = finished(session, hamlet, title_zh="整理空中缆线")
    say(session, accepted, accepted_on=date(2026, 9, 2))
    agree(session, hamlet, title_zh="平整院内道路")
    long_ago = {"agreed_on": date(2025, 1, 4), "planned_until": date(2025, 6, 30)}
    finished(session, hamlet, title_zh="更换老旧供水管", done_on=date(2025, 7, 3), **long_ago)
    meeting = test_sittings.call(session, hamlet, held_on=TODAY + 30 * DAY)
    how = {"by": OFFICE, "meeting_id": meeting.id, "today": TODAY}
    [one] = [each for each in agenda.proposals(session, **how) if each.why == "renovation"]
    assert (one.origin, one.due_on) == (f"renovation_item:{waits.id}", date(2026, 8, 30))
    with speaking("zh"):
        assert proposed(one) == "1号院：重做屋面防水，待验收"
    with speaking("en"):
        assert proposed(one) == "Courtyard 1: Redo the roofs, to be accepted"
    item = test_sittings.add(session, meeting, origin=one.origin, title="验收屋面防水")
    assert session.get_one(AgendaItem, item.id).thread_id == waits.thread_id is not None
    assert one.origin not in {each.origin for each in agenda.proposals(session, **how)}
    told = meeting_facts.came_from(session, {"origin": one.origin, "request_id": None})
    assert told == {"on": date(2026, 8, 30), "due_on": None, "accepted_on": None, "noun": "renovation_item"}
    assert "2026年8月30日完工，待验收" in str(compose.body(session, meeting.id, NOW))


def test_its_photos_are_added_by_the_office_and_seen_by_the_keepers_of_its_place(session, hamlet):
    item = finished(session, hamlet)
    for stage, size in (("before", (100, 90)), ("after", (90, 100))):
        data = test_photos.picture(size=size)
        test_photos.add(session, item.id, noun="renovation_item", stage=stage, data=data)
    seen = {
        by: [one["stage"] for one in photos.of(session, by=by, noun="renovation_item", ref=item.id)]
        for by in (OFFICE, hamlet.committee(), hamlet.committee(1), LEADER)
    }
    assert list(seen.values()) == [["before", "after"], ["before", "after"], [], []]
    with pytest.raises(NotAllowed):
        test_photos.add(session, item.id, noun="renovation_item", by=hamlet.committee())


def test_a_matter_that_was_accepted_before_the_meeting_says_so(session, hamlet):
    waits = finished(session, hamlet)
    meeting = test_sittings.call(session, hamlet, held_on=TODAY + 30 * DAY)
    test_sittings.add(session, meeting, origin=f"renovation_item:{waits.id}", title="验收屋面防水")
    say(session, waits, accepted_on=date(2026, 9, 10))
    body = str(compose.body(session, meeting.id, NOW))
    assert "居民2026年9月10日已验收" in body
    assert "待验收" not in body


def test_the_day_of_acceptance_is_no_month_of_the_report(session, hamlet):
    """What is reported of a month is what was agreed and done in it."""
    item = finished(session, hamlet)
    how = {"kind": DutyKind.RENOVATION, "courtyard_id": None, "month": "2026-09", "due_on": date(2026, 10, 5)}
    duty = ReportingDuty(**how, entered_on=TODAY, completed_on=TODAY, nothing_happened=True)
    session.add(duty)
    session.flush()
    say(session, item, accepted_on=date(2026, 9, 12))
    assert (duty.nothing_happened, duty.completed_on) == (True, TODAY)
    say(session, agree(session, hamlet, which=1), done_on=date(2026, 9, 14))
    assert (duty.nothing_happened, duty.completed_on) == (False, None)
