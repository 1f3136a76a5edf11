"""The matters of an agenda on screen: to read, to put in order, to note what became of them."""

from datetime import timedelta
from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Action, Principal, allows
from dashboard.actions import agenda as actions
from dashboard.actions import resolutions
from dashboard.i18n import _, language
from dashboard.queries import meetings
from dashboard.records.names import MATTER_OUTCOMES
from dashboard.schema.meetings import Outcome, ResolutionDraft
from dashboard.ui import cache, formats, labels, templates
from dashboard.ui.components import links, verdict_badges
from dashboard.ui.forms import form

MONTH = timedelta(days=30)


def read(items: list[dict[str, Any]]) -> None:
    """The matters in their order with what became of them."""
    if not items:
        st.text(_("No matter is on the agenda."))
    templates.draw("views/meetings/matters.html", matters=[_matter(one) for one in items])


def _matter(one: dict[str, Any]) -> dict[str, Any]:
    outcome = labels.named(MATTER_OUTCOMES, one["outcome"]) if one["outcome"] else ""
    told = [facts(one), outcome, one["said"] or ""]
    return {"title": one["title"], "rest": " · ".join(filter(None, told)), "decisions": _decisions(one)}


def _decisions(one: dict[str, Any]) -> list[dict[str, str]]:
    """What was voted and resolved on a matter, one line each."""
    return [*map(_voted, one["votes"]), *map(_resolved, one["resolved"])]


def _voted(vote: dict[str, Any]) -> dict[str, str]:
    verdict = verdict_badges.mark("no_target") + formats.safe(_("the vote is running"))
    if vote["passed"]:
        verdict = verdict_badges.verdict("met", _("passed"))
    elif vote["is_closed"]:
        verdict = verdict_badges.verdict("not_met", _("not passed"))
    return {
        "what": _("Vote"),
        "words": vote["question"],
        "verdict": verdict,
        "rest": _("{n} of {whole} have voted", n=vote["returned"], whole=vote["asked"]),
    }


def _resolved(row: dict[str, Any]) -> dict[str, str]:
    owner = row["owner_zh" if language() == "zh" else "owner_en"] or "—"
    told = _("{owner}, by {day}", owner=owner, day=formats.day(row["due_on"]))
    return {"what": _("Resolved"), "words": row["text"], "verdict": "", "rest": told}


def facts(one: dict[str, Any]) -> str:
    """`10 minutes · residents' committee`."""
    minutes = _("{n} minutes", n=one["minutes"]) if one["minutes"] else ""
    return " · ".join(filter(None, [minutes, one["presenter"] or ""]))


def arrange(meeting: dict[str, Any]) -> None:
    """Each matter with its time and presenter, to be moved, changed or dropped."""
    items = meeting["items"]
    if not items:
        st.text(_("No matter is on the agenda yet: take on what is proposed, or add one."))
    for place, one in enumerate(items):
        with st.container(border=True, key=f"matter-{one['id']}"):
            st.markdown(f"**{place + 1}. {links.plain(one['title'])}**")
            st.caption(formats.plain(facts(one) or "—"))
            with st.container(horizontal=True):
                _move(meeting, place, -1, "↑", _("Earlier"))
                _move(meeting, place, 1, "↓", _("Later"))
                _drop(one)
            _change(one)


def _move(meeting: dict[str, Any], place: int, by: int, mark: str, label: str) -> None:
    ids = [one["id"] for one in meeting["items"]]
    name = f"move.{ids[place]}.{by}"
    at_edge = not 0 <= place + by < len(ids)
    if st.button(f"{mark} {label}", disabled=at_edge, key=f"save.{name}"):
        ids[place], ids[place + by] = ids[place + by], ids[place]
        form.save_and_rerun(name, lambda **how: actions.order(meeting_id=meeting["id"], ids=ids, **how))


def _drop(one: dict[str, Any]) -> None:
    name = f"drop.{one['id']}"
    if st.button(_("Drop"), key=f"save.{name}"):
        form.save_and_rerun(
            name, lambda **how: actions.drop(item_id=one["id"], version=one["version"], **how)
        )


def _change(one: dict[str, Any]) -> None:
    name = f"change.{one['id']}"
    with st.expander(_("Change words, time, presenter")):
        drawn = form.widget_prefix(name)
        title = st.text_input(
            _("What is it about?"), one["title"], key=f"{drawn}.title", max_chars=200, autocomplete="off"
        )
        form.field_error(name, "title")
        minutes = st.number_input(_("Minutes"), 1, 240, one["minutes"] or 10, 5, key=f"{drawn}.minutes")
        presenter = st.text_input(
            _("Who presents it?"),
            one["presenter"] or "",
            key=f"{drawn}.presenter",
            max_chars=60,
            autocomplete="off",
        )
        values = {"title": title, "minutes": minutes, "presenter": presenter or None}
        version = form.version(name, one)
        if st.button(_("Save the change"), width="stretch", key=f"save.{name}"):
            how_it_stood = {"item_id": one["id"], "version": version, "values": values}
            form.save_and_rerun(name, lambda **how: actions.change(**how_it_stood, **how))


