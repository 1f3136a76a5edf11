"""The courtyard page, below: renovation, meetings, seal uses and the story of all of it."""

from itertools import groupby
from typing import Any

import streamlit as st

from dashboard.charts import courtyard as charts
from dashboard.i18n import N_, _, _n, language
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.sentences import amount, period_words, target_words
from dashboard.queries import courtyard_rows, courtyard_story
from dashboard.queries.courtyard_story import Event, Strand
from dashboard.queries.turnout import by_meeting
from dashboard.records.names import HAZARDS, MEETINGS, PLACES, RENOVATION, SEAL_PURPOSES, SELECTIONS
from dashboard.ui import formats, labels, templates
from dashboard.ui.components import filters, links, verdict_badges
from dashboard.ui.shell.style import is_dark
from dashboard.ui.views.courtyard.courtyard import GROUP_POSTS, Seen

STRANDS = {
    Strand.REQUESTS: N_("Residents' requests"),
    Strand.HAZARDS: N_("Hazards"),
    Strand.MEETINGS: N_("Meetings held"),
    Strand.RESOLUTIONS: N_("Resolutions"),
    Strand.RENOVATION: N_("Renovation"),
    Strand.SEALS: N_("Seal uses"),
    Strand.OFFICE: N_("Terms of office"),
}
MONTHS_OPEN = 3
SEALS_SHOWN = 5
MYRIAD = 10_000


def renovation(seen: Seen) -> None:
    """Items by class: done of agreed, each with its dates and cost."""
    st.subheader(_("Renovation"))
    rows = seen.view.renovation
    if not rows:
        st.info(_("No renovation has been agreed yet."))
    for code in RENOVATION:
        found = [row for row in rows if row["renovation_class"] == code]
        if not found:
            continue
        done = sum(1 for row in found if row["done_on"])
        told = _("{done} of {agreed} done", done=done, agreed=len(found))
        cost = sum(row["cost"] or 0 for row in found)
        title = f"**{labels.named(RENOVATION, code)}** · {told}"
        title += f" · {_yuan(cost)}" if cost else ""
        with st.expander(title, expanded=done < len(found)):
            works = [_built(row) for row in sorted(found, key=lambda row: row["done_on"] is not None)]
            templates.draw("views/courtyard/renovation.html", works=works)


def meetings(seen: Seen) -> None:
    """Who came to the last open meetings, households of this courtyard of those invited."""
    st.subheader(_("Meetings and turnout"))
    rows = seen.view.meetings
    if not rows:
        st.info(_("No open meeting is on record yet."))
        return
    if not by_meeting(seen.by.role):
        verdict_badges.items(_met(row) for row in rows)
        links.turnout()
        return
    indicator = CATALOGUE["consult_turnout"]
    points = [_turnout(row) for row in rows]
    target = float(indicator.target.exact) if indicator.target else None
    st.html(charts.turnout(points, target=target, dark=is_dark()))
    st.caption(_("Households of this courtyard that came. ┄ {target}", target=target_words(indicator)))


def seals(seen: Seen) -> None:
    """The ledger of the courtyard's seal."""
    st.subheader(_("Seal uses"))
    rows = seen.rows(courtyard_rows.seals)
    if rows:
        _seals(rows[:SEALS_SHOWN])
    else:
        st.info(_("The seal has not been used yet."))
    if len(rows) > SEALS_SHOWN:
        with st.expander(_n("{n} more", "{n} more", len(rows) - SEALS_SHOWN)):
            _seals(rows[SEALS_SHOWN:])
    st.caption(_("The courtyard's group is no legal person: the seal witnesses self-governance only."))


def timeline(seen: Seen) -> None:
    """What happened, newest first; one strand or all, older months folded."""
    st.subheader(_("What happened"))
    names = {str(code): _(name) for code, name in STRANDS.items()}
    kind = filters.chosen("kind", names, label=_("Show"), default=None, none=_("everything"))
    events = [one for one in seen.rows(courtyard_story.story) if kind in (None, str(one.strand))]
    if not events:
        st.info(_("Nothing of this kind in the last two years."))
        return
    months = [(month, list(found)) for month, found in groupby(events, key=lambda one: one.month)]
    for month, found in months[:MONTHS_OPEN]:
        _month(month, found)
    older = months[MONTHS_OPEN:]
    if older:
        with st.expander(_n("{n} older month", "{n} older months", len(older))):
            for month, found in older:
                _month(month, found)


def _month(month: str, events: list[Event]) -> None:
    templates.draw("views/courtyard/month.html", month=period_words(month))
    told = [_event(one) for one in events]
    templates.draw("views/courtyard/events.html", events=told, mark=verdict_badges.mark("no_target"))


def _event(one: Event) -> dict[str, str]:
    """What happened; its day where it stands for itself and is no count of a month."""
    on = "" if one.counted else formats.day(one.on)
    return {"day": on, "strand": _(STRANDS[one.strand]), "told": _told(one)}


