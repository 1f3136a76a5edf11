"""Votes on screen: the list, one vote with its count and rule, what is still needed."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.access import Action, Principal, scope
from dashboard.charts.palette import palette
from dashboard.i18n import _
from dashboard.queries import votes
from dashboard.records import names
from dashboard.rules.vote_words import RULES, square_metres, standing
from dashboard.ui import cache, formats, labels
from dashboard.ui.components import links, verdict_badges
from dashboard.ui.forms import form
from dashboard.ui.shell import style
from dashboard.ui.shell.style import is_dark
from dashboard.ui.views.votes import ballots, vote_forms

Row = dict[str, Any]


def chosen() -> int | None:
    """The vote in the address (`?vote=3`)."""
    return form.record_in_address("vote")


def work(by: Principal) -> None:
    """The list; for those who may also the form, chosen by one big choice."""
    style.touch_targets()
    do = "list"
    if scope(by, Action.RUN_VOTE):
        do = form.mode_switch({"list": _("All votes"), "open": _("Open a vote")})
    if do == "open":
        vote_forms.open_(by)
    else:
        table(by)


def table(by: Principal) -> None:
    """Every vote with how it stands: those that run first, then the latest."""
    rows = cache.read(votes.listed, by=by)
    if not rows:
        st.info(_("No vote has been held yet."))
    for row in rows:
        with st.container(border=True):
            links.to("votes", links.plain(row["question"]), vote=row["id"])
            st.html(f'<p style="margin:0;line-height:1.6">{formats.safe(facts(row))}</p>{_outcome(row)}')


def facts(row: Row) -> str:
    """Who is asked, where, until when, in one line."""
    told = [labels.named(names.MATTERS, row["matter"]), labels.named(names.ELECTORATES, row["electorate"])]
    told.append(place(row))
    if row["running"]:
        told.append(_("open since {day}", day=formats.day(row["opened_on"])))
    else:
        told.append(_("closed on {day}", day=formats.day(row["closed_on"])))
    return " · ".join(told)


def place(row: Row) -> str:
    """The courtyard, and the stairwell where it is one alone."""
    found = [one for one in cache.courtyards() if one["id"] == row["courtyard_id"]]
    where = formats.courtyard(found[0]) if found else _("Whole site")
    return f"{where} · {_('Stairwell {no}', no=row['stairwell'])}" if row["stairwell"] else where


def _outcome(row: Row) -> str:
    heads = row["heads"]
    if row["running"]:
        told = _("{n} of {whole} have voted", n=heads["took_part"], whole=heads["all"])
        return f'<p style="margin:.3rem 0 0"><b>{formats.safe(told)}</b></p>'
    passed = (
        verdict_badges.verdict("met", _("passed"))
        if row["passed"]
        else verdict_badges.verdict("not_met", _("not passed"))
    )
    return f'<p style="margin:.3rem 0 0">{passed}</p>'


def story(by: Principal, ref: int) -> None:
    """One vote: its question, rule, count with thresholds, and for its keepers what is to be done."""
    style.touch_targets()
    links.to("votes", _("← All votes"))
    row = cache.read(votes.one, by=by, vote_id=ref)
    if row["meeting_id"]:
        links.to("agenda", _("← The meeting that votes on it"), meeting=row["meeting_id"])
    st.subheader(formats.plain(row["question"]))
    st.html(f"<p>{formats.safe(facts(row))}</p>")
    st.caption(_(RULES[str(row["matter"])]))
    if row["thread"]:
        links.to("thread", _("Matter {number}", number=row["thread"]), thread=row["thread"])
    if not row["running"]:
        st.html(f"<p style='font-size:1.3rem;margin:0'>{_outcome(row)}</p>")
    st.markdown(f"**{formats.plain(standing(row))}**")
    st.html(bars(row))
    if not row["running"] and row["notice_ok"] is False:
        st.warning(_("The notice was shorter than the 15 days that are prescribed."))
    if row["running"] and row["may_run"]:
        still(by, row)
        ballots.enter(by, row)
        vote_forms.finish(row)


def bars(row: Row) -> str:
    """Two bars, heads and area: who took part with the two thirds, who agreed with what they need."""
    ways: list[tuple[str, Row, Callable[[int], str]]] = [(_("By head"), row["heads"], str)]
    if row["binding"]:
        ways.append((_("By area, m²"), row["area"], square_metres))
    return "".join(_bar(name, tally, write, binding=row["binding"]) for name, tally, write in ways)


def _bar(name: str, tally: Row, write: Any, *, binding: bool) -> str:
    whole, colours = tally["all"] or 1, palette(dark=is_dark())
    took, yes = tally["took_part"], tally["yes"]
    line = _line(2 / 3, colours.ink) if binding else ""
    told = _("{n} of {whole} took part", n=write(took), whole=write(tally["all"]))
    inner = (
        f'<div style="width:{100 * took / whole:.2f}%;height:100%;background:{colours.categories[1]}"></div>'
    )
    drawn = _track(name, told, inner + line)
    if yes is None or not took:
        return drawn
    agreed = _(
        "{n} of {whole} agreed, {need} needed",
        n=write(yes),
        whole=write(took),
        need=write(tally["agreement_needed"]),
    )
    aim = _line(tally["agreement_needed"] / took, colours.ink)
    inner = f'<div style="width:{100 * yes / took:.2f}%;height:100%;background:{colours.better}"></div>'
    return drawn + _track("", agreed, inner + aim)


def _track(name: str, told: str, inner: str) -> str:
    grid = palette(dark=is_dark()).grid
    head = f"<b>{formats.safe(name)}</b> " if name else ""
    return (
        f'<p style="margin:.6rem 0 .2rem">{head}{formats.safe(told)}</p>'
        f'<div style="position:relative;height:1rem;background:{grid};border-radius:.2rem">{inner}</div>'
    )


def _line(at: float, ink: str) -> str:
    return (
        f'<div style="position:absolute;left:{min(100 * at, 100):.2f}%;top:-.2rem;bottom:-.2rem;'
        f'border-left:2px solid {ink}"></div>'
    )


def still(by: Principal, row: Row) -> None:
    """From which stairwells votes are still to come, and how many; never who."""
    found = cache.read(votes.stairwells, by=by, vote_id=row["id"])
    yards = {one["no"]: formats.courtyard(one) for one in cache.courtyards()}
    lines = [
        _(
            "{where}, stairwell {stairwell}: {n} of {whole} still to come",
            where=yards[one["courtyard_no"]],
            stairwell=one["stairwell"],
            n=one["all"] - one["took_part"],
            whole=one["all"],
        )
        for one in found
        if one["took_part"] < one["all"]
    ]
    if lines:
        st.markdown(f"**{_('Still to come')}**")
        verdict_badges.items([formats.safe(one) for one in lines])
