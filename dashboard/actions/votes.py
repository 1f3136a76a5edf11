"""The vote: opened with its electorate, ballots of every channel, closed with its result.

Each verb runs in the caller's transaction, as those of the request loop do. Who said what is in the ballots
alone: neither the trail nor a refusal tells it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.actions import audit, electors, threads
from dashboard.clock import civil
from dashboard.errors import InvalidDraft, NotFound, OutOfTurn, Problem
from dashboard.indicators import cells
from dashboard.rules import votes as rules
from dashboard.schema.history import RecordChange
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
    require(by, Action.RUN_VOTE, courtyard_id=draft.courtyard_id)
    audit.claim_key(session, key=key)
    _possible(draft, now)
    entitled = list(electors.of(session, draft))
    if not entitled:
        raise InvalidDraft((Problem("electorate", "nobody_may_vote"),))
    vote = Vote(**draft.model_dump(), thread_id=_thread(session, draft, now))
    session.add(vote)
    session.flush()
    session.add_all(Elector(vote_id=vote.id or 0, **one) for one in entitled)
    session.flush()
    audit.remember_key(session, key=key, noun=NOUN, ref=vote.id or 0, now=now)
    return _told(session, vote, by, "open", now, matter=vote.matter.value, electors=len(entitled))


def cast(*, session: Session, draft: BallotsDraft, by: Principal, now: datetime, key: str) -> Vote:
    """Enter the ballots of electors who said the same: all of them or none.

    A ballot counts once a second person has entered the same, or with a note on its scan. Whoever owns
    several units has one ballot for all. A second attempt is told when and by which channel the first came.
    Raises NotAllowed, NotFound, AlreadyDone, OutOfTurn, InvalidDraft.
    """
    vote = _running(session, draft.vote_id, by, key)
    if not vote.opened_on <= draft.cast_on <= civil(now):
        raise InvalidDraft((Problem("cast_on", "outside_the_vote"),))
    asked = _heads(session, vote, draft.electors)
    there = _ballots(session, vote)
    fresh = [one for one in asked if one.id not in there]
    again = [there[one.id] for one in asked if one.id in there]
    for ballot in again:
        _second(ballot, draft, by)
    for elector in fresh:
        ballot = Ballot(
            elector_id=elector.id or 0,
            vote_id=vote.id or 0,
            said=draft.said,
            channel=draft.channel,
            cast_on=draft.cast_on,
            scan_note=draft.scan_note,
            entered_by=by.label,
        )
        session.add(ballot)
    session.flush()
    audit.remember_key(session, key=key, noun=NOUN, ref=vote.id or 0, now=now)
    _touched(session, vote, now)
    entered, checked = len(fresh), len(again)
    return _told(
        session, vote, by, "cast", now, entered=entered, checked=checked, channel=draft.channel.value
    )


def take_back(
    *, session: Session, vote_id: int, elector_id: int, reason: str, by: Principal, now: datetime, key: str
) -> Vote:
    """Take an elector's ballot back while the vote runs, so that it can be entered anew; says why."""
    vote = _running(session, vote_id, by, key)
    if len(reason.strip()) < 2:
        raise InvalidDraft((Problem("reason", "reason_needed"),))
    there = _ballots(session, vote)
    found = [there[one.id] for one in _heads(session, vote, (elector_id,)) if one.id in there]
    if not found:
        raise OutOfTurn
    for ballot in found:
        session.delete(ballot)
    session.flush()
    audit.remember_key(session, key=key, noun=NOUN, ref=vote.id or 0, now=now)
    _touched(session, vote, now)
    return _told(session, vote, by, "take_back", now, reason=reason.strip()[:200], ballots=len(found))


def close(*, session: Session, vote_id: int, version: int, by: Principal, now: datetime, key: str) -> Vote:
    """Count the ballots and declare the result; ballots that nobody has checked stand in the way."""
    vote = _running(session, vote_id, by, key)
    audit.check_version(vote, version=version, mine={})
    if vote.opened_on > civil(now):
        raise OutOfTurn
    there = _ballots(session, vote)
    waiting = sum(not counts(one) for one in there.values())
    if waiting:
        raise InvalidDraft((Problem("vote_id", "unchecked_ballots", {"n": waiting}),))
    counted = rules.count(
        rules.Unit(one.head, one.area, there[one.id].said if one.id in there else None)
        for one in session.execute(_of(vote)).scalars()
    )
    vote.closed_on = civil(now)
    vote.passed = rules.passes(counted, vote.matter)
    vote.notice_ok = rules.notice_kept(vote.notice_on, vote.opened_on) or vote.matter is Matter.CONSULTATIVE
    vote.electorate_ok = vote.result_ok = True
    audit.bump_version(vote)
    session.flush()
    audit.remember_key(session, key=key, noun=NOUN, ref=vote.id or 0, now=now)
    cells.touch(session, Vote, first=vote.closed_on, now=now, courtyard_id=vote.courtyard_id)
    return _told(session, vote, by, "close", now, passed=vote.passed)


