"""Who took part in an activity: households that came, and residents with their volunteer hours.

Each verb runs in the caller's transaction, as those of the request loop do. What an activity of the whole
site had is entered by those who keep every courtyard.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.actions import audit
from dashboard.errors import InvalidDraft, NotFound, Problem
from dashboard.indicators import cells
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
    activity = _found(session, draft.activity_id, by, key)
    if {*draft.came} & {*draft.stayed_away}:
        raise InvalidDraft((Problem("household_id", "came_and_stayed_away"),))
    _entitled(session, activity, {*draft.came, *draft.stayed_away})
    there = _households(session, activity)
    came, gone = sorted({*draft.came} - there.keys()), sorted({*draft.stayed_away} & there.keys())
    if any(there[id_] for id_ in gone):
        raise InvalidDraft((Problem("household_id", "hours_stand"),))
    for id_ in came:
        session.add(Participation(**_at(activity), household_id=id_))
    _remove(session, activity, col(Participation.household_id).in_(gone))
    audit.remember_key(session, key=key, noun=NOUN, ref=activity.id or 0, now=now)
    _touch(session, [*came, *gone], activity.held_on, now)
    return _told(session, activity, by, "take_part", now, came=len(came), taken_back=len(gone))


def serve(*, session: Session, draft: ServiceDraft, by: Principal, now: datetime, key: str) -> Activity:
    """Say how long one adult of a household served; said again it replaces, nothing takes it back."""
    activity = _found(session, draft.activity_id, by, key)
    home = session.get(Household, draft.household_id)
    if home is None:
        raise InvalidDraft((Problem("household_id", "not_in_courtyard"),))
    require(by, Action.SEE_FLATS, courtyard_id=home.courtyard_id)
    if draft.minutes:
        _entitled(session, activity, {draft.household_id})
        _may_serve(session, activity, draft)
    _remove(session, activity, col(Participation.resident_id) == draft.resident_id)
    if draft.minutes:
        who: dict[str, Any] = {"household_id": draft.household_id, "resident_id": draft.resident_id}
        session.add(Participation(**_at(activity), **who, served_minutes=draft.minutes))
        session.flush()
    audit.remember_key(session, key=key, noun=NOUN, ref=activity.id or 0, now=now)
    _touch(session, [draft.household_id], activity.held_on, now)
    told = {"served": 1} if draft.minutes else {"taken_back": 1}
    return _told(session, activity, by, "serve", now, **told)


def follow(session: Session, activity: Any, *, before: date, now: datetime) -> None:
    """The day of an activity was corrected: who took part did so on that day."""
    mine = col(Participation.activity_id) == activity.id
    session.execute(update(Participation).where(mine).values(took_part_on=activity.held_on))
    _touch(session, _households(session, activity), min(before, activity.held_on), now)


def _found(session: Session, activity_id: int, by: Principal, key: str) -> Activity:
    activity = session.get(Activity, activity_id)
    if activity is None:
        raise NotFound(NOUN)
    require(by, Action.RECORD_ACTIVITY, courtyard_id=activity.courtyard_id)
    audit.claim_key(session, key=key)
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
    session.flush()


def _touch(session: Session, households: Iterable[int], first: date, now: datetime) -> None:
    where = select(col(Household.courtyard_id)).where(col(Household.id).in_(sorted(households))).distinct()
    for courtyard_id in sorted(session.execute(where).scalars()):
        cells.touch(session, Participation, first=first, now=now, courtyard_id=courtyard_id)


def _told(
    session: Session, activity: Activity, by: Principal, verb: str, now: datetime, **details: int
) -> Activity:
    audit.record(
        session,
        by=by,
        verb=verb,
        noun=NOUN,
        now=now,
        ref=activity.id,
        courtyard_id=activity.courtyard_id,
        details=details,
    )
    return activity
