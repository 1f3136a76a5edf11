"""Three forms: a survey, its correction, and an answer from paper."""

from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import survey_answers
from dashboard.actions import surveys as actions
from dashboard.i18n import _
from dashboard.lookups import surveys as lookups
from dashboard.queries import surveys as queries
from dashboard.rules.surveys import OPEN_FOR, QUESTIONS, SUGGESTED
from dashboard.schema.surveys import SheetDraft, SurveyDraft, SurveyMode
from dashboard.ui import cache, formats
from dashboard.ui.components import counts_towards, links
from dashboard.ui.forms import form

CREATE = "survey"


def create(by: Principal) -> None:
    """A new survey with everything proposed; once saved the way to its slips in its stead."""
    if made := form.received(CREATE):
        st.success(_("Saved. Now print the slips and hand them out."))
        links.to("surveys", _("Open the survey"), survey=made)
        form.another(CREATE, _("Another survey"))
        return
    today = clock.today()
    given, courtyard_id = _asked(by, CREATE, form.widget_prefix(CREATE), {"opened_on": today})
    if st.button(_("Save the survey"), type="primary", width="stretch", key="survey.save"):
        form.save(
            CREATE,
            lambda **how: actions.create(draft=_draft(given), courtyard_id=courtyard_id, **how),
            lambda made: made.id,
        )
    counts_towards.ways("survey_answer")


def correct(by: Principal, one: dict[str, Any]) -> None:
    """The same form with what is stored; whoever asks otherwise draws anew."""
    name = f"survey.correct.{one['id']}"
    version = form.version(name, one)
    given, courtyard_id = _asked(by, name, form.widget_prefix(name), one)
    st.caption(_("Whoever changes who is asked makes slips that were handed out worthless."))
    if form.button(name, _("Save the correction"), type="primary"):
        form.save_and_rerun(
            name,
            lambda **how: actions.correct(
                survey_id=one["id"], draft=_draft(given), courtyard_id=courtyard_id, version=version, **how
            ),
        )


def paper(one: dict[str, Any]) -> None:
    """A sheet of paper: its slip, its day, its four answers in the order of the sheet."""
    name = f"survey.paper.{one['id']}"
    drawn = form.widget_prefix(name, kept=False)
    st.caption(_("Your account is noted as the one who typed it. It cannot be changed afterwards."))
    alone = st.checkbox(_("The sheet came without its slip"), key=f"{drawn}.alone")
    slip = None
    if not alone:
        slip = st.text_input(
            _("Slip"),
            key=f"{drawn}.slip",
            max_chars=300,
            autocomplete="off",
            placeholder=_("Scan its QR code, or type the flat's number on it"),
        )
    form.field_error(name, "slip")
    last = min(clock.today(), one["closed_on"])
    day = st.date_input(_("Day"), value=last, min_value=one["opened_on"], max_value=last, key=f"{drawn}.day")
    form.field_error(name, "answered_on")
    said: dict[str, Any] = {}
    for question in QUESTIONS:
        names = {value: _(label) or value for value, label in question.choices}
        said[question.field] = st.pills(
            _(question.text),
            list(names),
            format_func=names.__getitem__,
            key=f"{drawn}.{question.field}",
        )
    form.field_error(name, "gain")
    if st.button(_("Save the answer"), type="primary", width="stretch", key=f"{name}.save"):

        def write(**how: Any) -> Any:
            sheet = SheetDraft.check(**{field: value for field, value in said.items() if value is not None})
            return survey_answers.enter(survey_id=one["id"], sheet=sheet, answered_on=day, slip=slip, **how)

        form.save_and_rerun(name, write)


def _asked(by: Principal, name: str, drawn: str, at: dict[str, Any]) -> tuple[dict[str, Any], int | None]:
    """What the form holds, and the courtyard where a single one is asked."""
    title = st.text_input(
        _("Title"),
        value=at.get("title", _("Residents' survey {year}", year=at["opened_on"].year)),
        key=f"{drawn}.title",
        max_chars=120,
        autocomplete="off",
    )
    form.field_error(name, "title")
    modes = {"sample": _("A random sample, for the indicators"), "open_link": _("Every household")}
    mode = st.segmented_control(
        _("Who is asked?"),
        list(modes),
        format_func=lambda code: modes[code],
        default=str(at.get("mode", SurveyMode.SAMPLE)),
        required=True,
        width="stretch",
        key=f"{drawn}.mode",
    )
    opened_on = st.date_input(_("First day"), value=at["opened_on"], key=f"{drawn}.first")
    form.field_error(name, "opened_on")
    closed_on = st.date_input(
        _("Last day"),
        value=at.get("closed_on", opened_on + OPEN_FOR),
        key=f"{drawn}.last.{'' if 'closed_on' in at else opened_on.isoformat()}",
    )
    form.field_error(name, "closed_on")
    sampled = mode == SurveyMode.SAMPLE
    courtyard_id = None if sampled else _courtyard(drawn, at)
    form.field_error(name, "courtyard_id")
    invited, population = _numbers(by, name, drawn, at, sampled=sampled, courtyard_id=courtyard_id)
    given = {"title": title, "mode": mode, "opened_on": opened_on, "closed_on": closed_on}
    return given | {"invited": invited, "population": population}, courtyard_id


def _numbers(
    by: Principal, name: str, drawn: str, at: dict[str, Any], *, sampled: bool, courtyard_id: int | None
) -> tuple[int, int]:
    """How many are asked, and how many they speak for, by the register unless the office knows better."""
    there = {"by": by, "day": at["opened_on"], "courtyard_id": courtyard_id}
    homes = len(cache.read(lookups.frame, **there))
    invited = max(homes, 1)
    if sampled:
        proposed = min(int(at.get("invited", SUGGESTED)), invited)
        invited = int(
            st.number_input(_("Households in the sample"), 1, invited, proposed, key=f"{drawn}.invited")
        )
    else:
        st.caption(_("Households asked: {n}", n=homes))
    form.field_error(name, "invited")
    grown = max(cache.read(queries.adults, **there), 1)
    same = courtyard_id == at.get("courtyard_id")
    population = st.number_input(
        _("Residents of 18 or over it speaks for"),
        1,
        value=at.get("population", grown) if same else grown,
        key=f"{drawn}.population.{courtyard_id}",
        help=_("By the register of residents. Change it where you know better."),
    )
    form.field_error(name, "population")
    return invited, int(population)


def _courtyard(drawn: str, at: dict[str, Any]) -> int | None:
    names = {one["id"]: formats.courtyard(one) for one in cache.courtyards()}
    here = at.get("courtyard_id")
    picked: int | None = st.selectbox(
        _("Courtyard"),
        list(names),
        index=list(names).index(here) if here in names else None,
        format_func=lambda id_: names[id_],
        placeholder=_("All courtyards"),
        key=f"{drawn}.courtyard",
    )
    return picked


def _draft(given: dict[str, Any]) -> SurveyDraft:
    return SurveyDraft.check(site_id=cache.site()["id"], **given)
