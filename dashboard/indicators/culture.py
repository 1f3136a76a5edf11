"""多维 Many dimensions · public culture: visits to the station, households reached."""

from typing import Any

from sqlalchemy import Select, select
from sqlmodel import col

from dashboard.i18n import N_
from dashboard.indicators.evidence import Span, flow
from dashboard.indicators.kinds import (
    PER_100,
    Better,
    Indicator,
    Judged,
    Level,
    Part,
    Shape,
    Source,
    Target,
    Theme,
)
from dashboard.indicators.periods import Kind
from dashboard.indicators.shared_evidence import household_months, households
from dashboard.schema.activities import Activity, ActivityKind, Participation, StationVisit
from dashboard.schema.duties import DutyKind
from dashboard.schema.places import Household


def _visits(span: Span) -> Select[Any]:
    visits = flow(StationVisit, on=col(StationVisit.visited_on), part=col(StationVisit.visitors), whole=0)
    return visits(span).union_all(household_months(span)).subquery().select()


def _reached(span: Span) -> Any:
    return (
        select(col(Participation.id))
        .join(Activity, col(Activity.id) == col(Participation.activity_id))
        .where(
            col(Participation.household_id) == col(Household.id),
            col(Participation.took_part_on) >= span.start,
            col(Participation.took_part_on) <= span.last,
            col(Activity.kind) == ActivityKind.CULTURE,
        )
        .correlate(Household)
        .exists()
    )


CULTURE = (
    Indicator(
        key="station_visits",
        rows=_visits,
        name=N_("Station visits per 100 households"),
        says=N_("{part} visits by {whole} households"),
        meaning=N_("Visits to the station's rooms in the month, for every 100 households."),
        why=N_("A station that is used is a station that is needed. More or fewer is neither good nor bad."),
        part_means=N_("visits to the station's rooms"),
        whole_means=N_("household-months"),
        theme=Theme.CULTURE,
        role=Part.ACTIVITY,
        better=Better.NONE,
        unit=PER_100,
        shown={Level.SITE: Kind.MONTH},
        base=100,
        base_unit=1,
        duty=DutyKind.STATION,
    ),
    Indicator(
        key="culture_reach",
        rows=households(_reached),
        shape=Shape.STATE,
        kinds=(Kind.ROLLING,),
        name=N_("Culture reach"),
        says=N_("{part} of {whole} households took part in culture in twelve months"),
        meaning=N_(
            "Households with somebody who took part in a cultural activity in the last twelve months."
        ),
        why=N_("Culture that reaches the same few leaves the others alone."),
        part_means=N_("households with a participant in a cultural activity in the twelve months"),
        whole_means=N_("households"),
        theme=Theme.CULTURE,
        role=Part.ACTIVITY,
        target=Target("0.5", Source.SUGGESTED, Judged.COUNT),
        shown={Level.SITE: Kind.ROLLING, Level.COURTYARD: Kind.ROLLING},
        base=20,
        duty=DutyKind.ACTIVITIES,
    ),
)
