"""Letters and colours as a PowerPoint file holds them."""

from typing import Any

from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn
from pptx.util import Pt

LATIN, EAST_ASIAN = "Arial", "Microsoft YaHei"


def rgb(colour: str) -> Any:
    """A colour like `#1e1b18` as the file holds it."""
    made: Any = RGBColor
    return made.from_string(colour.removeprefix("#"))


def font(one: Any, size: int, colour: str, *, bold: bool = False) -> None:
    """Size in points, a colour like `#1e1b18`, and the fonts by name for every kind of letter."""
    one.size, one.bold, one.name = Pt(size), bold, LATIN
    one.color.rgb = rgb(colour)
    properties = one._element
    for tag in ("a:ea", "a:cs"):
        found = properties.find(qn(tag))
        found = properties.makeelement(qn(tag), {}) if found is None else found
        found.set("typeface", EAST_ASIAN)
        properties.append(found)
