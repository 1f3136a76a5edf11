"""Residents, Party members among them, and their check-ins."""

from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.random import Generator

from dashboard.intake.demo.inputs import inputs
from dashboard.intake.demo.names import Names
from dashboard.intake.demo.window import ramp
from dashboard.intake.demo.world import Dweller, Flat, World, Yard
from dashboard.schema.people import (
    CheckIn,
    CheckInDraft,
    Membership,
    MembershipDraft,
    Resident,
    ResidentDraft,
)
from dashboard.schema.places import Tenure

ADULT = 18
RETIRED = 60


def fill_residents(world: World) -> None:
    """Store who lives where."""
    rng, names = world.rng("residents"), Names(world.rng("resident names"))
    homes = [(flat, ages) for yard in world.yards for flat, ages in _ages(yard, rng)]
    drafts = [
        _resident(world, flat, ages, index, rng=rng, names=names)
        for flat, ages in homes
        for index in range(len(ages))
    ]
    ids = world.store(Resident, drafts)
    flats = {flat.id: flat for flat, _ in homes}
    for id_, draft in zip(ids, drafts, strict=True):
        flat = flats[draft.household_id]
        age = world.window.last.year - draft.born_year
        flat.people.append(Dweller(id_, flat, age, draft.name, draft.phone, draft.since, draft.until))
    _joiners(world, world.rng("joiners"))
    _members(world)


def _joiners(world: World, rng: Generator) -> None:
    """How readily each household takes part in shared life: some never do."""
    given = inputs("people")["joining"]
    for flat in world.flats:
        eager = float(rng.gamma(given["shape"], 1 / given["shape"]))
        flat.joins = eager if flat.occupied and rng.random() >= given["never"] else 0.0


def _ages(yard: Yard, rng: Generator) -> list[tuple[Flat, list[int]]]:
    """The ages in every occupied household: the courtyard's share of 60 and over, in owners' homes first."""
    given = inputs("people")["homes"]
    occupied = [flat for flat in yard.flats if flat.tenure is not Tenure.VACANT]
    sizes = _sizes(len(occupied), round(given["per_household"] * len(yard.flats)), rng)
    left = round(yard.given["aged_60"] * int(sizes.sum()))
    ages: dict[int, list[int]] = {}
    order = [int(index) for index in rng.permutation(len(occupied))]
    order.sort(key=lambda index: occupied[index].tenure is Tenure.RENTED)
    for index in order:
        elders = min(left, 2, int(sizes[index]))
        left -= elders
        ages[index] = _home(elders, int(sizes[index]), rng)
    return [(flat, ages[index]) for index, flat in enumerate(occupied)]


def _sizes(count: int, total: int, rng: Generator) -> np.ndarray[Any, Any]:
    """Persons per household: drawn, then one more or fewer here and there until the total is right."""
    shares = inputs("people")["homes"]["sizes"]
    sizes = rng.choice(np.arange(1, len(shares) + 1), count, p=shares)
    while sizes.sum() != total:
        step = 1 if sizes.sum() < total else -1
        able = np.flatnonzero(sizes < len(shares) if step > 0 else sizes > 1)
        sizes[rng.choice(able)] += step
    return sizes


def _home(elders: int, size: int, rng: Generator) -> list[int]:
    """Ages of one household, the eldest first."""
    given = inputs("people")["homes"]
    old = [int(age) for age in rng.integers(given["elders"][0], given["elders"][1], elders)]
    rest = []
    for place in range(elders, size):
        is_child = place >= 2 and rng.random() < given["child_share"]
        low, high = given["children"] if is_child else given["adults"]
        rest.append(int(rng.integers(low, high + 1)))
    return sorted(old + rest, reverse=True)


def _resident(
    world: World, flat: Flat, ages: list[int], index: int, *, rng: Generator, names: Names
) -> ResidentDraft:
    """One resident; only a household's first has a name and a telephone."""
    given, window = inputs("people")["homes"], world.window
    age, eldest = ages[index], index == 0
    years = int(rng.integers(given["lived_here_years"][0], given["lived_here_years"][1]))
    since = max(date(window.first.year - years, 1, 1), date(window.last.year - age, 1, 1))
    name, phone = names.name(), names.phone()
    if flat.tenure is Tenure.OWNER:
        name, phone = flat.owner_name or name, flat.owner_phone or phone
    moved, left, hardship, disability = rng.random(4)
    until = None
    if not eldest and moved < given["moved_in_window"]:
        since = window.first + timedelta(days=int(rng.integers(30, 700)))
    elif not eldest and left < given["left_in_window"]:
        until = window.first + timedelta(days=int(rng.integers(30, 700)))
    return world.check(
        ResidentDraft,
        household_id=flat.id,
        name=name if eldest else None,
        phone=phone if eldest else None,
        born_year=window.last.year - age,
        lives_alone_elderly=len(ages) == 1 and age >= given["alone_from"],
        hardship=hardship < given["hardship"],
        disability=disability < given["disability"],
        since=since,
        until=until,
    )


def _members(world: World) -> None:
    """Party members among the grown-up residents; most of those who work serve in a branch elsewhere."""
    given, rng = inputs("people")["party"], world.rng("party")
    grown = [one for one in world.people if one.age >= ADULT + 7]
    old = [one for one in grown if one.elder]
    young = [one for one in grown if not one.elder]
    elders = round(given["members"] * given["aged_60_share"])
    chosen = [old[int(i)] for i in rng.choice(len(old), elders, replace=False)]
    chosen += [young[int(i)] for i in rng.choice(len(young), given["members"] - elders, replace=False)]
    in_service = [not one.elder and rng.random() < given["in_service_share"] for one in chosen]
    drafts = [
        world.check(
            MembershipDraft,
            resident_id=one.id,
            in_service=serves,
            since=date(world.window.first.year - int(rng.integers(1, max(2, one.age - 22))), 7, 1),
        )
        for one, serves in zip(chosen, in_service, strict=True)
    ]
    ids = world.store(Membership, drafts)
    world.members = list(zip(ids, chosen, strict=True))
    _check_ins(world, [id_ for id_, serves in zip(ids, in_service, strict=True) if serves], rng)


def _check_ins(world: World, serving: list[int], rng: Generator) -> None:
    """Most had checked in before the window; more do as it goes on; some do again each year."""
    given, window = inputs("people")["party"], world.window
    ready = rng.permutation(len(serving)) / len(serving)
    drafts = []
    for membership, share in zip(serving, ready, strict=True):
        before, after = given["checked_in"]
        if share >= after:
            continue
        if share < before:
            day = window.first - timedelta(days=int(rng.integers(5, 400)))
        else:
            way = (share - before) / (after - before)
            day = window.first + timedelta(days=int(ramp((20, 700), way)))
        drafts.append(world.check(CheckInDraft, membership_id=membership, checked_on=day))
        again = day + timedelta(days=365 + int(rng.integers(0, 40)))
        if rng.random() < given["checks_again"] and again <= window.last:
            drafts.append(world.check(CheckInDraft, membership_id=membership, checked_on=again))
    world.store(CheckIn, drafts)
