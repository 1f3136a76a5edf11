"""The overview's first fold: four tiles, where something waits, what to do first; below it two years."""

import streamlit as st
from markupsafe import Markup

from dashboard.access import Principal
from dashboard.briefings import deck_pictures, pictured
from dashboard.briefings.model import Both, Plot
from dashboard.charts import overview as charts
from dashboard.i18n import _
from dashboard.indicators.sentences import period_words
from dashboard.queries.overview import Overview
from dashboard.ui import cache, templates
from dashboard.ui.components import chart, links
from dashboard.ui.components.repeated import repeated
from dashboard.ui.formats import courtyard
from dashboard.ui.shell.style import is_dark
from dashboard.ui.views.overview import do_now, tiles
from dashboard.ui.views.overview.overview import lead

SCRIPT = '<script src="/app/static/links.js"></script>'
NONE = {"open": 0, "overdue": 0, "undated": 0}


@repeated(lambda seen, _by: seen.day)
def show(seen: Overview, by: Principal) -> None:
    """Side by side on a desk, below each other on a phone."""
    st.html(SCRIPT, unsafe_allow_javascript=True)
    tiles.show(seen, by)
    left, right = st.columns([5, 6], gap="medium")
    with left:
        st.subheader(_("What is open, courtyard by courtyard"))
        _courtyards(seen)
    with right:
        do_now.show(seen, by)
    st.subheader(_("A year ago and now"))
    _changes(seen, by)


def _courtyards(seen: Overview) -> None:
    """The plan, each courtyard a link to its page; bars where one of them has no outline yet."""
    yards = cache.courtyards()
    rings = {one["id"]: one["ring"] for one in cache.plan().courtyards}
    if yards and all(one["id"] in rings for one in yards):
        plots = []
        for one in yards:
            found = seen.matters.by_courtyard.get(one["id"], NONE)
            dated = found["open"] - found["overdue"] - found["undated"]
            counts = {"overdue": found["overdue"], "dated": dated, "undated": found["undated"]}
            name = Both(one["name_zh"], one["name_en"])
            plots.append(Plot(one["no"], name, tuple(map(tuple, rings[one["id"]])), **counts))
        ways = {one["no"]: links.href("courtyard", no=one["no"]) for one in yards}
        drawn = Markup(deck_pictures.plan(plots, ways=ways, dark=is_dark()))
        templates.draw("views/overview/picture.html", drawn=drawn, look="")
    else:
        _bars(seen)
    links.to("map", _("On the map"), month=f"{seen.matters.day:%Y-%m}")


def _bars(seen: Overview) -> None:
    bars = []
    for one in cache.courtyards():
        found = seen.matters.by_courtyard.get(one["id"], NONE)
        words = _("{open} open, {overdue} overdue", open=found["open"], overdue=found["overdue"])
        counts = {"open": found["open"], "overdue": found["overdue"]}
        bars.append({"courtyard": courtyard(one), **counts, "words": words})
    chart.show(charts.matters, bars, dark=is_dark(), alt=lead(seen))


def _changes(seen: Overview, by: Principal) -> None:
    """The shares of twelve months beside those of the twelve before, each a link to its indicator."""
    found = cache.changes(seen.day, by)
    if not found:
        st.caption(_("Not enough is on record yet to compare two years."))
        return
    month = seen.day.isoformat()[:7]
    ways = [links.href("indicators", key=one.now.key, month=month) for one in found]
    drawn = Markup(deck_pictures.pairs([pictured.pair(one) for one in found], ways=ways))
    templates.draw("views/overview/picture.html", drawn=drawn, look="yl-years")
    first = found[0]
    st.caption(
        _(
            "{now} beside {before}. “Clearly”: the 95% interval of the difference leaves out zero.",
            now=period_words(first.now.period),
            before=period_words(first.before.period),
        )
    )
