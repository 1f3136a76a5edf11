"""What every form shares: the key of a drawn form, saving once, and problems by their field."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError
from streamlit.delta_generator import DeltaGenerator

import db
from dashboard import clock
from dashboard.errors import AlreadyDone, InvalidDraft, StaleVersion, YuanluoError
from dashboard.i18n import _
from dashboard.records.catalogue import KINDS
from dashboard.schema.accounts import Account, Attachment
from dashboard.schema.base import Record
from dashboard.schema.duties import ReportingDuty
from dashboard.schema.history import Reveal
from dashboard.schema.meetings import AgendaItem
from dashboard.schema.money import Fee
from dashboard.schema.surveys import Survey
from dashboard.ui import cache, messages
from dashboard.ui.components import counts_towards
from dashboard.ui.forms import conflicts, drawings, unsent
from dashboard.ui.shell import confirmation, who
from dashboard.ui.shell.fragments import callback

MADE: dict[str, type[Record]] = {
    "photo": Attachment,
    "account": Account,
    **{kind.noun: kind.table for kind in KINDS.values()},
    "reveal": Reveal,
    "survey": Survey,
    "duty": ReportingDuty,
    "fee": Fee,
    "agenda_item": AgendaItem,
}
"""What a drawn form can have made, by the noun that is kept with its key."""
TURN = "do.turn"
"""Where is counted how often a single record took the place of the choice of tasks."""


def key(name: str) -> str:
    """The idempotency key of a drawn form, the same until it is saved."""
    return drawings.of(name).key


def save(name: str, write: Callable[..., Any], receipt: Callable[[Any], Any] | None = None) -> Any:
    """Run one write in one transaction; gives what it made, or None after saying what is wrong.

    `write` is given session, by, now and key. Nothing typed is cleared unless it was saved: what was kept
    of the unsent form goes in the same transaction. `receipt` makes of the record what `received` gives from
    then on: the page is drawn anew, with it in the form's stead.
    """
    st.session_state.pop(f"form.{name}.problems", None)
    drawing = drawings.of(name)
    try:
        with db.writing() as session:
            made = write(session=session, by=who.principal(session), now=clock.now(), key=drawing.key)
            unsent.drop(session, name)
    except AlreadyDone as done:
        made = _again(done)
    except InvalidDraft as error:
        _tell(name, {one.name: messages.problem(one) for one in error.problems})
        return None
    except StaleVersion as error:
        conflicts.note(name, error)
        run, place = st.session_state.get(f"form.{name}.place", (None, None))
        with place if run is who.this_run() else st.container():
            conflicts.show(name)
        return None
    except YuanluoError as error:
        st.error(messages.trouble(error))
        return None
    except SQLAlchemyError:
        st.error(_("Saving did not work just now. What you typed is still here: please try again."))
        return None
    # First of all, before Streamlit may stop the run: what is saved has its receipt, the form is empty.
    drawing.end(receipt(made) if receipt else None)
    cache.wrote()
    unsent.saved(name)
    conflicts.settle(name)
    if receipt:
        # Nobody has to scroll for it.
        st.rerun()
    return made


def timed(how: dict[str, Any]) -> dict[str, Any]:
    """Codes and sessions run out by the real clock, also where the day is pinned."""
    return how | {"now": clock.wall()}


def now(how: dict[str, Any]) -> dict[str, Any]:
    """The same for a verb that is safe to do twice and needs no key."""
    return {name: value for name, value in timed(how).items() if name != "key"}


def button(name: str, label: str, **look: Any) -> bool:
    """The button that saves a form; above it, after a refusal, both versions to choose from."""
    unsent.note_first()
    place = st.container()
    st.session_state[f"form.{name}.place"] = who.this_run(), place
    with place:
        conflicts.show(name)
    return st.button(label, width="stretch", key=f"{name}.save", **look)


def clear_errors() -> None:
    """Let complaints go with the reader's next doing; a page that redraws itself keeps them."""
    unsent.start()
    if who.is_quiet():
        return
    for name in [name for name in st.session_state if str(name).startswith("form.")]:
        if str(name).endswith(".problems"):
            del st.session_state[name]


def field_error(name: str, field: str) -> DeltaGenerator:
    """The place below one field for the sentence about it; a save in the same run fills it in."""
    place = st.empty()
    st.session_state.setdefault(f"form.{name}.places", {})[field] = who.this_run(), place
    told = st.session_state.get(f"form.{name}.problems", {}).get(field)
    if told:
        place.error(told)
    return place


def fields_drawn(name: str) -> dict[str, Any]:
    """Field → what was last drawn below it, of the fields that can be complained about."""
    return dict(st.session_state.get(f"form.{name}.places", {}))


