"""Data quality: which reports came, how timely, and what in the records asks for a look."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Principal
from dashboard.charts import quality as charts
from dashboard.i18n import N_, _, _n
from dashboard.indicators.sentences import period_words
from dashboard.queries import quality
from dashboard.queries.quality import Came, Report, Tally
from dashboard.records.names import DUTIES
from dashboard.ui import cache, templates
from dashboard.ui.components import chart, filters
from dashboard.ui.formats import courtyard, day
from dashboard.ui.labels import named
from dashboard.ui.shell.style import is_dark

CAME = {
    Came.COMPLETE: N_("entered on time and complete"),
    Came.ENTERED: N_("entered on time, not yet complete"),
    Came.LATE: N_("entered late"),
    Came.MISSING: N_("missing: past its day and not entered"),
    Came.NOT_DUE: N_("not yet due"),
}


def reports(by: Principal, day: date) -> list[Report]:
    """The reports of the twelve months to that of `day` that the reader may see."""
    return cache.read(quality.reports, by=by, day=day, today=clock.today())


def lead(found: Sequence[Report], questions: int, day: date) -> str:
    """The page in one sentence."""
    sums = quality.tally(found)
    asks = _n(
        "{n} thing in the records asks for a look", "{n} things in the records ask for a look", questions
    )
    if not questions:
        asks = _("the checks of the records found nothing")
    return _(
        "In the twelve months to {month}, {entered} of {expected} reports expected were entered, "
        "{on_time} of them on time; {asks}.",
        month=period_words(day.isoformat()[:7]),
        entered=sums.entered,
        expected=sums.expected,
        on_time=sums.on_time,
        asks=asks,
    )


def totals(found: Sequence[Report]) -> None:
    """Entered, on time, complete and approved of those expected, by kind of report."""
    st.subheader(_("Completeness: three facts and one day"))
    st.caption(
        _(
            "Expected: reports past their day, and those entered before it. Entered, complete and approved "
            "are three facts: somebody entered it, its author marked it complete, the office approved it."
        )
    )
    heads = [_("Report"), _("entered"), _("on time"), _("complete"), _("approved")]
    rows = [_row(named(DUTIES, kind), quality.tally(_of(found, kind))) for kind in _kinds(found)]
    rows.append(_row(_("All reports"), quality.tally(found)))
    templates.draw("views/quality/totals.html", heads=heads, rows=rows)


def matrix(found: Sequence[Report]) -> None:
    """One kind of report by courtyard and month, and how many days before or after its day it came."""
    kinds = {kind: _cap(named(DUTIES, kind)) for kind in _kinds(found)}
    chosen = filters.section("duty", kinds, label=_("Report"))
    of_kind = _in_order(_of(found, chosen))
    first = min(one.month for one in of_kind)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader(_("By courtyard and month"))
        cells = [_cell(one, first) for one in of_kind]
        chart.show(charts.matrix, cells, dark=is_dark(), alt=_told(of_kind))
        _legend()
    with right:
        st.subheader(_("Days before or after the day due"))
        dots = [_dot(one) for one in of_kind if one.days is not None]
        if not dots:
            st.info(_("Nothing was entered yet."))
            return
        chart.show(charts.delays, dots, due=_("due"), dark=is_dark(), alt=_told(of_kind))
        st.caption(_("Each tick is one month's report. Left of the line: entered in time."))


def place(courtyard_id: int | None) -> str:
    """A courtyard's name, or the whole site."""
    own = next((one for one in cache.courtyards() if one["id"] == courtyard_id), None)
    return courtyard(own) if own else _("Whole site")


def _kinds(found: Sequence[Report]) -> list[str]:
    held = {one.kind.value for one in found}
    return [kind for kind in DUTIES if kind in held]


def _of(found: Sequence[Report], kind: str) -> list[Report]:
    return [one for one in found if one.kind.value == kind]


def _in_order(found: Sequence[Report]) -> list[Report]:
    """By courtyard in their fixed order, the site last."""
    order: dict[Any, int] = {one["id"]: one["no"] for one in cache.courtyards()}
    return sorted(found, key=lambda one: (order.get(one.courtyard_id, len(order) + 1), one.month))


def _row(name: str, sums: Tally) -> dict[str, Any]:
    counts = (sums.entered, sums.on_time, sums.complete, sums.approved)
    return {"name": _cap(name), "counts": counts, "expected": sums.expected}


def _cell(one: Report, first: str) -> dict[str, Any]:
    return {
        "courtyard": place(one.courtyard_id),
        "month": one.month,
        "label": _month(one.month, first=one.month == first),
        "came": one.came.value,
        "nothing": one.nothing_happened and one.entered_on is not None,
        "words": _words(one),
    }


def _dot(one: Report) -> dict[str, Any]:
    return {"courtyard": place(one.courtyard_id), "days": one.days, "words": _words(one)}


def _month(month: str, *, first: bool) -> str:
    """The month's number; the year on a line of its own below the first month and each January."""
    year, number = month.split("-")
    return f"{int(number)}|{year}" if first or number == "01" else f"{int(number)}"


def _words(one: Report) -> str:
    parts = [place(one.courtyard_id), period_words(one.month), _(CAME[one.came])]
    parts.append(_("due {day}", day=day(one.due_on)))
    if one.entered_on:
        parts.append(_("entered {day}", day=day(one.entered_on)))
    if one.nothing_happened and one.entered_on:
        parts.append(_("nothing happened, as stated"))
    parts.append(_("complete") if one.completed_on else _("not complete"))
    parts.append(_("approved") if one.approved_on else _("not approved"))
    return _("; ").join(parts)


def _told(found: Sequence[Report]) -> str:
    """A kind's picture in words."""
    sums = quality.tally(found)
    gaps: dict[str, int] = {}
    for one in found:
        if one.came is Came.MISSING:
            gaps[place(one.courtyard_id)] = gaps.get(place(one.courtyard_id), 0) + 1
    missing = _("; ").join(f"{name} ×{count}" for name, count in gaps.items())
    words = _(
        "{entered} of {expected} reports entered, {on_time} on time, {complete} complete, "
        "{approved} approved.",
        expected=sums.expected,
        entered=sums.entered,
        on_time=sums.on_time,
        complete=sums.complete,
        approved=sums.approved,
    )
    return f"{words} {_('Missing: {places}.', places=missing)}" if missing else words


def _legend() -> None:
    came = [
        {
            "glyph": charts.GLYPHS[one.value],
            "colour": charts.came_colour(one.value, dark=is_dark()),
            "text": _(text),
        }
        for one, text in CAME.items()
    ]
    nothing = {"glyph": charts.NOTHING, "text": _("nothing happened, as stated")}
    templates.draw("views/quality/legend.html", came=came, nothing=nothing)


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]
