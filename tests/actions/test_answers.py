"""The resident's own answer by a link: once, beside the closing, and what a link no longer opens."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from dashboard.actions import answers
from dashboard.actions.sessions import digest
from dashboard.clock import at
from dashboard.errors import AlreadyDone, InvalidDraft, NotAllowed, NotFound, OutOfTurn
from dashboard.indicators.cells import Cell
from dashboard.queries import answers as queries
from dashboard.schema.accounts import AnswerToken, AuditEvent
from dashboard.schema.requests import Outcome, Place, RequestStatus
from tests.actions import loop
from tests.sites import CANARY_NAME, CANARY_PHONE, CANARY_SUMMARY, LEADER, OFFICE

TODAY = date(2026, 9, 1)
NOW = at(TODAY)


@pytest.fixture
def closed(session, hamlet):
    return loop.close(session, loop.register(session, hamlet, NOW), NOW)


def issue(session, request, *, by=OFFICE, key=None) -> answers.Link:
    return answers.issue(session=session, request_id=request.id, by=by, now=NOW, key=key or loop.key())


def answer(session, link, said="solved", satisfaction=None):
    given = {"said": said, "satisfaction": satisfaction}
    return answers.answer(session=session, token=link.token, now=NOW, **given)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("solved", (Outcome.SOLVED, RequestStatus.CONFIRMED, None)),
        ("partly", (Outcome.UNSOLVED, RequestStatus.CLOSED, "partly")),
        ("unsolved", (Outcome.UNSOLVED, RequestStatus.CLOSED, None)),
    ],
)
def test_an_answer_is_a_call_back_that_counts(session, closed, said, kept):
    outcome, status, note = kept
    request = answer(session, issue(session, closed), said, "satisfied")
    [call] = loop.call_backs(session, request)
    assert (call.outcome, call.satisfaction, call.note, call.last) == (outcome, "satisfied", note, True)
    assert request.status is status
    month = select(Cell).where(Cell.key == "solve_rate", Cell.period == "2026-09")
    [cell] = session.exec(month).all()
    assert (cell.part, cell.whole) == (int(outcome is Outcome.SOLVED), 1)
    event = session.exec(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
    assert (event.actor, event.verb, event.ref) == ("household:public", "call_back", request.id)


def test_a_link_answers_once_and_only_its_hash_is_kept(session, closed):
    link = issue(session, closed)
    [row] = session.exec(select(AnswerToken)).all()
    assert (row.token_hash, row.household_id) == (digest(link.token), closed.household_id)
    answer(session, link)
    with pytest.raises(AlreadyDone):
        answer(session, link, "unsolved")
    assert len(loop.call_backs(session, closed)) == 1
    with pytest.raises(OutOfTurn):
        issue(session, closed)


def test_a_new_link_ends_the_one_before(session, closed):
    first, second = issue(session, closed), issue(session, closed)
    with pytest.raises(NotFound):
        answer(session, first)
    assert answer(session, second).status is RequestStatus.CONFIRMED
    with pytest.raises(NotFound):
        answer(session, answers.Link(0, 0, "nothing"))


def test_the_residents_word_counts_after_the_committees(session, closed):
    link = issue(session, closed)
    loop.call_back(session, closed, NOW)
    assert answer(session, link, "unsolved").status is RequestStatus.CLOSED
    assert [one.last for one in loop.call_backs(session, closed)] == [False, True]


def test_a_request_taken_up_again_is_no_longer_asked_about(session, closed):
    link = issue(session, closed)
    assert queries.asked(session, token_hash=digest(link.token))["open"]
    loop.reopen(session, closed, NOW)
    assert not queries.asked(session, token_hash=digest(link.token))["open"]
    with pytest.raises(OutOfTurn):
        answer(session, link)
    with pytest.raises(OutOfTurn):
        issue(session, closed)


@pytest.mark.parametrize("said", [None, "", "unreached", "x"])
def test_an_empty_or_forged_answer_leaves_the_link_open(session, closed, said):
    link = issue(session, closed)
    with pytest.raises(InvalidDraft):
        answer(session, link, said)
    assert answer(session, link, "solved", "nonsense").status is RequestStatus.CONFIRMED
    assert loop.call_backs(session, closed)[0].satisfaction is None


def test_a_request_of_nobodys_flat_has_nobody_to_answer(session, hamlet):
    yard = loop.register(session, hamlet, NOW, household_id=None, place=Place.YARD)
    with pytest.raises(InvalidDraft) as told:
        issue(session, loop.close(session, yard, NOW))
    assert told.value.problems[0].code == "nobody_to_answer"


def test_who_waits_is_told_to_those_who_call_back_without_names(session, hamlet, closed):
    loop.close(session, loop.register(session, hamlet, NOW, which=1), NOW)
    later = TODAY + timedelta(days=3)
    rows = queries.waiting(session, by=OFFICE, today=later)
    first = rows[0]
    assert (first["number"], first["days"], first["tried"]) == (closed.number, 3, False)
    assert len(rows) == 2
    assert [one for one in (CANARY_NAME, CANARY_PHONE, CANARY_SUMMARY) if one in repr(rows)] == []
    mine = queries.waiting(session, by=hamlet.committee(), today=later)
    assert [row["number"] for row in mine] == [closed.number]
    for by in (LEADER, hamlet.company()):
        with pytest.raises(NotAllowed):
            queries.waiting(session, by=by, today=later)
    loop.call_back(session, closed, NOW, Outcome.UNREACHED)
    assert queries.waiting(session, by=hamlet.committee(), today=later)[0]["tried"]
    loop.call_back(session, closed, NOW, Outcome.UNSOLVED)
    assert queries.waiting(session, by=hamlet.committee(), today=later) == []
