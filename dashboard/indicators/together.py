"""共建 Building together: participation and volunteers; 红色物业 Red Property; 改造 renovation."""

from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlmodel import col

from dashboard.i18n import N_
from dashboard.indicators.evidence import Span, hit, in_force, ref, rows
from dashboard.indicators.kinds import Indicator, Judged, Level, Part, Shape, Source, Stat, Target, Theme
from dashboard.indicators.kit import OPEN_LINK, SAMPLE, answers, households
from dashboard.indicators.periods import Kind
from dashboard.schema.duties import DutyKind
from dashboard.schema.life import Participation
from dashboard.schema.meetings import HouseholdAttendance, Meeting
from dashboard.schema.money import Fee
from dashboard.schema.people import Resident
from dashboard.schema.places import Household
from dashboard.schema.renovation import RenovationClass, RenovationItem
from dashboard.schema.requests import Support
from dashboard.schema.surveys import SurveyAnswer
from dashboard.schema.votes import Ballot, Elector

ADULT = 18
ONE_HOUR = 60
SATISFIED_FROM = 4


def _acted(span: Span) -> Any:
    """A household came to a meeting, cast a ballot, joined an activity or stood behind a request."""

    def within(day: Any) -> Any:
        return and_(day >= span.start, day <= span.last)

    here = col(Household.id)
    met = (
        select(col(HouseholdAttendance.id))
        .join(Meeting, col(Meeting.id) == col(HouseholdAttendance.meeting_id))
        .where(col(HouseholdAttendance.household_id) == here, within(col(Meeting.held_on)))
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


def _fees(span: Span) -> Select[Any]:
    """One row per household with fees due in the quarter: fen paid of fen due; beside it, paid in full."""
    per_household = (
        select(
            col(Fee.household_id).label("household_id"),
            col(Fee.courtyard_id).label("courtyard_id"),
            func.sum(Fee.paid).label("paid"),
            func.sum(Fee.due).label("due"),
        )
        .where(col(Fee.due_on) >= span.start, col(Fee.due_on) <= span.last, col(Fee.due) > 0)
        .group_by(col(Fee.household_id), col(Fee.courtyard_id))
        .subquery()
    )
    money = rows(
        ref=ref(Household, per_household.c.household_id),
        courtyard=per_household.c.courtyard_id,
        month=span.month,
        part=per_household.c.paid,
        whole=per_household.c.due,
        stratum="yuan",
    )
    people = rows(
        ref=ref(Household, per_household.c.household_id),
        courtyard=per_household.c.courtyard_id,
        month=span.month,
        part=hit(per_household.c.paid >= per_household.c.due),
        stratum="households",
    )
    return money.union_all(people).subquery().select()


def _renovated(span: Span) -> Select[Any]:
    return (
        rows(
            ref=ref(RenovationItem),
            courtyard=col(RenovationItem.courtyard_id),
            month=span.month,
            stratum=col(RenovationItem.renovation_class),
            part=hit(col(RenovationItem.done_on) <= span.last),
        )
        .select_from(RenovationItem)
        .where(col(RenovationItem.agreed_on) <= span.last)
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

PROPERTY = (
    Indicator(
        key="fee_collection",
        rows=_fees,
        shape=Shape.STATE,
        kinds=(Kind.QUARTER,),
        name=N_("Fees collected"),
        says=N_("{part_yuan} of {whole_yuan} yuan due were paid"),
        meaning=N_("Property fees of the quarter that were paid, by amount."),
        why=N_("People pay for a service that they can see; the company can only work with what is paid."),
        part_means=N_("yuan paid of the quarter's fees"),
        whole_means=N_("yuan due in the quarter"),
        theme=Theme.PROPERTY,
        role=Part.OUTCOME,
        target=Target("0.85", Source.SUGGESTED, Judged.COUNT),
        shown={Level.SITE: Kind.QUARTER, Level.COURTYARD: Kind.QUARTER},
        base=20,
        headline="yuan",
        beside={"households": N_("households that paid in full")},
        duty=DutyKind.FEES,
        owner=N_("property company"),
    ),
    Indicator(
        key="property_satisfaction",
        rows=answers(
            col(SurveyAnswer.property_service).is_not(None),
            {SAMPLE: hit(col(SurveyAnswer.property_service) >= SATISFIED_FROM)},
        ),
        name=N_("Satisfied with property service"),
        says=N_("{part} of {whole} who answered are satisfied with the property service"),
        meaning=N_(
            "Residents of a random sample who are satisfied or very satisfied with the property service."
        ),
        why=N_("What residents say, not what the company reports."),
        part_means=N_("answers of 4 or 5 on a scale of 1 to 5"),
        whole_means=N_("valid answers of the random sample"),
        theme=Theme.PROPERTY,
        role=Part.OUTCOME,
        stat=Stat.PROPORTION,
        target=Target("0.75", Source.SUGGESTED),
        shown={Level.SITE: Kind.YEAR},
        base=30,
        headline=SAMPLE,
        beside={OPEN_LINK: N_("of those who answered the open link")},
        sampled=True,
        duty=DutyKind.SURVEY,
    ),
)

RENOVATION = (
    Indicator(
        key="renovation_done",
        rows=_renovated,
        shape=Shape.STATE,
        kinds=(Kind.QUARTER,),
        name=N_("Renovation done"),
        says=N_("{part} of {whole} basic items agreed are done"),
        meaning=N_("Renovation items of the basic class that were agreed and are done."),
        why=N_("Roofs, pipes and fire equipment come before what is nice to have."),
        part_means=N_("basic items done by the quarter's end"),
        whole_means=N_("basic items agreed by the quarter's end"),
        theme=Theme.RENOVATION,
        role=Part.OUTPUT,
        target=Target("1", Source.SUGGESTED, Judged.COUNT),
        shown={Level.SITE: Kind.QUARTER, Level.COURTYARD: Kind.QUARTER},
        base=5,
        headline=RenovationClass.BASIC.value,
        beside={
            RenovationClass.IMPROVEMENT.value: N_("improvement class"),
            RenovationClass.UPGRADE.value: N_("upgrade class"),
        },
        duty=DutyKind.RENOVATION,
    ),
)
