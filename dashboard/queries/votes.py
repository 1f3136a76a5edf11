"""Reads of votes: the list, one vote with its count, who is still needed, electors to enter ballots for.

Who said what never leaves the server: electors are given with whether they have voted, never with how.
"""

from collections import Counter
from typing import Any

from sqlalchemy import Select, or_, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, allows, require, scope
from dashboard.errors import NotAllowed, NotFound
from dashboard.rules import votes as rules
from dashboard.schema.meetings import AgendaItem
from dashboard.schema.people import Resident
from dashboard.schema.places import Courtyard, Household
from dashboard.schema.threads import Thread
from dashboard.schema.votes import Ballot, Elector, Matter, Vote

SHOWN_AT_MOST = 60
COUNTS = or_(
    col(Ballot.entered_by).is_(None), col(Ballot.checked_by).is_not(None), col(Ballot.scan_note).is_not(None)
)
"""The ballots that count: imported as counted, checked by a second person, or with a note on their scan."""
Row = dict[str, Any]


def listed(
    session: Session, *, by: Principal, courtyard_id: int | None = None, meeting_id: int | None = None
) -> list[Row]:
    """Votes, those that run first, then the latest, each with its count as `one` gives it."""
    _may(by)
    wanted = select(col(Vote.id)).order_by(
        col(Vote.closed_on).is_not(None), col(Vote.opened_on).desc(), col(Vote.id).desc()
    )
    if courtyard_id is not None:
        wanted = wanted.where(or_(col(Vote.courtyard_id) == courtyard_id, col(Vote.courtyard_id).is_(None)))
    if meeting_id is not None:
        items = select(col(AgendaItem.id)).where(col(AgendaItem.meeting_id) == meeting_id)
        wanted = wanted.where(col(Vote.agenda_item_id).in_(items))
    ids = list(session.execute(wanted.limit(SHOWN_AT_MOST)).scalars())
    return [one(session, by=by, vote_id=id_) for id_ in ids if id_]


def one(session: Session, *, by: Principal, vote_id: int) -> Row:
    """A vote with its count: `heads` and `area` (0.01 m²) of `all` and `took_part`, what turnout needs.

    `yes` and what agreement needs are None while the vote runs, for everybody but its keepers; for them too
    where the result is withheld until the end. `may_run` says whether the reader may enter ballots.
    """
    _may(by)
    found = session.execute(_columns().where(col(Vote.id) == vote_id)).first()
    if found is None:
        raise NotFound("vote")
    row = dict(found._mapping)
    row["may_run"] = allows(by, Action.RUN_VOTE, courtyard_id=row["courtyard_id"])
    row["running"] = row["closed_on"] is None
    row["binding"] = row["matter"] != Matter.CONSULTATIVE
    told = not row["running"] or (row["may_run"] and not row["withheld"])
    counted = _count(session, vote_id)
    for name in ("heads", "area"):
        row[name] = _tally(getattr(counted, name), Matter(row["matter"]), told)
    row["turnout_met"] = counted.turnout_met
    row["counted"] = counted if told else None
    waiting = select(col(Ballot.id)).where(col(Ballot.vote_id) == vote_id, ~COUNTS)
    row["waiting"] = len(list(session.execute(waiting).scalars())) if row["may_run"] else None
    return row


def stairwells(session: Session, *, by: Principal, vote_id: int) -> list[Row]:
    """By courtyard and stairwell how many heads may vote and how many have: only for who runs the vote."""
    rows = electors(session, by=by, vote_id=vote_id)
    places = {row["head"]: (row["courtyard_no"], row["stairwell"]) for row in reversed(rows)}
    all_ = Counter(places.values())
    voted = Counter(places[head] for head in {row["head"] for row in rows if row["state"] == "counted"})
    return [
        {"courtyard_no": no, "stairwell": stairwell, "all": count, "took_part": voted[no, stairwell]}
        for (no, stairwell), count in sorted(all_.items())
    ]


