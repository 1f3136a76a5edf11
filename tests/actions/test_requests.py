"""The request loop: what each verb writes, and what it refuses."""

from datetime import date, timedelta

import pytest
from sqlmodel import func, select

from dashboard.actions import requests
from dashboard.clock import at
from dashboard.errors import AlreadyDone, InvalidDraft, NotFound, OutOfTurn, StaleVersion
from dashboard.schema.accounts import AuditEvent, Head
from dashboard.schema.base import Base
from dashboard.schema.requests import (
    CallBackDraft,
    LimitClass,
    LimitRule,
    Outcome,
    Place,
    Request,
    RequestStatus,
    RequestStep,
    RequestType,
    StepKind,
)
from dashboard.schema.threads import Thread
from tests.actions import loop
from tests.sites import OFFICE

NOW = at(date(2026, 9, 1))
TABLES = [mapper.class_ for mapper in Base._sa_registry.mappers]


def later(**distance):
    return NOW + timedelta(**distance)


def rows(session) -> dict[str, int]:
    """How many rows each table has."""
    return {t.__name__: session.exec(select(func.count()).select_from(t)).one() for t in TABLES}


def problems(error) -> set[tuple[str, str]]:
    return {(problem.name, problem.code) for problem in error.value.problems}


def test_the_whole_loop(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    assert (request.number, request.status, request.version) == ("R2026-0001", RequestStatus.ACCEPTED, 1)
    assert session.get(Thread, request.thread_id).number == "T2026-0001"
    # 15 working days: Sunday 20 September is worked for National Day.
    assert (request.limit_class, request.limit_on) == (LimitClass.COMPLEX, date(2026, 9, 21))
    assert request.place_key == f"h:{hamlet.households[0][0]}"

    loop.step(session, request, later(hours=1))
    assert (request.status, request.first_contact_at) == (RequestStatus.IN_HAND, later(hours=1))

    loop.close(session, request, later(days=2))
    loop.call_back(session, request, later(days=3), Outcome.UNSOLVED)
    assert request.status is RequestStatus.CLOSED

    loop.reopen(session, request, later(days=4))
    assert request.status is RequestStatus.IN_HAND

    loop.close(session, request, later(days=6))
    loop.call_back(session, request, later(days=7), Outcome.SOLVED)
    assert (request.status, request.closings, request.version) == (RequestStatus.CONFIRMED, 2, 7)
    first, second = loop.closings(session, request)
    assert (first.closed_on, first.reopened_on) == (date(2026, 9, 3), date(2026, 9, 5))
    assert (second.closed_on, second.reopened_on) == (date(2026, 9, 7), None)
    assert [(one.outcome, one.last) for one in loop.call_backs(session, request)] == [
        (Outcome.UNSOLVED, True),
        (Outcome.SOLVED, True),
    ]

    loop.strike_off(session, request, later(days=8))
    assert request.status is RequestStatus.STRUCK_OFF


def test_numbers_run_through_the_year_and_begin_anew(session, hamlet):
    new_year = at(date(2027, 1, 4))
    asked = [NOW, NOW, later(days=1), new_year, new_year]
    numbers = [loop.register(session, hamlet, now).number for now in asked]
    assert numbers == ["R2026-0001", "R2026-0002", "R2026-0003", "R2027-0001", "R2027-0002"]


@pytest.mark.parametrize("kind", [StepKind.CONTACT, StepKind.VISIT])
def test_only_the_first_answer_counts_as_first_contact(session, hamlet, kind):
    request = loop.register(session, hamlet, NOW)
    loop.step(session, request, later(minutes=5), kind=StepKind.NOTE)
    assert request.first_contact_at is None
    loop.step(session, request, later(minutes=50), kind=kind)
    loop.step(session, request, later(hours=3))
    assert request.first_contact_at == later(minutes=50)


def test_a_contact_noted_late_is_still_the_first(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    loop.step(session, request, later(hours=9))
    loop.step(session, request, later(hours=10), at=later(hours=1))
    assert request.first_contact_at == later(hours=1)


def test_closing_without_a_contact_is_the_first_answer(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    loop.close(session, request, later(hours=30), closed_at=later(hours=20))
    assert request.first_contact_at == later(hours=20)


@pytest.mark.parametrize(
    ("kind", "status"),
    [(StepKind.REJECT, RequestStatus.REJECTED), (StepKind.TRANSFER, RequestStatus.TRANSFERRED)],
)
def test_turning_away_ends_it_and_answers_the_resident(session, hamlet, kind, status):
    request = loop.register(session, hamlet, NOW)
    loop.turn_away(session, request, later(hours=2), kind=kind)
    assert (request.status, request.first_contact_at) == (status, later(hours=2))
    event = session.exec(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert event.details["status"] == status.value


def test_an_extension_moves_the_promise_and_not_the_limit(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    limit = request.limit_at
    loop.step(session, request, later(days=1), kind=StepKind.EXTENSION, promised_on=date(2026, 10, 20))
    assert (request.promised_on, request.limit_at) == (date(2026, 10, 20), limit)


def test_dispatch_hands_it_over(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    loop.hand_over(session, request, later(hours=1), hamlet.companies[1])
    assert request.handler_id == hamlet.companies[1]
    assert request.first_contact_at is None


def test_the_offices_own_limit_wins_over_the_default_but_not_over_the_draft(session, hamlet):
    session.add(LimitRule(type=RequestType.LEAK, limit_class=LimitClass.OUTAGE))
    session.flush()
    assert loop.register(session, hamlet, NOW).limit_at == later(hours=24)
    chosen = loop.register(session, hamlet, NOW, limit_class=LimitClass.DANGER)
    assert chosen.limit_at == later(hours=2)


def test_a_double_click_makes_one_record(session, hamlet):
    told = {"session": session, "draft": hamlet.draft(NOW), "by": OFFICE, "now": NOW, "key": "drawn once"}
    request = requests.register(**told)
    before = rows(session)
    with pytest.raises(AlreadyDone) as error:
        requests.register(**told)
    assert (error.value.noun, error.value.ref) == ("request", request.id)
    assert rows(session) == before
    assert before["Request"] == 1


def test_a_double_click_on_a_step_is_done_already_and_not_stale(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    told = {"session": session, "by": OFFICE, "now": later(hours=1), "key": "drawn once", "version": 1}
    requests.step(draft=loop.said(StepKind.CONTACT, request, later(hours=1)), **told)
    with pytest.raises(AlreadyDone) as error:
        requests.step(draft=loop.said(StepKind.CONTACT, request, later(hours=1)), **told)
    assert error.value.ref == request.id
    assert rows(session)["RequestStep"] == 1


def test_a_form_opened_before_somebody_elses_change_is_stale(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    loop.step(session, request, later(hours=1))
    before, head = rows(session), session.get(Head, 1).hash
    draft = loop.said(StepKind.NOTE, request, later(hours=2), note="找过他了")
    with pytest.raises(StaleVersion) as error:
        requests.step(session=session, draft=draft, by=OFFICE, now=later(hours=2), key=loop.key(), version=1)
    assert error.value.theirs["status"] is RequestStatus.IN_HAND
    assert error.value.mine["note"] == "找过他了"
    assert (rows(session), session.get(Head, 1).hash) == (before, head)
    assert request.version == 2


def test_steps_out_of_turn_write_nothing(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    for verb in (loop.reopen, loop.strike_off):
        _refused(session, OutOfTurn, verb, request, later(hours=1))
    loop.close(session, request, later(hours=2))
    for verb in (loop.step, loop.close, loop.turn_away, loop.strike_off):
        _refused(session, OutOfTurn, verb, request, later(hours=3))
    loop.reopen(session, request, later(hours=4))
    _refused(session, OutOfTurn, loop.call_back, request, later(hours=5))
    loop.turn_away(session, request, later(hours=6))
    for verb in (loop.step, loop.close, loop.turn_away, loop.reopen, loop.strike_off, loop.call_back):
        _refused(session, OutOfTurn, verb, request, later(hours=7))


def _refused(session, error, verb, request, now, **given):
    before, version = rows(session), request.version
    with pytest.raises(error) as caught:
        verb(session, request, now, **given)
    assert rows(session) == before
    assert request.version == version
    return caught


def test_a_reopened_closing_is_not_called_back_any_more(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    loop.close(session, request, later(days=1))
    loop.reopen(session, request, later(days=2))
    loop.close(session, request, later(days=3))
    first, _ = loop.closings(session, request)
    draft = CallBackDraft.check(closing_id=first.id, called_on=date(2026, 9, 4), outcome=Outcome.SOLVED)
    form = {"by": OFFICE, "now": later(days=4), "key": loop.key(), "version": request.version}
    with pytest.raises(OutOfTurn):
        requests.call_back(session=session, draft=draft, **form)


def test_the_last_call_back_of_a_closing_counts(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    loop.close(session, request, later(days=1))
    loop.call_back(session, request, later(days=2), Outcome.UNREACHED)
    assert request.status is RequestStatus.CLOSED
    loop.call_back(session, request, later(days=3), Outcome.SOLVED)
    assert [(one.no, one.last) for one in loop.call_backs(session, request)] == [(1, False), (2, True)]


@pytest.mark.parametrize("called_on", [date(2026, 9, 4), date(2026, 9, 11)])
def test_a_call_back_lies_between_the_closing_and_today(session, hamlet, called_on):
    request = loop.register(session, hamlet, NOW)
    loop.close(session, request, later(days=4))  # on 5 September
    error = _refused(session, InvalidDraft, loop.call_back, request, later(days=9), called_on=called_on)
    assert problems(error) == {("called_on", "between_closing_and_today")}


@pytest.mark.parametrize("called_on", [date(2026, 9, 5), date(2026, 9, 10)])
def test_the_day_of_the_closing_and_today_are_both_good_for_a_call_back(session, hamlet, called_on):
    request = loop.register(session, hamlet, NOW)
    loop.close(session, request, later(days=4))
    loop.call_back(session, request, later(days=9), called_on=called_on)
    assert loop.call_backs(session, request)[0].called_on == called_on


def test_nothing_happens_in_the_future_or_before_acceptance(session, hamlet):
    with pytest.raises(InvalidDraft) as error:
        loop.register(session, hamlet, NOW, accepted_at=later(seconds=1))
    assert problems(error) == {("accepted_at", "in_the_future")}
    request = loop.register(session, hamlet, NOW)
    for verb, name in ((loop.step, "at"), (loop.close, "closed_at")):
        for moment, code in (
            (later(hours=3), "in_the_future"),
            (NOW - timedelta(seconds=1), "before_acceptance"),
        ):
            error = _refused(session, InvalidDraft, verb, request, later(hours=2), **{name: moment})
            assert problems(error) == {(name, code)}


def test_a_second_closing_does_not_reach_back_before_the_reopening(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    loop.close(session, request, later(days=2))
    loop.reopen(session, request, later(days=5))
    error = _refused(session, InvalidDraft, loop.close, request, later(days=6), closed_at=later(days=3))
    assert problems(error) == {("closed_at", "before_reopening")}
    loop.close(session, request, later(days=6), closed_at=later(days=5))
    assert request.closings == 2


@pytest.mark.parametrize("kind", [StepKind.REJECT, StepKind.TRANSFER, StepKind.REOPEN, StepKind.STRIKE_OFF])
def test_a_plain_step_cannot_pass_for_a_decision(session, hamlet, kind):
    request = loop.register(session, hamlet, NOW)
    _refused(session, InvalidDraft, loop.step, request, later(hours=1), kind=kind, note="不归我们管")


def test_turning_away_needs_a_kind_that_turns_away(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    _refused(session, InvalidDraft, loop.turn_away, request, later(hours=1), kind=StepKind.NOTE)


def test_a_household_of_another_courtyard_is_refused(session, hamlet):
    before = rows(session)
    with pytest.raises(InvalidDraft) as error:
        loop.register(session, hamlet, NOW, household_id=hamlet.households[1][0])
    assert problems(error) == {("household_id", "not_in_courtyard")}
    with pytest.raises(InvalidDraft):
        loop.register(session, hamlet, NOW, household_id=9999)
    assert rows(session) == before


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"household_id": None}, ("household_id", "flat_needs_household")),
        ({"accepted_at": NOW.replace(tzinfo=None)}, ("accepted_at", "needs_time_zone")),
        ({"summary": "漏" * 501}, ("summary", "string_too_long")),
        ({"status": "closed"}, ("status", "extra_forbidden")),
    ],
)
def test_a_draft_names_its_problem(hamlet, given, problem):
    with pytest.raises(InvalidDraft) as error:
        hamlet.draft(**{"accepted_at": NOW} | given)
    assert problems(error) == {problem}


def test_places_without_a_household_have_keys_of_their_own(session, hamlet):
    stairwell = loop.register(session, hamlet, NOW, household_id=None, place=Place.STAIRWELL, stairwell=1)
    yard = loop.register(session, hamlet, NOW, household_id=None, place=Place.YARD)
    courtyard = hamlet.courtyards[0]
    assert (stairwell.place_key, yard.place_key) == (f"s:{courtyard}-1", f"c:{courtyard}-yard")


@pytest.mark.usefixtures("hamlet")
def test_what_does_not_exist_is_not_found(session):
    ghost = Request(id=4711, version=1)
    for verb in (loop.step, loop.close, loop.turn_away, loop.reopen, loop.strike_off):
        with pytest.raises(NotFound):
            verb(session, ghost, NOW)
    draft = CallBackDraft.check(closing_id=4711, called_on=date(2026, 9, 1), outcome=Outcome.SOLVED)
    with pytest.raises(NotFound):
        requests.call_back(session=session, draft=draft, by=OFFICE, now=NOW, key=loop.key(), version=1)


def test_a_step_is_kept_as_told(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    loop.step(session, request, later(hours=1), kind=StepKind.VISIT, note="看了屋顶")
    kept = session.exec(select(RequestStep)).one()
    assert (kept.request_id, kept.kind, kept.at, kept.note) == (
        request.id,
        StepKind.VISIT,
        later(hours=1),
        "看了屋顶",
    )


def test_a_call_that_reaches_nobody_takes_no_verdict_back(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    loop.close(session, request, later(days=1))
    loop.call_back(session, request, later(days=2), Outcome.SOLVED)
    loop.call_back(session, request, later(days=3), Outcome.UNREACHED)
    told = [(one.outcome, one.last) for one in loop.call_backs(session, request)]
    assert told == [(Outcome.SOLVED, True), (Outcome.UNREACHED, False)]
