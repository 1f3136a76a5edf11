"""Votes: the matter, the electorate frozen when it opens, the ballots, the declared result."""

from datetime import date
from enum import StrEnum

from pydantic import model_validator
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from dashboard.schema.base import Draft, Imported, Privacy, Record, Threaded, choice, in_order, personal


class Electorate(StrEnum):
    """Three electorates, never mixed."""

    OWNERS = "owners"
    HOUSEHOLDS = "households"
    RESIDENTS = "residents"


class Matter(StrEnum):
    """Ordinary and special matters of the Civil Code's art. 278; or a consultation that binds nobody."""

    ORDINARY = "ordinary"
    SPECIAL = "special"
    CONSULTATIVE = "consultative"


class VoteScope(StrEnum):
    STAIRWELL = "stairwell"
    BUILDING = "building"
    COURTYARD = "courtyard"
    SITE = "site"


class BallotChoice(StrEnum):
    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class BallotChannel(StrEnum):
    PAPER = "paper"
    PHONE = "phone"
    DOOR = "door"
    ROOM = "room"


class VoteDraft(Imported, Draft):
    agenda_item_id: int | None = Field(default=None, foreign_key="agenda_item.id", index=True)
    courtyard_id: int | None = Field(default=None, foreign_key="courtyard.id", index=True)
    electorate: Electorate = choice(Electorate)
    matter: Matter = choice(Matter, default=Matter.CONSULTATIVE)
    scope: VoteScope = choice(VoteScope, default=VoteScope.COURTYARD)
    stairwell: int | None = Field(default=None, ge=1)
    question: str = Field(min_length=4, max_length=300)
    notice_on: date
    opened_on: date
    closed_on: date | None = Field(default=None, index=True)
    withheld: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> "VoteDraft":
        in_order(self.notice_on, self.opened_on, "opened_on")
        in_order(self.opened_on, self.closed_on, "closed_on")
        return self


class Vote(VoteDraft, Threaded, Record, table=True):
    """A vote. The three `*_ok` columns are set at closing by `rules.votes`; `passed` is what was declared."""

    __table_args__ = (CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="closed"),)

    passed: bool | None = None
    notice_ok: bool | None = None
    electorate_ok: bool | None = None
    result_ok: bool | None = None


class Elector(Imported, Record, table=True):
    """One unit of a vote's electorate as it stood at opening; `area` in 0.01 m², `head` counts as one."""

    __table_args__ = (UniqueConstraint("vote_id", "household_id", "resident_id"),)

    vote_id: int = Field(foreign_key="vote.id", index=True)
    household_id: int = personal(Privacy.P1, foreign_key="household.id", index=True)
    resident_id: int | None = personal(Privacy.P1, default=None, foreign_key="resident.id", index=True)
    head: str = personal(Privacy.P1, max_length=40)
    area: int = Field(ge=0)


class BallotDraft(Imported, Draft):
    elector_id: int = Field(foreign_key="elector.id", unique=True)
    said: BallotChoice = choice(BallotChoice)
    channel: BallotChannel = choice(BallotChannel)
    cast_on: date
    scan_note: str | None = Field(default=None, max_length=200)


class Ballot(BallotDraft, Record, table=True):
    """One elector's ballot: one across all channels. Ballots not returned never count.

    It counts once a second person has entered the same (`checked_by`), or with a note on its scan.
    `entered_by` and `checked_by` are names of the audit trail, no personal values.
    """

    vote_id: int = Field(foreign_key="vote.id", index=True)
    entered_by: str | None = Field(default=None, max_length=60)
    checked_by: str | None = Field(default=None, max_length=60)


class BallotsDraft(Draft):
    """Ballots of electors who said the same, as one person enters them; never who said what elsewhere."""

    vote_id: int
    electors: tuple[int, ...]
    said: BallotChoice
    channel: BallotChannel
    cast_on: date
    scan_note: str | None = Field(default=None, min_length=2, max_length=200)
