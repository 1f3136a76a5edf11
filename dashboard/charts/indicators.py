"""One indicator's pictures: interval bars in lists, its course, its control chart, the funnel."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import altair as alt
import pandas as pd

from dashboard.charts.palette import palette, verdict_colour, verdict_mark
from dashboard.charts.theme import Size, themed

Records = Sequence[dict[str, Any]]
ROOM = 1.08
"""How much further than its largest number a scale reaches."""
HEIGHT = 270
CLOSE = (0.12, 0.05)
"""How near in number of cases and in value two names of a funnel would run into each other."""
ROOM_FOR_WORDS = (" ", "  ")
"""Empty periods at the right of a course, where its target's words stand."""


def reach(numbers: Sequence[float | None], *, most: float | None = None) -> float:
    """The end of a scale from 0 on which all the numbers fit; `most` is where it ends at the latest."""
    known = [number for number in numbers if number is not None]
    end = max(known, default=0.0) * ROOM
    return min(end, most) if most is not None else end or 1.0


def bar(row: dict[str, Any], *, end: float, dark: bool, line: str = "target", height: int = 26) -> str:
    """An interval with its mark on a scale from 0 to `end`, as HTML of borders and text, so that it prints.

    `row` holds value, low, high (None where there is none), `at` (where the thin line stands, or None),
    verdict (the code whose mark is drawn) and words (its alternative text). The `line` is a dashed target
    or the site's plain one.
    """
    colours = palette(dark=dark)
    parts = [_across(0.0, 100.0, f"1px solid {colours.grid}")]
    if row["at"] is not None:
        border = f"1.5px dashed {colours.muted}" if line == "target" else f"1.5px solid {colours.ink}"
        parts.append(_upright(_percent(row["at"], end), border))
    if row["value"] is not None:
        parts += _marked(row, end, dark=dark)
    return (
        f'<div role="img" aria-label="{escape(row["words"])}"'
        f' style="position:relative;width:100%;height:{height}px">{"".join(parts)}</div>'
    )


def trend(
    points: Records, *, target: tuple[float, str] | None, digits: str, dark: bool, size: Size = "desktop"
) -> alt.LayerChart:
    """`value` over the periods with its interval, the last one labelled, the target a thin line.

    `points` hold label, value, low, high, shown (what stands beside the point, or "") and glyph (the mark
    of a period without a value, which leaves a gap, or ""). `target` is its value and the words on it,
    `digits` the axis format (`.0%`).
    """
    colours = palette(dark=dark)
    frame = _frame(points, ["value", "low", "high"])
    x, y, scale = _axes([*(one["label"] for one in points), *ROOM_FOR_WORDS], digits)
    last = points[-1]["value"]
    above = target is None or last is None or last >= target[0]
    base = alt.Chart(frame, height=HEIGHT)
    ends = alt.Chart(frame.dropna(subset=["low", "high"]))
    layers: list[alt.Chart] = []
    if target is not None:
        lowest = min(number for one in points for number in (one["value"], one["low"]) if number is not None)
        is_below = above and lowest < target[0]
        layers += _level(*target, scale, dash=[5, 3], dark=dark, is_below=is_below)
    layers += [
        ends.mark_rule(color=colours.axis, strokeWidth=6, opacity=0.45).encode(
            x=x, y=alt.Y(field="low", type="quantitative", scale=scale), y2=alt.Y2(field="high")
        ),
        base.mark_line(color=colours.ink, strokeWidth=2).encode(x=x, y=y),
        base.mark_point(color=colours.ink, filled=True, size=50).encode(x=x, y=y),
        base.transform_filter("datum.shown !== '' && isValid(datum.value)")
        .mark_text(dx=9, dy=-9 if above else 9, align="left", fontWeight=700, fontSize=15, color=colours.ink)
        .encode(x=x, y=y, text=alt.Text(field="shown", type="nominal")),
        base.transform_filter("!isValid(datum.value)")
        .mark_text(color=colours.muted, dy=-8)
        .encode(x=x, y=alt.value("height"), text=alt.Text(field="glyph", type="nominal")),
    ]
    return themed(alt.LayerChart(layer=layers), dark=dark, size=size)


