"""The organisations page: its sentence, the drawing, the rates of this theme, the station's rooms."""

from datetime import date

import streamlit as st

from dashboard.access import Principal
from dashboard.charts.station import room
from dashboard.i18n import _, _n, language
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.sentences import period_words, sentence
from dashboard.queries.organisations import Office, Room, Structure, ending, rooms
from dashboard.ui import cache, templates
from dashboard.ui.components import chart, links, verdict_badges
from dashboard.ui.components.repeated import repeated
from dashboard.ui.formats import day
from dashboard.ui.shell.style import is_dark
from dashboard.ui.views.organisations import structure

RATES = ("cross_post_fill", "committee_complete", "party_checkin_rate")


def lead(seen: Structure, offices: list[Office]) -> str:
    """The page in one sentence."""
    parts_ = [
        _(
            "On {day} {posts} posts are held in {bodies} bodies",
            day=day(seen.day),
            posts=len(offices),
            bodies=len(seen.bodies),
        ),
        _n(
            "{n} of {all} cross-posts is missing",
            "{n} of {all} cross-posts are missing",
            len(seen.missing),
            all=len(seen.links),
        ),
        _n("{n} seat is empty", "{n} seats are empty", sum(one.empty for one in seen.bodies)),
        _n(
            "{n} term ends within 90 days",
            "{n} terms end within 90 days",
            len(ending(offices, day=seen.day)),
        ),
    ]
    return _(", ").join(parts_) + _(".")


@repeated(lambda seen: seen.day)
def drawing(seen: Structure) -> None:
    """The structure with its gaps in words below."""
    st.subheader(
        _("One core, many bodies"),
        help=_(
            "Three-body collaboration here means the Red Neighbour Party Branch, the neighbours' association "
            "and the self-governance committee. Elsewhere in China it usually means community, social "
            "organisations and social workers; since 2021 five kinds are named."
        ),
    )
    structure.picture(seen)
    structure.gaps(seen)


@repeated(lambda _by, on: on)
def rates(by: Principal, on: date) -> None:
    """The rates of this theme, each leading to its indicator."""
    st.subheader(_("In figures"))
    for key in RATES:
        rate(by, key, on)


@repeated(lambda _by, on: on)
def station(by: Principal, on: date) -> None:
    """The rooms of the station: visitors month by month on one scale."""
    st.subheader(_("The service station's rooms"))
    rate(by, "station_visits", on)
    found = cache.read(rooms, day=on)
    if not found:
        st.info(_("No room is on record yet."))
        return
    most = max((n for one in found for n in one.months.values() if n is not None), default=0)
    for column, one in zip(st.columns(len(found)), found, strict=True):
        with column:
            _room(one, most=most)


def _room(one: Room, *, most: int) -> None:
    name = str(getattr(one, f"name_{language()}"))
    last = list(one.months)[-1]
    shown = one.months[last]
    words = _("not reported") if shown is None else f"{shown:,}"
    months = [
        {"month": month, "label": month[2:].replace("-", "/"), "visitors": visitors}
        for month, visitors in one.months.items()
    ]
    templates.draw("views/organisations/room.html", name=name)
    how = {"most": max(most, 1) * 1.15, "words": "" if shown is None else words, "dark": is_dark()}
    alt = _("{room}: {visitors} visitors in {month}", room=name, visitors=words, month=period_words(last))
    chart.show(room, months, **how, alt=alt)


def rate(by: Principal, key: str, on: date) -> None:
    """A rate's sentence and the way to its indicator."""
    score = next((one for one in cache.load_overview(on, by).scores if one.key == key), None)
    if score is None:
        return
    name = _(CATALOGUE[key].name)
    words = _("{period}: {sentence}", period=period_words(score.period), sentence=sentence(score))
    told, way = st.columns([5, 1], vertical_alignment="center")
    with told:
        line = {"mark": verdict_badges.mark(str(score.verdict)), "first": name, "words": words}
        templates.draw("views/organisations/lines.html", lines=[line])
    with way:
        links.to("indicators", _("Look closer"), key=key)
