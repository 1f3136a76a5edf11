"""Votes: who may vote, one ballot of one head by two hands, counted and closed; secrets kept."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from dashboard.access import Principal
from dashboard.actions import votes
from dashboard.clock import at
from dashboard.errors import AlreadyDone, InvalidDraft, NotAllowed, OutOfTurn, StaleVersion
from dashboard.queries import votes as reads
from dashboard.schema.accounts import AuditEvent, PrincipalKind, Role
from dashboard.schema.history import RecordChange
from dashboard.schema.meetings import AgendaItem
from dashboard.schema.people import Resident
from dashboard.schema.places import Household, Owner, OwnerKind, Tenure
from dashboard.schema.votes import Ballot, BallotsDraft, Elector, Vote, VoteDraft
from tests.actions import loop, test_meetings
from tests.sites import LEADER, OFFICE, SINCE, Hamlet

TODAY = date(2026, 9, 15)
NOW = at(TODAY)
SECOND = Principal(PrincipalKind.USER, Role.OFFICE, account_id=2)


def wish(hamlet: Hamlet, *, which: int | None = 0, **given: Any) -> VoteDraft:
    values = {
        "courtyard_id": None if which is None else hamlet.courtyards[which],
        "electorate": "owners",
        "matter": "ordinary",
        "scope": "site" if which is None else "courtyard",
        "question": "是否同意更换楼道灯？",
        "notice_on": TODAY - timedelta(days=16),
        "opened_on": TODAY - timedelta(days=1),
    }
    return VoteDraft.check(**values | given)


def opened(session: Session, hamlet: Hamlet, *, by: Principal = OFFICE, **given: Any) -> Vote:
    draft = wish(hamlet, **given)
    return votes.open_vote(session=session, draft=draft, by=by, now=NOW, key=loop.key())


def electors(session: Session, vote: Vote) -> list[Elector]:
    found = select(Elector).where(col(Elector.vote_id) == vote.id).order_by(col(Elector.id))
    return list(session.exec(found))


def cast(
    session: Session, vote: Vote, *which: int, said: str = "yes", by: Principal = OFFICE, **given: Any
) -> Vote:
    """Enter the ballots of the electors at these places, with a note on their scan unless told otherwise."""
    there = electors(session, vote)
    values = {"channel": "paper", "cast_on": TODAY, "scan_note": "scan 1"} | given
    draft = BallotsDraft.check(vote_id=vote.id, electors=[there[n].id for n in which], said=said, **values)
    return votes.cast(session=session, draft=draft, by=by, now=NOW, key=loop.key())


def close(session: Session, vote: Vote, *, by: Principal = OFFICE, now: datetime = NOW) -> Vote:
    how = {"vote_id": vote.id, "version": vote.version, "key": loop.key()}
    return votes.close(session=session, by=by, now=now, **how)


def take_back(session: Session, vote: Vote, which: int, *, by: Principal = OFFICE) -> Vote:
    one = electors(session, vote)[which]
    how = {"vote_id": vote.id, "elector_id": one.id, "reason": "抄错了", "key": loop.key()}
    return votes.take_back(session=session, by=by, now=NOW, **how)


def codes(error: Any) -> list[str]:
    return [one.code for one in error.value.problems]


def test_several_flats_of_one_owner_are_one_head_with_one_ballot(session, hamlet):
    owner = Owner(kind=OwnerKind.DEVELOPER)
    session.add(owner)
    session.flush()
    for id_ in hamlet.households[0][:2]:
        session.get_one(Household, id_).owner_id = owner.id
    session.flush()
    vote = opened(session, hamlet)
    assert len(electors(session, vote)) == 3
    cast(session, vote, 0)
    told = reads.one(session, by=OFFICE, vote_id=vote.id)
    assert (told["heads"]["all"], told["heads"]["took_part"]) == (2, 1)
    assert (told["area"]["all"], told["area"]["took_part"]) == (18000, 12000)
    assert (told["heads"]["turnout_needed"], told["area"]["turnout_needed"]) == (2, 12000)
    assert not told["turnout_met"]


def test_households_that_live_there_and_adults_are_electorates_of_their_own(session, hamlet):
    session.get_one(Household, hamlet.households[0][0]).tenure = Tenure.VACANT
    for born in (1950, 2008, 2009):
        lives = Resident(household_id=hamlet.households[0][1], name="甲", born_year=born, since=SINCE)
        session.add(lives)
    session.flush()
    households = opened(session, hamlet, electorate="households", matter="consultative")
    assert len(electors(session, households)) == 2
    residents = opened(session, hamlet, electorate="residents", matter="consultative")
    assert len(electors(session, residents)) == 2
    assert len(electors(session, opened(session, hamlet, which=None))) == 6
    assert len(electors(session, opened(session, hamlet, scope="building", stairwell=1))) == 3


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"electorate": "households"}, "binding_needs_owners"),
        ({"scope": "site"}, "scope_needs_courtyard"),
        ({"scope": "stairwell"}, "missing"),
        ({"scope": "stairwell", "stairwell": 9}, "nobody_may_vote"),
        ({"notice_on": date(2020, 1, 1), "opened_on": date(2020, 12, 31)}, "before_the_code"),
        ({"closed_on": TODAY}, "another_verb"),
    ],
)
def test_what_cannot_be_voted_on(session, hamlet, given, code):
    with pytest.raises(InvalidDraft) as error:
        opened(session, hamlet, **given)
    assert codes(error) == [code]


def test_a_ballot_counts_when_a_second_person_has_entered_the_same(session, hamlet):
    vote = opened(session, hamlet)
    cast(session, vote, 0, scan_note=None)
    assert reads.one(session, by=OFFICE, vote_id=vote.id)["waiting"] == 1
    with pytest.raises(InvalidDraft) as error:
        cast(session, vote, 0, scan_note=None)
    assert codes(error) == ["second_person_needed"]
    with pytest.raises(InvalidDraft) as error:
        cast(session, vote, 0, said="no", scan_note=None, by=SECOND)
    assert codes(error) == ["entries_differ"]
    with pytest.raises(InvalidDraft) as error:
        close(session, vote)
    assert codes(error) == ["unchecked_ballots"]
    cast(session, vote, 0, scan_note=None, by=SECOND)
    told = reads.one(session, by=OFFICE, vote_id=vote.id)
    assert (told["waiting"], told["heads"]["took_part"], told["heads"]["yes"]) == (0, 1, 1)


def test_a_second_attempt_is_told_the_first_and_changes_nothing(session, hamlet):
    vote = opened(session, hamlet)
    cast(session, vote, 0, channel="phone")
    with pytest.raises(InvalidDraft) as error:
        cast(session, vote, 0, 1, said="no", channel="door", by=SECOND)
    [problem] = error.value.problems
    assert (problem.code, problem.values) == ("voted_already", {"channel": "phone", "day": TODAY})
    assert len(list(session.exec(select(Ballot)))) == 1


def test_a_ballot_taken_back_can_be_entered_anew(session, hamlet):
    vote = opened(session, hamlet)
    cast(session, vote, 0)
    take_back(session, vote, 0)
    assert session.exec(select(RecordChange.reason)).all() == ["抄错了"]
    cast(session, vote, 0, said="no")
    assert reads.one(session, by=OFFICE, vote_id=vote.id)["heads"]["yes"] == 0
    with pytest.raises(OutOfTurn):
        take_back(session, vote, 1)


def test_it_closes_with_its_result_once(session, hamlet):
    vote = opened(session, hamlet)
    cast(session, vote, 0, 1)
    stale = vote.version + 1
    with pytest.raises(StaleVersion):
        votes.close(session=session, by=OFFICE, now=NOW, vote_id=vote.id, version=stale, key=loop.key())
    close(session, vote)
    assert (vote.passed, vote.notice_ok, vote.closed_on) == (True, True, TODAY)
    for again in (lambda: close(session, vote), lambda: cast(session, vote, 2)):
        with pytest.raises(OutOfTurn):
            again()


def test_too_few_took_part_and_notice_was_short(session, hamlet):
    vote = opened(session, hamlet, notice_on=TODAY - timedelta(days=15))
    cast(session, vote, 0)
    close(session, vote)
    assert (vote.passed, vote.notice_ok) == (False, False)


def test_a_double_click_opens_one_vote(session, hamlet):
    key = loop.key()
    votes.open_vote(session=session, draft=wish(hamlet), by=OFFICE, now=NOW, key=key)
    with pytest.raises(AlreadyDone):
        votes.open_vote(session=session, draft=wish(hamlet), by=OFFICE, now=NOW, key=key)


def test_ballots_lie_within_the_vote(session, hamlet):
    vote = opened(session, hamlet)
    for day in (TODAY - timedelta(days=2), TODAY + timedelta(days=1)):
        with pytest.raises(InvalidDraft) as error:
            cast(session, vote, 0, cast_on=day)
        assert codes(error) == ["outside_the_vote"]


def test_nothing_but_the_ballots_tells_who_said_what(session, hamlet):
    vote = opened(session, hamlet, withheld=True)
    cast(session, vote, 0, said="abstain")
    cast(session, vote, 1, said="no", scan_note=None)
    events = [str(one.details) for one in session.exec(select(AuditEvent))]
    assert not [one for one in events if "abstain" in one or "'no'" in one]
    rows = reads.electors(session, by=OFFICE, vote_id=vote.id)
    assert [row["state"] for row in rows] == ["counted", "waiting", "none"]
    assert "said" not in rows[0]
    running = reads.one(session, by=OFFICE, vote_id=vote.id)
    assert (running["heads"]["took_part"], running["heads"]["yes"]) == (1, None)
    with pytest.raises(NotAllowed):
        reads.electors(session, by=LEADER, vote_id=vote.id)
    assert reads.one(session, by=LEADER, vote_id=vote.id)["heads"]["yes"] is None
    cast(session, vote, 1, said="no", scan_note=None, by=SECOND)
    close(session, vote)
    assert reads.one(session, by=LEADER, vote_id=vote.id)["heads"]["yes"] == 0


def test_stairwells_say_how_many_are_still_to_come(session, hamlet):
    vote = opened(session, hamlet)
    cast(session, vote, 2)
    assert reads.stairwells(session, by=OFFICE, vote_id=vote.id) == [
        {"courtyard_no": 1, "stairwell": 1, "all": 3, "took_part": 1}
    ]
    assert [one["id"] for one in reads.listed(session, by=OFFICE)] == [vote.id]


def test_a_courtyard_does_not_vote_on_what_is_another_ones(session, hamlet):
    """Of a meeting there, or of a matter there on the agenda of the whole site; the whole site may."""
    other = test_meetings.record(session, hamlet, courtyard_id=hamlet.courtyards[1])
    item = AgendaItem(meeting_id=other.id, position=1, title="楼道灯")
    session.add(item)
    session.flush()
    with pytest.raises(InvalidDraft) as told:
        opened(session, hamlet, agenda_item_id=item.id)
    assert [(one.name, one.code) for one in told.value.problems] == [("courtyard_id", "another_meeting")]
    assert item.thread_id is None
    there = opened(session, hamlet, agenda_item_id=item.id, which=1)
    assert there.thread_id == item.thread_id
