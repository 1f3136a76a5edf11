"""Completeness: reports entered, on time, complete and approved, of those expected; kept in cells too."""

from typing import Any

from sqlalchemy import Select
from sqlmodel import col

from dashboard.indicators.evidence import Span, hit, ref, rows
from dashboard.indicators.kinds import Counted
from dashboard.schema.duties import DutyKind, ReportingDuty

ENTERED, ON_TIME, COMPLETE, APPROVED = "entered", "on_time", "complete", "approved"

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
