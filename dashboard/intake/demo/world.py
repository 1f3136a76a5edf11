"""What the generator knows while it tells its story, and the one way in which it stores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from zlib import crc32

from numpy.random import Generator, default_rng
from sqlmodel import Session

from dashboard.intake.demo.window import Window
from dashboard.schema.base import Draft, Record, insert_rows
from dashboard.schema.meetings import MeetingKind, ResolutionDraft, SealDraft
from dashboard.schema.places import Tenure
from dashboard.schema.requests import RequestType

D = TypeVar("D", bound=Draft)
BATCH_ROWS = 5000


@dataclass
class Yard:
    """A courtyard as stored, with the numbers that it was made from."""

    id: int
    no: int
    given: Mapping[str, Any]
    roof_redone_on: date | None
    flats: list["Flat"] = field(default_factory=list)

    @property
    def stairwells(self) -> int:
        return int(self.given["stairwells"])


@dataclass
class Flat:
    """A household as stored and the people in it; `joins` is how readily it takes part, for some never."""

    id: int
    yard: Yard
    stairwell: int
    floor: int
    area: int
    top: bool
    tenure: Tenure
    owner_id: int
    owner_name: str | None
    owner_phone: str | None
    joins: float = 0.0
    people: list["Dweller"] = field(default_factory=list)

    @property
    def occupied(self) -> bool:
        return bool(self.people)

    @property
    def has_elder(self) -> bool:
        return any(one.elder for one in self.people)


@dataclass
class Dweller:
    """A resident as stored."""

    id: int
    flat: Flat
    age: int
    name: str | None
    phone: str | None
    since: date
    until: date | None

    def lives_here(self, first: date, last: date) -> bool:
        """Whether they live here all the days from the first to the last."""
        return self.since <= first and (self.until is None or self.until >= last)

    @property
    def elder(self) -> bool:
        return self.age >= 60


@dataclass(frozen=True)
class Officer:
    """A person's term in a body."""

    person_id: int
    since: date
    until: date

    def serves(self, day: date) -> bool:
        return self.since <= day < self.until


@dataclass(frozen=True)
class Told:
    """A request as stored, for what comes after it."""

    id: int
    thread_id: int
    yard: Yard
    type: RequestType
    summary: str
    accepted_at: datetime
    accepted_on: date
    closed_on: date | None
    story: Mapping[str, Any] | None


@dataclass(frozen=True)
class Item:
    """A matter on an agenda, with the request that it came from."""

    id: int
    title: str
    told: Told | None


@dataclass(frozen=True)
class Held:
    """A meeting as stored."""

    id: int
    kind: MeetingKind
    yard: Yard | None
    held_on: date
    items: list[Item]


@dataclass(frozen=True)
class Resolved:
    """A resolution as stored."""

    id: int
    draft: ResolutionDraft
    yard: Yard | None
    thread_id: int | None


@dataclass
class World:
    """Everything made so far; each subject reads what it needs and adds its own."""

    session: Session
    window: Window
    seed: int
    batch_id: int
    site_id: int = 0
    yards: list[Yard] = field(default_factory=list)
    flats: list[Flat] = field(default_factory=list)
    members: list[tuple[int, Dweller]] = field(default_factory=list)
    bodies: dict[str, int] = field(default_factory=dict)
    officers: dict[str, list[Officer]] = field(default_factory=dict)
    requests: list[Told] = field(default_factory=list)
    meetings: list[Held] = field(default_factory=list)
    resolved: list[Resolved] = field(default_factory=list)
    seals: list[tuple[SealDraft, dict[str, Any]]] = field(default_factory=list)
    rows: int = 0

    @property
    def people(self) -> list[Dweller]:
        """The residents who live here the whole window."""
        first, last = self.window.first, self.window.last
        return [one for flat in self.flats for one in flat.people if one.lives_here(first, last)]

    def rng(self, subject: str) -> Generator:
        """A stream of chance of its own, so that a new subject shifts no other."""
        return default_rng([self.seed, crc32(subject.encode())])

    def yard(self, no: int) -> Yard:
        return self.yards[no - 1]

    def check(self, draft: type[D], **values: Any) -> D:
        """The validated draft, stamped with the batch where its table has one."""
        if "batch_id" in draft.model_fields:
            values["batch_id"] = self.batch_id
        return draft.check(**values)

    def serving(self, body: str, day: date) -> list[int]:
        """Who is in office in a body on a day, by person."""
        held = [one.person_id for one in self.officers.get(body, ()) if one.serves(day)]
        return list(dict.fromkeys(held))

    def store(
        self,
        table: type[Record],
        records: Sequence[Draft | Mapping[str, Any]],
        extras: Sequence[Mapping[str, Any]] | None = None,
    ) -> list[int]:
        """Insert drafts (plain rows where a table has none) with system columns from `extras`; their ids."""
        rows = [dict(one) if isinstance(one, Mapping) else one.model_dump() for one in records]
        for row, more in zip(rows, extras or (), strict=bool(extras)):
            row.update(more)
        if "batch_id" in table.model_fields:
            for row in rows:
                row["batch_id"] = self.batch_id
        ids: list[int] = []
        for start in range(0, len(rows), BATCH_ROWS):
            ids += insert_rows(self.session, table, rows[start : start + BATCH_ROWS])
        self.rows += len(rows)
        return ids
