"""Reading requests: who sees which, how much of them, and what stood open on a day."""

from datetime import date, timedelta

import pytest

from dashboard.access import Principal
from dashboard.clock import at
from dashboard.errors import NotAllowed, NotFound
from dashboard.i18n import speaking
from dashboard.queries import requests
from dashboard.schema.accounts import PrincipalKind, Role
from dashboard.schema.requests import LimitClass, Outcome, Place, RequestType, StepKind
from tests.actions import loop
from tests.sites import CANARY_NAME, CANARY_PHONE, CANARY_SUMMARY, LEADER, OFFICE, PUBLIC, START

NOW, TODAY = at(date(2026, 9, 1)), date(2026, 9, 1)
PERSONAL = ("summary", "stairwell", "room", "said_by", "phone")


@pytest.fixture
def two(session, hamlet):
    """One request in each courtyard; the first is handed to the first company."""
    first, second = (loop.register(session, hamlet, NOW, which=which) for which in (0, 1))
    loop.hand_over(session, first, NOW, hamlet.companies[0])
    return first, second


def seen(session, by, **given) -> list[str]:
    return [row["number"] for row in requests.listed(session, by=by, **{"today": TODAY} | given)]


def texts(session, by, request, today=TODAY) -> dict[str, object]:
    shown = requests.one(session, by=by, request_id=request.id, today=today)
    return {name: shown[name] for name in PERSONAL}


def test_each_reader_sees_what_lies_in_their_scope(session, hamlet, two):
    both = sorted(request.number for request in two)
    first, second = both
    assert sorted(seen(session, OFFICE)) == sorted(seen(session, LEADER)) == both
    assert seen(session, hamlet.committee()) == seen(session, hamlet.company()) == [first]
    assert seen(session, hamlet.committee(1)) == [second]
    assert seen(session, hamlet.company(1)) == []
    assert seen(session, OFFICE, courtyard_id=hamlet.courtyards[1]) == [second]
    assert seen(session, hamlet.committee(), courtyard_id=hamlet.courtyards[1]) == []
    for nobody in (PUBLIC, Principal(PrincipalKind.USER, Role.COMMITTEE)):
        with pytest.raises(NotAllowed):
            seen(session, nobody)


def test_what_lies_outside_is_not_there_at_all(session, hamlet, two):
    for by in (hamlet.committee(), hamlet.company()):
        with pytest.raises(NotFound):
            requests.one(session, by=by, request_id=two[1].id, today=TODAY)
    with pytest.raises(NotFound):
        requests.one(session, by=OFFICE, request_id=4711, today=TODAY)


def test_names_and_numbers_are_masked_for_those_who_keep_the_list(session, hamlet, two):
    for by in (OFFICE, hamlet.committee()):
        assert texts(session, by, two[0]) == {
            "summary": CANARY_SUMMARY,
            "stairwell": 1,
            "room": "101",
            "said_by": "甄*",
            "phone": "139****4321",
        }


def test_the_company_reads_who_called_while_the_task_is_open_and_nothing_afterwards(session, hamlet, two):
    company, first = hamlet.company(), two[0]
    assert texts(session, company, first) == {
        "summary": CANARY_SUMMARY,
        "stairwell": 1,
        "room": "101",
        "said_by": CANARY_NAME,
        "phone": CANARY_PHONE,
    }
    loop.step(session, first, NOW, kind=StepKind.VISIT, note="进了301")
    loop.close(session, first, NOW, by=company)
    assert set(texts(session, company, first).values()) == {None}
    story = requests.one(session, by=company, request_id=first.id, today=TODAY)
    assert {step["note"] for step in story["steps"]} == {None}
    assert [closing["done"] for closing in story["closings"]] == [None]
    assert texts(session, OFFICE, first)["summary"] == CANARY_SUMMARY


