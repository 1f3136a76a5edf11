"""The forms of a vote: to open one, to close it."""

from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Action, Principal, Scope, scope
from dashboard.actions import votes as actions
from dashboard.i18n import _, _n
from dashboard.queries import agenda
from dashboard.records import names
from dashboard.rules.votes import NOTICE_DAYS
from dashboard.schema.votes import VoteDraft
from dashboard.ui import cache, formats, labels
from dashboard.ui.components import counts_towards, links
from dashboard.ui.forms import form
from dashboard.ui.forms.pickers import AT, pick_courtyard

FORM = "vote"
SHOWN = ("courtyard", "stairwell", "building")


def open_(by: Principal) -> None:
    """What is asked, of whom, by which rule; the electorate is fixed when it is saved."""
    if saved := form.received(FORM):
        number, question = saved
        st.success(_("Open: {title}", title=formats.plain(question)))
        links.to("votes", _("Next: enter the ballots"), vote=number)
        form.another(FORM, _("Open another vote"))
        return
    item = _item(by)
    if item is not None:
        st.markdown(f"**{_('Agenda item: {title}', title=links.plain(item['title']))}**")
    drawn = form.widget_prefix(FORM, also=(AT,))
    values = _asked(by, drawn, item["courtyard_id"] if item else None) | _days(drawn)
    values["agenda_item_id"] = item["id"] if item else None
    values["withheld"] = st.checkbox(_("Show how it stands only when it is closed"), key=f"{drawn}.withheld")
    if st.button(_("Open the vote"), type="primary", width="stretch", key=f"save.{FORM}"):
        _save(values)
    counts_towards.ways("vote")


def _save(values: dict[str, Any]) -> None:
    """Open the vote; what decides who may vote and how many must is said by whoever opens it."""
    asked = ("electorate", "matter", "scope") if values["electorate"] else ("electorate", "scope")
    if left_open := [field for field in asked if values[field] is None]:
        form.ask_for(FORM, left_open)
        return
    stated = form.stated(values)
    form.save(
        FORM,
        lambda **how: actions.open_vote(draft=VoteDraft.check(**stated), **how),
        lambda made: (made.id, made.question),
    )


def _asked(by: Principal, drawn: str, home: int | None) -> dict[str, Any]:
    question = st.text_input(
        _("What is asked? As it stands on the ballot"),
        key=f"{drawn}.question",
        max_chars=300,
        autocomplete="off",
    )
    form.field_error(FORM, "question")
    electorate = _pick("electorate", _("Who votes?"), names.ELECTORATES, f"{drawn}.electorate")
    # Only owners can bind anybody: the others are asked what they want.
    matters = names.MATTERS if electorate == "owners" else {"consultative": names.MATTERS["consultative"]}
    matter = None
    if electorate:
        matter = _pick("matter", _("What kind of matter?"), matters, f"{drawn}.matter.{electorate}")
    st.caption(
        _(
            "Special: raising the maintenance fund, rebuilding, changing the use of common parts. "
            "Using the fund is ordinary."
        )
    )
    scopes = {code: names.SCOPES[code] for code in SHOWN}
    if scope(by, Action.RUN_VOTE) is Scope.ANY:
        scopes["site"] = names.SCOPES["site"]
    where = _pick("scope", _("Where?"), scopes, f"{drawn}.scope", first="courtyard" if home else None)
    courtyard_id = None if where in (None, "site") else pick_courtyard(by, FORM, first=home)
    stairwell = None
    if where in ("stairwell", "building"):
        stairwell = st.number_input(_("Which stairwell?"), 1, 40, None, key=f"{drawn}.stairwell")
        form.field_error(FORM, "stairwell")
    given = {"question": question, "electorate": electorate, "matter": matter, "scope": where}
    return given | {"courtyard_id": courtyard_id, "stairwell": stairwell}


def _item(by: Principal) -> dict[str, Any] | None:
    """The matter of an agenda that is put to the vote (`?item=12`), None for no such."""
    asked = st.query_params.get("item", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        return None
    return cache.read(agenda.put_to_vote, by=by, item_id=int(asked))


def _days(drawn: str) -> dict[str, Any]:
    today = clock.today()
    # Nothing is filled in: minutes and thread will tell this day as the notice that the law asks for.
    notice = st.date_input(
        _("On which day was it announced, in writing, to all who vote?"),
        None,
        max_value=today,
        key=f"{drawn}.notice",
    )
    form.field_error(FORM, "notice_on")
    opened = st.date_input(_("Ballots are taken from"), today, key=f"{drawn}.opened")
    form.field_error(FORM, "opened_on")
    if notice is not None and (opened - notice).days < NOTICE_DAYS:
        st.warning(_("A binding vote is announced at least {n} days before.", n=NOTICE_DAYS))
    return {"notice_on": notice, "opened_on": opened}


def _pick(field: str, label: str, texts: dict[str, Any], key: str, *, first: str | None = None) -> str | None:
    picked: str | None = st.pills(
        label,
        list(texts),
        format_func=lambda code: labels.named(texts, code),
        default=next(iter(texts)) if len(texts) == 1 else first,
        required=True,
        key=key,
    )
    form.field_error(FORM, field)
    return picked


def finish(row: dict[str, Any]) -> None:
    """Close the vote: after that nothing more is counted."""
    name = f"close.{row['id']}"
    with st.expander(_("Count and close"), key=f"lid-close-{row['id']}"):
        version = form.version(name, row)
        if row["waiting"]:
            st.warning(
                _n(
                    "{n} ballot waits for a second person.",
                    "{n} ballots wait for a second person.",
                    row["waiting"],
                )
            )
        st.caption(_("After that no ballot is taken and the result stands."))
        form.field_error(name, "vote_id")
        if form.button(name, _("Close the vote"), type="primary"):
            form.save_and_rerun(
                name,
                lambda **how: actions.close(vote_id=row["id"], version=version, **how),
                counts=("vote", clock.today()),
            )