def electors(session: Session, *, by: Principal, vote_id: int, stairwell: int | None = None) -> list[Row]:
    """Every unit that may vote: id, head, place, `state` (`none`, `waiting`, `counted`), `mine`: by me."""
    courtyard_id = session.execute(select(col(Vote.courtyard_id)).where(col(Vote.id) == vote_id)).scalar()
    require(by, Action.RUN_VOTE, courtyard_id=courtyard_id)
    columns: tuple[Any, ...] = (
        col(Elector.id),
        col(Elector.head),
        col(Elector.resident_id),
        col(Household.stairwell),
        col(Household.room),
        col(Courtyard.no).label("courtyard_no"),
        col(Ballot.id).label("ballot_id"),
        COUNTS.label("counts"),
        (col(Ballot.entered_by) == by.label).label("mine"),
        col(Ballot.channel),
        col(Ballot.cast_on),
    )
    statement = (
        select(*columns)
        .select_from(Elector)
        .join(Household, col(Household.id) == col(Elector.household_id))
        .join(Courtyard, col(Courtyard.id) == col(Household.courtyard_id))
        .outerjoin(Resident, col(Resident.id) == col(Elector.resident_id))
        .outerjoin(Ballot, col(Ballot.elector_id) == col(Elector.id))
        .where(col(Elector.vote_id) == vote_id)
        .order_by(
            col(Courtyard.no),
            col(Household.stairwell),
            col(Household.floor),
            col(Household.room),
            col(Elector.id),
        )
    )
    if stairwell is not None:
        statement = statement.where(col(Household.stairwell) == stairwell)
    return [_elector(dict(row._mapping)) for row in session.execute(statement)]


def _elector(row: Row) -> Row:
    there, counts = row.pop("ballot_id") is not None, row.pop("counts")
    return row | {
        "state": ("counted" if counts else "waiting") if there else "none",
        "mine": bool(row["mine"]),
    }


def _columns() -> Select[Any]:
    columns: tuple[Any, ...] = (
        *(
            col(getattr(Vote, name))
            for name in ("id", "version", "question", "matter", "electorate", "scope")
        ),
        *(
            col(getattr(Vote, name))
            for name in ("stairwell", "notice_on", "opened_on", "closed_on", "withheld")
        ),
        *(col(getattr(Vote, name)) for name in ("passed", "notice_ok", "courtyard_id", "agenda_item_id")),
        col(Courtyard.no).label("courtyard_no"),
        col(Thread.number).label("thread"),
        col(AgendaItem.meeting_id),
    )
    return (
        select(*columns)
        .select_from(Vote)
        .outerjoin(AgendaItem, col(AgendaItem.id) == col(Vote.agenda_item_id))
        .outerjoin(Courtyard, col(Courtyard.id) == col(Vote.courtyard_id))
        .outerjoin(Thread, col(Thread.id) == col(Vote.thread_id))
    )


def _may(by: Principal) -> None:
    if scope(by, Action.SEE_VOTES) is None:
        raise NotAllowed(Action.SEE_VOTES.value)


def _count(session: Session, vote_id: int) -> rules.Count:
    ballots = select(col(Ballot.elector_id), col(Ballot.said)).where(col(Ballot.vote_id) == vote_id, COUNTS)
    said = {row.elector_id: row.said for row in session.execute(ballots)}
    units = select(col(Elector.id), col(Elector.head), col(Elector.area)).where(
        col(Elector.vote_id) == vote_id
    )
    return rules.count(rules.Unit(head, area, said.get(id_)) for id_, head, area in session.execute(units))


def _tally(tally: rules.Tally, matter: Matter, told: bool) -> dict[str, int | None]:
    return {
        "all": tally.all,
        "took_part": tally.took_part,
        "turnout_needed": rules.turnout_needed(tally),
        "yes": tally.yes if told else None,
        "agreement_needed": rules.agreement_needed(tally, matter) if told else None,
    }
