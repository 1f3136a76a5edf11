"""Pieces of evidence that several themes share."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import col

from dashboard.indicators.evidence import Rows, Span, flow, hit, in_force, month_starts, ref, rows, union
from dashboard.schema.organisations import Term
from dashboard.schema.places import Household
from dashboard.schema.surveys import Survey, SurveyAnswer, SurveyMode

SAMPLE, OPEN_LINK, POPULATION, INVITED = "sample", "open_link", "population", "invited"


def serving(term: Any, day: Any) -> ColumnElement[bool]:
    """That a term of office holds on a day: begun, not run out, not left."""
    held: ColumnElement[bool] = (
        (term.since <= day) & (term.until >= day) & (term.ended_on.is_(None) | (term.ended_on > day))
    )
    return held


def members_in_term(organisation_id: Any, day: Any) -> ColumnElement[int]:
    """How many people are in office in a body on a day, as a scalar subquery."""
    return (
        select(func.count(col(Term.person_id).distinct()))
        .where(col(Term.organisation_id) == organisation_id, serving(Term, day))
        .scalar_subquery()
    )


def households(part: Any, *, where: Any = None, at: Any = None) -> Rows:
    """One row per household in force on the span's last day; `part` is given the span."""

    def made(span: Span) -> Select[Any]:
        statement = rows(
            ref=ref(Household), courtyard=col(Household.courtyard_id), month=span.month, part=hit(part(span))
        ).where(in_force(Household, at(span) if at else span.last))
        return statement if where is None else statement.where(where(span))

    return made


def household_months(span: Span) -> Select[Any]:
    """The exposure of a rate: one row per household and month in which it was there, part 0."""
    months = month_starts(span)
    return (
        rows(
            ref=ref(Household),
            courtyard=col(Household.courtyard_id),
            month=months.c.month,
            part=0,
        )
        .select_from(Household)
        .join(months, in_force(Household, months.c.first))
    )


def answers(valid: Any, strata: dict[str, Any]) -> Rows:
    """Survey answers by mode, with what stands beside them and the population that a sample speaks for.

    `valid` says which answers count; `strata` maps a stratum ("" is the headline) to what counts in it.
    Random samples come in the stratum itself, answers from an open link in `open_link`. A survey counts
    once its last day is over, in the month of that day: before, single answers could be read off.
    """
    joined = [(Survey, col(Survey.id) == col(SurveyAnswer.survey_id))]
    sampled, opened = (col(Survey.mode) == mode for mode in (SurveyMode.SAMPLE, SurveyMode.OPEN_LINK))

    def part(stratum: str, counts: Any, condition: Any) -> Rows:
        return lambda span: flow(
            SurveyAnswer,
            on=col(Survey.closed_on),
            courtyard=col(SurveyAnswer.courtyard_id),
            part=counts,
            where=valid & condition & (col(Survey.closed_on) < span.today),
            stratum=stratum,
            joins=joined,
        )(span)

    def asked(stratum: str, number: Any, condition: Any) -> Rows:
        return lambda span: flow(
            Survey,
            on=col(Survey.closed_on),
            part=0,
            whole=number,
            where=condition & (col(Survey.closed_on) < span.today),
            stratum=stratum,
        )(span)

    headline = strata[SAMPLE]
    return union(
        *(part(stratum, counts, sampled) for stratum, counts in strata.items()),
        part(OPEN_LINK, headline, opened),
        asked(POPULATION, col(Survey.population), sampled),
        asked(INVITED, col(Survey.invited), sampled),
    )
