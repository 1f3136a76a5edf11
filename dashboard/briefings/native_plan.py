"""The plan of the courtyards as shapes of the program that shows the file, each with its number."""

from collections.abc import Sequence
from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from dashboard.briefings.documents import clean
from dashboard.briefings.ground import ground, heat
from dashboard.briefings.model import Plot
from dashboard.briefings.native_text import font, rgb
from dashboard.charts.palette import palette

FINE = 1000
"""Steps of a metre in which corners are written."""


def draw(page: Any, plots: Sequence[Plot], place: tuple[float, float, float, float]) -> None:
    """The courtyards as large as they fit into `place`: left, top, width and height in inches."""
    left, top, wide, high = place
    found, colours = ground(plots), palette()
    scale = min(wide / found.size[0], high / found.size[1])
    origin = Inches(left), Inches(top)
    for plot, ring in zip(plots, found.rings, strict=True):
        corners = [(round(x * FINE), round(y * FINE)) for x, y in ring]
        drawn = page.shapes.build_freeform(*corners[0], scale=Inches(scale) / FINE)
        drawn.add_line_segments(corners[1:], close=True)
        shape = drawn.convert_to_shape(*origin)
        shape.name = clean(str(plot.name))
        shape.shadow.inherit = False
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(mixed(colours.surface, colours.worse, heat(plot)))
        shape.line.color.rgb = rgb(colours.worse if plot.overdue else colours.axis)
        shape.line.width = Pt(1)
        _number(shape.text_frame, plot.no, colours.ink)


def mixed(ground_colour: str, colour: str, share: float) -> str:
    """A colour like `#1e1b18` with a share (0-1) of another in it."""
    pairs = zip(*(bytes.fromhex(one.removeprefix("#")) for one in (ground_colour, colour)), strict=True)
    return "#" + "".join(f"{round(one + (other - one) * share):02x}" for one, other in pairs)


def _number(frame: Any, no: int, colour: str) -> None:
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.CENTER
    run = paragraph.add_run()
    run.text = str(no)
    font(run.font, 20, colour, bold=True)
