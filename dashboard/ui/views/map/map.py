"""The map page: what to show, the picture, its legend, the months, and the panel beside it."""

from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Action, Principal, allows
from dashboard.charts import map as charts
from dashboard.charts.basemap import Base, tianditu
from dashboard.i18n import _, language
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Level
from dashboard.indicators.scores import Score
from dashboard.indicators.sentences import period_words, sentence
from dashboard.queries import map as queries
from dashboard.records.names import TYPES
from dashboard.settings import settings
from dashboard.ui import cache, formats, labels
from dashboard.ui.components import filters
from dashboard.ui.shell import screen
from dashboard.ui.shell.fragments import callback, fragment
from dashboard.ui.shell.frame import header
from dashboard.ui.shell.style import is_dark
from dashboard.ui.views.map import legend, map_layers, panel
from dashboard.ui.views.map.map_layers import Facts, Shown

MATTERS = "matters"
KEY = "map.picture"
PLAYING = "map.playing"
PACED = "map.paced"
PACE = 1.2
BESIDE = 0.3
"""The share of the page's width that the panel of a chosen courtyard takes."""
HIGHEST, HIGHEST_ON_PHONE = 0.68, 0.85
"""The share of the window's height that the picture takes at most."""


def board() -> None:
    """The whole page; while the months play, it draws itself again every moment."""
    st.session_state[PACED] = bool(st.session_state.get(PLAYING))
    fragment(Action.SEE_TOTALS, run_every=PACE if st.session_state[PACED] else None)(_board)()


def _board(by: Principal) -> None:
    if bool(st.session_state.get(PLAYING)) != st.session_state[PACED]:
        st.rerun()  # a fragment's pace is set by the whole page
    _next_month()
    head = st.container()
    shown, kind = _choose()
    facts = _facts(by, shown, kind)
    with head:
        header(_("Map of the courtyards"), _lead(by, shown, facts))
    # On a phone what was asked for stands above the picture, not a screen below it.
    above = st.container()
    with st.container(key="map-and-panel"):
        left, right = st.columns([1 - BESIDE, BESIDE], gap="medium")
    with left:
        _picture(by, shown, kind, facts)
        _months()
        legend.legend(shown, facts)
    with above if screen.seen().is_narrow else right:
        panel.show(shown, facts)
    legend.table(shown, facts)
    legend.unplaced(shown, facts)


def _choose() -> tuple[Shown, str | None]:
    """The filters; amount, type of request, courtyard and month stand in the address."""
    with st.container(horizontal=True, key="map-filters"):
        names = {MATTERS: _("Open and overdue matters")} | {
            key: _(one.name) for key, one in CATALOGUE.items() if Level.COURTYARD in one.shown
        }
        show = filters.chosen("show", names, label=_("Show"), default=MATTERS, width=320)
        kind = _kind() if show == MATTERS else None
        if show != MATTERS:
            filters.courtyard_no(everywhere=_("All courtyards"))
        layers, solid, base = _layers(), _is_solid(), _base()
    courtyard_no = _courtyard_no()
    shown = Shown(
        day=filters.month_end(_month()),
        key=None if show == MATTERS else show,
        layers=layers,
        solid=solid,
        courtyard_no=courtyard_no,
        room=_room(courtyard_no),
        base=base,
    )
    return shown, kind


def _kind() -> str | None:
    types = {code: labels.named(TYPES, code) for code in TYPES}
    return filters.chosen(
        "type", types, label=_("Type of request"), default=None, none=_("All types"), width=200
    )


def _base() -> Base | None:
    """The base map, where the office has set one and the reader asks for it."""
    given = settings()
    if not given.base_map or not st.toggle(_("Base map from outside"), key="map.base"):
        return None
    style = tianditu(given.base_map_key) if given.base_map == "tianditu" else given.base_map
    return Base(style, given.base_map_notice)


def _layers() -> tuple[str, ...]:
    names = {
        map_layers.HAZARDS: _("Hazards"),
        map_layers.RENOVATION: _("Renovation"),
        map_layers.FACILITIES: _("Facilities"),
    }
    also = st.pills(
        _("Also show"),
        list(names),
        selection_mode="multi",
        format_func=lambda code: names[code],
        key="map.layers",
    )
    return tuple(also)


def _is_solid() -> bool:
    names = {"2d": _("Plan"), "3d": _("Flats")}
    view = st.segmented_control(
        _("View"), list(names), default="2d", format_func=lambda code: names[code], key="map.view"
    )
    return view == "3d"


def _courtyard_no() -> int | None:
    """The courtyard that the address names, if there is one of that number."""
    asked = st.query_params.get("no", "")
    return next((one["no"] for one in cache.courtyards() if str(one["no"]) == asked), None)


def _room(courtyard_no: int | None) -> tuple[int, int]:
    """The pixels that there are for the picture: the page's width, or what a panel beside it leaves."""
    window = screen.seen()
    if window.is_narrow:
        return window.page, int(window.height * HIGHEST_ON_PHONE)
    wide = window.page * (1 - BESIDE) - screen.GAP if courtyard_no else window.page
    return int(wide), int(window.height * HIGHEST)


