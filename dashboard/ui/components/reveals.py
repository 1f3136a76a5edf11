"""Looking behind a mask: a button, a reason by big choices, the values for two minutes; who has looked."""

import re
from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Action, Principal
from dashboard.actions import reveals as actions
from dashboard.errors import NotFound
from dashboard.i18n import N_, _
from dashboard.lookups.reveals import may
from dashboard.queries import reveals
from dashboard.schema.base import Privacy
from dashboard.schema.history import RevealDraft, Why
from dashboard.ui import cache, templates
from dashboard.ui.forms import form
from dashboard.ui.labels import named
from dashboard.ui.shell import who
from dashboard.ui.shell.fragments import fragment

LOOKED_AT_EVERY = "5s"
WHY = {
    "call_back": N_("To call back"),
    "visit": N_("To visit"),
    "help": N_("To arrange help"),
    "emergency": N_("An emergency"),
    "other": N_("Another reason"),
}
BUTTONS = {
    ("request", Privacy.P2): N_("Show name and phone"),
    ("person", Privacy.P2): N_("Show name and phone"),
    ("household", Privacy.P2): N_("Show who lives here, with phone"),
    ("household", Privacy.P3): N_("Show hardship and other marks"),
    ("mediation", Privacy.P3): N_("Show the parties"),
}
FIELDS = {
    "said_by": N_("Said by"),
    "name": N_("Name"),
    "phone": N_("Phone"),
    "parties": N_("Parties"),
    "born_year": N_("Born in"),
    "hardship": N_("Hardship"),
    "lives_alone_elderly": N_("Elderly, living alone"),
    "disability": N_("Disability"),
}
PEOPLE = {"owner": N_("Owner of the flat"), "resident": N_("Resident")}
"""What a person of a household is, where several stand behind one mask."""
DIALLED = re.compile(r"\+?\d{5,15}")


def turn(address: str) -> None:
    """Before a page is drawn: what was shown on another page is masked again, however short the stay."""
    if st.session_state.get("reveals.page") != address:
        for key in [
            key for key in st.session_state if str(key).startswith("reveal.") and str(key).endswith(".id")
        ]:
            del st.session_state[key]
    st.session_state["reveals.page"] = address


def offer(
    by: Principal,
    noun: str,
    ref: int,
    *,
    courtyard_id: int | None = None,
    classes: Sequence[Privacy] = tuple(Privacy),
) -> None:
    """For each of the classes of masked fields that `by` may look at: the button, or the values asked for."""
    levels = [one for one in classes if may(by, noun, one, courtyard_id=courtyard_id)]
    if levels:
        with st.container(key=f"behind-{noun}-{ref}"):
            for level in levels:
                _one(noun, ref, level)


def _one(noun: str, ref: int, level: Privacy) -> None:
    slot = f"reveal.{noun}.{ref}.{level.value}"
    # The switch is drawn only while the values are: when its reader leaves the page, Streamlit forgets it.
    if st.session_state.get(slot) and _look(slot):
        with st.container(border=True):
            _values(_look(slot), slot)
            st.toggle(_("Shown to you for two minutes, and noted"), key=slot)
    else:
        st.session_state.pop(_id(slot), None)
        _ask(noun, ref, level, slot)


def _ask(noun: str, ref: int, level: Privacy, slot: str) -> None:
    """The reasons, each a button that notes it and shows; another reason is told in words."""
    with st.popover(_(BUTTONS[noun, level]), width="stretch"):
        st.markdown(_("What do you need it for? Who looked, when and why is noted for the community office."))
        for pair in ((Why.CALL_BACK, Why.VISIT), (Why.HELP, Why.EMERGENCY)):
            with st.container(horizontal=True):
                for why in pair:
                    if st.button(named(WHY, why), width="stretch", key=f"{slot}.{why.value}"):
                        _show(slot, noun=noun, ref=ref, level=level, why=why)
        words = st.text_input(named(WHY, Why.OTHER), key=f"{slot}.words", max_chars=160, autocomplete="off")
        form.field_error(slot, "words")
        if st.button(_("Show for this reason"), width="stretch", key=f"{slot}.other"):
            _show(slot, noun=noun, ref=ref, level=level, why=Why.OTHER, words=words or None)


def _show(slot: str, **given: Any) -> None:
    """Note the look; only its id is kept here, the values are read anew each time they are drawn."""
    made = form.save(slot, lambda **how: actions.look(draft=RevealDraft.check(**given), **form.timed(how)))
    if made is not None:
        st.session_state[_id(slot)] = made.id
        st.session_state[slot] = True
        st.rerun()


@fragment(Action.REVEAL, run_every=LOOKED_AT_EVERY)
def _values(by: Principal, look: int, slot: str) -> None:
    """The values, until the look has run out: then the mask again."""
    try:
        rows = cache.read(reveals.opened, by=by, reveal_id=look, now=clock.wall())
    except NotFound:
        st.session_state.pop(_id(slot), None)
        who.refresh()
    several = len(rows) > 1
    people = [
        {
            "whose": named(PEOPLE, row["of"]) if several else "",
            "told": [_told(name, value) for name, value in row.items() if name != "of" and value is not None],
        }
        for row in rows
    ]
    templates.draw("components/reveals.html", people=people)


def _told(name: str, value: Any) -> dict[str, str]:
    """A value by its name; a phone number with what is to be dialled."""
    if isinstance(value, bool):
        value = _("yes") if value else _("no")
    dialled = re.sub(r"[\s()-]", "", str(value))
    is_number = name == "phone" and DIALLED.fullmatch(dialled)
    return {"name": named(FIELDS, name), "value": str(value), "dialled": dialled if is_number else ""}


def _look(slot: str) -> int:
    """The id of the look that is open in this place, 0 for none."""
    return int(st.session_state.get(_id(slot), 0))


def _id(slot: str) -> str:
    return f"{slot}.id"
