"""What the overview tells: what needs attention, what is better, what is missing, what changed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.changes import Change
from dashboard.indicators.kinds import Level, Part
from dashboard.indicators.periods import parse, shift
from dashboard.indicators.scores import Compared, Score, Verdict, focus, latest, score
from dashboard.privacy.withholding import withheld
from dashboard.queries import hazards, meeting_facts, past_due, quality, requests, undone
from dashboard.queries.past_due import PastDue
from dashboard.queries.quality import Tally
from dashboard.rules.promises import State
from dashboard.schema.accounts import Role
from dashboard.schema.duties import ReportingDuty
from dashboard.schema.meetings import MeetingKind
from dashboard.schema.requests import CallBack, Request
from dashboard.schema.safety import Hazard

OUTCOMES = [key for key, one in CATALOGUE.items() if one.role is Part.OUTCOME]


@dataclass(frozen=True)
class Matters:
    """Counts of things on a day, exact: open and overdue requests, promises and hazards past their date."""

    day: date
    open: int
    overdue: int
    undated: int
    """Answered, and nobody has promised a date."""
    promises: int
    hazards: int
    by_courtyard: dict[int, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Promise:
    """A task, or a resolution without one, past its date."""

    title: str
    due_on: date
    courtyard_id: int | None


@dataclass(frozen=True)
class Overview:
    """Everything that the overview shows; scores are headlines, courtyards by their ids."""

    day: date
    scores: list[Score]
    courtyards: list[Score]
    matters: Matters
    promises: list[Promise]
    missing: list[dict[str, Any]]
    last_record: date | None
    meeting_on: date | None
    matters_then: Matters | None
    scores_then: list[Score]
    past_due: list[PastDue]
    """As of the day of the matters; of those a reader sees which they may look up (`past_due.seen_by`)."""
    promised: list[State]
    """What became of each promise of the last joint meeting by that day."""
    reports: dict[str, Tally]
    """The reports of the last twelve months by month, as they stand today."""

    @property
    def outcomes(self) -> list[Score]:
        return [one for one in self.scores if one.key in OUTCOMES]

    @property
    def not_met(self) -> list[Score]:
        """Not met, outcomes first."""
        return _outcomes_first(one for one in self.scores if one.verdict is Verdict.NOT_MET)

    @property
    def met(self) -> list[Score]:
        return _outcomes_first(one for one in self.scores if one.verdict is Verdict.MET)

    @property
    def cannot_tell(self) -> list[Score]:
        unsure = (Verdict.CANNOT_TELL, Verdict.BELOW_BASE, Verdict.NONE_OCCURRED, Verdict.WITHHELD)
        return [one for one in self.scores if one.verdict in unsure]

    @property
    def not_reported(self) -> list[Score]:
        return [one for one in self.scores if one.verdict is Verdict.NOT_REPORTED]

    @property
    def changes(self) -> list[Change]:
        """Outcomes whose period has moved on since the last joint meeting, each as of its own day."""
        before = {one.key: one for one in self.scores_then if one.value is not None}
        return [
            Change(before[one.key], one)
            for one in self.outcomes
            if one.value is not None and one.key in before and one.period != before[one.key].period
        ]

    def compared(self, *kinds: Compared) -> list[Score]:
        """Courtyards that stand clearly apart from the site."""
        return [one for one in self.courtyards if one.compared in kinds]


def load(session: Session, *, day: date, today: date) -> Overview:
    """The overview as of the end of `day`; matters as of today unless an earlier month is looked at.

    For nobody's eyes yet: `for_role` takes out what is withheld from a role.
    """
    tomorrow = day + timedelta(days=1)
    on = today if shift(tomorrow, 1) > today else day
    keys = [key for key, one in CATALOGUE.items() if Level.COURTYARD in one.shown]
    meeting = meeting_facts.before(
        session, kind=MeetingKind.JOINT, courtyard_id=None, day=on + timedelta(days=1)
    )
    meeting_on = meeting["held_on"] if meeting else None
    return Overview(
        day=day,
        scores=latest(session, day=day),
        courtyards=latest(session, day=day, keys=keys, level=Level.COURTYARD),
        matters=matters(session, day=on),
        promises=promises(session, day=on),
        missing=missing(session, day=day),
        last_record=_last_record(session),
        meeting_on=meeting_on,
        matters_then=matters(session, day=meeting_on) if meeting_on else None,
        scores_then=latest(session, day=meeting_on, keys=OUTCOMES) if meeting_on else [],
        past_due=past_due.listed(session, day=on),
        promised=_promised(session, meeting, on),
        reports=quality.monthly(session, day=day, today=today),
    )


def for_role(found: Overview, *, role: Role) -> Overview:
    """What a role may see of it: headlines, small cells of people withheld.

    A small stratum takes its headline with it, so strata are dropped only afterwards. What is past its day
    stays whole: it is counted for everybody, and `past_due.seen_by` says which of it a reader may look up.
    """
    scores, then, courtyards = (
        _headlines(withheld(given, role=role))
        for given in (found.scores, found.scores_then, found.courtyards)
    )
    return replace(found, scores=scores, scores_then=then, courtyards=courtyards)


def matters(session: Session, *, day: date) -> Matters:
    """What was open and overdue at the end of a day."""
    by_courtyard = requests.open_on(session, day=day)
    late = select(func.count()).select_from(Hazard).where(col(Hazard.due_on) < day, *hazards.was_open(day))
    return Matters(
        day=day,
        open=sum(one["open"] for one in by_courtyard.values()),
        overdue=sum(one["overdue"] for one in by_courtyard.values()),
        undated=sum(one["undated"] for one in by_courtyard.values()),
        promises=len(promises(session, day=day)),
        hazards=session.execute(late).scalar_one(),
        by_courtyard=by_courtyard,
    )


def promises(session: Session, *, day: date) -> list[Promise]:
    """Tasks, and resolutions without one, past their date on a day and not done, the oldest first."""
    found = undone.overdue(session, day=day)
    return [Promise(row["title"], row["due_on"], row["courtyard_id"]) for row in found]


def missing(session: Session, *, day: date) -> list[dict[str, Any]]:
    """Reports of the twelve months to `day` that never came: courtyard_id, kind, number of months."""
    twelve = parse(f"R{day.year}-Q{(day.month + 2) // 3}")
    found = session.execute(
        select(
            col(ReportingDuty.courtyard_id),
            col(ReportingDuty.kind),
            func.count(),
            func.max(col(ReportingDuty.month)),
        )
        .where(
            col(ReportingDuty.month) >= twelve.months[0],
            col(ReportingDuty.month) <= day.isoformat()[:7],
            col(ReportingDuty.due_on) < day,
            col(ReportingDuty.entered_on).is_(None),
        )
        .group_by(col(ReportingDuty.courtyard_id), col(ReportingDuty.kind))
        .order_by(col(ReportingDuty.courtyard_id), col(ReportingDuty.kind))
    )
    return [
        {"courtyard_id": courtyard, "kind": kind, "months": months, "latest": latest_month}
        for courtyard, kind, months, latest_month in found
    ]


def trend(session: Session, key: str, *, day: date, role: Role, count: int = 12) -> list[Score]:
    """The last `count` periods of an indicator for the site as a role may see them, oldest first."""
    last = focus(CATALOGUE[key], Level.SITE, day)
    periods = [last.step(-back) for back in reversed(range(count))]
    return _headlines(withheld(score(session, {key: periods}), role=role))


def _promised(session: Session, meeting: dict[str, Any] | None, day: date) -> list[State]:
    if meeting is None:
        return []
    return [row["state"] for row in meeting_facts.promised(session, meeting_id=meeting["id"], day=day)]


def _headlines(scores: Sequence[Score]) -> list[Score]:
    return [one for one in scores if not one.stratum]


def _outcomes_first(scores: Any) -> list[Score]:
    order = [Part.OUTCOME, Part.OUTPUT, Part.ACTIVITY]
    return sorted(scores, key=lambda one: order.index(CATALOGUE[one.key].role))


def _last_record(session: Session) -> date | None:
    latest_of = [
        session.execute(select(func.max(column))).scalar_one()
        for column in (col(Request.accepted_on), col(CallBack.called_on))
    ]
    return max((one for one in latest_of if one), default=None)
