"""Who took part in an activity: households that came, and residents with their volunteer hours.

Each verb is a unit of work in the caller's transaction. What an activity of the whole site had is entered by
those who keep every courtyard.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlmodel import Session, col

from dashboard.access import Action, Principal
from dashboard.actions.unit_of_work import Work, unit_of_work
from dashboard.errors import InvalidDraft, Problem
from dashboard.indicators.evidence import in_force
from dashboard.indicators.together import ADULT
from dashboard.schema.activities import Activity, GuestsDraft, Participation, ServiceDraft
from dashboard.schema.people import Resident
from dashboard.schema.places import Household

NOUN = "activity"


def take_part(*, session: Session, draft: GuestsDraft, by: Principal, now: datetime, key: str) -> Activity:
    """Add the households that took part, take back those that did not; each counts once.

    What two people enter about different homes adds up, so no version is asked for. A household somebody of
    which served took part: its hours are taken back first.
    """
    with unit_of_work(session, by=by, now=now, key=key) as work:
        activity = _opened(work, draft.activity_id)
        if {*draft.came} & {*draft.stayed_away}:
            raise InvalidDraft((Problem("household_id", "came_and_stayed_away"),))
        _entitled(session, activity, {*draft.came, *draft.stayed_away})
        there = _households(session, activity)
        came, gone = sorted({*draft.came} - there.keys()), sorted({*draft.stayed_away} & there.keys())
        if any(there[id_] for id_ in gone):
            raise InvalidDraft((Problem("household_id", "hours_stand"),))
        session.add_all(Participation(**_at(activity), household_id=id_) for id_ in came)
        if gone:
            _remove(session, activity, col(Participation.household_id).in_(gone))
        _count(work, [*came, *gone], activity.held_on)
        return _told(work, activity, "take_part", came=len(came), taken_back=len(gone))


def serve(*, session: Session, draft: ServiceDraft, by: Principal, now: datetime, key: str) -> Activity:
    """Say how long one adult of a household served; said again it replaces, nothing takes it back."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        activity = _opened(work, draft.activity_id)
        home = session.get(Household, draft.household_id)
        if home is None:
            raise InvalidDraft((Problem("household_id", "not_in_courtyard"),))
        work.require(Action.SEE_FLATS, courtyard_id=home.courtyard_id)
        if draft.minutes:
            _entitled(session, activity, {draft.household_id})
            _may_serve(session, activity, draft)
        _remove(session, activity, col(Participation.resident_id) == draft.resident_id)
        if draft.minutes:
            who: dict[str, Any] = {"household_id": draft.household_id, "resident_id": draft.resident_id}
            work.add(Participation(**_at(activity), **who, served_minutes=draft.minutes))
        _count(work, [draft.household_id], activity.held_on)
        told = {"served": 1} if draft.minutes else {"taken_back": 1}
        return _told(work, activity, "serve", **told)


def follow(work: Work, activity: Any, *, before: date) -> None:
    """The day of an activity was corrected: who took part did so on that day."""
    mine = col(Participation.activity_id) == activity.id
    work.session.execute(update(Participation).where(mine).values(took_part_on=activity.held_on))
    _count(work, _households(work.session, activity), min(before, activity.held_on))


def _opened(work: Work, activity_id: int) -> Activity:
    activity = work.row(Activity, activity_id)
    work.require(Action.RECORD_ACTIVITY, courtyard_id=activity.courtyard_id)
    return activity


def _at(activity: Activity) -> dict[str, Any]:
    return {"activity_id": activity.id, "took_part_on": activity.held_on}


def _households(session: Session, activity: Activity) -> dict[int, bool]:
    """The households that took part, and of each whether somebody of it served."""
    mine = col(Participation.activity_id) == activity.id
    minutes = func.sum(Participation.served_minutes)
    rows = select(col(Participation.household_id), minutes).where(mine)
    found = session.execute(rows.group_by(col(Participation.household_id)))
    return {household_id: served > 0 for household_id, served in found}


def _entitled(session: Session, activity: Activity, asked: set[int]) -> None:
    """Only households of the activity's courtyard, there on its day."""
    may = select(col(Household.id)).where(col(Household.id).in_(asked), in_force(Household, activity.held_on))
    if activity.courtyard_id is not None:
        may = may.where(col(Household.courtyard_id) == activity.courtyard_id)
    if asked - set(session.execute(may).scalars()):
        raise InvalidDraft((Problem("household_id", "not_in_courtyard"),))


def _may_serve(session: Session, activity: Activity, draft: ServiceDraft) -> None:
    """Somebody who lived in the flat on the day; of children no hours are kept (DOMAIN §2: under-14s)."""
    lives = select(col(Resident.born_year)).where(
        col(Resident.id) == draft.resident_id,
        col(Resident.household_id) == draft.household_id,
        in_force(Resident, activity.held_on),
    )
    born = session.execute(lives).scalar_one_or_none()
    if born is None:
        raise InvalidDraft((Problem("resident_id", "not_of_this_flat"),))
    if activity.held_on.year - born < ADULT:
        raise InvalidDraft((Problem("resident_id", "adults_only"),))


def _remove(session: Session, activity: Activity, which: Any) -> None:
    session.execute(delete(Participation).where(col(Participation.activity_id) == activity.id, which))


def _count(work: Work, households: Iterable[int], first: date) -> None:
    where = select(col(Household.courtyard_id)).where(col(Household.id).in_(sorted(households))).distinct()
    for courtyard_id in work.session.execute(where).scalars():
        work.counts(since=first, courtyard_id=courtyard_id)


def _told(work: Work, activity: Activity, verb: str, **details: int) -> Activity:
    work.event(verb, noun=NOUN, ref=activity.id, courtyard_id=activity.courtyard_id, details=details)
    return activity