def _facts(by: Principal, shown: Shown, kind: str | None) -> Facts:
    scores: dict[int, Score] = {}
    if shown.key:
        scores = {
            one.scope: one for one in cache.load_overview(shown.day, by).courtyards if one.key == shown.key
        }
    kept = frozenset(
        one["id"] for one in cache.courtyards() if allows(by, Action.SEE_FLATS, courtyard_id=one["id"])
    )
    marks, hazards = [], []
    if shown.key is None:
        marks = cache.read(queries.marks, by=by, day=shown.day, kind=kind)
    if map_layers.HAZARDS in shown.layers:
        hazards = cache.read(queries.hazards, by=by, day=shown.day)
    return Facts(cache.counts(shown.day, kind), scores, marks, hazards, kept)


def _lead(by: Principal, shown: Shown, facts: Facts) -> str:
    """The map in one sentence."""
    if shown.key:
        whole = cache.around(shown.key, shown.day, by)
        if whole is None:
            return _(CATALOGUE[shown.key].name)
        return _(
            "Whole site, {period}: {sentence}", period=period_words(whole.period), sentence=sentence(whole)
        )
    opened = sum(one["open"] for one in facts.counts.values())
    late = sum(one["overdue"] for one in facts.counts.values())
    return _(
        "On {day} {open} matters are open, {overdue} of them overdue, in {count} courtyards.",
        day=formats.day(shown.day),
        open=opened,
        overdue=late,
        count=sum(1 for one in facts.counts.values() if one["open"]),
    )


def _drawn(by: Principal, shown: Shown, kind: str | None, facts: Facts) -> charts.Drawn:
    """The map; for those who may see no single flat it is the same, and drawn once for all of a role."""
    if facts.kept:
        return charts.draw(map_layers.compose(shown, cache.plan(), facts), dark=is_dark())
    key = (cache.at_revision(), clock.today(), by.role, shown, kind, language(), is_dark())
    return _impersonal(key, shown, facts, dark=is_dark())


@st.cache_resource(max_entries=64, show_spinner=False)
def _impersonal(key: tuple[Any, ...], _shown: Shown, _facts: Facts, *, dark: bool) -> charts.Drawn:  # noqa: ARG001  # the cache's key
    return charts.draw(map_layers.compose(_shown, cache.plan(), _facts), dark=dark)


def _picture(by: Principal, shown: Shown, kind: str | None, facts: Facts) -> None:
    plan = cache.plan()
    if not plan.courtyards:
        st.info(_("No courtyard has an outline yet. The office can add outlines below."))
        return
    drawn = _drawn(by, shown, kind, facts)
    st.pydeck_chart(
        drawn,
        height=drawn.height,
        on_select=callback(_picked),
        key=KEY,
        alt=_lead(by, shown, facts),
    )
    if shown.base:
        st.caption(shown.base.notice)


def _picked() -> None:
    """A courtyard, a dot in it or a flat was clicked."""
    found = st.session_state[KEY]["selection"]["objects"]
    clicked = found.get("yards") or found.get("dots")
    if clicked:
        filters.pick("no", clicked[0]["no"])
        st.session_state.pop(panel.FLAT, None)
    if found.get("flats"):
        home = found["flats"][0]["id"]
        st.session_state[panel.FLAT] = home
        yards = {one["id"]: one["no"] for one in cache.plan().courtyards}
        flat = next((one for one in cache.plan().flats if one["id"] == home), None)
        if flat:
            filters.pick("no", yards[flat["courtyard_id"]])


def _month() -> str:
    offered = filters.months()
    asked = st.query_params.get("month", "")
    return asked if asked in offered else offered[0]


def _months() -> None:
    """The month slider and its play button."""
    offered = filters.months()[::-1]
    playing = st.session_state.get(PLAYING, False)
    button, slider = st.columns([1, 6], vertical_alignment="bottom")
    label = _("Stop") if playing else _("Play")
    button.button(label, key="map.play", on_click=callback(_play), width="stretch")
    st.session_state["filter.month"] = _month()
    slider.select_slider(
        _("At the end of"),
        offered,
        format_func=period_words,
        key="filter.month",
        on_change=callback(filters.remember),
        args=("month",),
    )


def _play() -> None:
    """Start from the first month, or stop where one is."""
    playing = not st.session_state.get(PLAYING, False)
    st.session_state[PLAYING] = playing
    if playing:
        offered = filters.months()[::-1]
        st.session_state["map.at"] = -1 if _month() == offered[-1] else offered.index(_month())


def _next_month() -> None:
    """One month on while playing; at the end the playing ends."""
    if not st.session_state.get(PLAYING):
        return
    offered = filters.months()[::-1]
    at = st.session_state["map.at"] + 1
    if at >= len(offered):
        st.session_state[PLAYING] = False
        st.rerun()
    st.session_state["map.at"] = at
    filters.pick("month", offered[at])