def test_the_leader_reads_the_course_and_no_personal_word(session, hamlet, two):
    loop.step(session, two[1], NOW, note="说是楼上漏的")
    assert set(texts(session, LEADER, two[1]).values()) == {None}
    story = requests.one(session, by=LEADER, request_id=two[1].id, today=TODAY)
    assert [(step["kind"], step["note"]) for step in story["steps"]] == [(StepKind.CONTACT, None)]
    everything = repr([story, *requests.listed(session, by=LEADER, today=TODAY, only="all")])
    for canary in (CANARY_NAME, CANARY_PHONE, CANARY_SUMMARY, "说是楼上漏的"):
        assert canary not in everything


@pytest.mark.parametrize(
    ("name", "phone", "shown"),
    [
        ("王建国", "13812345678", ("王*", "138****5678")),
        ("王", "65123456", ("王*", "****56")),
        (None, None, (None, None)),
    ],
)
def test_a_mask_leaves_the_ends(session, hamlet, name, phone, shown):
    request = loop.register(session, hamlet, NOW, said_by=name, phone=phone)
    found = texts(session, OFFICE, request)
    assert (found["said_by"], found["phone"]) == shown


def test_the_story_holds_every_step_closing_and_call_back(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    loop.step(session, request, NOW)
    loop.close(session, request, NOW + timedelta(days=1))
    loop.call_back(session, request, NOW + timedelta(days=2), Outcome.UNSOLVED)
    loop.reopen(session, request, NOW + timedelta(days=3))
    loop.close(session, request, NOW + timedelta(days=4))
    loop.call_back(session, request, NOW + timedelta(days=5))
    other = loop.register(session, hamlet, NOW)
    loop.close(session, other, NOW + timedelta(days=1))
    story = requests.one(session, by=OFFICE, request_id=request.id, today=TODAY)
    assert [step["kind"] for step in story["steps"]] == ["contact", "reopen"]
    assert [closing["no"] for closing in story["closings"]] == [1, 2]
    assert [call["outcome"] for call in story["call_backs"]] == ["unsolved", "solved"]


def test_the_lists_part_the_open_the_overdue_and_those_to_be_called(session, hamlet):
    late = loop.register(session, hamlet, NOW, type=RequestType.FIRE)  # due on the same day
    open_ = loop.register(session, hamlet, NOW)
    closed = loop.register(session, hamlet, NOW)
    loop.close(session, closed, NOW + timedelta(hours=1))
    done = loop.register(session, hamlet, NOW)
    loop.close(session, done, NOW + timedelta(hours=1))
    loop.call_back(session, done, NOW + timedelta(hours=2))
    tomorrow = {"today": date(2026, 9, 2)}
    assert seen(session, OFFICE, **tomorrow) == [late.number, open_.number]
    assert seen(session, OFFICE, only="overdue", **tomorrow) == [late.number]
    assert seen(session, OFFICE, only="overdue") == []
    assert seen(session, OFFICE, only="to_call", **tomorrow) == [closed.number]
    newest_first = [done.number, closed.number, open_.number, late.number]
    assert seen(session, OFFICE, only="all", **tomorrow) == newest_first
    rows = requests.listed(session, by=OFFICE, only="all", **tomorrow)
    assert [row["overdue"] for row in rows] == [False, False, False, True]


def test_a_promise_takes_the_place_of_the_limit(session, hamlet):
    request = loop.register(session, hamlet, NOW, type=RequestType.FIRE)
    loop.step(session, request, NOW, kind=StepKind.EXTENSION, promised_on=date(2026, 9, 5))
    rows = {day: requests.listed(session, by=OFFICE, today=date(2026, 9, day))[0] for day in (5, 6)}
    assert [rows[day]["due_on"] for day in (5, 6)] == [date(2026, 9, 5)] * 2
    assert [rows[day]["overdue"] for day in (5, 6)] == [False, True]


def test_what_stood_open_on_a_day_is_told_from_the_records(session, hamlet):
    """1 September accepted, 3rd closed, 5th reopened, 8th closed; its limit is the 21st."""
    here, there = hamlet.courtyards
    request = loop.register(session, hamlet, NOW)
    loop.close(session, request, NOW + timedelta(days=2))
    loop.reopen(session, request, NOW + timedelta(days=4))
    loop.close(session, request, NOW + timedelta(days=7))
    turned = loop.register(session, hamlet, NOW, which=1)
    loop.turn_away(session, turned, NOW + timedelta(days=3))
    open_ = {
        day: {place: counts["open"] for place, counts in requests.open_on(session, day=day_of(day)).items()}
        for day in (0, 1, 2, 3, 4, 5, 7, 8)
    }
    assert open_ == {
        0: {},
        1: {here: 1, there: 1},
        2: {here: 1, there: 1},
        3: {there: 1},
        4: {},
        5: {here: 1},
        7: {here: 1},
        8: {},
    }


def test_what_was_overdue_on_a_day(session, hamlet):
    loop.register(session, hamlet, NOW, type=RequestType.FIRE)
    loop.register(session, hamlet, NOW)
    here = hamlet.courtyards[0]
    assert requests.open_on(session, day=day_of(1)) == {here: {"open": 2, "overdue": 0, "undated": 0}}
    assert requests.open_on(session, day=day_of(2)) == {here: {"open": 2, "overdue": 1, "undated": 0}}
    assert requests.open_on(session, day=day_of(22)) == {here: {"open": 2, "overdue": 2, "undated": 0}}


def day_of(number: int) -> date:
    """A day of September, 0 for the last of August."""
    return date(2026, 9, 1) + timedelta(days=number - 1)


@pytest.mark.parametrize(
    "case",
    [
        (False, None, date(2026, 7, 8), (date(2026, 7, 8), False)),
        (False, None, date(2026, 7, 9), (date(2026, 7, 8), True)),
        (True, None, date(2026, 12, 31), (None, False)),
        (True, date(2026, 7, 20), date(2026, 7, 20), (date(2026, 7, 20), False)),
        (True, date(2026, 7, 20), date(2026, 7, 21), (date(2026, 7, 20), True)),
    ],
)
def test_overdue_is_a_date_that_has_passed(session, hamlet, case):
    """Until somebody answers the limit counts (five working days from 1 July), then the date promised."""
    answered, promised, today, expected = case
    request = loop.register(session, hamlet, START, limit_class=LimitClass.ORDINARY)
    if answered:
        loop.step(session, request, at(date(2026, 7, 2)))
    if promised:
        loop.step(session, request, at(date(2026, 7, 3)), kind=StepKind.EXTENSION, promised_on=promised)
    [row] = requests.listed(session, by=OFFICE, today=today)
    assert (row["due_on"], row["overdue"]) == expected
    counted = requests.open_on(session, day=today)[hamlet.courtyards[0]]
    assert counted == {"open": 1, "overdue": int(expected[1]), "undated": int(expected[0] is None)}
    assert bool(requests.listed(session, by=OFFICE, today=today, only="overdue")) is expected[1]


def alike(session, hamlet, by=OFFICE, **given) -> list[str]:
    asked = {"courtyard_id": hamlet.courtyards[0], "place": Place.ROOF, "kind": RequestType.LEAK} | given
    return [one["number"] for one in requests.alike(session, by=by, today=TODAY, **asked)]


def test_the_same_at_the_same_place_is_found_while_it_is_open(session, hamlet):
    where = {"place": Place.ROOF, "stairwell": 1, "household_id": None}
    first = loop.register(session, hamlet, NOW, **where)
    assert alike(session, hamlet, stairwell=1) == [first.number]
    assert alike(session, hamlet, stairwell=1, by=hamlet.committee(0)) == [first.number]
    assert alike(session, hamlet, stairwell=1, by=hamlet.committee(1)) == []
    assert alike(session, hamlet, stairwell=2) == []
    assert alike(session, hamlet, stairwell=1, kind=RequestType.PIPES) == []
    assert alike(session, hamlet, stairwell=1, courtyard_id=hamlet.courtyards[1]) == []
    loop.close(session, first, NOW)
    assert alike(session, hamlet, stairwell=1) == []


def test_what_is_done_is_news_for_a_fortnight_to_its_own_courtyard(session, hamlet, two):
    def told(by, days=0) -> list[int]:
        return [one["id"] for one in requests.done_lately(session, by=by, today=TODAY + timedelta(days=days))]

    first, second = two
    assert told(OFFICE) == []
    loop.close(session, first, NOW)
    loop.close(session, second, NOW)
    assert told(OFFICE) == [second.id, first.id]
    assert told(hamlet.committee(0), 13) == [first.id]
    assert told(hamlet.committee(0), 14) == []
    loop.reopen(session, first, NOW)
    assert told(hamlet.committee(0)) == []


@pytest.fixture
def told(session, hamlet):
    """Three requests: two in the first courtyard, one in the second."""
    words = (
        {"summary": "五楼 The pipe leaks 50%", "type": RequestType.LEAK},
        {"summary": "楼道灯不亮", "type": RequestType.OTHER, "place": Place.STAIRWELL, "household_id": None},
        {"summary": "also leaks", "type": RequestType.LEAK, "which": 1},
    )
    return [loop.register(session, hamlet, NOW, **given) for given in words]


@pytest.mark.parametrize(
    ("find", "found"),
    [
        ("0001", {0}),
        ("Ｒ２０２６-０００２", {1}),
        ("r2026", {0, 1, 2}),
        ("PIPE", {0}),
        ("leaks", {0, 2}),
        ("leaks pipe", {0}),
        ("101", {0, 2}),
        ("1-101", {0, 2}),
        ("1-1-101", {0}),
        ("2-1-101", {2}),
        ("１０１", {0, 2}),
        ("101室", {0, 2}),
        ("2号院1单元101室", {2}),
        ("leaks，pipe", {0}),
        ("（pipe）", {0}),
        ("灯不亮", {1}),
        ("50%", {0}),
        ("%", {0}),
        ("_", set()),
        ("\x00", {0, 1, 2}),
        ("pipe\x00leaks", {0}),
        ("10", set()),
        ("nobody said so", set()),
    ],
)
def test_words_are_found_wherever_they_stand(session, hamlet, told, find, found):
    numbers = [request.number for request in told]
    assert {numbers.index(number) for number in seen(session, OFFICE, find=find)} == found


def test_types_and_places_are_found_in_the_readers_language(session, hamlet, told):
    with speaking("zh"):
        assert len(seen(session, OFFICE, find="漏水")) == 2
        assert len(seen(session, OFFICE, find="漏水 101")) == 2
    with speaking("en"):
        assert seen(session, OFFICE, find="漏水") == []
        assert len(seen(session, OFFICE, find="stairwell")) == 1


def test_a_search_finds_what_is_closed_as_well(session, hamlet, told):
    loop.close(session, told[0], NOW)
    assert told[0].number in seen(session, OFFICE, find="pipe", only="open")


@pytest.mark.parametrize("find", ["pipe", "101", "1-1-101"])
def test_nobody_finds_by_what_they_may_not_read(session, hamlet, told, find):
    """Else who searches long enough knows what stands there."""
    assert seen(session, LEADER, find=find) == []
    assert seen(session, LEADER, find="R2026-0001") == [told[0].number]
    company = hamlet.company()
    loop.hand_over(session, told[0], NOW, hamlet.companies[0])
    assert seen(session, company, find=find) == [told[0].number]
    loop.close(session, told[0], NOW)
    assert seen(session, company, find=find) == []


def test_who_has_it_and_since_when(session, hamlet, two):
    later = two[1].limit_on + timedelta(days=3)
    first = requests.one(session, by=OFFICE, request_id=two[0].id, today=later)
    assert (first["handler_id"], first["days_open"]) == (hamlet.companies[0], (later - TODAY).days)
    assert first["handler_zh"] == first["bodies"][hamlet.companies[0]]["name_zh"]
    second = requests.one(session, by=OFFICE, request_id=two[1].id, today=later)
    assert second["handler_zh"] is None
    assert second["days_late"] == 3
    loop.close(session, two[0], NOW)
    closed = requests.one(session, by=OFFICE, request_id=two[0].id, today=later)
    assert (closed["days_open"], closed["days_late"]) == (None, 0)
