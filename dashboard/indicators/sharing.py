"""共享 Sharing: sense of gain, well-being, sense of safety; and the leaks of the rainy season."""

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, literal, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from dashboard.i18n import N_
from dashboard.indicators.dimensions import household_months
from dashboard.indicators.evidence import Span, days_between, flow, hit, in_force, ref, rows
from dashboard.indicators.kinds import (
    DAYS,
    PER_100_YEARS,
    POINTS,
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
from dashboard.indicators.kit import OPEN_LINK, SAMPLE, answers
from dashboard.indicators.periods import Kind
from dashboard.schema.duties import DutyKind
from dashboard.schema.places import Household, Site
from dashboard.schema.requests import (
    CallBack,
    Closing,
    Outcome,
    Request,
    RequestStatus,
    RequestType,
    Satisfaction,
)
from dashboard.schema.safety import Hazard, Incident, IncidentHousehold, IncidentKind
from dashboard.schema.surveys import Change, SurveyAnswer

REPEAT_DAYS = 90
TURNED_AWAY = (RequestStatus.REJECTED, RequestStatus.TRANSFERRED)
SAFE_FROM, VERY_SAFE_FROM = 3, 4


def _answered(span: Span) -> Select[Any]:
    """Accepted requests whose limit fell in the span and has passed; one not yet due is no miss."""
    made = flow(
        Request,
        on=col(Request.limit_on),
        courtyard=col(Request.courtyard_id),
        part=hit(col(Request.first_contact_at) <= col(Request.limit_at)),
    )
    return made(span).where(col(Request.limit_at) <= span.now)


def _waiting(span: Span) -> Select[Any]:
    """Requests accepted in the span: days to the closing that holds on its last day, or open till then."""
    final = and_(
        col(Closing.request_id) == col(Request.id),
        col(Closing.closed_on) <= span.last,
        or_(col(Closing.reopened_on).is_(None), col(Closing.reopened_on) > span.last),
    )
    ended = func.coalesce(Closing.closed_on, literal(span.last))
    return (
        rows(
            ref=ref(Request),
            courtyard=col(Request.courtyard_id),
            month=span.month,
            stratum=col(Request.type),
            days=days_between(col(Request.accepted_on), ended),
            part=hit(col(Closing.id).is_not(None)),
        )
        .select_from(Request)
        .outerjoin(Closing, final)
        .where(
            col(Request.accepted_on) >= span.start,
            col(Request.accepted_on) <= span.last,
            col(Request.status).not_in(TURNED_AWAY),
        )
    )


def _came_back() -> Any:
    before = aliased(Request)
    gap = days_between(col(Closing.closed_on), col(Request.accepted_on))
    return (
        select(col(Closing.id))
        .join(before, col(before.id) == col(Closing.request_id))
        .where(
            col(before.place_key) == col(Request.place_key),
            col(before.type) == col(Request.type),
            col(before.id) != col(Request.id),
            gap.between(0, REPEAT_DAYS),
        )
        .correlate(Request)
        .exists()
    )


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


GAIN = (
    Indicator(
        key="solve_rate",
        rows=flow(
            CallBack,
            on=col(CallBack.called_on),
            courtyard=col(CallBack.courtyard_id),
            part=hit(col(CallBack.outcome) == Outcome.SOLVED),
            where=and_(col(CallBack.last), col(CallBack.outcome) != Outcome.UNREACHED),
        ),
        name=N_("Solved rate"),
        says=N_("{part} of {whole} residents called back say it is solved"),
        meaning=N_("Residents who, called back after a closing, say that the matter is solved."),
        why=N_("Closed is what the handler says; solved is what the resident says."),
        part_means=N_("last call-backs of a closing that say solved"),
        whole_means=N_("last call-backs of a closing that give a verdict"),
        theme=Theme.GAIN,
        role=Part.OUTCOME,
        stat=Stat.PROPORTION,
        target=Target("0.85", Source.SUGGESTED),
        shown={Level.SITE: Kind.MONTH, Level.COURTYARD: Kind.ROLLING},
        base=20,
        duty=DutyKind.CALL_BACKS,
    ),
    Indicator(
        key="satisfied_rate",
        rows=flow(
            CallBack,
            on=col(CallBack.called_on),
            courtyard=col(CallBack.courtyard_id),
            part=hit(col(CallBack.satisfaction) == Satisfaction.SATISFIED),
            where=and_(col(CallBack.last), col(CallBack.satisfaction).is_not(None)),
        ),
        name=N_("Satisfied rate"),
        says=N_("{part} of {whole} residents called back are satisfied"),
        meaning=N_("Residents who, called back after a closing, are satisfied with how it was handled."),
        why=N_("A leak may be mended and the neighbour still angry: both are asked."),
        part_means=N_("last call-backs of a closing that say satisfied"),
        whole_means=N_("last call-backs of a closing that say satisfied or not"),
        theme=Theme.GAIN,
        role=Part.OUTCOME,
        stat=Stat.PROPORTION,
        target=Target("0.9", Source.SUGGESTED),
        shown={Level.SITE: Kind.MONTH, Level.COURTYARD: Kind.ROLLING},
        base=20,
        duty=DutyKind.CALL_BACKS,
    ),
    Indicator(
        key="response_rate",
        rows=_answered,
        name=N_("Response rate"),
        says=N_("{part} of {whole} requests were answered within their limit"),
        meaning=N_("Requests that somebody answered within the limit fixed when they were accepted."),
        why=N_("The first word tells a neighbour that somebody has taken it on."),
        part_means=N_("requests with a first contact within their limit"),
        whole_means=N_("accepted requests whose limit fell in the period"),
        theme=Theme.GAIN,
        role=Part.OUTPUT,
        stat=Stat.PROPORTION,
        target=Target("0.98", Source.SUGGESTED, Judged.COUNT),
        shown={Level.SITE: Kind.MONTH, Level.COURTYARD: Kind.ROLLING},
        base=20,
        duty=DutyKind.REQUESTS,
    ),
    Indicator(
        key="median_days",
        rows=_waiting,
        shape=Shape.STATE,
        kinds=(Kind.MONTH, Kind.ROLLING),
        name=N_("Median days to close"),
        says=N_("{part} of {whole} requests accepted in the period are closed"),
        meaning=N_("Half of the requests accepted in the period were closed within this many days."),
        why=N_("Waiting is what people remember. Leaks take longer than litter: look at the mix of types."),
        part_means=N_("days from acceptance to the final closing; open ones counted as still waiting"),
        whole_means=N_("requests accepted in the period, rejected and transferred left out"),
        theme=Theme.GAIN,
        role=Part.OUTPUT,
        stat=Stat.MEDIAN,
        better=Better.LOWER,
        target=Target("7", Source.SUGGESTED),
        unit=DAYS,
        shown={Level.SITE: Kind.MONTH, Level.COURTYARD: Kind.ROLLING},
        base=20,
        duty=DutyKind.REQUESTS,
    ),
    Indicator(
        key="repeat_request",
        rows=flow(
            Request,
            on=col(Request.accepted_on),
            courtyard=col(Request.courtyard_id),
            part=hit(_came_back()),
        ),
        name=N_("Repeat requests"),
        says=N_("{part} of {whole} requests came back within 90 days"),
        meaning=N_("Requests about the same place and of the same type within 90 days after a closing."),
        why=N_("What comes back was not mended."),
        part_means=N_("requests within 90 days after a closing of the same place and type"),
        whole_means=N_("requests accepted"),
        theme=Theme.GAIN,
        role=Part.OUTCOME,
        stat=Stat.PROPORTION,
        better=Better.LOWER,
        target=Target("0.1", Source.SUGGESTED),
        shown={Level.SITE: Kind.QUARTER},
        base=20,
        duty=DutyKind.REQUESTS,
    ),
    Indicator(
        key="gain_share",
        rows=answers(
            col(SurveyAnswer.gain).is_not(None), {SAMPLE: hit(col(SurveyAnswer.gain) == Change.BETTER)}
        ),
        name=N_("Felt improvement"),
        says=N_("{part} of {whole} who answered say it is better than a year ago"),
        meaning=N_("Residents of a random sample who say that the courtyard is better than a year ago."),
        why=N_("The sense of gain is the residents' own account."),
        part_means=N_("answers that say better than a year ago"),
        whole_means=N_("valid answers of the random sample"),
        theme=Theme.GAIN,
        role=Part.OUTCOME,
        stat=Stat.PROPORTION,
        target=Target("0.8", Source.SUGGESTED),
        shown={Level.SITE: Kind.YEAR},
        base=30,
        headline=SAMPLE,
        beside={OPEN_LINK: N_("of those who answered the open link")},
        sampled=True,
        duty=DutyKind.SURVEY,
    ),
)

WELLBEING = (
    Indicator(
        key="wellbeing_mean",
        rows=answers(col(SurveyAnswer.wellbeing).is_not(None), {SAMPLE: col(SurveyAnswer.wellbeing)}),
        name=N_("Well-being, 0-10"),
        says=N_("{whole} residents answered"),
        meaning=N_("Mean answer of a random sample on a scale from 0 to 10."),
        why=N_("One question, asked the same way each year."),
        part_means=N_("sum of the answers"),
        whole_means=N_("valid answers of the random sample"),
        theme=Theme.WELLBEING,
        role=Part.OUTCOME,
        stat=Stat.MEAN,
        target=Target("7.5", Source.SUGGESTED),
        unit=POINTS,
        shown={Level.SITE: Kind.YEAR},
        base=30,
        headline=SAMPLE,
        beside={OPEN_LINK: N_("of those who answered the open link")},
        sampled=True,
        duty=DutyKind.SURVEY,
    ),
)

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

LEAKS = (
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
