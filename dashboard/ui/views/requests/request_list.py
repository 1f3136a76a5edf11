"""The list of requests: filters and search, a grid on a wide screen, cards on a narrow one."""

from hashlib import sha256
from typing import Any

import streamlit as st

from dashboard.access import Action, FieldAccess, Principal, field_access, scope
from dashboard.i18n import _, _n, language
from dashboard.queries import request_search
from dashboard.queries.requests import SHOWN_AT_MOST
from dashboard.records.names import PLACES, STATUS, TYPES
from dashboard.schema.base import Privacy
from dashboard.schema.requests import OPEN
from dashboard.ui import cache, formats, labels, templates
from dashboard.ui.components import filters, links, verdict_badges
from dashboard.ui.shell import large_type
from dashboard.ui.shell.fragments import callback

SHOWN_FIRST = 12
FILTERS = ("show", "find", "no")


def table(by: Principal) -> int | None:
    """The list in the reader's scope, with its filters; gives the one whose number was typed.

    A grid on a wide screen, cards on a narrow one and in large type; both lead to a request's own address.
    """
    left, middle, right = st.columns([5, 3, 3])
    with left:
        shown = {
            "open": _("Open"),
            "overdue": _("Overdue"),
            "to_call": _("Closed, to be called back"),
            "all": _("All"),
        }
        only = filters.section("show", shown, label=_("Show"), labelled=True)
    reads = field_access(by, Privacy.P1) is not FieldAccess.NO
    with middle:
        hint = _("Number, room or words") if reads else _("Number or type")
        find = filters.words("find", label=_("Search"), placeholder=hint)
    at = None
    if by.courtyard_id is None:
        with right:
            at = filters.courtyard_id(everywhere=_("All courtyards"))
    rows = cache.listed(by, courtyard_id=at, only=only, find=find)
    if not rows:
        st.info(_none(find, reads=reads))
        return None
    if only == "to_call" and scope(by, Action.CALL_BACK):
        links.call_list()
        links.slips()
    number = next(
        (row["id"] for row in rows if request_search.words(find) == [row["number"].casefold()]), None
    )
    if number is None:
        st.caption(_count(len(rows), find))
        _cards(rows[:SHOWN_AT_MOST])
        if not large_type.is_large():
            _grid(rows[:SHOWN_AT_MOST])
    return number


def _none(find: str, *, reads: bool) -> str:
    if not find:
        return _("Nothing here. New requests appear as soon as somebody registers them.")
    words = formats.plain(find)
    if reads:
        return _(
            "Nothing was found for “{words}”: not in numbers, places, types or what you may read.",
            words=words,
        )
    return _("Nothing was found for “{words}” in numbers, courtyards, places or types.", words=words)


def _count(count: int, find: str) -> str:
    if count > SHOWN_AT_MOST:
        return _("The first {n} requests; search for the others.", n=SHOWN_AT_MOST)
    if find:
        return _n("{n} request found, of every status", "{n} requests found, of every status", count)
    return _n("{n} request", "{n} requests", count)


def _grid(rows: list[dict[str, Any]]) -> None:
    """The list for a wide screen. A line that is chosen opens at its address.

    Streamlit tells the place of a chosen line, not which it is: where the lines have changed meanwhile, it is
    another grid, and the choice is lost instead of opening somebody else's request.
    """
    lines = sha256(repr([row["id"] for row in rows]).encode()).hexdigest()[:16]
    with st.container(key="grid"):
        chosen = st.dataframe(
            _columns([_line(row) for row in rows]),
            hide_index=True,
            placeholder="—",
            on_select="rerun",
            selection_mode="single-row",
            column_config={_("With"): st.column_config.Column(width=220)},
            key=f"requests.{lines}",
            height=min(38 * len(rows) + 40, 620),
        )
    if picked := chosen["selection"]["rows"]:
        st.query_params["request"] = str(rows[picked[0]]["id"])
        st.rerun()


def _cards(rows: list[dict[str, Any]]) -> None:
    """The list for a narrow screen; the rules hide it on a wide one."""
    more = st.session_state.get("requests.more", False)
    with st.container(key="cards-wide" if large_type.is_large() else "cards-narrow"):
        for row in rows if more else rows[:SHOWN_FIRST]:
            with st.container(border=True, key=f"card-{row['id']}"):
                _card(row)
        if len(rows) > SHOWN_FIRST and not more:
            st.button(_("Show more"), on_click=callback(_show_more), width="stretch", key="requests.button")


def _show_more() -> None:
    st.session_state["requests.more"] = True


def _card(row: dict[str, Any]) -> None:
    templates.draw(
        "views/requests/card.html",
        type=labels.pictured(row["type"]),
        where=_where(row),
        summary=row["summary"],
        standing=standing(row),
        held=held(row),
    )
    label = _("Open {number}", number=links.plain(row["number"]))
    links.to("requests", label, request=row["id"], **filters.kept(*FILTERS))


def standing(row: dict[str, Any]) -> str:
    """Where it stands and what was promised, in words; late ones as HTML with a mark."""
    told = _promise(row)
    if row["overdue"]:
        late = _n("{n} day late", "{n} days late", row["days_late"])
        return verdict_badges.verdict("not_met", f"{told} · {late}")
    return told


def _promise(row: dict[str, Any]) -> str:
    status, day = labels.named(STATUS, row["status"]), formats.day(row["due_on"])
    if row["status"] not in OPEN:
        return status
    if row["due_on"] is None:
        return _("{status}, no date promised", status=status)
    if row["promised_on"]:
        return _("{status}, promised by {day}", status=status, day=day)
    return _("{status}, to be answered by {day}", status=status, day=day)


def held(row: dict[str, Any]) -> str:
    """Who has it, and for how many days it has been open."""
    holder = _holder(row)
    if row["days_open"] is None:
        return holder
    return _n("{holder} · open for {n} day", "{holder} · open for {n} days", row["days_open"], holder=holder)


def _holder(row: dict[str, Any]) -> str:
    if row["handler_id"] is None:
        return _("With the committee")
    return _("With {body}", body=row[f"handler_{language()}"])


def _where(row: dict[str, Any]) -> str:
    """Courtyard and place, as the reader may know it."""
    return _("Courtyard {no} · {place}", no=row["courtyard_no"], place=_inside(row))


def _inside(row: dict[str, Any]) -> str:
    return f"{row['stairwell']}-{row['room']}" if row["room"] else labels.named(PLACES, row["place"])


def _columns(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines without columns in which nothing stands."""
    empty = {name for name in lines[0] if all(line[name] in (None, "—") for line in lines)}
    return [{name: value for name, value in line.items() if name not in empty} for line in lines]


def _line(row: dict[str, Any]) -> dict[str, Any]:
    due = formats.day(row["due_on"])
    if row["due_on"] is None and row["status"] in ("accepted", "in_hand"):
        due = _("no date promised")
    return {
        _("Number"): row["number"],
        _("Status"): labels.named(STATUS, row["status"]),
        _("Due"): _("{day} (overdue)", day=due) if row["overdue"] else due,
        _("Days open"): row["days_open"],
        _("With"): row[f"handler_{language()}"] or _("committee"),
        _("Type"): labels.named(TYPES, row["type"]),
        _("Courtyard"): row["courtyard_no"],
        _("Where?"): _inside(row),
        _("In a few words"): row["summary"] or "—",
    }


def place(row: dict[str, Any]) -> str:
    """The flat with its courtyard, or the place."""
    flat = f"{row['courtyard_no']}-{row['stairwell']}-{row['room']}" if row["room"] else ""
    return flat or labels.named(PLACES, row["place"])
