"""Surveys: a random sample each September, and one open link in the latest year."""

from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.random import Generator

from dashboard.intake.demo.inputs import inputs
from dashboard.intake.demo.window import ramp
from dashboard.intake.demo.world import World
from dashboard.rules.duties import SURVEY_MONTH
from dashboard.schema.surveys import AnswerDraft, Change, Survey, SurveyAnswer, SurveyDraft, SurveyMode

ADULT = 18
OPENS, CLOSES = 5, 25


def fill_surveys(world: World) -> None:
    """Store the surveys and their answers."""
    given = inputs("life")["surveys"]
    years = [first for first in world.window.months if first.month == SURVEY_MONTH]
    for first in years:
        way = years.index(first) / max(1, len(years) - 1)
        _survey(world, first, way, SurveyMode.SAMPLE, given["answers"])
    _survey(world, years[-1], 1.0, SurveyMode.OPEN_LINK, given["open_link_answers"])


def _survey(world: World, first: date, way: float, mode: SurveyMode, count: int) -> None:
    given, rng = inputs("life")["surveys"], world.rng(f"survey {mode} {way}")
    opened_on, younger = first.replace(day=OPENS), world.window.last.year - first.year
    grown = [
        one
        for flat in world.flats
        for one in flat.people
        if one.age - younger >= ADULT and one.lives_here(opened_on, opened_on)
    ]
    sampled = mode is SurveyMode.SAMPLE
    draft = world.check(
        SurveyDraft,
        site_id=world.site_id,
        title=given["title" if sampled else "open_title"].format(year=first.year),
        mode=mode,
        opened_on=opened_on,
        closed_on=first.replace(day=CLOSES),
        population=len(grown),
        invited=given["invited"] if sampled else len(grown),
    )
    [survey_id] = world.store(Survey, [draft])
    asked = [grown[int(index)] for index in rng.choice(len(grown), count, replace=False)]
    answers = _answers(count, way, 0.0 if sampled else given["open_link_off"], rng)
    world.store(
        SurveyAnswer,
        [
            world.check(
                AnswerDraft,
                survey_id=survey_id,
                courtyard_id=one.flat.yard.id,
                answered_on=draft.opened_on + timedelta(days=int(rng.integers(0, CLOSES - OPENS + 1))),
                **{name: _or_blank(values[index], rng) for name, values in answers.items()},
            )
            for index, one in enumerate(asked)
        ],
    )


def _or_blank(value: Any, rng: Generator) -> Any:
    return None if rng.random() < inputs("life")["surveys"]["blank"] else value


def _answers(count: int, way: float, off: float, rng: Generator) -> dict[str, list[Any]]:
    """Answers by question in their stated shares; `off` is how much less pleased people are."""
    given = inputs("life")["surveys"]
    top3, top2 = (ramp(given[f"safety_top{top}"], way) - off for top in (3, 2))
    better = ramp(given["gain_better"], way) - off
    satisfied = ramp(given["property_satisfied"], way) - off
    wellbeing = np.rint(
        rng.normal(0, given["wellbeing_spread"], count) + ramp(given["wellbeing_mean"], way) - 10 * off
    )
    kept = 1 - better - given["gain_worse"]
    return {
        "safety": _mixed(
            {5: top2 * 0.45, 4: top2 * 0.55, 3: top3 - top2, 2: (1 - top3) * 0.7, 1: (1 - top3) * 0.3},
            count,
            rng,
        ),
        "property_service": _mixed(
            {
                5: satisfied * 0.4,
                4: satisfied * 0.6,
                3: (1 - satisfied) * 0.6,
                2: (1 - satisfied) * 0.3,
                1: (1 - satisfied) * 0.1,
            },
            count,
            rng,
        ),
        "gain": _mixed(
            {Change.BETTER: better, Change.SAME: kept, Change.WORSE: given["gain_worse"]}, count, rng
        ),
        "wellbeing": [int(one) for one in np.clip(wellbeing, 0, 10)],
    }


def _mixed(shares: dict[Any, float], count: int, rng: Generator) -> list[Any]:
    """`count` answers in nearly exactly these shares, in any order."""
    ends = np.rint(np.cumsum(list(shares.values())) * count).astype(int)
    row = [answer for answer, n in zip(shares, np.diff(ends, prepend=0), strict=True) for _ in range(int(n))]
    return [row[int(index)] for index in rng.permutation(len(row))]
