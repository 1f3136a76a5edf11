"""Renovation items by class, and the facilities that stand because of them."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from numpy.random import Generator

from dashboard.intake.demo.homes import lane_plan
from dashboard.intake.demo.inputs import inputs
from dashboard.intake.demo.world import World, Yard
from dashboard.schema.places import Facility, FacilityDraft
from dashboard.schema.renovation import RenovationDraft, RenovationItem

NOT_YET = 99


def fill_renovation(world: World) -> None:
    """Store what was agreed and done in each courtyard, and its facilities."""
    rng, course = world.rng("renovation"), world.rng("renovation course")
    drafts, threads, built = [], [], []
    for item in inputs("renovation")["items"]:
        for yard, done_on in _done(world, item, rng):
            drafts.append(_in_course(world, _item(world, item, yard, done_on, rng), course))
            threads.append(_thread(world, item, yard))
            if "facility" in item and done_on is not None:
                built.append((item["facility"], yard, done_on))
    world.store(RenovationItem, drafts, [{"thread_id": thread} for thread in threads])
    _facilities(world, built)


def _done(world: World, item: Mapping[str, Any], rng: Generator) -> Iterator[tuple[Yard, date | None]]:
    """The courtyards of an item and when it was done there: roofs on the courtyard's own day."""
    if item.get("roof"):
        for yard in world.yards:
            yield yard, yard.roof_redone_on
        return
    for no, month in zip(item.get("courtyards", range(1, 11)), item["done"], strict=True):
        day = world.window.month(month, int(rng.integers(3, 28))) if month != NOT_YET else None
        yield world.yard(no), day


def _item(
    world: World, item: Mapping[str, Any], yard: Yard, done_on: date | None, rng: Generator
) -> RenovationDraft:
    """Agreed before the window as one programme, with its planned end; some run late."""
    timing = inputs("renovation")["timing"]
    slip = timedelta(days=int(rng.integers(*timing["slip_days"])))
    open_until = world.window.last + timedelta(days=int(rng.integers(-60, 240)))
    planned_until = done_on - slip if done_on else open_until
    early = world.window.first - timedelta(days=int(rng.integers(20, 160)))
    agreed_on = min(early, planned_until - timedelta(days=int(rng.integers(*timing["planned_days"]))))
    share = 0.85 + 0.3 * float(rng.random())
    return world.check(
        RenovationDraft,
        courtyard_id=yard.id,
        renovation_class=item["class"],
        title_zh=item["title_zh"],
        title_en=item["title_en"],
        agreed_on=agreed_on,
        planned_until=planned_until,
        done_on=done_on,
        cost=round(item["cost"] * share) * 100,
    )


def _in_course(world: World, item: RenovationDraft, rng: Generator) -> RenovationDraft:
    """When it was started, and accepted by the residents: not everything that was done has been looked at."""
    timing = inputs("renovation")["timing"]
    ended = item.done_on or item.planned_until
    started_on = max(ended - timedelta(days=int(rng.integers(*timing["works_days"]))), item.agreed_on)
    wait = timedelta(days=int(rng.integers(*timing["accepted_days"])))
    waits = float(rng.random()) < timing["unaccepted"] and ended > world.window.last - timedelta(days=365)
    accepted_on = item.done_on + wait if item.done_on and not waits else None
    last = world.window.last
    return item.model_copy(
        update={
            "started_on": started_on if started_on <= last else None,
            "accepted_on": accepted_on if accepted_on and accepted_on <= last else None,
        }
    )


def _thread(world: World, item: Mapping[str, Any], yard: Yard) -> int | None:
    """The thread of the story in which a courtyard's roof was redone."""
    if not item.get("roof"):
        return None
    told = (one for one in world.requests if one.yard is yard and one.story and one.story.get("roof"))
    return next((one.thread_id for one in told), None)


def _facilities(world: World, built: list[tuple[str, Yard, date]]) -> None:
    """Those that stood before the window and those built in it, where the plan puts them."""
    given, plan = inputs("places"), lane_plan()
    before = world.window.first - timedelta(days=400)
    standing = [
        (one["kind"], world.yard(no), before) for one in given["standing"] for no in one["courtyards"]
    ]
    drafts = []
    for kind, yard, since in [*standing, *built]:
        name_zh, name_en = given["facility_names"][kind]
        longitude, latitude = plan.spot(yard.given, given["facilities"][kind])
        drafts.append(
            world.check(
                FacilityDraft,
                courtyard_id=yard.id,
                kind=kind,
                name_zh=f"{yard.no}号院{name_zh}",
                name_en=f"{name_en}, courtyard {yard.no}",
                lon=longitude,
                lat=latitude,
                since=since,
            )
        )
    world.store(Facility, drafts)