def _told(one: Event) -> str:
    tell = {
        Strand.REQUESTS: _requests,
        Strand.HAZARDS: _hazard,
        Strand.MEETINGS: _held,
        Strand.RESOLUTIONS: _resolution,
        Strand.RENOVATION: _done,
        Strand.SEALS: _sealed,
        Strand.OFFICE: _term,
    }
    return tell[one.strand](one)


def _requests(one: Event) -> str:
    return _("{accepted} accepted, {closed} closed", **one.told)


def _held(one: Event) -> str:
    meeting = labels.named(MEETINGS, one.told["kind"])
    if one.told["present"] is None:
        return meeting
    return _("{meeting}: {turnout}", meeting=meeting, turnout=_came(one.told))


def _done(one: Event) -> str:
    return _("done: {title}", title=one.told[f"name_{language()}"])


def _sealed(one: Event) -> str:
    purpose = labels.named(SEAL_PURPOSES, one.told["purpose"])
    return _("no. {no}, {purpose}", no=one.told["no"], purpose=purpose)


def _hazard(one: Event) -> str:
    if one.counted:
        return _("{found} found, {fixed} fixed", **one.told)
    kind, place = labels.named(HAZARDS, one.told["kind"]), labels.named(PLACES, one.told["place"])
    if one.what == "found":
        return _("found: {kind}, {place}", kind=kind, place=place)
    return _("fixed: {kind}, {place}", kind=kind, place=place)


def _resolution(one: Event) -> str:
    text = one.told["text"]
    if one.what == "decided":
        return _("decided: {words}", words=text) if text else _("decided")
    return _("carried out: {words}", words=text) if text else _("carried out")


def _term(one: Event) -> str:
    post = labels.named(GROUP_POSTS, one.told["post"])
    how = labels.named(SELECTIONS, one.told["selection"])
    if one.what == "ended":
        return _("term ended: {post}", post=post)
    if one.what == "renewed":
        return _("term renewed: {post}, {how}", post=post, how=how)
    return _("term began: {post}, {how}", post=post, how=how)


def _built(row: dict[str, Any]) -> dict[str, str]:
    told = {"title": row[f"title_{language()}"], "cost": _yuan(row["cost"]) if row["cost"] else ""}
    if row["done_on"]:
        done = _("done {day}", day=formats.day(row["done_on"]))
        return told | {"mark": verdict_badges.mark("met"), "told": done, "late": ""}
    planned = _("planned until {day}", day=formats.day(row["planned_until"]))
    mark = verdict_badges.mark("not_met" if row["late"] else "cannot_tell")
    return told | {"mark": mark, "told": planned, "late": _("late") if row["late"] else ""}


def _seals(rows: list[dict[str, Any]]) -> None:
    templates.draw("views/courtyard/seal_uses.html", uses=[_seal(row) for row in rows])


def _seal(row: dict[str, Any]) -> dict[str, str]:
    told = [formats.day(row["used_on"]), labels.named(SEAL_PURPOSES, row["purpose"])]
    void_on = row["void_on"]
    return {
        "mark": verdict_badges.mark("none_occurred" if void_on else "no_target"),
        "number": _("Line {no}", no=row["no"]),
        "told": " · ".join([*told, row["title"]] if row["title"] else told),
        "void": _("void since {day}", day=formats.day(void_on)) if void_on else "",
    }


def _met(row: dict[str, Any]) -> str:
    return f"{formats.day(row['held_on'])} · {labels.named(MEETINGS, row['kind'])}"


def _turnout(row: dict[str, Any]) -> dict[str, Any]:
    meeting = labels.named(MEETINGS, row["kind"])
    told = _(
        "{day}, {meeting}: {turnout}", day=formats.day(row["held_on"]), meeting=meeting, turnout=_came(row)
    )
    return {name: row[name] for name in ("value", "low", "high")} | {"words": told}


def _came(row: dict[str, Any]) -> str:
    told = _("{present} of {eligible} households", present=row["present"], eligible=row["eligible"])
    if row["value"] is None:
        return told
    one = CATALOGUE["consult_turnout"]
    ends = _("{low} to {high}", low=amount(one, row["low"]), high=amount(one, row["high"]))
    return _(
        "{counts}, {share}",
        counts=told,
        share=_("{value} ({interval})", value=amount(one, row["value"]), interval=ends),
    )


def _yuan(fen: int) -> str:
    """Money with three significant digits; Chinese counts large sums in ten thousands."""
    yuan = float(f"{fen / 100:.3g}")
    if language() == "zh" and yuan >= MYRIAD:
        return _("{n} ten thousand yuan", n=f"{yuan / MYRIAD:g}")
    return _("{yuan} yuan", yuan=f"{yuan:,.0f}")
