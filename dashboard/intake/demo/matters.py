"""Threads of matters that no request began, numbered on after those of the requests."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from dashboard.intake.demo.world import World
from dashboard.rules.requests import numbered
from dashboard.schema.threads import Thread


def begin(world: World, matters: Sequence[tuple[date, int | None]]) -> list[int]:
    """A thread for each matter, by the day on which it began and its courtyard; their ids."""
    highest: dict[int, int] = defaultdict(int)
    for number in world.session.execute(select(col(Thread.number))).scalars():
        year, count = number.removeprefix("T").split("-")
        highest[int(year)] = max(highest[int(year)], int(count))
    rows = []
    for day, courtyard_id in matters:
        highest[day.year] += 1
        number = numbered("T", day.year, highest[day.year])
        rows.append({"number": number, "opened_on": day, "courtyard_id": courtyard_id})
    return world.store(Thread, rows)
