"""The overview's pictures: an outcome over time with interval and target, and matters by courtyard."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from dashboard.charts.palette import palette
from dashboard.charts.theme import themed

Records = Sequence[dict[str, Any]]


def trend(points: Records, *, target: float | None, is_share: bool, dark: bool) -> alt.LayerChart:
    """A line of `value` over `period`, its interval from `low` to `high`, the target a thin line.

    `points` hold period, label, value, low, high, shown; periods without a value leave a gap.
    """
    colours = palette(dark=dark)
    frame = pd.DataFrame(list(points))
    number = ".0%" if is_share else ".1f"
    order = [point["label"] for point in points]
    x = alt.X(field="label", type="ordinal", sort=order, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    scale = alt.Scale(zero=False, nice=True)
    y = alt.Y(field="value", type="quantitative", scale=scale, axis=alt.Axis(format=number, tickCount=4))
    base = alt.Chart(frame, height=190)
    layers = [
        base.mark_rule(color=colours.axis, strokeWidth=5, opacity=0.45).encode(
            x=x, y=alt.Y(field="low", type="quantitative", scale=scale), y2=alt.Y2(field="high")
        ),
        base.mark_line(color=colours.ink).encode(x=x, y=y),
        base.mark_point(color=colours.ink, filled=True, size=45).encode(x=x, y=y),
        base.transform_filter(alt.datum.shown != "")
        .mark_text(dy=-14, fontWeight=700, color=colours.ink)
        .encode(x=x, y=y, text=alt.Text(field="shown", type="nominal")),
    ]
    if target is not None:
        goal = alt.Chart(pd.DataFrame([{"value": target}]))
        line = alt.Y(field="value", type="quantitative", scale=scale)
        layers.append(goal.mark_rule(color=colours.muted, strokeDash=[5, 3], strokeWidth=1).encode(y=line))
    return themed(alt.LayerChart(layer=layers), dark=dark, size="desktop")


def matters(bars: Records, *, dark: bool) -> alt.LayerChart:
    """Open requests of each courtyard in their fixed order, the overdue part dark, counts beside the bar.

    `bars` hold courtyard, open, overdue, words.
    """
    colours = palette(dark=dark)
    frame = pd.DataFrame(list(bars))
    y = alt.Y(field="courtyard", type="nominal", sort=None)
    base = alt.Chart(frame, height=alt.Step(26))
    quiet = alt.Axis(labels=False, grid=False, domain=False)
    every = base.mark_bar(color=colours.sequential[3], height=16).encode(
        y=y, x=alt.X(field="open", type="quantitative", axis=quiet)
    )
    late = base.mark_bar(color=colours.worse, height=16).encode(
        y=y, x=alt.X(field="overdue", type="quantitative", axis=quiet)
    )
    text = base.mark_text(align="left", dx=6).encode(
        y=y,
        x=alt.X(field="open", type="quantitative", axis=quiet),
        text=alt.Text(field="words", type="nominal"),
    )
    return themed(alt.LayerChart(layer=[every, late, text]), dark=dark, size="desktop")
