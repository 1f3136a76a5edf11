"""The vote: opened with its electorate, ballots of every channel, closed with its result.

Each verb is a unit of work in the caller's transaction. Who said what is in the ballots
alone: neither the trail nor a refusal tells it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal
from dashboard.actions import electors, threads
from dashboard.actions.unit_of_work import Work, unit_of_work
from dashboard.errors import InvalidDraft, OutOfTurn, Problem
from dashboard.rules import votes as rules
from dashboard.schema.meetings import AgendaItem, Meeting
from dashboard.schema.threads import Thread
from dashboard.schema.votes import (
    Ballot,
    BallotsDraft,
    Elector,
    Electorate,
    Matter,
    Vote,
    VoteDraft,
    VoteScope,
)

NOUN = "vote"


def open_vote(*, session: Session, draft: VoteDraft, by: Principal, now: datetime, key: str) -> Vote:
    """Open a vote, its electorate as of the day; raises NotAllowed, AlreadyDone, InvalidDraft."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        work.require(Action.RUN_VOTE, courtyard_id=draft.courtyard_id)
        _possible(work, draft)
        entitled = list(electors.of(session, draft))
        if not entitled:
            raise InvalidDraft((Problem("electorate", "nobody_may_vote"),))
        vote = work.add(Vote(**draft.model_dump(), thread_id=_thread(work, draft)))
        session.add_all(Elector(vote_id=vote.id or 0, **elector) for elector in entitled)
        work.counts(since=vote.opened_on, courtyard_id=vote.courtyard_id)
        return _told(work, vote, "open", matter=vote.matter.value, electors=len(entitled))


def cast(*, session: Session, draft: BallotsDraft, by: Principal, now: datetime, key: str) -> Vote:
    """Enter the ballots of electors who said the same: all of them or none.

    A ballot counts once a second person has entered the same, or with a note on its scan. Whoever owns
    several units has one ballot for all. A second attempt is told when and by which channel the first came.
    Raises NotAllowed, NotFound, AlreadyDone, OutOfTurn, InvalidDraft.
    """
    with unit_of_work(session, by=by, now=now, key=key) as work:
        vote = _running(work, draft.vote_id)
        if not vote.opened_on <= draft.cast_on <= work.today:
            raise InvalidDraft((Problem("cast_on", "outside_the_vote"),))
        asked = _heads(session, vote, draft.electors)
        there = _ballots(session, vote)
        fresh = [elector for elector in asked if elector.id not in there]
        again = [there[elector.id] for elector in asked if elector.id in there]
        for ballot in again:
            _second(ballot, draft, by)
        said = draft.model_dump(exclude={"electors"}) | {"entered_by": by.label}
        session.add_all(Ballot(**said, elector_id=elector.id or 0) for elector in fresh)
        # Who cast a ballot took part in something: from the day of opening on.
        work.counts(since=vote.opened_on, courtyard_id=vote.courtyard_id)
        channel = draft.channel.value
        return _told(work, vote, "cast", entered=len(fresh), checked=len(again), channel=channel)


def take_back(
    *, session: Session, vote_id: int, elector_id: int, reason: str, by: Principal, now: datetime, key: str
) -> Vote:
    """Take an elector's ballot back while the vote runs, so that it can be entered anew; says why."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        vote = _running(work, vote_id)
        if len(reason.strip()) < 2:
            raise InvalidDraft((Problem("reason", "reason_needed"),))
        there = _ballots(session, vote)
        heads = _heads(session, vote, (elector_id,))
        ballots = [there[elector.id] for elector in heads if elector.id in there]
        if not ballots:
            raise OutOfTurn
        for ballot in ballots:
            session.delete(ballot)
        work.counts(since=vote.opened_on, courtyard_id=vote.courtyard_id)
        return _told(work, vote, "take_back", reason=reason.strip()[:200], ballots=len(ballots))


def close(*, session: Session, vote_id: int, version: int, by: Principal, now: datetime, key: str) -> Vote:
    """Count the ballots and declare the result; ballots that nobody has checked stand in the way."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        vote = _running(work, vote_id)
        work.unchanged(vote, version)
        if vote.opened_on > work.today:
            raise OutOfTurn
        there = _ballots(session, vote)
        waiting = sum(not counts(ballot) for ballot in there.values())
        if waiting:
            raise InvalidDraft((Problem("vote_id", "unchecked_ballots", {"n": waiting}),))
        counted = rules.count(
            rules.Unit(elector.head, elector.area, there[elector.id].said if elector.id in there else None)
            for elector in session.execute(_of(vote)).scalars()
        )
        notice = rules.notice_kept(vote.notice_on, vote.opened_on)
        vote.closed_on, vote.passed = work.today, rules.passes(counted, vote.matter)
        vote.notice_ok = notice or vote.matter is Matter.CONSULTATIVE
        vote.electorate_ok = vote.result_ok = True
        work.counts(since=work.today, courtyard_id=vote.courtyard_id)
        return _told(work, vote, "close", passed=vote.passed)


