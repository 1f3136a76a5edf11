"""The map in words: its legend, and the same as the picture as a list."""

import streamlit as st

from dashboard.charts.palette import palette, verdict_colour, verdict_mark
from dashboard.i18n import _, _n
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.scores import Compared, Verdict
from dashboard.indicators.sentences import COMPARED_WORDS, VERDICT_WORDS, period_words, sentence, target_words
from dashboard.ui import cache, formats, templates
from dashboard.ui.components import links, verdict_badges
from dashboard.ui.shell.style import is_dark
from dashboard.ui.views.map import colour_scale, map_marks
from dashboard.ui.views.map.map_layers import HAZARDS, RENOVATION, Facts, Shown

Key = dict[str, str]
"""A glyph, its colour and what it means."""


def legend(shown: Shown, facts: Facts) -> None:
    """What fill, outline and boxes mean, in words."""
    colours = palette(dark=is_dark())
    measure = colour_scale.scale(shown.key, facts.scores.values())
    steps = [
        {"colour": colour, "text": text}
        for colour, text in zip(colours.sequential, colour_scale.steps(measure, shown.key), strict=True)
    ]
    goal = ""
    if shown.key:
        indicator = CATALOGUE[shown.key]
        period = next((period_words(one.period) for one in facts.scores.values()), "")
        fill = _("Fill: {name}, {period}", name=_(indicator.name), period=period)
        keys = _verdict_keys(facts)
        goal = target_words(indicator)
    else:
        fill = _("Fill: open matters")
        late = verdict_mark("not_met").glyph
        keys = [
            _key(colours.ink, f"6 {late}2", _("6 matters open, 2 of them overdue")),
            _key(colours.worse, "□", _("outline: at least one is overdue")),
            *_mark_keys(facts),
        ]
    keys += _layer_keys(shown)
    templates.draw("views/map/legend.html", fill=fill, steps=steps, keys=keys, goal=goal)
    st.caption(_("Schematic, not to scale. Click a courtyard to read about it."))


def _mark_keys(facts: Facts) -> list[Key]:
    """What stands for single matters, as far as the reader is shown them."""
    colours = palette(dark=is_dark())
    keys = []
    if facts.kept:
        where = _("box: an open matter in this flat, stairwell or roof")
        keys.append(_key(colours.categories[1], "■", where))
    if facts.marks:
        where = _("dot: open matters of a roof, of stairs or of a yard")
        keys.append(_key(colours.categories[1], "●", where))
        keys.append(_key(colours.worse, "■●", _("one of them is overdue")))
    return keys


def _layer_keys(shown: Shown) -> list[Key]:
    """What the layers and the cells of the plan mean."""
    colours = palette(dark=is_dark())
    keys = []
    if not shown.solid:
        keys.append(_key(colours.axis, "□", _("small cell: one household, floor beside floor")))
    if HAZARDS in shown.layers:
        keys.append(_key(colours.ink, "!", _("hazards not fixed")))
    if RENOVATION in shown.layers:
        keys.append(_key(colours.better, "□" if not shown.solid else "■", _("roof redone")))
    return keys


def _key(colour: str, glyph: str, text: str) -> Key:
    return {"colour": colour, "glyph": glyph, "text": text}


def _verdict_keys(facts: Facts) -> list[Key]:
    """The verdicts that occur in the picture, against the site or against the target."""
    texts: dict[str, str] = {}
    for one in facts.scores.values():
        code = one.compared or one.verdict
        told = COMPARED_WORDS[code] if isinstance(code, Compared) else VERDICT_WORDS[code]
        texts[str(code)] = _(told)
    order = [str(code) for kind in (Compared, Verdict) for code in kind]
    return [
        _key(verdict_colour(code, dark=is_dark()), verdict_mark(code).glyph, texts[code])
        for code in order
        if code in texts
    ]


def table(shown: Shown, facts: Facts) -> None:
    """The same as the picture in words, in the fixed order of the courtyards."""
    lines = []
    for yard in cache.courtyards():
        one = facts.scores.get(yard["id"])
        if one is not None:
            code, words = str(one.compared or one.verdict), sentence(one)
        else:
            found = facts.counts.get(yard["id"], {"open": 0, "overdue": 0})
            code = "not_met" if found["overdue"] else "no_target"
            words = _("{open} open · {overdue} overdue", open=found["open"], overdue=found["overdue"])
        mark = verdict_badges.mark(code)
        lines.append({"mark": mark, "courtyard": formats.courtyard(yard), "words": words})
    st.subheader(_("All courtyards"))
    with st.container(key="map-words" if shown.key else "map-counts"):
        templates.draw("views/map/courtyards.html", lines=lines)


def unplaced(shown: Shown, facts: Facts) -> None:
    """What the plan cannot show is counted, and listed for those who may see it."""
    plan = cache.plan()
    lost = map_marks.homeless(plan, facts.marks, facts.kept)
    lines = []
    missing = plan.missing
    if missing.get("courtyards"):
        n = missing["courtyards"]
        lines.append(_n("{n} courtyard has no outline.", "{n} courtyards have no outline.", n))
    if missing.get("flats"):
        n = missing["flats"]
        lines.append(_n("{n} flat has no place on the plan.", "{n} flats have no place on the plan.", n))
    if shown.key is None:
        n = max(len(lost), sum(one["unplaced"] for one in facts.counts.values()))
        if n:
            lines.append(_n("{n} open matter has no place.", "{n} open matters have no place.", n))
    if lines:
        st.caption(" ".join(lines))
    for one in lost:
        links.to("requests", links.plain(one["number"]), request=one["id"])