def decide(by: Principal, meeting: dict[str, Any], one: dict[str, Any]) -> None:
    """One matter while the meeting runs: its outcome, what was said, a resolution."""
    name = f"note.{one['id']}"
    with st.container(border=True, key=f"decide-{one['id']}"):
        st.markdown(f"**{one['position']}. {links.plain(one['title'])}**")
        st.caption(formats.plain(facts(one) or "—"))
        _decided(one)
        drawn = form.widget_prefix(name)
        outcome = st.pills(
            _("What became of it?"),
            list(MATTER_OUTCOMES),
            format_func=lambda code: labels.named(MATTER_OUTCOMES, code),
            default=one["outcome"],
            key=f"{drawn}.outcome",
        )
        said = st.text_area(
            _("What the minutes tell of it"), one["said"] or "", key=f"{drawn}.said", max_chars=1000
        )
        form.field_error(name, "said")
        version = form.version(name, one)
        if form.button(f"{name}", _("Save what became of it")):
            values = {"outcome": Outcome(outcome) if outcome else None, "said": said}
            how_it_stood = {"item_id": one["id"], "version": version, **values}
            form.save_and_rerun(name, lambda **how: actions.note(**how_it_stood, **how))
        if allows(by, Action.RECORD_RESOLUTION, courtyard_id=meeting["courtyard_id"]):
            _resolve(meeting, one)
        if allows(by, Action.RUN_VOTE, courtyard_id=meeting["courtyard_id"]):
            again = _("Put something else of it to the vote") if one["votes"] else _("Put it to the vote")
            links.to("votes", again, do="open", item=one["id"])


def _decided(one: dict[str, Any]) -> None:
    """What was voted and resolved so far, with the ways to the votes and to the thread."""
    if not one["votes"] and not one["resolved"]:
        return
    templates.draw("views/meetings/decisions.html", decisions=_decisions(one))
    with st.container(horizontal=True):
        for vote in one["votes"]:
            ballots = _("Its result") if vote["is_closed"] else _("Its ballots")
            links.to("votes", ballots, vote=vote["id"])
        if one["thread"]:
            links.to("thread", _("Matter {number}", number=one["thread"]), thread=one["thread"])


def _resolve(meeting: dict[str, Any], one: dict[str, Any]) -> None:
    """What was resolved about a matter, who answers for it and by when."""
    name = f"resolve.{one['id']}"
    title = _("Record something else that was resolved") if one["resolved"] else _("Record what was resolved")
    with st.expander(title, key=f"lid-{name}"):
        drawn = form.widget_prefix(name)
        text = st.text_input(_("What was resolved?"), key=f"{drawn}.text", max_chars=500, autocomplete="off")
        form.field_error(name, "text")
        bodies = {body["id"]: body for body in cache.read(meetings.bodies)}
        owner = st.selectbox(
            _("Who answers for it?"),
            list(bodies),
            index=None,
            format_func=lambda id_: formats.courtyard(bodies[id_]),
            placeholder=_("Choose"),
            key=f"{drawn}.owner",
        )
        form.field_error(name, "organisation_id")
        today = clock.today()
        due = st.date_input(_("To be done by"), today + MONTH, min_value=today, key=f"{drawn}.due")
        form.field_error(name, "due_on")
        if st.button(_("Save the resolution"), width="stretch", key=f"save.{name}"):
            values = {"text": text, "organisation_id": owner, "due_on": due, "decided_on": meeting["held_on"]}
            values |= {"meeting_id": meeting["id"], "agenda_item_id": one["id"], **_rests(meeting, one)}
            form.save_and_rerun(
                name, lambda **how: resolutions.resolve(draft=ResolutionDraft.check(**values), **how)
            )


def _rests(meeting: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    """Where a resolution belongs, and the vote that it rests on where a single one on the matter passed."""
    passed = [vote for vote in one["votes"] if vote["passed"]]
    if len(passed) != 1:
        return {"courtyard_id": one["courtyard_id"]}
    home = passed[0]["courtyard_id"] or meeting["courtyard_id"] or one["courtyard_id"]
    return {"courtyard_id": home, "vote_id": passed[0]["id"]}
