"""共建 Building together: participation and volunteers."""

from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlmodel import col

from dashboard.i18n import N_
from dashboard.indicators.evidence import Span, hit, in_force, ref, rows
from dashboard.indicators.kinds import Indicator, Judged, Level, Part, Shape, Source, Target, Theme
from dashboard.indicators.periods import Kind
from dashboard.indicators.shared_evidence import households
from dashboard.schema.activities import Participation
from dashboard.schema.duties import DutyKind
from dashboard.schema.meetings import HouseholdAttendance, Meeting, Stage
from dashboard.schema.people import Resident
from dashboard.schema.places import Household
from dashboard.schema.requests import Support
from dashboard.schema.votes import Ballot, Elector

ADULT = 18
ONE_HOUR = 60


def _acted(span: Span) -> Any:
    """A household came to a meeting, cast a ballot, joined an activity or stood behind a request."""

    def within(day: Any) -> Any:
        return and_(day >= span.start, day <= span.last)

    here = col(Household.id)
    met = (
        select(col(HouseholdAttendance.id))
        .join(Meeting, col(Meeting.id) == col(HouseholdAttendance.meeting_id))
        .where(
            col(HouseholdAttendance.household_id) == here,
            col(Meeting.stage) == Stage.HELD,
            within(col(Meeting.held_on)),
        )
    )
    voted = (
        select(col(Ballot.id))
        .join(Elector, col(Elector.id) == col(Ballot.elector_id))
        .where(col(Elector.household_id) == here, within(col(Ballot.cast_on)))
    )
    joined = select(col(Participation.id)).where(
        col(Participation.household_id) == here, within(col(Participation.took_part_on))
    )
    supported = select(col(Support.id)).where(
        col(Support.household_id) == here, within(col(Support.supported_on))
    )
    return or_(*(one.correlate(Household).exists() for one in (met, voted, joined, supported)))


def _volunteers(span: Span) -> Select[Any]:
    minutes = (
        select(func.coalesce(func.sum(Participation.served_minutes), 0))
        .where(
            col(Participation.resident_id) == col(Resident.id),
            col(Participation.took_part_on) >= span.start,
            col(Participation.took_part_on) <= span.last,
        )
        .correlate(Resident)
        .scalar_subquery()
    )
    return (
        rows(
            ref=ref(Resident),
            courtyard=col(Household.courtyard_id),
            month=span.month,
            part=hit(minutes >= ONE_HOUR),
        )
        .select_from(Resident)
        .join(Household, col(Household.id) == col(Resident.household_id))
        .where(in_force(Resident, span.last), span.last.year - col(Resident.born_year) >= ADULT)
    )


TOGETHER = (
    Indicator(
        key="household_participation",
        rows=households(_acted),
        shape=Shape.STATE,
        kinds=(Kind.ROLLING,),
        name=N_("Household participation"),
        says=N_("{part} of {whole} households took part in something in twelve months"),
        meaning=N_(
            "Households with any recorded act in the last twelve months: "
            "a meeting, a ballot, an activity, support for a request."
        ),
        why=N_("Self-governance is the work of the many, or it is the burden of a few."),
        part_means=N_("households with a recorded act in the twelve months"),
        whole_means=N_("households"),
        theme=Theme.TOGETHER,
        role=Part.ACTIVITY,
        target=Target("0.6", Source.SUGGESTED, Judged.COUNT),
        shown={Level.SITE: Kind.ROLLING, Level.COURTYARD: Kind.ROLLING},
        base=20,
        duty=DutyKind.ACTIVITIES,
    ),
    Indicator(
        key="volunteer_rate",
        rows=_volunteers,
        shape=Shape.STATE,
        kinds=(Kind.ROLLING,),
        name=N_("Active volunteers"),
        says=N_("{part} of {whole} residents of 18 or over gave an hour or more"),
        meaning=N_("Adult residents with at least one hour of volunteer service in the last twelve months."),
        why=N_("Volunteers are neighbours who can be asked."),
        part_means=N_("residents of 18 or over with one hour or more of service in the twelve months"),
        whole_means=N_("residents of 18 or over"),
        theme=Theme.TOGETHER,
        role=Part.ACTIVITY,
        target=Target("0.13", Source.SUGGESTED, Judged.COUNT),
        shown={Level.SITE: Kind.ROLLING},
        base=50,
        duty=DutyKind.ACTIVITIES,
    ),
)
