"""改造 Renovation: what was agreed and is done, and the leaks of the rainy season."""

from datetime import date
from typing import Any

from sqlalchemy import Select, literal, select
from sqlmodel import col

from dashboard.i18n import N_
from dashboard.indicators.evidence import Span, hit, in_force, ref, rows
from dashboard.indicators.kinds import (
    Better,
    Indicator,
    Judged,
    Level,
    Part,
    Shape,
    Source,
    Stat,
    Target,
    Theme,
)
from dashboard.indicators.periods import Kind
from dashboard.schema.duties import DutyKind
from dashboard.schema.places import Household, Site
from dashboard.schema.renovation import RenovationClass, RenovationItem
from dashboard.schema.requests import Request, RequestType


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


def _leaked(span: Span) -> Select[Any]:
    """Top-floor households of the year's rains (May to October), once the season is over."""
    first, last = date(span.start.year, 5, 1), date(span.start.year, 10, 31)
    reported = (
        select(col(Request.id))
        .where(
            col(Request.household_id) == col(Household.id),
            col(Request.type) == RequestType.LEAK,
            col(Request.accepted_on) >= first,
            col(Request.accepted_on) <= last,
        )
        .correlate(Household)
        .exists()
    )
    recorded = select(col(Site.id)).where(col(Site.since) <= first).exists()
    return rows(
        ref=ref(Household), courtyard=col(Household.courtyard_id), month=span.month, part=hit(reported)
    ).where(col(Household.top_floor), in_force(Household, last), literal(span.today >= last), recorded)


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
    Indicator(
        key="roof_leak_rate",
        rows=_leaked,
        shape=Shape.STATE,
        kinds=(Kind.YEAR,),
        name=N_("Leaks in the rains"),
        says=N_("{part} of {whole} top-floor households reported a leak in the rains"),
        meaning=N_("Top-floor households with a leak reported from May to October, and the season before."),
        why=N_("The roof is what the renovation is for; a wet year can hide a mended roof."),
        part_means=N_("top-floor households with a leak reported from May to October"),
        whole_means=N_("top-floor households"),
        theme=Theme.RENOVATION,
        role=Part.OUTCOME,
        stat=Stat.CHANGE,
        better=Better.LOWER,
        shown={Level.SITE: Kind.YEAR},
        base=50,
        duty=DutyKind.REQUESTS,
    ),
)
