"""Mediation cases: brought, concluded, and whether the agreement was kept."""

from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.random import Generator

from dashboard.intake.demo.demand import pick
from dashboard.intake.demo.inputs import inputs
from dashboard.intake.demo.world import World
from dashboard.schema.mediation import Mediation, MediationDraft, MediationResult


def fill_mediation(world: World) -> None:
    """Store the window's cases; agreement and fulfilment keep to their shares."""
    given, rng = inputs("safety")["mediation"], world.rng("mediation")
    days = world.window.days
    count = 2 * given["per_year"]
    agreed, kept = (spaced(count, given[share], rng) for share in ("agreed", "kept"))
    drafts = [
        _case(world, days[int(index)], bool(agreed[place]), bool(kept[place]), given, rng)
        for place, index in enumerate(np.sort(rng.integers(0, len(days), count)))
    ]
    world.store(Mediation, drafts)


def spaced(count: int, share: float, rng: Generator) -> np.ndarray[Any, Any]:
    """`count` times yes or no, with nearly the share of yes in every stretch."""
    reached = np.floor(np.arange(count + 1) * share + rng.random())
    return np.diff(reached) > 0


def _case(
    world: World, opened_on: date, agreed: bool, kept: bool, given: dict[str, Any], rng: Generator
) -> MediationDraft:
    yard = world.yards[int(rng.integers(len(world.yards)))]
    values: dict[str, Any] = {
        "courtyard_id": yard.id,
        "organisation_id": world.bodies["peacemakers"],
        "kind": pick(given["kinds"], rng),
        "parties": given["parties"],
        "opened_on": opened_on,
    }
    concluded_on = opened_on + timedelta(days=int(rng.integers(*given["days"])))
    withdrawn = rng.random() < given["withdrawn"]
    due_on = concluded_on + timedelta(days=int(rng.integers(*given["due_days"])))
    performed_on = due_on - timedelta(days=int(rng.integers(0, min(20, (due_on - concluded_on).days))))
    if concluded_on > world.window.last:
        return world.check(MediationDraft, **values)
    result = MediationResult.AGREED if agreed else MediationResult.NOT_AGREED
    values |= {"concluded_on": concluded_on, "result": MediationResult.WITHDRAWN if withdrawn else result}
    if values["result"] is MediationResult.AGREED:
        done = kept and performed_on <= world.window.last
        values |= {"due_on": due_on, "performed_on": performed_on if done else None}
    return world.check(MediationDraft, **values)
