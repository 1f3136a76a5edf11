"""The courtyard's pictures: a spine against the site, turnout meeting by meeting, tiles of counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from dashboard.charts.palette import palette, verdict_colour, verdict_mark

Records = Sequence[dict[str, Any]]
MARGIN = 4.0
"""Percent of the width that stay free at both ends, so that no mark is cut off."""


@dataclass(frozen=True)
class Place:
    """Where a row's marks lie, in percent of the width: 50 is the site, right of it is better.

    `dot` is None without a value, `low` and `high` (left and right end) without an interval.
    """

    dot: float | None
    low: float | None
    high: float | None
    others: list[float]


def spine_place(row: dict[str, Any]) -> Place:
    """The places of one indicator; every courtyard's values and intervals fit, so all pages share a scale.

    `row` holds site, lower_is_better, value, low, high and others (each value, low, high). An interval
    open at one end runs to the edge.
    """
    every = [row, *row["others"]]
    numbers = [one[name] for one in every for name in ("value", "low", "high") if one[name] is not None]
    reach = max((abs(number - row["site"]) for number in numbers), default=0.0)
    sign = -1 if row["lower_is_better"] else 1

    def at(number: float) -> float:
        return 50 + (sign * (number - row["site"]) / reach * (50 - MARGIN) if reach else 0.0)

    dot = None if row["value"] is None else at(row["value"])
    low = high = None
    if dot is not None and (row["low"] is not None or row["high"] is not None):
        edges = (0.0, 100.0) if sign > 0 else (100.0, 0.0)
        ends = [
            edge if row[name] is None else at(row[name])
            for name, edge in zip(("low", "high"), edges, strict=True)
        ]
        low, high = min(ends), max(ends)
    return Place(dot, low, high, [at(one["value"]) for one in row["others"] if one["value"] is not None])


def spine_row(row: dict[str, Any], *, dark: bool) -> str:
    """One indicator as HTML: the site's line, light ticks, the interval and the verdict's mark.

    Beside what `spine_place` reads: verdict (the code whose mark is drawn), site_words, words (its alt).
    """
    colours, place = palette(dark=dark), spine_place(row)
    parts = [
        _across(MARGIN / 2, 100 - MARGIN / 2, top=30, border=f"1px solid {colours.grid}"),
        *(
            _upright(x, top=24, height=12, border=f"2px solid {colours.axis}", opacity=0.6)
            for x in place.others
        ),
        _upright(50, top=17, height=27, border=f"2px solid {colours.ink}"),
        f'<span style="position:absolute;left:50%;top:0;transform:translateX(-50%);font-size:.8rem;'
        f'line-height:1.2;color:{colours.muted}">{escape(row["site_words"])}</span>',
    ]
    if place.dot is not None:
        parts += _mark(row["verdict"], place.dot, (place.low, place.high), top=30, dark=dark)
    return _picture(parts, words=row["words"], height=46)


def spine_head(worse: str, site: str, better: str, *, dark: bool) -> str:
    """What the directions of the spine mean."""
    colour = palette(dark=dark).muted
    return (
        f'<div style="display:flex;justify-content:space-between;color:{colour};font-size:.9rem">'
        f"<span>← {escape(worse)}</span><span>{escape(site)}</span><span>{escape(better)} →</span></div>"
    )


def tiles(records: Records, *, dark: bool) -> str:
    """Counts as tiles: number, label, and what of it is overdue with its mark (late is 0 for none)."""
    colours = palette(dark=dark)
    made = []
    for one in records:
        code = "not_met" if one["late"] else "met"
        ink = colours.worse_ink if one["late"] else colours.muted
        glyph = f"{verdict_mark(code).glyph} " if one["late"] else ""
        made.append(
            f'<div style="background:{colours.surface};border:1px solid {colours.grid};border-radius:.4rem;'
            'padding:.5rem .8rem;flex:1 1 6.5rem;min-width:6.5rem">'
            f'<div style="color:{colours.muted};font-size:.95rem">{escape(one["label"])}</div>'
            f'<div style="font-size:2.2rem;font-weight:700;line-height:1.15">{one["count"]:,}</div>'
            f'<div style="color:{ink};font-weight:{700 if one["late"] else 400}">'
            f"{glyph}{escape(one['words'])}</div></div>"
        )
    return '<div style="display:flex;gap:.6rem;flex-wrap:wrap">' + "".join(made) + "</div>"


def turnout(points: Records, *, target: float | None, dark: bool) -> str:
    """One line a meeting, newest first: its words, then the share with its interval on a common scale from 0.

    `points` hold words, value, low, high; a meeting below the base has words only. `target` is a thin
    dashed line.
    """
    colours = palette(dark=dark)
    most = max([one["high"] for one in points if one["high"] is not None] + [target or 0.0, 0.1])
    made = []
    for one in points:
        made.append(f'<div style="margin-top:.5rem;line-height:1.4">{escape(one["words"])}</div>')
        if one["value"] is None:
            continue
        dot, low, high = (one[name] / most * 98 + 1 for name in ("value", "low", "high"))
        parts = [_across(1, 99, top=8, border=f"1px solid {colours.grid}")]
        if target is not None:
            at = target / most * 98 + 1
            parts.append(_upright(at, top=0, height=17, border=f"1px dashed {colours.muted}"))
        parts += _mark("no_target", dot, (low, high), top=8, dark=dark)
        made.append(_picture(parts, words=one["words"], height=17))
    return "".join(made)


def _picture(parts: Sequence[str], *, words: str, height: int) -> str:
    """Marks placed in a box of the full width; borders and text only, so that it prints."""
    return (
        f'<div role="img" aria-label="{escape(words)}" style="position:relative;height:{height}px">'
        + "".join(parts)
        + "</div>"
    )


def _across(left: float, right: float, *, top: int, border: str, opacity: float = 1) -> str:
    return (
        f'<span style="position:absolute;left:{left:.2f}%;width:{right - left:.2f}%;top:{top}px;'
        f'border-top:{border};transform:translateY(-50%);opacity:{opacity}"></span>'
    )


def _upright(x: float, *, top: int, height: int, border: str, opacity: float = 1) -> str:
    return (
        f'<span style="position:absolute;left:{x:.2f}%;top:{top}px;height:{height}px;'
        f'border-left:{border};transform:translateX(-50%);opacity:{opacity}"></span>'
    )


Ends = tuple[float | None, float | None]


def _mark(verdict: str, dot: float, ends: Ends, *, top: int, dark: bool) -> list[str]:
    """The interval as a bar and the mark on it; behind the mark the page's ground, so that outlines read."""
    colour, (low, high) = verdict_colour(verdict, dark=dark), ends
    parts = []
    if low is not None and high is not None:
        parts.append(_across(low, high, top=top, border=f"4px solid {colour}", opacity=0.55))
    mark = verdict_mark(verdict)
    ground = palette(dark=dark).paper if not mark.filled else "none"
    size = 40 if mark.glyph == "•" else 20
    parts.append(
        f'<span style="position:absolute;left:{dot:.2f}%;top:{top}px;transform:translate(-50%,-50%);'
        f"font-size:{size}px;font-weight:700;line-height:.8;color:{colour};background:{ground};"
        f'border-radius:50%">{mark.glyph}</span>'
    )
    return parts
