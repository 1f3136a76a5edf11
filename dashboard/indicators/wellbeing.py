"""共享 Sharing · well-being: one question on a scale from 0 to 10."""

from sqlmodel import col

from dashboard.i18n import N_
from dashboard.indicators.kinds import POINTS, Indicator, Level, Part, Source, Stat, Target, Theme
from dashboard.indicators.periods import Kind
from dashboard.indicators.shared_evidence import OPEN_LINK, SAMPLE, answers
from dashboard.schema.duties import DutyKind
from dashboard.schema.surveys import SurveyAnswer

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
