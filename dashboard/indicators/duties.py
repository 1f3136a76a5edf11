"""Completeness: reports entered, on time, complete and approved, of those expected; kept in cells too."""

from typing import Any, NamedTuple

from sqlalchemy import Select
from sqlmodel import col

from dashboard.indicators.evidence import Span, hit, ref, rows
from dashboard.indicators.kinds import Counted
from dashboard.schema.activities import Activity, StationVisit
from dashboard.schema.base import Record
from dashboard.schema.duties import DutyKind, ReportingDuty
from dashboard.schema.meetings import Meeting, Stage
from dashboard.schema.money import Fee
from dashboard.schema.organisations import Term
from dashboard.schema.renovation import RenovationItem
from dashboard.schema.requests import CallBack, Request
from dashboard.schema.safety import Hazard, Inspection
from dashboard.schema.surveys import SurveyAnswer

ENTERED, ON_TIME, COMPLETE, APPROVED = "entered", "on_time", "complete", "approved"


class Kept(NamedTuple):
    """Where records of a report are kept, the column with the day they belong to, and which of them count."""

    table: type[Record]
    day: str
    only: tuple[Any, ...] = ()


KEPT: dict[DutyKind, tuple[Kept, ...]] = {
    DutyKind.REQUESTS: (Kept(Request, "accepted_on"),),
    DutyKind.CALL_BACKS: (Kept(CallBack, "called_on"),),
    DutyKind.HAZARDS: (Kept(Inspection, "inspected_on"), Kept(Hazard, "found_on")),
    DutyKind.ACTIVITIES: (Kept(Activity, "held_on"),),
    DutyKind.MEETINGS: (Kept(Meeting, "held_on", (col(Meeting.stage) == Stage.HELD,)),),
    DutyKind.FEES: (Kept(Fee, "due_on"),),
    DutyKind.STATION: (Kept(StationVisit, "visited_on"),),
    DutyKind.OFFICE: (Kept(Term, "since"), Kept(Term, "ended_on")),
    DutyKind.RENOVATION: (Kept(RenovationItem, "agreed_on"), Kept(RenovationItem, "done_on")),
    DutyKind.SURVEY: (Kept(SurveyAnswer, "answered_on"),),
}
"""What each report is about. A courtyard's report covers its own records, the site's covers all of them."""

_FACTS = {
    ENTERED: col(ReportingDuty.entered_on).is_not(None),
    ON_TIME: col(ReportingDuty.entered_on) <= col(ReportingDuty.due_on),
    COMPLETE: col(ReportingDuty.completed_on).is_not(None),
    APPROVED: col(ReportingDuty.approved_on).is_not(None),
}


def duty_key(kind: DutyKind) -> str:
    """The key under which the completeness of one kind of report is kept."""
    return f"duty:{kind.value}"


def _owed(kind: DutyKind) -> Any:
    """Reports of a kind: expected once their month is over, or entered before."""

    def one(span: Span, stratum: str) -> Select[Any]:
        this_month = span.today.isoformat()[:7]
        return (
            rows(
                ref=ref(ReportingDuty),
                courtyard=col(ReportingDuty.courtyard_id),
                month=col(ReportingDuty.month),
                stratum=stratum,
                part=hit(_FACTS[stratum]),
            )
            .select_from(ReportingDuty)
            .where(
                col(ReportingDuty.kind) == kind,
                col(ReportingDuty.month) >= span.start.isoformat()[:7],
                col(ReportingDuty.month) <= span.last.isoformat()[:7],
                (col(ReportingDuty.month) < this_month) | col(ReportingDuty.entered_on).is_not(None),
            )
        )

    def made(span: Span) -> Select[Any]:
        first, *others = (one(span, stratum) for stratum in _FACTS)
        return first.union_all(*others).subquery().select()

    return made


COMPLETENESS: dict[str, Counted] = {
    duty_key(kind): Counted(key=duty_key(kind), rows=_owed(kind)) for kind in DutyKind
}
