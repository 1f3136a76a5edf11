"""红色物业 Red Property: fees collected, satisfaction with the service."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import col

from dashboard.i18n import N_
from dashboard.indicators.evidence import Span, hit, ref, rows
from dashboard.indicators.kinds import Indicator, Judged, Level, Part, Shape, Source, Stat, Target, Theme
from dashboard.indicators.periods import Kind
from dashboard.indicators.shared_evidence import OPEN_LINK, SAMPLE, answers
from dashboard.schema.duties import DutyKind
from dashboard.schema.money import Fee
from dashboard.schema.places import Household
from dashboard.schema.surveys import SurveyAnswer

SATISFIED_FROM = 4


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
