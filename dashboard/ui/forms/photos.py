"""Photos on screen: choosing one in a form, before and after side by side, taking one away."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.access import Principal, allows
from dashboard.actions import photos as actions
from dashboard.errors import InvalidDraft
from dashboard.i18n import N_, _
from dashboard.intake.pictures import cleaned
from dashboard.lookups.photos import AFTER, BEFORE, may_see
from dashboard.queries import photos
from dashboard.rules.photos import LARGEST_UPLOAD, Cleaned
from dashboard.schema.accounts import Attachment
from dashboard.ui import cache, formats, messages, templates
from dashboard.ui.forms import form, uploader

MEGABYTE = 1024 * 1024
STAGES = {BEFORE: N_("Before"), AFTER: N_("After")}


@dataclass(frozen=True)
class Chosen:
    """A picture that somebody has chosen, cleaned or refused, with what they say of it."""

    stage: str
    picture: Cleaned | InvalidDraft
    nobody_shown: bool


def choose(name: str, field: str, stage: str, label: str = "") -> Chosen | None:
    """The field for a photo; nothing of the picture is kept until the form is saved."""
    named = _("Photo before (if you have one)") if stage == BEFORE else _("Photo after (if you have one)")
    picture = uploader.choose(
        label or named,
        button="📷 " + _("Take or choose a photo"),
        hint=_("JPG or PNG, at most {most} MB", most=LARGEST_UPLOAD // MEGABYTE),
        endings=("jpg", "jpeg", "png", "webp"),
        most=LARGEST_UPLOAD // MEGABYTE,
        key=field,
    )
    place = form.field_error(name, "photo")
    if picture is None:
        return None
    clean = _cleaned(picture.file_id, picture.getvalue())
    if isinstance(clean, InvalidDraft):
        place.error(messages.trouble(clean))
    agreed = st.checkbox(_("No faces and no number plates can be seen in it"), key=f"{field}.nobody")
    form.field_error(name, "nobody_shown")
    return Chosen(stage, clean, agreed)


def _cleaned(file_id: str, data: bytes) -> Cleaned | InvalidDraft:
    """Cleaned once for each file that is chosen, long before a transaction begins."""
    kept: dict[str, Cleaned | InvalidDraft] = st.session_state.setdefault("photos.cleaned", {})
    if file_id not in kept:
        # Two choosers may stand on a page; what was chosen before them is let go.
        for old in list(kept)[:-1]:
            del kept[old]
        try:
            kept[file_id] = cleaned(data)
        except InvalidDraft as refused:
            kept[file_id] = refused
    return kept[file_id]


def attach(noun: str, ref: int | None, chosen: Chosen | None, **how: Any) -> Attachment | None:
    """Keep the chosen picture with its record, in the transaction that `how` names."""
    if chosen is None:
        return None
    if isinstance(chosen.picture, InvalidDraft):
        raise chosen.picture
    how["key"] = f"{how['key']}.{chosen.stage}"
    return actions.add(
        noun=noun,
        ref=ref or 0,
        stage=chosen.stage,
        picture=chosen.picture,
        nobody_shown=chosen.nobody_shown,
        **how,
    )


def show(by: Principal, noun: str, ref: int, *, what: str) -> None:
    """The photos of a record, before and after side by side; nothing for whom they are not."""
    found = cache.read(photos.of, by=by, noun=noun, ref=ref)
    if found:
        figures = [_figure(place, one, what) for place, one in enumerate(found, start=1)]
        templates.draw("forms/photos.html", photos=figures)


def offer(by: Principal, noun: str, ref: int, *, courtyard_id: int) -> None:
    """Fields to add a photo to a record, for whoever may take the step shown, and to take one away."""
    found = cache.read(photos.of, by=by, noun=noun, ref=ref)
    _removal(noun, ref, found)
    stages = [stage for stage in STAGES if allows(by, actions.NEEDED[noun, stage], courtyard_id=courtyard_id)]
    if not stages or not may_see(by, noun=noun, courtyard_id=courtyard_id):
        return
    name = f"photo.{noun}.{ref}"
    with st.expander(_("Add a photo")):
        drawn = form.widget_prefix(name)
        stage = st.pills(
            _("Taken"),
            stages,
            default=stages[0] if len(stages) == 1 else None,
            required=True,
            format_func=lambda code: _(STAGES[code]),
            key=f"{drawn}.stage",
        )
        form.field_error(name, "stage")
        chosen = choose(name, f"{drawn}.{stage}", stage) if stage else None
        if st.button(_("Save the photo"), type="primary", width="stretch", key=f"{name}.save"):
            if stage is None:
                form.ask_for(name, ["stage"])
                return
            if chosen is None:
                st.error(_("Please choose a photo first."))
                return
            picture = chosen
            form.save_and_rerun(name, lambda **how: attach(noun, ref, picture, **how))


def _removal(noun: str, ref: int, found: list[dict[str, Any]]) -> None:
    """A lid under which a photo is chosen by its place, and taken away with the reason."""
    mine = {one["id"]: place for place, one in enumerate(found, start=1) if one["may_remove"]}
    if not mine:
        return
    name = f"photo-away.{noun}.{ref}"
    with st.expander(_("Take a photo away")):
        drawn = form.widget_prefix(name)
        st.caption(_("The picture is deleted for good; that it was there stays on record, with the reason."))
        photo_id = st.pills(
            _("Which one?"),
            list(mine),
            default=next(iter(mine)) if len(mine) == 1 else None,
            required=True,
            format_func=lambda id_: _("Photo {no}", no=mine[id_]),
            # The browser answers with a place in the list: with another list it is another question.
            key=f"{drawn}.which.{'-'.join(map(str, mine))}",
        )
        form.field_error(name, "which")
        reason = st.text_input(_("Reason"), key=f"{drawn}.reason", max_chars=300, autocomplete="off")
        form.field_error(name, "reason")
        if st.button(_("Take it away"), width="stretch", key=f"{name}.save"):
            if photo_id is None:
                form.ask_for(name, ["which"])
                return
            form.save_and_rerun(name, lambda **how: actions.remove(photo_id=photo_id, reason=reason, **how))


def _figure(place: int, one: dict[str, Any], what: str) -> dict[str, str]:
    """A picture's address, what it shows in words, and what stands below it."""
    stage = _(STAGES.get(one["stage"], one["stage"]))
    told = _("{no}. {stage}, added {day}", no=place, stage=stage, day=formats.day(one["taken_on"]))
    alt = _("Photo of {what}: {stage}", what=what, stage=stage)
    return {"way": f"/photo/{one['id']}", "alt": alt, "told": told}