def control(
    points: Records, *, levels: Sequence[tuple[float, str, bool]], digits: str, dark: bool
) -> alt.LayerChart:
    """A run or XmR chart: the values, the centre and limits (value, words, is the centre), signals ringed.

    `points` hold label, value and signal (whether one ends there).
    """
    colours = palette(dark=dark)
    frame = _frame(points, ["value"])
    x, y, scale = _axes([one["label"] for one in points], digits)
    base = alt.Chart(frame, height=HEIGHT)
    layers: list[alt.Chart] = []
    for value, words, is_centre in levels:
        layers += _level(value, words, scale, dash=[1, 0] if is_centre else [5, 3], dark=dark)
    layers += [
        base.mark_line(color=colours.ink, strokeWidth=1.5).encode(x=x, y=y),
        base.mark_point(color=colours.ink, filled=True, size=40).encode(x=x, y=y),
        base.transform_filter("datum.signal")
        .mark_point(color=colours.ink, filled=False, size=260, strokeWidth=2)
        .encode(x=x, y=y),
    ]
    return themed(alt.LayerChart(layer=layers), dark=dark, size="desktop")


def funnel(points: Records, curves: Records, *, centre: float, digits: str, dark: bool) -> alt.LayerChart:
    """Courtyards by base and value within the 95% and 99.8% limits around the site's value.

    `points` hold whole, value, name, code (the comparison's, for the mark); `curves` whole, low, high,
    level.
    """
    colours = palette(dark=dark)
    middle = alt.Chart(pd.DataFrame([{"value": centre}]), height=300)
    layers: list[alt.Chart] = [
        middle.mark_rule(color=colours.ink, strokeWidth=1).encode(y=_height("value", digits)),
        *_limits(pd.DataFrame(list(curves)), digits, colours.axis),
        *_courtyards(points, digits, dark=dark),
    ]
    return themed(alt.LayerChart(layer=layers), dark=dark, size="desktop")


def _base() -> alt.X:
    return alt.X(
        field="whole",
        type="quantitative",
        scale=alt.Scale(zero=False, nice=False),
        axis=alt.Axis(tickCount=6, grid=False),
    )


def _height(field: str, digits: str) -> alt.Y:
    return alt.Y(
        field=field,
        type="quantitative",
        scale=alt.Scale(zero=False, nice=True),
        axis=alt.Axis(format=digits, tickCount=5),
    )


def _limits(lines: pd.DataFrame, digits: str, colour: str) -> Iterator[alt.Chart]:
    """The two curves of each level: dotted for 95%, dashed for 99.8%."""
    for level, dash in ((0.95, [2, 3]), (0.998, [7, 3])):
        drawn = alt.Chart(lines[lines["level"] == level])
        for field in ("low", "high"):
            line = drawn.mark_line(color=colour, strokeDash=dash, strokeWidth=1.5)
            yield line.encode(x=_base(), y=_height(field, digits))


def _courtyards(points: Records, digits: str, *, dark: bool) -> Iterator[alt.Chart]:
    """A mark for each courtyard by its comparison, then the names on the side where there is room."""
    frame = pd.DataFrame(list(points))
    place = {"x": _base(), "y": _height("value", digits)}
    for code in frame["code"].unique():
        mark = verdict_mark(code)
        yield (
            alt.Chart(frame[frame["code"] == code])
            .mark_point(
                shape=mark.shape,
                filled=mark.filled,
                size=90,
                strokeWidth=2,
                color=verdict_colour(code, dark=dark),
            )
            .encode(**place)
        )
    frame["left"] = crowded(points)
    ink = palette(dark=dark).ink
    for is_left in (False, True):
        named = alt.Chart(frame[frame["left"] == is_left])
        words = named.mark_text(align="right" if is_left else "left", dx=-8 if is_left else 8, color=ink)
        yield words.encode(**place, text=alt.Text(field="name", type="nominal"))


