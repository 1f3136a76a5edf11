"""A room of the station: visitors month by month, on the scale that all rooms share."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from dashboard.charts.palette import palette
from dashboard.charts.theme import themed


def room(months: Sequence[dict[str, Any]], *, most: float, words: Any, dark: bool) -> alt.LayerChart:
    """A line over the months, its last value named; `months` hold month, label, visitors (None: a gap).

    `most` is the top of the shared scale, `words` the last value as it is written.
    """
    colours = palette(dark=dark)
    frame = pd.DataFrame(list(months))
    labels = [one["label"] for one in months]
    axis = alt.Axis(labelAngle=0, values=[labels[0], labels[-1]], grid=False, labelFlush=True)
    spread = alt.Scale(type="point", padding=0.6)
    x = alt.X(field="label", type="ordinal", sort=labels, axis=axis, scale=spread)
    y = alt.Y(
        field="visitors",
        type="quantitative",
        scale=alt.Scale(domain=[0, most], nice=False),
        axis=alt.Axis(tickCount=3),
    )
    base = alt.Chart(frame, height=150)
    last = base.transform_filter(alt.datum.label == labels[-1]).encode(x=x, y=y)
    layers = [
        base.mark_line(color=colours.ink).encode(x=x, y=y),
        last.mark_point(color=colours.ink, filled=True, size=60),
        last.mark_text(dy=-14, align="right", dx=6, fontWeight=700, fontSize=15, color=colours.ink).encode(
            text=alt.value(words)
        ),
    ]
    return themed(alt.LayerChart(layer=layers), dark=dark, size="desktop")
