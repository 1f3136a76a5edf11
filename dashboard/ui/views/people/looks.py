"""Who has looked behind masks, on screen: filters and the list."""

import streamlit as st

from dashboard.access import Principal
from dashboard.i18n import N_, _, _n
from dashboard.indicators.sentences import period_words
from dashboard.queries import looks
from dashboard.queries.looks import Look
from dashboard.records.names import ROLES
from dashboard.ui import cache, templates
from dashboard.ui.components import links
from dashboard.ui.components.reveals import FIELDS, WHY
from dashboard.ui.formats import courtyard, instant
from dashboard.ui.labels import named

NOUNS = {
    "request": N_("request"),
    "mediation": N_("mediation"),
    "person": N_("person in office"),
    "household": N_("household"),
}


def work(by: Principal) -> None:
    """The filters, then one line for each look, the latest first."""
    months = cache.read(looks.months, by=by)
    if not months:
        st.info(_("Nobody has looked behind a mask yet. Every look is listed here, with its reason."))
        return
    names = {one["id"]: courtyard(one) for one in cache.courtyards()}
    left, right = st.columns(2)
    month = left.selectbox(
        _("Month"), months, index=None, format_func=period_words, placeholder=_("All"), key="looks.month"
    )
    at = right.selectbox(
        _("Courtyard"),
        list(names),
        index=None,
        format_func=lambda id_: names[id_],
        placeholder=_("All courtyards"),
        key="looks.at",
    )
    found = cache.read(looks.listed, by=by, month=month, courtyard_id=at)
    if not found:
        st.caption(_("Nobody looked behind a mask there then."))
        return
    st.markdown(f"**{_counted(len(found))}**")
    templates.draw("views/people/looks.html", looks=[_told(one, names) for one in found])


def _counted(count: int) -> str:
    if count == looks.SHOWN_AT_MOST:
        return _("The latest {n}", n=count)
    return _n("{n} look", "{n} looks", count)


def _told(one: Look, names: dict[int, str]) -> dict[str, str]:
    """A look in a sentence, in which a request's number leads to it."""
    told = _(
        "{who} looked at {fields} of {what}: {why}",
        who=_who(one, names),
        fields=_(", ").join(named(FIELDS, name) for name in one.fields),
        what=_what(one, names),
        why=_why(one),
    )
    way = links.href("requests", find=one.what) if one.noun == "request" and one.what else ""
    before, what, after = told.partition(one.what) if way else (told, "", "")
    return {"at": instant(one.at), "before": before, "way": way, "what": what, "after": after}


def _why(one: Look) -> str:
    told = named(WHY, one.why)
    return _("{what}: {note}", what=told, note=one.words) if one.words else told


def _who(one: Look, names: dict[int, str]) -> str:
    """Role and place, with the first character of the name where there is an account."""
    home = names.get(one.home_id or 0)
    return " ".join(filter(None, [home, named(ROLES, one.role), one.name]))


def _what(one: Look, names: dict[int, str]) -> str:
    noun = " ".join(filter(None, [named(NOUNS, one.noun), one.what]))
    at = names.get(one.courtyard_id or 0)
    return _("{what} ({where})", what=noun, where=at) if at else noun