def crowded(points: Records) -> list[bool]:
    """Which points have another close at their right, so that their name stands at their left."""
    width = max(one["whole"] for one in points) - min(one["whole"] for one in points) or 1
    found = []
    for place, one in enumerate(points):
        close = [
            (other["whole"], number) > (one["whole"], place)
            and other["whole"] - one["whole"] < CLOSE[0] * width
            and abs(other["value"] - one["value"]) < CLOSE[1] * (abs(one["value"]) or 1)
            for number, other in enumerate(points)
        ]
        found.append(any(close))
    return found


def _percent(number: float, end: float) -> float:
    """A place on the scale in percent, kept off both edges so that no mark is cut."""
    return 3 + 94 * min(max(number / end, 0.0), 1.0)


def _across(left: float, right: float, border: str, opacity: float = 1) -> str:
    return (
        f'<span style="position:absolute;left:{left:.2f}%;width:{right - left:.2f}%;top:50%;'
        f'border-top:{border};transform:translateY(-50%);opacity:{opacity}"></span>'
    )


def _upright(x: float, border: str) -> str:
    return f'<span style="position:absolute;left:{x:.2f}%;top:0;bottom:0;border-left:{border}"></span>'


def _marked(row: dict[str, Any], end: float, *, dark: bool) -> list[str]:
    """The interval and the verdict's mark; an open end runs to the edge."""
    colour, mark = verdict_colour(row["verdict"], dark=dark), verdict_mark(row["verdict"])
    parts = []
    if row["low"] is not None or row["high"] is not None:
        low = _percent(row["low"] or 0.0, end)
        high = 100.0 if row["high"] is None else _percent(row["high"], end)
        parts.append(_across(low, high, f"6px solid {colour}", opacity=0.5))
    ground = "none" if mark.filled else palette(dark=dark).paper
    size = 30 if mark.glyph == "•" else 15
    parts.append(
        f'<span style="position:absolute;left:{_percent(row["value"], end):.2f}%;top:50%;'
        f"transform:translate(-50%,-50%);font-size:{size}px;font-weight:700;line-height:.8;"
        f'color:{colour};background:{ground};border-radius:50%">{mark.glyph}</span>'
    )
    return parts


def _frame(points: Records, numbers: list[str]) -> pd.DataFrame:
    """The points as a frame, numbers as floats: a column of None alone would not be drawn as a gap."""
    frame = pd.DataFrame(list(points))
    frame[numbers] = frame[numbers].astype("float64")
    return frame


def _axes(labels: list[str], digits: str) -> tuple[alt.X, alt.Y, alt.Scale]:
    x = alt.X(
        field="label",
        type="ordinal",
        sort=labels,
        axis=alt.Axis(labelAngle=0, labelOverlap=True),
        scale=alt.Scale(paddingOuter=0.6),
    )
    scale = alt.Scale(zero=False, nice=True)
    y = alt.Y(
        field="value", type="quantitative", scale=scale, axis=alt.Axis(format=digits, tickCount=5, title=None)
    )
    return x, y, scale


def _level(
    value: float, words: str, scale: alt.Scale, *, dash: list[int], dark: bool, is_below: bool = False
) -> list[alt.Chart]:
    """A thin line across with its words at the right, above it or below, on a halo of the page's ground."""
    colours = palette(dark=dark)
    there = alt.Chart(pd.DataFrame([{"value": value, "words": words}]))
    y = alt.Y(field="value", type="quantitative", scale=scale)
    place: dict[str, Any] = {"align": "right", "baseline": "bottom", "dy": -4}
    if is_below:
        place |= {"baseline": "top", "dy": 4}
    shown = {"x": alt.value("width"), "y": y, "text": alt.Text(field="words", type="nominal")}
    return [
        there.mark_rule(color=colours.muted, strokeDash=dash, strokeWidth=1).encode(y=y),
        there.mark_text(color=colours.paper, stroke=colours.paper, strokeWidth=4, **place).encode(**shown),
        there.mark_text(color=colours.muted, **place).encode(**shown),
    ]
