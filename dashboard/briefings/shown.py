"""What a meeting is shown on paper: what was frozen when it opened, with errata; before that a draft."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from dashboard import clock
from dashboard.access import Principal
from dashboard.briefings import compose
from dashboard.briefings.model import Briefing, from_json
from dashboard.i18n import _
from dashboard.indicators.sentences import day_words, figure
from dashboard.queries import frozen, meetings
from dashboard.queries.frozen import Erratum
from dashboard.schema.meetings import Stage


@dataclass(frozen=True)
class Shown:
    """A meeting as its list tells it, its briefing, and what has been found since; `is_draft` before opening.

    `briefing` is None for a meeting that was recorded after it was held: nothing was frozen for it.
    """

    meeting: dict[str, Any]
    briefing: Briefing | None
    is_draft: bool = False
    errata: tuple[Erratum, ...] = ()

    def beside(self, place: int | None) -> str:
        """What the number at a place of the briefing's scores is by now; empty where it is the same."""
        return next((told(one) for one in self.errata if one.place == place), "")

    @property
    def standing(self) -> str:
        """On which state of the data it rests; empty where nothing was frozen."""
        if self.briefing is None:
            return ""
        at = self.briefing.at.astimezone(clock.SHANGHAI)
        about = {"at": f"{day_words(at.date())} {at:%H:%M}", "revision": self.briefing.revision}
        if self.is_draft:
            return _("Numbers as of {at}, data revision {revision}.", **about)
        return _("Numbers frozen at {at}, data revision {revision}.", **about)

    @property
    def draft_words(self) -> str:
        """That its numbers may still change; empty once they cannot."""
        return _("Draft: the numbers are frozen when the meeting opens.") if self.is_draft else ""


def read(session: Session, *, by: Principal, meeting_id: int, now: datetime) -> Shown:
    """The papers' numbers of a meeting; raises NotFound, NotAllowed."""
    meeting = meetings.one(session, by=by, meeting_id=meeting_id)
    kept = frozen.kept(session, by=by, meeting_id=meeting_id)
    if kept is not None:
        briefing = from_json(kept.body)
        held_on = briefing.meeting.held_on
        found = frozen.errata(session, by=by, seq=kept.seq, held_on=held_on, scores=briefing.scores)
        briefing = briefing.stamped(at=kept.at, revision=kept.revision, seq=kept.seq, head=kept.head)
        return Shown(meeting, briefing, errata=tuple(found))
    if meeting["stage"] == Stage.CALLED:
        return Shown(meeting, compose.briefing(session, meeting_id=meeting_id, at=now), is_draft=True)
    return Shown(meeting, None)


def told(one: Erratum) -> str:
    """`Corrected 3 Oct 2026: now 83% (typing error)`: beside the frozen number, never over it."""
    values = {"now": figure(one.now), "day": day_words(clock.civil(one.at) if one.at else None)}
    if not one.corrected:
        return _("Since then {now}: entered later ({day})", **values)
    if one.reason:
        return _("Corrected {day}: now {now} ({reason})", reason=one.reason, **values)
    return _("Corrected {day}: now {now}", **values)
