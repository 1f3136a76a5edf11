"""Lines of the overview's lists: a mark, a name, a sentence; the line leads to what it speaks of."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import streamlit as st

from dashboard.access import Action, Principal, scope
from dashboard.charts.palette import Tone, tone, verdict_mark
from dashboard.i18n import _, _n
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.scores import Score
from dashboard.indicators.sentences import period_words, sentence
from dashboard.queries.overview import Overview, Promise
from dashboard.records.names import DUTIES as DUTY_NAMES
from dashboard.ui import cache
from dashboard.ui.components import links
from dashboard.ui.formats import courtyard, day
from dashboard.ui.labels import named

SHOWN = 7
INKS = {Tone.BETTER: "green", Tone.WATCH_BETTER: "green", Tone.WORSE: "orange", Tone.WATCH_WORSE: "orange"}
"""Streamlit's names for the theme's colours of better and worse; all else is grey."""


class Line(NamedTuple):
    """One line; `leads` holds the page (`to`) and its filters, empty for a line that leads nowhere."""

    verdict: str
    name: str
    text: str
    leads: dict[str, Any] = {}  # noqa: RUF012  # never changed


def show(name: str, lines: list[Line], most: int = SHOWN) -> None:
    """The first lines, and what is folded away by name."""
    if not lines:
        st.caption(_("Nothing at present."))
        return
    with st.container(key=f"lines-{name}", gap=None):
        for line in lines[:most]:
            _draw(line)
    if len(lines) > most:
        names = _("; ").join(links.plain(line.name) for line in lines[most:] if line.name)
        st.caption(_("Also: {names}.", names=names))
        rest = lines[most:]
        folded = st.expander(_n("{n} more", "{n} more", len(rest)))
        with folded.container(key=f"lines-more-{name}", gap=None):
            for line in rest:
                _draw(line)


def verdicts(scores: Iterable[Score], month: str) -> list[Line]:
    """What the scores say, each leading to its indicator, filtered to itself."""
    numbers = {one["id"]: one for one in cache.courtyards()}
    lines = []
    for one in scores:
        yard = numbers.get(one.scope)
        who = f"{courtyard(yard)} · " if yard else ""
        verdict = one.compared if one.compared and yard else one.verdict
        text = _("{period}: {sentence}", period=period_words(one.period), sentence=sentence(one))
        leads = {"to": "indicators", "key": one.key, "no": yard and yard["no"], "month": month}
        lines.append(Line(str(verdict), who + _(CATALOGUE[one.key].name), text, leads))
    return lines


def overdue(seen: Overview, by: Principal) -> list[Line]:
    """Requests, promises and hazards past their date, exact counts."""
    matters, month = seen.matters, f"{seen.matters.day:%Y-%m}"
    sees = scope(by, Action.SEE_REQUESTS) is not None
    lines = []
    if matters.overdue:
        worst = max(matters.by_courtyard.items(), key=lambda item: item[1]["overdue"])
        text = _(
            "{overdue} of {open} open requests are past their date; most in {courtyard} ({most}).",
            overdue=matters.overdue,
            open=matters.open,
            courtyard=_name(worst[0]),
            most=worst[1]["overdue"],
        )
        lines.append(Line("not_met", "", text, {"to": "map", "month": month}))
    if matters.hazards:
        text = _n("{n} hazard is past its date.", "{n} hazards are past their date.", matters.hazards)
        leads = {"to": "inspections"} if scope(by, Action.SEE_HAZARDS) else {"to": "map"}
        lines.append(Line("not_met", "", text, leads))
    if matters.undated:
        text = _n(
            "{n} open request was answered, but nobody has promised a date.",
            "{n} open requests were answered, but nobody has promised a date.",
            matters.undated,
        )
        lines.append(Line("watch_worse", "", text, {"to": "requests"} if sees else {"to": "map"}))
    return lines + _promises(seen.promises, by)


def missing(seen: Overview, by: Principal) -> list[Line]:
    """Reports that never came, by courtyard, and indicators without any."""
    leads = {"to": "quality"} if scope(by, Action.SEE_QUALITY) else {}
    by_place: dict[Any, list[str]] = {}
    for one in seen.missing:
        text = f"{named(DUTY_NAMES, one['kind'])} ×{one['months']}"
        by_place.setdefault(one["courtyard_id"], []).append(text)
    lines = [
        Line(
            "not_reported",
            _name(place) if place else _("Whole site"),
            _("monthly reports missing in twelve months: {kinds}", kinds=_("; ").join(kinds)),
            leads,
        )
        for place, kinds in by_place.items()
    ]
    return lines + verdicts(seen.not_reported, seen.day.isoformat()[:7])


def _promises(late: list[Promise], by: Principal) -> list[Line]:
    """The oldest by their titles and how many more; titles are typed, so the public gets the count alone."""
    shown = late[:3] if scope(by, Action.SEE_MEETINGS) else []
    lines = []
    for one in shown:
        text = _("Promised and late: {title}, due {day}.", title=one.title, day=day(one.due_on))
        lines.append(Line("not_met", "", text, _courtyard(one.courtyard_id)))
    if more := len(late[len(shown) :]):
        text = (
            _n("{n} more promise is late.", "{n} more promises are late.", more)
            if shown
            else _n("{n} promise is late.", "{n} promises are late.", more)
        )
        lines.append(Line("not_met", "", text))
    return lines


def _draw(line: Line) -> None:
    ink = INKS.get(tone(line.verdict), "gray")
    name = f"**{links.plain(line.name)}** " if line.name else ""
    told = f":{ink}[{verdict_mark(line.verdict).glyph}] {name}{links.plain(line.text)}"
    if line.leads:
        where = {key: value for key, value in line.leads.items() if key != "to"}
        links.to(line.leads["to"], told, **where)
    else:
        st.markdown(told)


def _courtyard(courtyard_id: int | None) -> dict[str, Any]:
    no = next((one["no"] for one in cache.courtyards() if one["id"] == courtyard_id), None)
    return {"to": "courtyard", "no": no} if no else {}


def _name(courtyard_id: int) -> str:
    return next((courtyard(one) for one in cache.courtyards() if one["id"] == courtyard_id), "")
