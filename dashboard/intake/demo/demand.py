"""What arrives: how many requests of which type on which day, and from whom."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from dashboard.clock import at, civil
from dashboard.intake.demo.chance import Quota, pick
from dashboard.intake.demo.inputs import inputs
from dashboard.intake.demo.window import Window
from dashboard.intake.demo.world import Flat, World, Yard
from dashboard.schema.requests import Channel, Place, RequestType

Weights = NDArray[np.float64]

YARD_NEAR = "yard_near"
"""In front of a stairwell: a place in the yard whose stairwell is known."""


@dataclass
class Arrival:
    """A request as it is brought; `story` holds what is told of it to the end."""

    at: datetime
    type: RequestType
    yard: Yard
    flat: Flat | None
    place: Place
    stairwell: int | None
    channel: Channel
    summary: str
    story: dict[str, Any] | None = None

    @property
    def day(self) -> date:
        return civil(self.at)

    @property
    def spot(self) -> tuple[Any, ...]:
        """What makes another request a repeat of this: its place, as `place_key` names it, and its type."""
        if self.flat is not None:
            return self.flat.id, self.type
        return f"{self.yard.no}:{self.stairwell or self.place}", self.type


def calendar(window: Window, rng: Generator) -> list[tuple[datetime, RequestType]]:
    """When requests of each type come, in order: shares exact, days by growth and season."""
    given = inputs("requests")
    whole = sum(given["shares"].values())
    days = window.days
    made = []
    for kind, share in given["shares"].items():
        chances = growth(window) * season(kind, days)
        count = round(given["total"] * share / whole)
        for index in rng.choice(len(days), count, p=chances / chances.sum()):
            made.append((_hour(days[int(index)], rng), RequestType(kind)))
    return sorted(made, key=lambda one: one[0])


def growth(window: Window) -> Weights:
    """More by the day in the first six months, as trust grows."""
    months = np.array([window.index(day) for day in window.days])
    rise: float = inputs("requests")["first_six_months_growth"]
    return 1 + rise * np.clip(months / 6, 0, 1)


def season(kind: str, days: list[date]) -> Weights:
    """How often a type comes on each day, by its month; leaks follow the rain of a week before."""
    given = inputs("requests")["season"]
    if kind == RequestType.LEAK:
        lag = np.timedelta64(given["rain_lag_days"], "D")
        months = (np.array(days, dtype="datetime64[D]") - lag).astype("datetime64[M]").astype(int) % 12
        rain: Weights = np.array(given["rain"], dtype=float)[months]
        return rain
    if kind in given:
        return np.array([given[kind][day.month - 1] for day in days], dtype=float)
    return np.ones(len(days))


def _hour(day: date, rng: Generator) -> datetime:
    given = inputs("requests")["hours"]
    weights = np.array(given["weights"], dtype=float)
    hour = given["from"] + int(rng.choice(len(weights), p=weights / weights.sum()))
    return at(day, hour, int(rng.integers(0, 60)))


class Callers:
    """Which household calls: some hardly ever, 10% of them four times in ten."""

    def __init__(self, world: World, rng: Generator) -> None:
        given = inputs("requests")
        self.world, self.rng = world, rng
        self.flats = world.flats
        shape: float = given["household_shape"]
        eager = rng.gamma(shape, 1 / shape, len(self.flats))
        self.eager: Weights = np.where([flat.occupied for flat in self.flats], eager, 0.0)
        self.top = np.array([flat.top for flat in self.flats])
        self.yards = np.array([flat.yard.no for flat in self.flats])
        for yard in world.yards:
            here = self.yards == yard.no
            self.eager[here] *= here.sum() / self.eager[here].sum()
        self.parts = np.array([len(yard.flats) for yard in world.yards]) / len(self.flats)
        self.owed = np.zeros(len(world.yards))
        self.place_of = {flat.id: index for index, flat in enumerate(self.flats)}
        self.quota = Quota(rng)

    def weights(self, kind: RequestType, day: date) -> Weights:
        """How likely each household is to call about a type that day; a leak is under the roof or not."""
        weights = self.eager.copy()
        if is_missing(self.world, day):
            weights[self.yards == inputs("requests")["missing"]["courtyard"]] = 0
        if kind is not RequestType.LEAK:
            return weights
        leaks = inputs("requests")["leaks"]
        redone = [one.roof_redone_on is not None and one.roof_redone_on <= day for one in self.world.yards]
        weights[np.array([redone[no - 1] for no in self.yards])] *= leaks["after_redone"]
        weights[self.top != self.quota.draw(leaks["top_floor_share"])] = 0
        return weights

    def anybody(self, weights: Weights, among: list[int] | None = None) -> Flat:
        """A household drawn by its weight, where `among` is given out of these places in the list."""
        chances = np.zeros_like(weights)
        places = np.arange(len(weights)) if among is None else np.array(among)
        lean = np.exp(inputs("requests")["evenness"] * self.owed[self.yards[places] - 1])
        chances[places] = weights[places] * lean
        flat = self.flats[int(self.rng.choice(len(weights), p=chances / chances.sum()))]
        self.owed += self.parts
        self.owed[flat.yard.no - 1] -= 1
        return flat


def is_missing(world: World, day: date) -> bool:
    """Whether the courtyard that missed months of reports reports nothing on a day."""
    return world.window.index(day) in inputs("requests")["missing"]["months"]


def reports(world: World, yard: Yard, day: date) -> bool:
    """Whether a courtyard keeps records on a day."""
    return not (yard.no == inputs("requests")["missing"]["courtyard"] and is_missing(world, day))


def arrive(when: datetime, kind: RequestType, flat: Flat, rng: Generator) -> Arrival:
    """A household's request, at its flat or in the common parts; some of these name no household."""
    given = inputs("requests")
    where = pick(given["places"][kind], rng)
    channel = Channel(pick(given["channels"], rng))
    named = where == Place.FLAT or kind is RequestType.LEAK or rng.random() >= given["unnamed"]
    if named and channel is Channel.INSPECTION:
        channel = Channel.COMMITTEE
    return Arrival(
        at=when,
        type=kind,
        yard=flat.yard,
        flat=flat if named else None,
        place=Place.YARD if where == YARD_NEAR else Place(where),
        stairwell=flat.stairwell if where in (Place.FLAT, Place.ROOF, Place.STAIRWELL, YARD_NEAR) else None,
        channel=channel,
        summary=str(rng.choice(given["summaries"][kind])),
    )
