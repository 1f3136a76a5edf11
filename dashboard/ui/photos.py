"""Photos on screen: choosing one in a form, and before and after side by side."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.access import Principal, allows
from dashboard.actions import photos as actions
from dashboard.errors import InvalidDraft
from dashboard.i18n import N_, _
from dashboard.intake.pictures import cleaned
from dashboard.queries import photos
from dashboard.queries.photos import AFTER, BEFORE
from dashboard.rules.photos import LARGEST_UPLOAD, Cleaned
from dashboard.schema.trust import Attachment
from dashboard.ui import cached, forms, words

MEGABYTE = 1024 * 1024
STAGES = {BEFORE: N_("Before"), AFTER: N_("After")}


@dataclass(frozen=True)
class Chosen:
    """A picture that somebody has chosen, cleaned or refused, with what they say of it."""

    stage: str
    picture: Cleaned | InvalidDraft
    nobody_shown: bool


def choose(form: str, field: str, stage: str, label: str = "") -> Chosen | None:
    """The field for a photo; nothing of the picture is kept until the form is saved."""
    _speak_our_language()
    named = _("Photo before (if you have one)") if stage == BEFORE else _("Photo after (if you have one)")
    picture = st.file_uploader(
        label or named,
        type=["jpg", "jpeg", "png", "webp"],
        key=field,
        max_upload_size=LARGEST_UPLOAD // MEGABYTE,
    )
    place = forms.complaint(form, "photo")
    if picture is None:
        return None
    clean = _cleaned(picture.file_id, picture.getvalue())
    if isinstance(clean, InvalidDraft):
        place.error(words.trouble(clean))
    agreed = st.checkbox(_("No faces and no number plates can be seen in it"), key=f"{field}.nobody")
    forms.complaint(form, "nobody_shown")
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
    found = cached.read(photos.of, by=by, noun=noun, ref=ref)
    if found:
        st.html(f'<div class="yl-photos">{"".join(_figure(one, what) for one in found)}</div>{STYLE}')


def offer(by: Principal, noun: str, ref: int, *, courtyard_id: int) -> None:
    """A field to add a photo to a record, for whoever may take the step that it shows."""
    stages = [stage for stage in STAGES if allows(by, actions.NEEDED[noun, stage], courtyard_id=courtyard_id)]
    if not stages or not photos.may_see(by, noun=noun, courtyard_id=courtyard_id):
        return
    name = f"photo.{noun}.{ref}"
    with st.expander(_("Add a photo")):
        drawn = forms.drawn(name)
        stage = st.pills(
            _("Taken"),
            stages,
            default=stages[0],
            required=True,
            format_func=lambda code: _(STAGES[code]),
            key=f"{drawn}.stage",
        )
        chosen = choose(name, f"{drawn}.{stage}", stage)
        if st.button(_("Save the photo"), type="primary", width="stretch", key=f"{name}.save"):
            if chosen is None:
                st.error(_("Please choose a photo first."))
                return
            picture = chosen
            forms.finish(name, lambda **how: attach(noun, ref, picture, **how))


def _figure(one: dict[str, Any], what: str) -> str:
    stage = _(STAGES.get(one["stage"], one["stage"]))
    told = _("{stage}, added {day}", stage=stage, day=words.day(one["taken_on"]))
    alt = _("Photo of {what}: {stage}", what=what, stage=stage)
    return (
        f'<figure><img src="/photo/{one["id"]}" alt="{words.safe(alt)}" width="100%">'
        f"<figcaption>{words.safe(told)}</figcaption></figure>"
    )


STYLE = """<style>
.yl-photos {display:flex;flex-wrap:wrap;gap:.8rem;margin:.2rem 0 .6rem}
.yl-photos figure {flex:1 1 18rem;max-width:34rem;margin:0}
.yl-photos img {width:100%;display:block;border-radius:.375rem}
.yl-photos figcaption {font-size:.95rem;padding-top:.2rem}
</style>"""


def _speak_our_language() -> None:
    """Streamlit writes English into its uploader: those words are hidden and ours stand in their place."""
    button, hint = (
        _("Take or choose a photo"),
        _("JPG or PNG, at most {most} MB", most=LARGEST_UPLOAD // MEGABYTE),
    )
    zone = '[data-testid="stFileUploaderDropzone'
    st.html(
        f"""<style>
        {zone}Instructions"], {zone}"] [aria-label="Add files"] {{display:none}}
        {zone}"] {{flex-direction:column;align-items:stretch;gap:.3rem}}
        {zone}"]:not(:has([data-testid="stFileChips"])) button {{width:100%;min-height:3rem}}
        {zone}"]:not(:has([data-testid="stFileChips"])) button > * {{display:none}}
        {zone}"]:not(:has([data-testid="stFileChips"])) button::after
          {{font-size:1.05rem;content:"📷 {words.safe(button)}"}}
        {zone}"]:not(:has([data-testid="stFileChips"]))::after
          {{font-size:.9rem;content:"{words.safe(hint)}"}}
        </style>"""
    )
