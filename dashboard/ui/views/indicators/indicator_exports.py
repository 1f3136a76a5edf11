"""What one may take away of an indicator: a workbook, a csv of the rows, pictures of its course."""

from collections.abc import Callable

import streamlit as st

from dashboard import clock, i18n
from dashboard.briefings import pictures, workbook
from dashboard.briefings.workbook import Sheet
from dashboard.charts import indicators as charts
from dashboard.i18n import _
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.scores import Score
from dashboard.indicators.sentences import completeness, period_words, sentence, verdict_words
from dashboard.queries.evidence import Opened
from dashboard.queries.indicators import View
from dashboard.ui import cache
from dashboard.ui.components import downloads
from dashboard.ui.formats import courtyard, day
from dashboard.ui.views.indicators import evidence, statistical_evidence
from dashboard.ui.views.indicators.indicator import axis, course_points, target

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def buttons(key: str, view: View, opened: Opened | None) -> None:
    """The files; each is made when its button is pressed."""
    st.subheader(_("Take it with you"))
    name = f"{key}-{view.score.period}"
    book, rows = _sheets(key, view, opened), _rows_sheet(key, opened)
    offers: list[tuple[str, str, str, Callable[[], bytes]]] = [
        (_("Workbook"), f"{name}.xlsx", XLSX, lambda: workbook.xlsx(book())),
        (_("Rows (csv)"), f"{name}.csv", "text/csv", lambda: workbook.csv_bytes(rows())),
        (_("Picture (PNG)"), f"{name}.png", "image/png", _picture(key, view, "png")),
        (_("Picture (SVG)"), f"{name}.svg", "image/svg+xml", _picture(key, view, "svg")),
    ]
    with st.container(horizontal=True):
        for label, file, mime, make in offers:
            if opened is not None or not file.endswith(".csv"):
                downloads.button(label, make, file_name=file, mime=mime, key=f"export.{file}")


def _sheets(key: str, view: View, opened: Opened | None) -> Callable[[], list[Sheet]]:
    """Scores, the rows that this reader may see, the definition; in the language of this run."""
    language, names = i18n.language(), _names()
    rows = _rows_sheet(key, opened)

    def made() -> list[Sheet]:
        with i18n.speaking(language):
            card = Sheet(_("Definition"), [_("Field"), _("Value")], statistical_evidence.definition(key))
            scores = _scores(view, names)
            return [scores, rows(), card] if opened is not None else [scores, card]

    return made


def _rows_sheet(key: str, opened: Opened | None) -> Callable[[], Sheet]:
    """The rows with their figures as numbers; withheld ones stay withheld."""
    language, names = i18n.language(), _names()

    def made() -> Sheet:
        with i18n.speaking(language):
            rows = opened.rows if opened else []
            return Sheet(_("Rows"), evidence.heads(), [evidence.plain(key, row, names) for row in rows])

    return made


def _scores(view: View, names: dict[int, str]) -> Sheet:
    heads = [
        *(_("Period"), _("Place"), _("Part"), _("Whole"), _("Value"), _("Lower end"), _("Upper end")),
        *(_("Verdict"), _("Completeness"), _("Sentence")),
    ]
    scores = list(dict.fromkeys([*view.trend, *view.courtyards, *([view.around] if view.around else [])]))
    return Sheet(_("Scores"), heads, [_score(one, names) for one in scores])


def _score(one: Score, names: dict[int, str]) -> list[workbook.Value]:
    place = names.get(one.scope, _("Whole site"))
    numbers: list[workbook.Value] = [one.part, one.whole] if one.whole else [None, None]
    return [
        *(period_words(one.period), place, *numbers, one.value, one.low, one.high),
        *(verdict_words(one), completeness(one), sentence(one)),
    ]


def _picture(key: str, view: View, kind: pictures.Kind) -> Callable[[], bytes]:
    """The course as a picture; the sentence and the source stand on it."""
    language, site, today = i18n.language(), cache.site(), clock.today()

    def made() -> bytes:
        with i18n.speaking(language):
            one = CATALOGUE[key]
            chart = charts.trend(course_points(view.trend), target=target(one), digits=axis(one), dark=False)
            title = f"{_(one.name)} · {period_words(view.score.period)}"
            reports = completeness(view.score)
            source = _("{site}, {day}; {reports}", site=courtyard(site), day=day(today), reports=reports)
            if site["is_demo"]:
                source = f"{source} · {_('Demonstration data')}"
            said = sentence(view.score)
            return pictures.picture(chart, title=title, sentence=said, source=source, kind=kind)

    return made


def _names() -> dict[int, str]:
    return {place["id"]: courtyard(place) for place in cache.courtyards()}
