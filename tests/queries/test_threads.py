"""One matter under its number: every step in order with its basis, and nothing that is not the reader's."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from dashboard import i18n
from dashboard.briefings import threads as words
from dashboard.clock import at
from dashboard.errors import NotAllowed, NotFound
from dashboard.queries import threads
from dashboard.records import names
from dashboard.schema.mediation import DisputeKind, Mediation
from dashboard.schema.meetings import AgendaItem, Outcome, SealPurpose, SealUse
from dashboard.schema.requests import Request
from dashboard.schema.votes import Electorate, Matter, Vote
from tests.actions import loop, test_meetings, test_tasks, village
from tests.sites import CANARY_NAME, CANARY_PHONE, CANARY_SUMMARY, LEADER, OFFICE, PUBLIC

TODAY = village.TODAY
NOW = at(TODAY)
WHOLE = [
    *("register", "dispatch", "agenda", "vote", "declared", "resolution", "task", "seal", "done"),
    *("close", "call_back", "delivered"),
]


@pytest.fixture
def place(session, hamlet):
    return village.settled(session, hamlet)


@pytest.fixture
def matter(session, place) -> Request:
    """A leak of the first courtyard that was talked over, voted on, resolved, sealed, done and confirmed."""
    began = at(date(2026, 8, 1))
    request = loop.register(session, place.hamlet, began)
    loop.hand_over(session, request, began + timedelta(hours=1), place.hamlet.companies[0])
    thread = {"thread_id": request.thread_id}
    home = {"courtyard_id": place.hamlet.courtyards[0]}
    held = test_meetings.record(session, place.hamlet, held_on=date(2026, 8, 10), **home)
    item = AgendaItem(meeting_id=held.id, position=1, title="屋面翻修", request_id=request.id, **thread)
    place.add(item)
    days = {"notice_on": date(2026, 8, 10), "opened_on": date(2026, 8, 26), "closed_on": date(2026, 9, 1)}
    said = {"electorate": Electorate.OWNERS, "matter": Matter.ORDINARY, "question": "动用维修资金修屋面"}
    marks = {"passed": True, "notice_ok": True, "electorate_ok": True, "result_ok": True}
    vote = Vote(agenda_item_id=item.id, **home, **days, **said, **marks, **thread)
    place.add(vote)
    days = {"decided_on": date(2026, 9, 2), "due_on": TODAY}
    made = test_tasks.resolve(place, vote_id=vote.id, agenda_item_id=item.id, **days)
    task = test_tasks.set_task(place, resolution_id=made.id, set_on=date(2026, 9, 2), due_on=TODAY)
    use = {"purpose": SealPurpose.FUND_APPLICATION, "title": "维修资金申请", "used_on": date(2026, 9, 3)}
    place.add(
        SealUse(no=1, organisation_id=place.bodies["own"], resolution_id=made.id, **use, **home, **thread)
    )
    test_tasks.done(session, task, by=place.hamlet.company(), done_on=date(2026, 9, 10))
    loop.close(session, request, at(date(2026, 9, 11)))
    loop.call_back(session, request, at(date(2026, 9, 12)))
    test_tasks.deliver(session, made, done_on=date(2026, 9, 12))
    return request


def told(session, by, request, **how) -> threads.Story:
    return threads.one(session, by=by, today=TODAY, thread_id=request.thread_id, **how)


def test_the_whole_story_stands_in_order_with_its_basis(session, matter):
    story = told(session, OFFICE, matter)
    assert [step.kind for step in story.steps] == WHOLE
    steps = {step.kind: step for step in story.steps}
    assert [one.kind for one in steps["declared"].basis] == ["meeting", "art278"]
    assert [one.kind for one in steps["resolution"].basis] == ["meeting", "vote"]
    assert [one.kind for one in steps["seal"].basis] == ["resolution"]
    assert steps["done"].told["note"] == "换了瓦"
    assert (steps["call_back"].told["outcome"], steps["call_back"].who.role) == ("solved", "office")
    assert [one.kind for one in story.due] == ["strike_off"]


@pytest.mark.parametrize("outcome", Outcome)
def test_every_step_can_be_told_in_both_languages(session, matter, outcome):
    item = session.exec(select(AgendaItem).where(col(AgendaItem.thread_id) == matter.thread_id)).one()
    item.outcome = outcome
    session.flush()
    for language in i18n.LANGUAGES:
        with i18n.speaking(language):
            lines = [
                [words.title(step), *words.details(step)] for step in told(session, OFFICE, matter).steps
            ]
            became = i18n._(names.MATTER_OUTCOMES[outcome])
        assert all(text and "{" not in text for line in lines for text in line)
        assert became in lines[WHOLE.index("agenda")]


def test_what_is_due_says_by_whom_and_until_when(session, place):
    request = loop.register(session, place.hamlet, NOW)
    task = test_tasks.set_task(place, thread_id=request.thread_id)
    test_tasks.postpone(session, task)
    loop.close(session, request, NOW)
    story = threads.one(session, by=OFFICE, today=task.due_on + timedelta(days=1), number=request.number)
    [late, open_] = story.due
    assert (late.kind, late.on, late.overdue, late.who.name_zh) == ("task", task.due_on, True, "甲物业公司")
    assert (open_.kind, open_.on) == ("call_back", None)
    assert [step.kind for step in story.steps if step.noun == "task"] == ["task", "put_off"]


@pytest.mark.parametrize("ask", ["thread", "request", "seal", "ref", "call_back", "spaces"])
def test_every_number_of_it_leads_to_it(session, matter, ask):
    steps = {step.kind: step for step in told(session, OFFICE, matter).steps}
    asked = {
        "thread": "T" + matter.number[1:],
        "request": matter.number,
        "seal": "S1-001",
        "ref": f"resolution:{steps['resolution'].ref}",
        "call_back": f"call_back:{loop.call_backs(session, matter)[0].id}",
        "spaces": f" {matter.number.lower()} ",
    }
    assert threads.one(session, by=OFFICE, today=TODAY, number=asked[ask]).id == matter.thread_id
    [row] = threads.listed(session, by=OFFICE, today=TODAY, number=asked[ask])
    assert row["holds"]["vote"] == 1


@pytest.mark.parametrize("asked", ["", "T2026-9999", "household:1", "x" * 80, "T2026-0001' or 1=1"])
def test_what_is_no_number_finds_nothing(session, matter, asked):
    with pytest.raises(NotFound):
        threads.one(session, by=OFFICE, today=TODAY, number=asked)


def test_each_role_sees_its_own_part_and_no_more(session, place, matter):
    company, other = place.hamlet.company(), place.hamlet.company(1)
    kinds = {
        by.label: [step.kind for step in told(session, by, matter).steps]
        for by in (OFFICE, LEADER, place.hamlet.committee(), company)
    }
    assert kinds[OFFICE.label] == kinds[LEADER.label] == kinds[place.hamlet.committee().label] == WHOLE
    without = ("agenda", "vote", "declared", "seal")
    assert kinds[company.label] == [kind for kind in WHOLE if kind not in without]
    for by in (other, place.hamlet.committee(1)):
        with pytest.raises(NotFound):
            told(session, by, matter)
        assert matter.thread_id not in [row["id"] for row in threads.listed(session, by=by, today=TODAY)]
    with pytest.raises(NotAllowed):
        told(session, PUBLIC, matter)


def test_personal_words_are_for_those_who_may_read_them(session, place, matter):
    texts = {
        by.role.value: repr(told(session, by, matter)) for by in (OFFICE, LEADER, place.hamlet.company())
    }
    for text in texts.values():
        assert CANARY_NAME not in text
        assert CANARY_PHONE not in text
    assert CANARY_SUMMARY in texts["office"]
    for role in ("leader", "property"):
        # Closed: no longer the company's open task.
        assert [one for one in (CANARY_SUMMARY, "换了瓦", "1-101") if one in texts[role]] == []


def test_a_mediation_is_no_part_of_it_for_others_and_never_names_its_parties(session, place):
    request = loop.register(session, place.hamlet, NOW)
    days = {"opened_on": TODAY, "parties": village.PARTIES, "kind": DisputeKind.LEAK}
    case = Mediation(thread_id=request.thread_id, courtyard_id=place.hamlet.courtyards[0], **days)
    place.add(case)
    keeper = told(session, place.hamlet.committee(), request)
    assert [step.kind for step in keeper.steps] == ["register", "mediation"]
    assert village.PARTIES not in repr(keeper)
    assert [step.kind for step in told(session, LEADER, request).steps] == ["register"]
    alone = loop.register(session, place.hamlet, NOW)
    case.thread_id, alone_id = alone.thread_id, alone.thread_id
    session.delete(alone)
    session.flush()
    with pytest.raises(NotFound):
        threads.one(session, by=LEADER, today=TODAY, thread_id=alone_id)


def test_the_list_holds_what_was_decided_on_newest_first(session, place, matter):
    loop.register(session, place.hamlet, NOW)
    rows = threads.listed(session, by=OFFICE, today=TODAY)
    assert [row["number"] for row in rows] == ["T" + matter.number[1:]]
    assert rows[0]["holds"] == {
        "request": 1,
        "agenda_item": 1,
        "vote": 1,
        "resolution": 1,
        "seal_use": 1,
        "task": 1,
    }
    assert rows[0]["about"] == ("request", "leak")
    company = threads.listed(session, by=place.hamlet.company(), today=TODAY)
    assert company[0]["holds"] == {"request": 1, "resolution": 1, "task": 1}
