"""Votes with their electors and ballots, counted by the same rules as real ones."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from numpy.random import Generator

from dashboard.intake.demo.chance import pick
from dashboard.intake.demo.inputs import inputs
from dashboard.intake.demo.world import World, Yard
from dashboard.rules import votes as rules
from dashboard.schema.votes import (
    Ballot,
    BallotChoice,
    BallotDraft,
    Elector,
    Electorate,
    Matter,
    Vote,
    VoteDraft,
)

ADULT = 18
Said = dict[str, BallotChoice]


def fill_votes(world: World) -> None:
    """Store the votes that the inputs name."""
    rng = world.rng("votes")
    for given in inputs("meetings")["votes"]:
        day = world.window.month(given["month"], given["day"])
        length = timedelta(days=inputs("meetings")["ballots"]["days"])
        opened_on, closed_on = (day, None) if given.get("open") else (day - length, day)
        hold(
            world,
            given,
            yard=world.yard(given["courtyard"]),
            notice_on=opened_on - timedelta(days=given["notice"]),
            opened_on=opened_on,
            closed_on=closed_on,
            rng=rng,
        )


def hold(
    world: World,
    given: Mapping[str, Any],
    *,
    yard: Yard,
    notice_on: date,
    opened_on: date,
    closed_on: date | None,
    rng: Generator,
    thread_id: int | None = None,
    agenda_item_id: int | None = None,
) -> int:
    """Store one vote: `given` holds its matter, electorate and question, and how many take part and agree."""
    draft = world.check(
        VoteDraft,
        agenda_item_id=agenda_item_id,
        courtyard_id=yard.id,
        electorate=given["electorate"],
        matter=given["matter"],
        question=given["question"],
        notice_on=notice_on,
        opened_on=opened_on,
        closed_on=closed_on,
    )
    electors = list(_electors(yard, draft.electorate, opened_on))
    said = _said(yard, electors, given, rng)
    [vote_id] = world.store(Vote, [draft], [{"thread_id": thread_id, **_declared(draft, electors, said)}])
    ids = world.store(Elector, [{"vote_id": vote_id, **one} for one in electors])
    cast = [(id_, said[one["head"]]) for id_, one in zip(ids, electors, strict=True) if one["head"] in said]
    days = (min(closed_on or world.window.last, world.window.last) - opened_on).days
    ballots = [_ballot(world, id_, word, opened_on, days, rng) for id_, word in cast]
    world.store(Ballot, ballots, [{"vote_id": vote_id} for _ in ballots])
    return vote_id


def _ballot(
    world: World, elector_id: int, said: str, opened_on: date, days: int, rng: Generator
) -> BallotDraft:
    return world.check(
        BallotDraft,
        elector_id=elector_id,
        said=said,
        channel=pick(inputs("meetings")["ballots"]["channels"], rng),
        cast_on=opened_on + timedelta(days=int(rng.integers(0, days + 1))),
    )


def _electors(yard: Yard, electorate: Electorate, day: date) -> Iterator[dict[str, Any]]:
    """Every unit that may vote, with the head that it counts for."""
    for flat in yard.flats:
        unit = {"household_id": flat.id, "resident_id": None, "area": flat.area}
        if electorate is Electorate.OWNERS:
            yield {**unit, "head": f"o:{flat.owner_id}"}
        elif electorate is Electorate.HOUSEHOLDS and flat.occupied:
            yield {**unit, "head": f"h:{flat.id}"}
        elif electorate is Electorate.RESIDENTS:
            for one in flat.people:
                if one.lives_here(day, day) and one.age > ADULT + 2:
                    yield {**unit, "resident_id": one.id, "head": f"r:{one.id}"}


def _said(yard: Yard, electors: list[dict[str, Any]], given: Mapping[str, Any], rng: Generator) -> Said:
    """What each head that takes part says: as many as stated, sooner those who join in other things."""
    ballots = inputs("meetings")["ballots"]
    joins = {flat.id: ballots["joiners_sooner"] if flat.joins else 1.0 for flat in yard.flats}
    eager = {one["head"]: joins[one["household_id"]] for one in electors}
    waits = {head: float(rng.exponential()) / weight for head, weight in eager.items()}
    heads = sorted(eager, key=lambda head: waits[head])[: round(given["turnout"] * len(eager))]
    yes = round(given["yes"] * len(heads))
    rest = [
        BallotChoice.ABSTAIN if rng.random() < ballots["abstain"] else BallotChoice.NO for _ in heads[yes:]
    ]
    mixed = [heads[int(index)] for index in rng.permutation(len(heads))]
    return dict(zip(mixed, [BallotChoice.YES] * yes + rest, strict=True))


def _declared(draft: VoteDraft, electors: list[dict[str, Any]], said: Said) -> dict[str, bool | None]:
    """The result and whether the vote kept the rules; nothing yet while it is open.

    A consultation binds nobody: more than half of the heads that took part, and no notice is prescribed.
    """
    if draft.closed_on is None:
        return {"passed": None, "notice_ok": None, "electorate_ok": None, "result_ok": None}
    count = rules.count(rules.Unit(one["head"], one["area"], said.get(one["head"])) for one in electors)
    passed = rules.passes(count, draft.matter)
    notice_ok = rules.notice_kept(draft.notice_on, draft.opened_on) or draft.matter is Matter.CONSULTATIVE
    return {"passed": passed, "notice_ok": notice_ok, "electorate_ok": True, "result_ok": True}
