"""Which reports were due each month, and when they came in."""

from collections.abc import Iterator
from datetime import date, timedelta

from numpy.random import Generator
from sqlalchemy import select
from sqlmodel import col

from dashboard.indicators.periods import shift
from dashboard.intake.demo.demand import reports
from dashboard.intake.demo.inputs import inputs
from dashboard.intake.demo.world import World, Yard
from dashboard.schema.duties import DutyDraft, DutyKind, ReportingDuty
from dashboard.schema.life import Activity
from dashboard.schema.meetings import Meeting
from dashboard.schema.requests import CallBack, Request
from dashboard.schema.safety import Hazard

RECORDS = {
    DutyKind.REQUESTS: (Request.courtyard_id, Request.accepted_on),
    DutyKind.CALL_BACKS: (CallBack.courtyard_id, CallBack.called_on),
    DutyKind.HAZARDS: (Hazard.courtyard_id, Hazard.found_on),
    DutyKind.ACTIVITIES: (Activity.courtyard_id, Activity.held_on),
    DutyKind.MEETINGS: (Meeting.courtyard_id, Meeting.held_on),
}
"""Where the records of a report that may be empty are kept: by courtyard and day."""


def fill_duties(world: World) -> None:
    """Store the reports that each courtyard and the site owed."""
    rng, given = world.rng("duties"), inputs("money")["duties"]
    happened = {(kind, *where) for kind in RECORDS for where in _months_with(world, kind)}
    drafts = []
    for first in world.window.months:
        for yard in world.yards:
            for kind in given["courtyard"]:
                came = reports(world, yard, first)
                empty = (kind, yard.id, first) not in happened
                drafts.append(_duty(world, DutyKind(kind), yard, first, came=came, empty=empty, rng=rng))
        for kind in _site_kinds(first):
            empty = kind == DutyKind.MEETINGS and (kind, None, first) not in happened
            drafts.append(_duty(world, DutyKind(kind), None, first, came=True, empty=empty, rng=rng))
    world.store(ReportingDuty, drafts)


def _site_kinds(first: date) -> list[str]:
    given = inputs("money")["duties"]["site"]
    return [*given, DutyKind.SURVEY] if first.month == inputs("life")["surveys"]["month"] else list(given)


def _months_with(world: World, kind: DutyKind) -> Iterator[tuple[int | None, date]]:
    courtyard, day = RECORDS[kind]
    for where, when in world.session.execute(select(col(courtyard), col(day)).distinct()):
        yield where, when.replace(day=1)


def _duty(
    world: World, kind: DutyKind, yard: Yard | None, first: date, *, came: bool, empty: bool, rng: Generator
) -> DutyDraft:
    """A report: in time, late or missing; the month just over has come in only in part."""
    given, known = inputs("money")["duties"], world.window.as_of
    due_on = shift(first, 1).replace(day=given["due_day"])
    entered: date | None
    completed: date | None
    approved: date | None
    entered, completed, approved = _days(due_on, rng)
    latest = first == world.window.months[-1]
    if latest and known <= due_on:
        entered = (
            known - timedelta(days=int(rng.integers(0, 4)))
            if rng.random() < given["latest"]["entered"]
            else None
        )
        completed = entered if rng.random() < given["latest"]["completed"] else None
        approved = None
    entered = entered if came and entered and entered <= known else None
    completed = completed if entered and completed and completed <= known else None
    approved = approved if completed and approved and approved <= known else None
    returned = approved is not None and rng.random() < given["returned"]
    return world.check(
        DutyDraft,
        kind=kind,
        courtyard_id=yard.id if yard else None,
        organisation_id=world.bodies[f"group_{yard.no}" if yard else "residents_committee"],
        month=first.isoformat()[:7],
        due_on=due_on,
        entered_on=entered,
        nothing_happened=entered is not None and empty,
        completed_on=completed,
        approved_on=None if returned else approved,
        returned_why=given["returned_why"] if returned else None,
    )


def _days(due_on: date, rng: Generator) -> tuple[date, date, date]:
    """When a report was entered, completed and approved."""
    given = inputs("money")["duties"]
    if rng.random() < given["on_time"]:
        entered = due_on - timedelta(days=int(rng.integers(0, 8)))
    else:
        entered = due_on + timedelta(days=int(rng.integers(*given["late_days"])))
    completed = entered + timedelta(days=int(rng.integers(0, given["completed_within"] + 1)))
    return entered, completed, completed + timedelta(days=int(rng.integers(1, given["approved_within"] + 1)))
