"""The course of a number as a chart of the program that shows the file: its data can be edited there."""

from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.util import Inches, Pt

from dashboard.briefings.documents import clean
from dashboard.briefings.model import Series
from dashboard.briefings.native_text import rgb
from dashboard.charts.palette import palette
from dashboard.i18n import _

FORMATS = {".0%": "0%", ".1%": "0.0%"}
"""How an axis of ours is written in a spreadsheet's own words."""


def draw(page: Any, series: Series, place: tuple[float, float, float, float]) -> None:
    """A line of points over the periods, empty where there is no value; the target as a dashed line.

    `place` is left, top, width and height in inches.
    """
    colours = palette()
    data: Any = CategoryChartData(number_format=FORMATS.get(series.digits, "General"))  # type: ignore[no-untyped-call]
    data.categories = [clean(str(point.label)) for point in series.points]
    data.add_series(clean(str(series.name)), [point.value for point in series.points])
    if series.target is not None:
        name = clean(str(series.target_words)) or _("Target")
        data.add_series(name, [series.target] * len(series.points))
    shape = page.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *map(Inches, place), data)
    shape._element.nvGraphicFramePr.cNvPr.set("descr", clean(str(series.alt)))
    chart = shape.chart
    chart.has_title = False
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.font.size, chart.font.color.rgb = Pt(14), rgb(colours.ink)
    chart.value_axis.tick_labels.number_format = FORMATS.get(series.digits, "General")
    chart.value_axis.tick_labels.number_format_is_linked = False
    chart.value_axis.major_gridlines.format.line.color.rgb = rgb(colours.grid)
    course, *target = chart.plots[0].series
    course.smooth = False
    course.format.line.color.rgb = rgb(colours.ink)
    course.marker.style, course.marker.size = XL_MARKER_STYLE.CIRCLE, 9
    course.marker.format.fill.solid()
    course.marker.format.fill.fore_color.rgb = rgb(colours.ink)
    for one in target:
        one.smooth = False
        one.marker.style = XL_MARKER_STYLE.NONE
        one.format.line.color.rgb, one.format.line.dash_style = rgb(colours.muted), MSO_LINE.DASH
