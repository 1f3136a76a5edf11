"""Votes on screen: the list, one vote with its count and rule, what is still needed."""

from collections.abc import Callable, Iterator
from typing import Any

import streamlit as st

from dashboard.access import Action, Principal, scope
from dashboard.charts.palette import palette
from dashboard.i18n import _
from dashboard.queries import votes
from dashboard.records import names
from dashboard.rules.vote_words import RULES, square_metres, standing
from dashboard.ui import cache, formats, labels, templates
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
            templates.draw("views/votes/card.html", facts=facts(row), **_outcome(row))


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


def _outcome(row: Row) -> dict[str, str]:
    """The verdict; while the vote runs how many have voted."""
    heads = row["heads"]
    if row["running"]:
        voted = _("{n} of {whole} have voted", n=heads["took_part"], whole=heads["all"])
        return {"verdict": "", "voted": voted}
    passed = (
        verdict_badges.verdict("met", _("passed"))
        if row["passed"]
        else verdict_badges.verdict("not_met", _("not passed"))
    )
    return {"verdict": passed, "voted": ""}


def story(by: Principal, ref: int) -> None:
    """One vote: its question, rule, count with thresholds, and for its keepers what is to be done."""
    style.touch_targets()
    links.to("votes", _("← All votes"))
    row = cache.read(votes.one, by=by, vote_id=ref)
    if row["meeting_id"]:
        links.to("agenda", _("← The meeting that votes on it"), meeting=row["meeting_id"])
    st.subheader(formats.plain(row["question"]))
    templates.line(facts(row))
    st.caption(_(RULES[str(row["matter"])]))
    if row["thread"]:
        links.to("thread", _("Matter {number}", number=row["thread"]), thread=row["thread"])
    if not row["running"]:
        templates.draw("views/votes/result.html", **_outcome(row))
    st.markdown(f"**{formats.plain(standing(row))}**")
    _draw_bars(row)
    if not row["running"] and row["notice_ok"] is False:
        st.warning(_("The notice was shorter than the 15 days that are prescribed."))
    if row["running"] and row["may_run"]:
        still(by, row)
        ballots.enter(by, row)
        vote_forms.finish(row)


def _draw_bars(row: Row) -> None:
    """Two bars, heads and area: who took part with the two thirds, who agreed with what they need."""
    ways: list[tuple[str, Row, Callable[[int], str]]] = [(_("By head"), row["heads"], str)]
    if row["binding"]:
        ways.append((_("By area, m²"), row["area"], square_metres))
    colours = palette(dark=is_dark())
    bars = [bar for name, tally, write in ways for bar in _bars(name, tally, write, binding=row["binding"])]
    templates.draw("views/votes/bars.html", bars=bars, grid=colours.grid, ink=colours.ink)


def _bars(name: str, tally: Row, write: Callable[[int], str], *, binding: bool) -> Iterator[dict[str, str]]:
    """Who took part of all; once counted also who agreed of those."""
    whole, colours = tally["all"] or 1, palette(dark=is_dark())
    took, yes = tally["took_part"], tally["yes"]
    yield {
        "name": name,
        "words": _("{n} of {whole} took part", n=write(took), whole=write(tally["all"])),
        "width": f"{100 * took / whole:.2f}",
        "colour": colours.categories[1],
        "aim": _aim(2 / 3) if binding else "",
    }
    if yes is None or not took:
        return
    yield {
        "name": "",
        "words": _(
            "{n} of {whole} agreed, {need} needed",
            n=write(yes),
            whole=write(took),
            need=write(tally["agreement_needed"]),
        ),
        "width": f"{100 * yes / took:.2f}",
        "colour": colours.better,
        "aim": _aim(tally["agreement_needed"] / took),
    }


def _aim(share: float) -> str:
    """Where on a bar the line of what is needed stands, in percent."""
    return f"{min(100 * share, 100):.2f}"


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
        verdict_badges.items(lines)
