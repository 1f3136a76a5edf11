"""Mediation cases: brought, concluded, and whether the agreement was kept."""

from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.random import Generator

from dashboard.intake.demo.chance import Quota, pick
from dashboard.intake.demo.inputs import inputs
from dashboard.intake.demo.world import World
from dashboard.schema.mediation import Mediation, MediationDraft, MediationResult

RECENT_DAYS = 45


def fill_mediation(world: World) -> None:
    """Store the window's cases; agreement and fulfilment keep to their shares."""
    given, rng = inputs("safety")["mediation"], world.rng("mediation")
    days, quota = world.window.days, Quota(rng)
    drafts = [
        _case(world, days[int(index)], quota, given, rng)
        for index in np.sort(rng.integers(0, len(days), 2 * given["per_year"]))
    ]
    threads = [_thread(world, one) for one in drafts]
    world.store(Mediation, drafts, [{"thread_id": thread} for thread in threads])


def _thread(world: World, case: MediationDraft) -> int | None:
    """The matter of a recent request of the same kind and courtyard, where there is one."""
    recent = (
        one.thread_id
        for one in world.requests
        if one.yard.id == case.courtyard_id
        and one.type == case.kind.value
        and timedelta(0) <= case.opened_on - one.accepted_on <= timedelta(days=RECENT_DAYS)
    )
    return next(recent, None)


def _case(
    world: World, opened_on: date, quota: Quota, given: dict[str, Any], rng: Generator
) -> MediationDraft:
    """One case: most agree and keep what they agreed; some are still open or not due at the window's end."""
    yard, last = world.yards[int(rng.integers(len(world.yards)))], world.window.last
    values: dict[str, Any] = {
        "courtyard_id": yard.id,
        "organisation_id": world.bodies["peacemakers"],
        "kind": pick(given["kinds"], rng),
        "parties": given["parties"],
        "opened_on": opened_on,
    }
    concluded_on = opened_on + timedelta(days=int(rng.integers(*given["days"])))
    due_on = concluded_on + timedelta(days=int(rng.integers(*given["due_days"])))
    performed_on = due_on - timedelta(days=int(rng.integers(0, min(20, (due_on - concluded_on).days))))
    withdrawn = rng.random() < given["withdrawn"]
    if concluded_on > last:
        return world.check(MediationDraft, **values)
    values |= {"concluded_on": concluded_on, "result": MediationResult.NOT_AGREED}
    if withdrawn:
        values["result"] = MediationResult.WITHDRAWN
    elif quota.draw(given["agreed"], key="agreed"):
        done = quota.draw(given["kept"], key="kept") and performed_on <= last
        values |= {"result": MediationResult.AGREED, "due_on": due_on}
        values["performed_on"] = performed_on if done else None
    return world.check(MediationDraft, **values)
