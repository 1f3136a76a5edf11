"""What the minutes of a meeting are made of, read once for one reader."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from dashboard.access import Action, Principal, Scope, scope
from dashboard.briefings import shown
from dashboard.briefings.shown import Shown
from dashboard.queries import audit, followup, meeting_facts, meeting_live, meetings, minutes, places, votes
from dashboard.rules.trail import Printed
from dashboard.schema.meetings import Party, Presence

Row = dict[str, Any]


@dataclass(frozen=True)
class Matter:
    """One matter with its votes (as `queries.votes.one` gives them, with `said`) and its resolutions."""

    item: Row
    votes: tuple[Row, ...] = ()
    resolved: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Minutes:
    """A meeting's minutes for one reader; every resolution has its `no`, whatever matter it belongs to.

    `seals` is None for those who may not see the ledger; `in_part` says that tasks of others are left out.
    `chain` is the head of the audit chain at `made_at`.
    """

    shown: Shown
    site: Row
    courtyards: dict[int, Row]
    seats: tuple[Row, ...]
    matters: tuple[Matter, ...]
    others: tuple[Row, ...]
    tasks: tuple[Row, ...]
    seals: tuple[Row, ...] | None
    following: Row | None
    in_part: bool
    chain: Printed
    made_at: datetime

    @property
    def meeting(self) -> Row:
        return self.shown.meeting

    @property
    def resolved(self) -> list[Row]:
        """Every resolution in the order of its number."""
        found = [*(one for matter in self.matters for one in matter.resolved), *self.others]
        return sorted(found, key=lambda one: int(one["no"]))

    @property
    def threads(self) -> list[str]:
        """The numbers of the matters that the meeting touched, each once, in order."""
        rows = [*(matter.item for matter in self.matters), *self.resolved, *self.tasks, *(self.seals or ())]
        return sorted({row["thread"] for row in rows if row["thread"]})

    def sat(self, presence: Presence, party: Party | None = None) -> list[Row]:
        """Who was there in that way, of one party or of all."""
        return [one for one in self.seats if one["presence"] == presence and party in (None, one["party"])]


def read(session: Session, *, by: Principal, meeting_id: int, now: datetime) -> Minutes:
    """The minutes of a meeting as `by` may read them; raises NotFound, NotAllowed."""
    about: dict[str, Any] = {"by": by, "meeting_id": meeting_id}
    seen = shown.read(session, now=now, **about)
    resolved = [row | {"no": no} for no, row in enumerate(meeting_live.resolved(session, **about), start=1)]
    numbers = {row["id"]: row["no"] for row in resolved}
    items = meeting_facts.agenda(session, meeting_id=meeting_id)
    ids = {item["id"] for item in items}
    told = _votes(session, about)
    matters = [
        Matter(
            item,
            tuple(row for row in told if row["agenda_item_id"] == item["id"]),
            tuple(row for row in resolved if row["item_id"] == item["id"]),
        )
        for item in items
    ]
    used = minutes.seals(session, **about)
    meeting = seen.meeting
    return Minutes(
        shown=seen,
        site=places.site(session),
        courtyards={one["id"]: one for one in places.courtyards(session)},
        seats=tuple(meetings.seats(session, **about)),
        matters=tuple(matters),
        others=tuple(row for row in resolved if row["item_id"] not in ids),
        tasks=tuple(_tasks(session, about, numbers)),
        seals=None if used is None else tuple(_of(row, numbers) for row in used),
        following=minutes.following(
            session,
            by=by,
            kind=meeting["kind"],
            courtyard_id=meeting["courtyard_id"],
            day=meeting["held_on"],
        ),
        in_part=scope(by, Action.SEE_TASKS) is not Scope.ANY,
        chain=audit.head(session),
        made_at=now,
    )


def _votes(session: Session, about: dict[str, Any]) -> list[Row]:
    """The votes on the meeting's matters, with how many ballots said what where that is told."""
    said = {one["id"]: one["said"] for one in meeting_live.votes(session, **about)}
    rows = votes.listed(session, **about)
    told = [row | {"said": said.get(row["id"]) if row["counted"] is not None else None} for row in rows]
    return sorted(told, key=lambda row: int(row["id"]))


def _tasks(session: Session, about: dict[str, Any], numbers: dict[int, int]) -> list[Row]:
    """The tasks set on the meeting's resolutions, each with the number of its own (`of`)."""
    if scope(about["by"], Action.SEE_TASKS) is None:
        return []
    rows = [one for one in followup.promises(session, **about) if one["kind"] == followup.TASK]
    told = [_of(row, numbers) for row in rows]
    return sorted(told, key=lambda row: (row["of"] or 0, row["due_on"], row["id"]))


def _of(row: Row, numbers: dict[int, int]) -> Row:
    """A task or seal use with the number of the resolution that it rests on."""
    return row | {"of": numbers.get(row["resolution_id"])}
