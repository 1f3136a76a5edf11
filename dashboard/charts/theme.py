"""How every Altair chart looks: type, lines and space; colours come from the palette."""

from functools import cache
from typing import Any, Literal, TypeVar

import altair as alt

from dashboard.charts.palette import Palette, palette

# Altair's own look would give every chart a width.
alt.theme.enable("none")

FONT = "NotoSC, NotoEmoji, 'PingFang SC', 'Microsoft YaHei', sans-serif"
"""The bundled subset first; its digits all have one width, so columns of figures stand straight."""

Drawing = TypeVar("Drawing", alt.Chart, alt.LayerChart, alt.HConcatChart, alt.VConcatChart, alt.FacetChart)
Size = Literal["desktop", "projector", "phone"]
TEXT: dict[Size, int] = {"desktop": 13, "projector": 28, "phone": 12}
"""Label size in pixels; 28 px of a 1080-line screen two metres wide are 3 cm high, read from 6 m."""


@cache
def config(*, dark: bool = False, size: Size = "desktop") -> dict[str, Any]:
    """The Vega-Lite config for one theme and screen; shared, so never change what it returns."""
    colours, text = palette(dark=dark), TEXT[size]
    return {
        "background": "transparent",
        "font": FONT,
        "padding": round(text / 3),
        "view": {"stroke": None},
        "axis": _axis(colours, text),
        "axisY": {"domain": False},
        "header": {"labelColor": colours.ink, "labelFontSize": text, "title": None},
        "legend": {"disable": True},
        "title": {"color": colours.ink, "fontSize": round(text * 1.2), "fontWeight": 700, "anchor": "start"},
        "text": {"color": colours.ink, "fontSize": text},
        "rule": {"color": colours.axis, "strokeWidth": text / 10},
        "line": {"color": colours.ink, "strokeWidth": text / 6.5},
        "point": {"color": colours.ink, "filled": True, "size": text * 5},
        "bar": {"color": colours.axis},
        "range": {"category": list(colours.categories), "ordinal": list(colours.sequential)},
    }


def themed(chart: Drawing, *, dark: bool, size: Size) -> Drawing:
    """The chart with this look. Draw it with `theme=None`, or Streamlit's own look wins."""
    configured: Drawing = chart.configure(**config(dark=dark, size=size))
    return configured


def _axis(colours: Palette, text: int) -> dict[str, Any]:
    return {
        "domainColor": colours.axis,
        "gridColor": colours.grid,
        "labelColor": colours.muted,
        "labelFontSize": text,
        "labelPadding": round(text / 3),
        "ticks": False,
        "title": None,
        "titleColor": colours.muted,
        "titleFontSize": text,
        "titleFontWeight": 400,
    }