def counts(ballot: Ballot) -> bool:
    """Whether a ballot counts: checked by a second person, with a scan's note, or imported as counted."""
    return ballot.entered_by is None or ballot.checked_by is not None or ballot.scan_note is not None


def _possible(work: Work, draft: VoteDraft) -> None:
    problems = []
    if draft.closed_on is not None or draft.batch_id is not None:
        problems.append(Problem("closed_on", "another_verb"))
    if draft.opened_on < rules.IN_FORCE:
        problems.append(Problem("opened_on", "before_the_code"))
    if draft.notice_on > work.today:
        problems.append(Problem("notice_on", "in_the_future"))
    if draft.matter is not Matter.CONSULTATIVE and draft.electorate is not Electorate.OWNERS:
        problems.append(Problem("matter", "binding_needs_owners"))
    if (draft.scope is VoteScope.SITE) != (draft.courtyard_id is None):
        problems.append(Problem("courtyard_id", "scope_needs_courtyard"))
    if draft.scope in (VoteScope.STAIRWELL, VoteScope.BUILDING) and draft.stairwell is None:
        problems.append(Problem("stairwell", "missing"))
    if problems:
        raise InvalidDraft(tuple(problems))


def _thread(work: Work, draft: VoteDraft) -> int | None:
    """The thread of the matter that is put to the vote, or a new one."""
    where: dict[str, Any] = {"day": work.today, "courtyard_id": draft.courtyard_id}
    if not draft.agenda_item_id:
        return threads.begin(work.session, **where).id
    item = work.row(AgendaItem, draft.agenda_item_id)
    _belongs(work.session, draft, item)
    return threads.of_item(work.session, item, **where)


def _belongs(session: Session, draft: VoteDraft, item: AgendaItem) -> None:
    """Raise InvalidDraft where one courtyard would vote on what is another one's."""
    meeting, thread = session.get(Meeting, item.meeting_id), session.get(Thread, item.thread_id or 0)
    homes = {row.courtyard_id for row in (meeting, thread) if row is not None} - {None}
    if draft.courtyard_id is not None and homes - {draft.courtyard_id}:
        raise InvalidDraft((Problem("courtyard_id", "another_meeting"),))


def _running(work: Work, vote_id: int) -> Vote:
    vote = work.row(Vote, vote_id)
    work.require(Action.RUN_VOTE, courtyard_id=vote.courtyard_id)
    if vote.closed_on is not None:
        raise OutOfTurn
    return vote


def _of(vote: Vote) -> Select[Any]:
    return select(Elector).where(col(Elector.vote_id) == vote.id).order_by(col(Elector.id))


def _heads(session: Session, vote: Vote, asked: Sequence[int]) -> list[Elector]:
    """The electors asked for, and every other unit of the same heads."""
    electors = list(session.execute(_of(vote)).scalars())
    heads = {elector.head for elector in electors if elector.id in asked}
    if not asked or {*asked} - {elector.id for elector in electors}:
        raise InvalidDraft((Problem("electors", "no_such_elector"),))
    return [elector for elector in electors if elector.head in heads]


def _ballots(session: Session, vote: Vote) -> dict[int | None, Ballot]:
    ballots = session.execute(select(Ballot).where(col(Ballot.vote_id) == vote.id)).scalars()
    return {ballot.elector_id: ballot for ballot in ballots}


def _second(ballot: Ballot, draft: BallotsDraft, by: Principal) -> None:
    """The second entry of a ballot that waits for it; for any other the first is told."""
    if counts(ballot):
        first = {"channel": ballot.channel.value, "day": ballot.cast_on}
        raise InvalidDraft((Problem("electors", "voted_already", first),))
    if ballot.entered_by == by.label:
        raise InvalidDraft((Problem("electors", "second_person_needed"),))
    if (ballot.said, ballot.channel) != (draft.said, draft.channel):
        raise InvalidDraft((Problem("said", "entries_differ"),))
    ballot.checked_by = by.label


def _told(work: Work, vote: Vote, verb: str, *, reason: str | None = None, **details: object) -> Vote:
    where: dict[str, Any] = {"ref": vote.id, "courtyard_id": vote.courtyard_id}
    work.event(verb, noun=NOUN, details=details, reason=reason, **where)
    return vote