def fields_in_error(name: str) -> list[str]:
    """The fields that are complained about now."""
    return list(st.session_state.get(f"form.{name}.problems", {}))


def ask_for(name: str, fields: list[str]) -> None:
    """Complain about fields that were left open, before anything is saved."""
    _tell(name, dict.fromkeys(fields, _("Please fill this in.")))


def stated(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was answered: a draft takes what was left open as missing, not as empty."""
    return {name: value for name, value in values.items() if value is not None}


def version(name: str, one: Mapping[str, Any]) -> int:
    """The version of a record that the form was opened with, kept while it is filled in."""
    return int(st.session_state.setdefault(f"version.{name}", one["version"]))


def save_and_rerun(
    name: str,
    write: Callable[..., Any],
    *,
    counts: tuple[str, *tuple[date, ...]] | None = None,
    after: Callable[[], object] | None = None,
) -> None:
    """Save a step of a record that is shown on the page, do what comes `after`, and draw the page anew.

    `counts` names the table that is written and the days that it counts for: with the word that it is saved
    the numbers are told that it has moved.
    """
    before = counts_towards.before(who.principal(), *counts) if counts else None
    if save(name, write) is not None:
        forget(name)
        if after:
            after()
        confirmation.give(before=before)


def forget(name: str) -> None:
    """Let go of the version that a form was opened with: it is no longer on the page."""
    st.session_state.pop(f"version.{name}", None)


def text_in_address(name: str) -> str:
    """What the address says (`?thread=T2026-0123`), nothing where it does not; the browser's is kept up.

    A link to the page that is shown passes the query but leaves it out of the browser's address, and the way
    back to the list leaves the old one in it.
    """
    asked = st.query_params.get(name, "")
    if asked:
        st.query_params[name] = asked
        st.session_state[f"address.{name}"] = True
    elif st.session_state.pop(f"address.{name}", None):
        st.query_params[name] = "0"
        del st.query_params[name]
    return asked


def record_in_address(name: str) -> int | None:
    """The record that the address names (`?hazard=335`)."""
    asked = text_in_address(name)
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        return None
    # Who goes back to the list begins anew, also where this run is cut short by the way back.
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    return int(asked)


def mode_switch(names: Mapping[str, str]) -> str:
    """What the reader came to do, one big choice: the first, or what the address asks (`?do=report`)."""
    first, asked = next(iter(names)), st.query_params.get("do", "")
    turn = st.session_state.get(TURN, 0)
    picked: str = st.segmented_control(
        _("What would you like to do?"),
        list(names),
        format_func=lambda code: names[code],
        default=asked if asked in names else first,
        required=True,
        key=f"do.{turn}" if turn else "do",
        label_visibility="collapsed",
        width="stretch",
    )
    return picked


def widget_prefix(name: str, also: Iterable[str] = (), *, kept: bool = True) -> str:
    """The name under which a form's fields are drawn: a new one after each save, so that they are empty.

    The first call of a run fills in what was left unsent. `also` names the keys of fields that the form
    shares with others; buttons have keys of other beginnings. With `kept=False` nothing typed is kept: for
    answers whose owner must stay unknown.
    """
    if kept:
        unsent.begin(name, _named(name), also)
    return _named(name)


def _named(name: str) -> str:
    return f"{name}.{drawings.of(name).count}"


def received(name: str) -> Any:
    """The receipt of the entry just saved, None while the form is to be drawn."""
    return drawings.of(name).received(unsent.runs())


def another(name: str, label: str) -> None:
    """The button that leads from the receipt to the next entry."""
    st.button(label, on_click=callback(_begin), args=(name,), width="stretch", key=f"{name}.another")


def _begin(name: str) -> None:
    drawings.of(name).receipt = None


def _tell(name: str, problems: dict[str, str]) -> None:
    """Each problem beside its field; those of fields that are not drawn together, where one has pressed."""
    st.session_state[f"form.{name}.problems"] = problems
    places = st.session_state.get(f"form.{name}.places", {})
    st.error(_("Please look at the marked fields. Nothing is lost."))
    for field, sentence in problems.items():
        run, place = places.get(field, (None, st))
        if run is who.this_run():
            place.error(sentence)
        else:
            st.error(sentence)


def _again(done: AlreadyDone) -> Any:
    """The record that the same drawn form made before: the second click sees the first one's receipt."""
    with db.reading() as session:
        made = session.get(MADE[done.noun], done.ref)
        if made is None:
            # The first click has withdrawn it.
            return done.ref
        # Closing the session would take the row's values away.
        session.expunge(made)
        return made
