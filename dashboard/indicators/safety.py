"""共享 Sharing · sense of safety: what residents feel, burglaries, hazards fixed."""

from typing import Any

from sqlalchemy import Select
from sqlmodel import col

from dashboard.i18n import N_
from dashboard.indicators.evidence import Span, flow, hit
from dashboard.indicators.kinds import (
    PER_100_YEARS,
    Better,
    Indicator,
    Judged,
    Level,
    Part,
    Source,
    Stat,
    Target,
    Theme,
)
from dashboard.indicators.periods import Kind
from dashboard.indicators.shared_evidence import OPEN_LINK, SAMPLE, answers, household_months
from dashboard.schema.duties import DutyKind
from dashboard.schema.places import Household
from dashboard.schema.safety import Hazard, Incident, IncidentHousehold, IncidentKind
from dashboard.schema.surveys import SurveyAnswer

SAFE_FROM, VERY_SAFE_FROM = 3, 4


def _burglaries(span: Span) -> Select[Any]:
    """Burglaries over household-months; beside them the homes hit: one night may hit several."""
    broken_in = col(Incident.kind) == IncidentKind.BURGLARY
    events = flow(
        Incident,
        on=col(Incident.happened_on),
        courtyard=col(Incident.courtyard_id),
        part=1,
        whole=0,
        where=broken_in,
    )
    homes = flow(
        IncidentHousehold,
        on=col(Incident.happened_on),
        courtyard=col(Household.courtyard_id),
        part=1,
        whole=0,
        stratum="households",
        where=broken_in,
        joins=[
            (Incident, col(Incident.id) == col(IncidentHousehold.incident_id)),
            (Household, col(Household.id) == col(IncidentHousehold.household_id)),
        ],
    )
    return events(span).union_all(homes(span), household_months(span)).subquery().select()


SAFETY = (
    Indicator(
        key="safety_share",
        rows=answers(
            col(SurveyAnswer.safety).is_not(None),
            {
                SAMPLE: hit(col(SurveyAnswer.safety) >= SAFE_FROM),
                "top_two": hit(col(SurveyAnswer.safety) >= VERY_SAFE_FROM),
            },
        ),
        name=N_("Feel safe"),
        says=N_("{part} of {whole} who answered feel safe"),
        meaning=N_("Residents of a random sample who feel very safe, safe or fairly safe."),
        why=N_("National figures count three answers of five; the two stronger ones stand beside it."),
        part_means=N_("answers of 3, 4 or 5 on a scale of 1 to 5"),
        whole_means=N_("valid answers of the random sample"),
        theme=Theme.SAFETY,
        role=Part.OUTCOME,
        stat=Stat.PROPORTION,
        target=Target("0.95", Source.SUGGESTED),
        shown={Level.SITE: Kind.YEAR},
        base=30,
        headline=SAMPLE,
        beside={
            "top_two": N_("very safe or safe"),
            OPEN_LINK: N_("of those who answered the open link"),
        },
        sampled=True,
        duty=DutyKind.SURVEY,
    ),
    Indicator(
        key="burglary_rate",
        rows=_burglaries,
        name=N_("Burglaries per 100 household-years"),
        says=N_("{part} burglaries in {years} household-years"),
        meaning=N_("Burglaries for every hundred households in a year; one night is one burglary."),
        why=N_("Few events: chance moves the figure, so look at the days since the last one too."),
        part_means=N_("burglaries; homes hit in one night are one"),
        whole_means=N_("household-years"),
        theme=Theme.SAFETY,
        role=Part.OUTCOME,
        stat=Stat.RATE,
        better=Better.LOWER,
        unit=PER_100_YEARS,
        shown={Level.SITE: Kind.ROLLING},
        base=300,
        base_unit=12,
        headline="",
        beside={"households": N_("homes hit")},
        duty=DutyKind.HAZARDS,
    ),
    Indicator(
        key="hazard_rectified",
        rows=flow(
            Hazard,
            on=col(Hazard.due_on),
            courtyard=col(Hazard.courtyard_id),
            part=hit(col(Hazard.fixed_on) <= col(Hazard.due_on)),
        ),
        name=N_("Hazards fixed on time"),
        says=N_("{part} of {whole} hazards due were fixed on time"),
        meaning=N_("Hazards found on inspections and fixed by the day set for them."),
        why=N_("A hazard known and left is worse than one not seen."),
        part_means=N_("hazards fixed by their due date"),
        whole_means=N_("hazards that fell due"),
        theme=Theme.SAFETY,
        role=Part.OUTPUT,
        stat=Stat.PROPORTION,
        target=Target("0.95", Source.SUGGESTED, Judged.COUNT),
        shown={Level.SITE: Kind.QUARTER, Level.COURTYARD: Kind.ROLLING},
        base=20,
        duty=DutyKind.HAZARDS,
    ),
)
