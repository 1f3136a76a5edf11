"""共享 Sharing · sense of gain: the request loop from first word to call-back, and felt improvement."""

from typing import Any

from sqlalchemy import Select, and_, func, literal, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from dashboard.i18n import N_
from dashboard.indicators.evidence import Span, days_between, flow, hit, ref, rows
from dashboard.indicators.kinds import (
    DAYS,
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
from dashboard.indicators.shared_evidence import OPEN_LINK, SAMPLE, answers
from dashboard.schema.duties import DutyKind
from dashboard.schema.requests import CallBack, Closing, Outcome, Request, RequestStatus, Satisfaction
from dashboard.schema.surveys import Change, SurveyAnswer

REPEAT_DAYS = 90
TURNED_AWAY = (RequestStatus.REJECTED, RequestStatus.TRANSFERRED)


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
