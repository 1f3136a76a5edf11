"""Which reports were due each month, and when they came in."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from numpy.random import Generator
from sqlalchemy import literal, select
from sqlmodel import col

from dashboard.indicators.duties import KEPT, Kept
from dashboard.indicators.evidence import month_of
from dashboard.intake.demo.demand import reports
from dashboard.intake.demo.inputs import inputs
from dashboard.intake.demo.world import World, Yard
from dashboard.rules.duties import BY_COURTYARD, due_on, of_site
from dashboard.schema.duties import DutyDraft, DutyKind, ReportingDuty

Happened = set[tuple[DutyKind, int | None, str]]
"""Kinds of report of which there are records, by courtyard (None: anywhere) and month."""


def fill_duties(world: World) -> None:
    """Store the reports that each courtyard and the site owed."""
    rng, happened, drafts = world.rng("duties"), _happened(world), []
    for first in world.window.months:
        month = first.isoformat()[:7]
        for yard in world.yards:
            for kind in BY_COURTYARD:
                came, empty = reports(world, yard, first), (kind, yard.id, month) not in happened
                drafts.append(_duty(world, kind, yard, first, came=came, empty=empty, rng=rng))
        for kind in of_site(month):
            empty = (kind, None, month) not in happened
            drafts.append(_duty(world, kind, None, first, came=True, empty=empty, rng=rng))
    world.store(ReportingDuty, drafts)


def _happened(world: World) -> Happened:
    found: Happened = set()
    for kind, sources in KEPT.items():
        for source in sources:
            for courtyard_id, month in _months_with(world, source):
                found |= {(kind, courtyard_id, month), (kind, None, month)}
    return found


def _months_with(world: World, kept: Kept) -> Iterable[Any]:
    day, courtyard_id = col(getattr(kept.table, kept.day)), getattr(kept.table, "courtyard_id", literal(None))
    found = select(courtyard_id, month_of(day)).where(day.is_not(None)).distinct()
    return world.session.execute(found)


def _duty(
    world: World, kind: DutyKind, yard: Yard | None, first: date, *, came: bool, empty: bool, rng: Generator
) -> DutyDraft:
    """A report: in time, late or missing; the month just over has come in only in part."""
    given, known = inputs("money")["duties"], world.window.as_of
    month = first.isoformat()[:7]
    due = due_on(month)
    entered: date | None
    completed: date | None
    approved: date | None
    entered, completed, approved = _days(due, rng)
    latest = first == world.window.months[-1]
    if latest and known <= due:
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
    # What was sent back long ago has been put right since.
    returned = returned and world.window.index(known) - world.window.index(first) <= given["open_months"]
    return world.check(
        DutyDraft,
        kind=kind,
        courtyard_id=yard.id if yard else None,
        organisation_id=world.bodies[f"group_{yard.no}" if yard else "residents_committee"],
        month=month,
        due_on=due,
        entered_on=entered,
        nothing_happened=entered is not None and empty,
        completed_on=None if returned else completed,
        approved_on=None if returned else approved,
        returned_why=given["returned_why"] if returned else None,
    )


def _days(due: date, rng: Generator) -> tuple[date, date, date]:
    """When a report was entered, completed and approved."""
    given = inputs("money")["duties"]
    if rng.random() < given["on_time"]:
        entered = due - timedelta(days=int(rng.integers(0, 8)))
    else:
        entered = due + timedelta(days=int(rng.integers(*given["late_days"])))
    completed = entered + timedelta(days=int(rng.integers(0, given["completed_within"] + 1)))
    return entered, completed, completed + timedelta(days=int(rng.integers(1, given["approved_within"] + 1)))
