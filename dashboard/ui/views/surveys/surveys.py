"""Surveys on screen: the list, and one with its progress and what can be done with it."""

from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Action, Principal, allows
from dashboard.actions import surveys as actions
from dashboard.i18n import N_, _, _n
from dashboard.queries import surveys
from dashboard.rules.surveys import PAPER_FOR, Stage
from dashboard.schema.surveys import SurveyMode
from dashboard.ui import cache, formats, templates
from dashboard.ui.components import links
from dashboard.ui.forms import form
from dashboard.ui.shell import style
from dashboard.ui.views.surveys import survey_forms

STAGES = {
    "coming": (N_("not open yet"), "◇"),
    "open": (N_("open"), "●"),
    "closed": (N_("over"), "–"),
}
MODES = {
    "sample": N_("Random sample of households"),
    "open_link": N_("Every household"),
}
RESULTS = {
    "gain_share": N_("Felt improvement"),
    "wellbeing_mean": N_("Well-being, 0-10"),
    "safety_share": N_("Feel safe"),
    "property_satisfaction": N_("Satisfied with property service"),
}
"""A link to the page that is shown is bold and no wider than its words."""


def chosen() -> int | None:
    """The survey in the address (`?survey=3`)."""
    return form.record_in_address("survey")


def work(by: Principal) -> None:
    """The list; for those who run surveys also the form for a new one."""
    style.touch_targets()
    do = "list"
    if allows(by, Action.RUN_SURVEY):
        do = form.mode_switch({"list": _("All surveys"), "create": _("New survey")})
    if do == "create":
        survey_forms.create(by)
    else:
        _list(by)


def story(by: Principal, survey_id: int) -> None:
    """One survey: where it stands, who was asked and answered by courtyard, what may follow."""
    style.touch_targets()
    links.to("surveys", _("← All surveys"))
    one = cache.read(surveys.one, by=by, survey_id=survey_id, today=clock.today())
    st.subheader(formats.plain(one["title"]))
    _said(one)
    runs = allows(by, Action.RUN_SURVEY)
    if runs and one["slips"] and one["stage"] is not Stage.CLOSED:
        st.link_button(
            _("Print the slips with their QR codes"),
            f"/survey-slips/{survey_id}",
            type="primary",
            width="stretch",
        )
        st.caption(
            _(
                "Each household gets a slip of its own: one general code on the notice board could not "
                "tell one answer from ten of the same home."
            )
        )
    if one["slips"]:
        _progress(by, one)
    if runs and _takes_paper(one):
        with st.expander(_("Type in an answer from paper")):
            survey_forms.paper(one)
    _results(one)
    if runs:
        _changes(by, one)


def _list(by: Principal) -> None:
    rows = cache.read(surveys.listed, by=by, today=clock.today())
    if not rows:
        st.info(_("No survey yet. Choose “New survey”: dates and numbers are filled in for you."))
    with st.container(key="lines-wide-surveys", gap=None):
        for row in rows:
            name, mark = STAGES[row["stage"]]
            told = " · ".join((_(name), _dates(row), _answered(row)))
            label = f":gray[{mark}] **{links.plain(row['title'])}** {links.plain(told)}"
            links.to("surveys", label, survey=row["id"])


def _said(one: dict[str, Any]) -> None:
    name, mark = STAGES[one["stage"]]
    lines = [
        f"{mark} {_(name)} · {_dates(one)}",
        f"{_(MODES[one['mode']])}{_place(one)} · {_answered(one)}",
        _n(
            "It speaks for {n} resident of 18 or over.",
            "It speaks for {n} residents of 18 or over.",
            one["population"],
        ),
    ]
    templates.draw("views/surveys/head.html", lines=lines)


def _place(one: dict[str, Any]) -> str:
    names = [formats.courtyard(yard) for yard in cache.courtyards() if yard["id"] == one["courtyard_id"]]
    return _(" ({place})", place=names[0]) if names else ""


def _dates(one: dict[str, Any]) -> str:
    return _("{first} to {last}", first=formats.day(one["opened_on"]), last=formats.day(one["closed_on"]))


def _answered(one: dict[str, Any]) -> str:
    """`84 of 180 answered (47%)`; an open link speaks of nobody but those who answered."""
    share = round(100 * one["answered"] / one["invited"])
    return _(
        "{answered} of {invited} answered ({share}%)",
        answered=one["answered"],
        invited=one["invited"],
        share=share,
    )


def _progress(by: Principal, one: dict[str, Any]) -> None:
    """Slips used by courtyard: whether a home has answered is known, what it said is not."""
    rows = cache.read(surveys.progress, by=by, survey_id=one["id"])
    with st.expander(_("By courtyard"), expanded=True):
        st.dataframe(
            [
                {
                    _("Courtyard"): formats.courtyard(row),
                    _("Asked"): row["asked"],
                    _("Answered"): row["used"],
                    _("Share"): round(100 * row["used"] / row["asked"]),
                }
                for row in rows
            ],
            column_config={
                _("Share"): st.column_config.ProgressColumn(format="%d%%", min_value=0, max_value=100)
            },
            hide_index=True,
        )
        alone = one["answered"] - one["used"]
        if alone:
            st.caption(_n("And {n} sheet without a slip.", "And {n} sheets without a slip.", alone))
        st.caption(_("Answers are kept without the courtyard: there is no result by courtyard, for anybody."))


def _takes_paper(one: dict[str, Any]) -> bool:
    begun = one["stage"] is not Stage.COMING and bool(one["slips"])
    return begun and clock.today() <= one["closed_on"] + PAPER_FOR


def _results(one: dict[str, Any]) -> None:
    """What the answers say stands with the indicators; an open link beside their headline."""
    with st.container(key="doors", horizontal=True):
        for key, name in RESULTS.items():
            links.to("indicators", _(name), key=key, month=one["closed_on"].isoformat()[:7])
    if one["mode"] is SurveyMode.OPEN_LINK:
        st.caption(_("Whoever wants answers: this stands beside the sample's result, without a verdict."))


def _changes(by: Principal, one: dict[str, Any]) -> None:
    if one["slips"] and not one["answered"] and one["stage"] is not Stage.CLOSED:
        with st.expander(_("Correct it (nobody has answered yet)")):
            survey_forms.correct(by, one)
    if one["stage"] is Stage.OPEN and one["closed_on"] > clock.today():
        with st.popover(_("Close it today"), width="stretch"):
            st.write(_("Today becomes the last day: answers are taken until midnight. This stays so."))
            name = f"survey.close.{one['id']}"
            version = form.version(name, one)
            if st.button(_("Make today the last day"), width="stretch", key=f"{name}.save"):
                form.save_and_rerun(
                    name, lambda **how: actions.close(survey_id=one["id"], version=version, **how)
                )
