"""A vote counted on paper, from a JSON file: its units and ballots, or its problems by place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dashboard.rules.votes import IN_FORCE, Unit
from dashboard.schema.votes import BallotChannel, BallotChoice, Matter

Name = Annotated[str, Field(min_length=1, max_length=80)]
Area = Annotated[Decimal, Field(gt=0, max_digits=12, decimal_places=2)]
"""Exclusive floor area in m²."""


class Line(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True)


class UnitLine(Line):
    id: Name
    owner: Name
    area: Area


class BallotLine(Line):
    unit: Name
    choice: BallotChoice
    channel: BallotChannel


class PaperVote(Line):
    """A vote as somebody wrote it down. Several units of one owner are one head."""

    matter: Literal[Matter.ORDINARY, Matter.SPECIAL]
    held_on: date
    units: list[UnitLine] = Field(min_length=1)
    ballots: list[BallotLine]

    @property
    def electorate(self) -> list[Unit]:
        """The units with what each said, ready to be counted."""
        said = {ballot.unit: ballot.choice for ballot in self.ballots}
        return [Unit(unit.owner, int(unit.area.scaleb(2)), said.get(unit.id)) for unit in self.units]


@dataclass(frozen=True)
class Read:
    """What a file holds: a vote, or one line for each problem."""

    vote: PaperVote | None
    problems: tuple[str, ...] = ()


def read(content: bytes) -> Read:
    """Read a file; `units[3].area: ...` says where each problem is."""
    try:
        vote = PaperVote.model_validate_json(content.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        return Read(None, tuple(f"{_place(one['loc'])}: {one['msg']}" for one in error.errors()))
    problems = tuple(_contradictions(vote))
    return Read(None if problems else vote, problems)


def _place(loc: tuple[int | str, ...]) -> str:
    told = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return told.removeprefix(".") or "file"


def _contradictions(vote: PaperVote) -> Iterator[str]:
    if vote.held_on < IN_FORCE:
        yield f"held_on: before {IN_FORCE} other thresholds held; only art. 278 of the Civil Code is counted"
    units: dict[str, int] = {}
    for at, unit in enumerate(vote.units):
        if unit.id in units:
            yield f"units[{at}].id: {unit.id!r} is there already, as units[{units[unit.id]}]"
        units.setdefault(unit.id, at)
    first: dict[str, BallotLine] = {}
    for at, ballot in enumerate(vote.ballots):
        if ballot.unit not in units:
            yield f"ballots[{at}].unit: there is no unit {ballot.unit!r}"
        elif ballot.unit in first:
            one = first[ballot.unit]
            yield f"ballots[{at}].unit: {ballot.unit!r} has voted already: {one.choice} by {one.channel}"
        first.setdefault(ballot.unit, ballot)