def counts(ballot: Ballot) -> bool:
    """Whether a ballot counts: checked by a second person, with a scan's note, or imported as counted."""
    return ballot.entered_by is None or ballot.checked_by is not None or ballot.scan_note is not None


def _possible(draft: VoteDraft, now: datetime) -> None:
    problems = []
    if draft.closed_on is not None or draft.batch_id is not None:
        problems.append(Problem("closed_on", "another_verb"))
    if draft.opened_on < rules.IN_FORCE:
        problems.append(Problem("opened_on", "before_the_code"))
    if draft.notice_on > civil(now):
        problems.append(Problem("notice_on", "in_the_future"))
    if draft.matter is not Matter.CONSULTATIVE and draft.electorate is not Electorate.OWNERS:
        problems.append(Problem("matter", "binding_needs_owners"))
    if (draft.scope is VoteScope.SITE) != (draft.courtyard_id is None):
        problems.append(Problem("courtyard_id", "scope_needs_courtyard"))
    if draft.scope in (VoteScope.STAIRWELL, VoteScope.BUILDING) and draft.stairwell is None:
        problems.append(Problem("stairwell", "missing"))
    if problems:
        raise InvalidDraft(tuple(problems))


def _thread(session: Session, draft: VoteDraft, now: datetime) -> int | None:
    """The thread of the matter that is put to the vote, or a new one."""
    item = session.get(AgendaItem, draft.agenda_item_id) if draft.agenda_item_id else None
    if draft.agenda_item_id and item is None:
        raise NotFound("agenda_item")
    if item is not None:
        _belongs(session, draft, item)
        return threads.of_item(session, item, day=civil(now), courtyard_id=draft.courtyard_id)
    return threads.begin(session, day=civil(now), courtyard_id=draft.courtyard_id).id


def _belongs(session: Session, draft: VoteDraft, item: AgendaItem) -> None:
    """Raise InvalidDraft where one courtyard would vote on what is another one's."""
    meeting, thread = session.get(Meeting, item.meeting_id), session.get(Thread, item.thread_id or 0)
    homes = {one.courtyard_id for one in (meeting, thread) if one is not None} - {None}
    if draft.courtyard_id is not None and homes - {draft.courtyard_id}:
        raise InvalidDraft((Problem("courtyard_id", "another_meeting"),))


def _running(session: Session, vote_id: int, by: Principal, key: str) -> Vote:
    vote = session.get(Vote, vote_id)
    if vote is None:
        raise NotFound(NOUN)
    require(by, Action.RUN_VOTE, courtyard_id=vote.courtyard_id)
    audit.claim_key(session, key=key)
    if vote.closed_on is not None:
        raise OutOfTurn
    return vote


def _of(vote: Vote) -> Select[Any]:
    return select(Elector).where(col(Elector.vote_id) == vote.id).order_by(col(Elector.id))


def _heads(session: Session, vote: Vote, asked: Sequence[int]) -> list[Elector]:
    """The electors asked for, and every other unit of the same heads."""
    electors = list(session.execute(_of(vote)).scalars())
    heads = {one.head for one in electors if one.id in asked}
    if not asked or {*asked} - {one.id for one in electors}:
        raise InvalidDraft((Problem("electors", "no_such_elector"),))
    return [one for one in electors if one.head in heads]


def _ballots(session: Session, vote: Vote) -> dict[int | None, Ballot]:
    found = session.execute(select(Ballot).where(col(Ballot.vote_id) == vote.id)).scalars()
    return {one.elector_id: one for one in found}


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
    audit.bump_version(ballot)


def _touched(session: Session, vote: Vote, now: datetime) -> None:
    """Who cast a ballot took part in something: from the day of opening on."""
    cells.touch(session, Ballot, first=vote.opened_on, now=now, courtyard_id=vote.courtyard_id)


def _told(
    session: Session,
    vote: Vote,
    by: Principal,
    verb: str,
    now: datetime,
    *,
    reason: str | None = None,
    **details: object,
) -> Vote:
    event = audit.record(
        session,
        by=by,
        verb=verb,
        noun=NOUN,
        now=now,
        ref=vote.id,
        courtyard_id=vote.courtyard_id,
        details=details,
    )
    if reason:
        session.add(
            RecordChange(seq=event.seq, noun=NOUN, ref=vote.id or 0, verb=verb, values={}, reason=reason)
        )
        session.flush()
    return vote
