"""Pictures of completeness: which reports came, by courtyard and month, and how long before their day."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from dashboard.charts.palette import palette
from dashboard.charts.theme import themed

Records = Sequence[dict[str, Any]]

GLYPHS = {"complete": "●", "entered": "○", "late": "◎", "not_due": "–", "missing": "□"}
"""By what became of a report; the forms alone say it, also in grey."""
NOTHING = "0"
"""Beside the mark of a report that says "nothing happened"."""
STEP = 34


def came_colour(came: str, *, dark: bool) -> str:
    """The colour of a report's mark."""
    colours = palette(dark=dark)
    return {
        "complete": colours.better,
        "entered": colours.ink,
        "late": colours.caution_ink,
        "not_due": colours.muted,
        "missing": colours.worse_ink,
    }[came]


def matrix(cells: Records, *, dark: bool) -> alt.LayerChart:
    """Marks by courtyard (down, in the order given) and month (across); the mark tells what became of it.

    `cells` hold courtyard, month (`2026-09`), label (of the month), came, nothing, words.
    """
    colours = palette(dark=dark)
    frame = pd.DataFrame([one | {"glyph": GLYPHS[one["came"]]} for one in cells])
    yards = list(dict.fromkeys(one["courtyard"] for one in cells))
    labels = {one["month"]: one["label"] for one in cells}
    months = sorted(labels)
    axis = alt.Axis(labelAngle=0, domain=False, grid=False, labelExpr=_labels(labels), labelLineHeight=16)
    x = alt.X(field="month", type="ordinal", sort=months, axis=axis)
    y = alt.Y(field="courtyard", type="nominal", sort=yards)
    kinds = list(GLYPHS)
    scale = alt.Scale(domain=kinds, range=[came_colour(one, dark=dark) for one in kinds])
    base = alt.Chart(frame, height=alt.Step(STEP)).encode(
        x=x, y=y, tooltip=alt.Tooltip(field="words", type="nominal", title=" ")
    )
    ruled = alt.Chart(pd.DataFrame({"courtyard": yards})).mark_rule(color=colours.grid, strokeWidth=1)
    layers = [
        ruled.encode(y=y),
        base.mark_text(fontSize=19, fontWeight=700).encode(
            text=alt.Text(field="glyph", type="nominal"),
            color=alt.Color(field="came", type="nominal", scale=scale, legend=None),
        ),
        base.transform_filter(alt.datum.nothing)
        .mark_text(fontSize=12, fontWeight=700, dx=13, dy=-7, color=colours.muted)
        .encode(text=alt.value(NOTHING)),
    ]
    return themed(alt.LayerChart(layer=layers), dark=dark, size="desktop")


def delays(dots: Records, *, due: str, dark: bool) -> alt.LayerChart:
    """One tick a report at its days before (left) or after the day due, which is a line named `due`.

    `dots` hold courtyard, days, words; courtyards come in the order given.
    """
    colours = palette(dark=dark)
    frame = pd.DataFrame([one | {"late": one["days"] > 0} for one in dots])
    yards = list(dict.fromkeys(one["courtyard"] for one in dots))
    y = alt.Y(field="courtyard", type="nominal", sort=yards)
    # The line is a place of its own, so that no report, however punctual, hides it.
    line = pd.DataFrame([{"days": 0.5, "due": due}])
    signed = "datum.value === 0 ? '0' : format(datum.value, '+d')"
    axis = alt.Axis(labelExpr=signed, tickMinStep=1, tickCount=6, grid=False)
    x = alt.X(field="days", type="quantitative", axis=axis, scale=alt.Scale(padding=12))
    shade = alt.condition(alt.datum.late, alt.value(colours.caution_ink), alt.value(colours.better))
    at = alt.Chart(line).encode(x=x)
    layers = [
        at.mark_rule(color=colours.muted, strokeDash=[5, 3], strokeWidth=1),
        at.mark_text(color=colours.muted, align="left", dx=5, baseline="bottom", y=0, dy=-4).encode(
            text=alt.Text(field="due", type="nominal")
        ),
        alt.Chart(frame, height=alt.Step(26))
        .mark_tick(thickness=3, size=18, opacity=0.65)
        .encode(x=x, y=y, color=shade, tooltip=alt.Tooltip(field="words", type="nominal", title=" ")),
    ]
    return themed(alt.LayerChart(layer=layers), dark=dark, size="desktop")


def _labels(labels: dict[str, str]) -> str:
    """A Vega expression that gives each month its label, cut into lines at the bar."""
    pairs = ", ".join(f"'{month}': '{label}'" for month, label in sorted(labels.items()))
    return f"split({{{pairs}}}[datum.value], '|')"
