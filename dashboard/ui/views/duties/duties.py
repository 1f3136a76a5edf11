"""Monthly reports on screen: what is due from the reader, what waits for the office, what is done."""

from collections.abc import Iterable
from itertools import groupby

import streamlit as st

from dashboard import clock
from dashboard.access import Action, Principal, scope
from dashboard.actions import duties as actions
from dashboard.i18n import _, _n
from dashboard.indicators.sentences import period_words
from dashboard.queries import duties
from dashboard.queries.duties import Due
from dashboard.rules.duties import Standing
from dashboard.ui import cache, formats
from dashboard.ui.components import filters, links, verdict_badges
from dashboard.ui.forms import form
from dashboard.ui.views.duties import duty_cards


def chosen(by: Principal) -> tuple[str, int | None]:
    """The month and the courtyard that the office looks at; a committee sees all of its own."""
    if by.courtyard_id is not None:
        return "", None
    left, right = st.columns(2)
    names = {month: period_words(month) for month in cache.read(duties.months, by=by)}
    with left:
        every = _("All that is open")
        month = filters.chosen("month", names, label=_("Month"), default=None, none=every)
    with right:
        at = filters.courtyard_id(everywhere=_("All courtyards"))
    return month or "", at


def found(by: Principal, month: str, at: int | None) -> list[Due]:
    """The reports to be shown, in the order in which they are looked at."""
    return cache.read(duties.listed, by=by, today=clock.today(), month=month, courtyard_id=at)


def lead(by: Principal, reports: list[Due], at: int | None) -> str:
    """The page in one sentence."""
    open_ = _mine(by, reports, at)
    late = sum(one.standing is Standing.OVERDUE for one in open_)
    back = sum(one.standing is Standing.RETURNED for one in open_)
    told = [
        _n("{n} report was sent back", "{n} reports were sent back", back) if back else "",
        _n("{n} report is overdue", "{n} reports are overdue", late) if late else "",
        _n("{n} report is due soon", "{n} reports are due soon", len(open_) - late - back)
        if len(open_) > late + back
        else "",
    ]
    count = cache.read(duties.matters, by=by, today=clock.today(), courtyard_id=at)
    late_matters = count["requests"] + count["hazards"]
    if late_matters:
        told.insert(
            0, _n("{n} request or hazard is overdue", "{n} requests and hazards are overdue", late_matters)
        )
    waiting = len(_waiting(reports)) if scope(by, Action.APPROVE_DUTY) else 0
    if waiting:
        told.append(_n("{n} report waits for your approval", "{n} reports wait for your approval", waiting))
    said = _(", ").join(one for one in told if one)
    return _("{said}.", said=said) if said else _("Every report is in. Thank you.")


def matters(by: Principal, at: int | None) -> None:
    """What else waits for the reader: overdue requests and hazards, residents to be called back."""
    count = cache.read(duties.matters, by=by, today=clock.today(), courtyard_id=at)
    called = count["call_backs"]
    lines = {
        ("requests", "overdue"): _n("{n} request is overdue", "{n} requests are overdue", count["requests"]),
        ("inspections", "overdue"): _n("{n} hazard is overdue", "{n} hazards are overdue", count["hazards"]),
        ("requests", "to_call"): _n(
            "{n} resident is to be called back", "{n} residents are to be called back", called
        ),
    }
    if not any(count.values()):
        return
    st.subheader(_("Matters that wait for you"))
    with st.container(key="lines-matters"):
        for ((address, show), line), n in zip(lines.items(), count.values(), strict=True):
            if n:
                links.to(address, links.plain(f"• {line}"), show=show)


def due(by: Principal, reports: list[Due], at: int | None) -> None:
    """A card for each report that is the reader's to complete."""
    mine = _mine(by, reports, at)
    if mine:
        st.subheader(_("Reports to complete"))
        duty_cards.cards(by, mine)


def approval(by: Principal, reports: list[Due]) -> None:
    """What committees called complete, month by month, for the office to approve or to send back."""
    if not scope(by, Action.APPROVE_DUTY):
        return
    waiting = sorted(_waiting(reports), key=lambda one: one.month)
    for month, group in groupby(waiting, key=lambda one: one.month):
        reports_ = list(group)
        st.subheader(_("{month}: waiting for approval", month=period_words(month)))
        if len(reports_) > 1:
            _approve_all(month, reports_)
        duty_cards.cards(by, reports_)


def elsewhere(by: Principal, reports: list[Due], at: int | None) -> None:
    """What courtyards still owe, a line for each courtyard and month: for the office."""
    if by.courtyard_id is not None or at is not None:
        return
    others = [one for one in reports if one.is_open and one.courtyard_id is not None]
    if not others:
        return
    st.subheader(_("Still to come from the courtyards"))
    with st.container(key="lines-elsewhere"):
        ordered = sorted(others, key=lambda one: (one.month, one.courtyard_id))
        for (month, yard), group in groupby(ordered, key=lambda one: (one.month, one.courtyard_id)):
            _owing(month, yard, list(group))


def done(by: Principal, reports: list[Due]) -> None:
    """What was handed in lately: waiting for the office, or approved."""
    states = [Standing.APPROVED] if scope(by, Action.APPROVE_DUTY) else [Standing.WAITING, Standing.APPROVED]
    over = [one for one in reports if one.standing in states]
    if not over:
        return
    title = _n("{n} report is done", "{n} reports are done", len(over))
    with st.expander(title, expanded=by.courtyard_id is not None):
        newest = sorted(over, key=lambda one: one.month, reverse=True)
        verdict_badges.items(
            formats.safe(_("{what}: {note}")).format(
                what=duty_cards.title(one, by), note=duty_cards.standing(one)
            )
            for one in newest
        )


def _mine(by: Principal, reports: Iterable[Due], at: int | None) -> list[Due]:
    """Still to be completed by the reader; the office that looks at one courtyard may do it for them."""
    return [one for one in reports if one.is_open and (at is not None or one.courtyard_id == by.courtyard_id)]


def _waiting(reports: Iterable[Due]) -> list[Due]:
    return [one for one in reports if one.standing is Standing.WAITING]


def _approve_all(month: str, reports: list[Due]) -> None:
    name = f"duty.all.{month}"
    now = {one.id: one.version for one in reports}
    seen = st.session_state.get(f"{name}.seen", now)
    st.session_state[f"{name}.seen"] = now
    label = _n("Approve the {n} complete report", "Approve all {n} that are complete", len(now))
    if form.button(name, label, type="primary"):
        form.save_and_rerun(name, lambda **how: actions.approve_all(versions=seen, **how))


def _owing(month: str, yard: int | None, reports: list[Due]) -> None:
    """What one courtyard owes of one month, leading to its cards."""
    no = next(one["no"] for one in cache.courtyards() if one["id"] == yard)
    kinds = _("; ").join(duty_cards.kind_words(one.kind) for one in reports)
    line = _(
        "{where}, {month}: {kinds}",
        where=duty_cards.where(reports[0]),
        month=period_words(month),
        kinds=kinds,
    )
    links.to("todo", f"{links.plain(f'• {line}')} **{links.plain(duty_cards.when(reports[0]))}**", no=no)
